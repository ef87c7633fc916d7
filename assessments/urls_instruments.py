"""Addresses of the library of instruments, above the programmes."""

from django.urls import path

from assessments.views import instruments, own_instruments, reading

urlpatterns = [
    path("", instruments.instrument_library, name="instrument_library"),
    path("how-agreement-is-read/", reading.how_agreement_is_read, name="how_agreement_is_read"),
    path("organisations/<int:pk>/", own_instruments.own_instruments, name="own_instruments"),
    path("own/<int:pk>/", own_instruments.own_instrument, name="own_instrument"),
    path("own/<int:pk>/pack.yaml", own_instruments.own_instrument_pack, name="own_instrument_pack"),
    path("own/<int:pk>/remove/", own_instruments.own_instrument_remove, name="own_instrument_remove"),
    path("own/<int:pk>/restore/", own_instruments.own_instrument_restore, name="own_instrument_restore"),
    path("<slug:instrument>/<int:version>/", instruments.instrument, name="instrument"),
    path("<slug:instrument>/<int:version>/pack.yaml", instruments.instrument_pack, name="instrument_pack"),
]
