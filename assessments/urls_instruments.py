"""Addresses of the library of instruments, above the programmes."""

from django.urls import path

from assessments.views import instruments

urlpatterns = [
    path("", instruments.instrument_library, name="instrument_library"),
    path("<slug:instrument>/<int:version>/", instruments.instrument, name="instrument"),
]
