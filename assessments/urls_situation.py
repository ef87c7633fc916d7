"""Addresses of the canvases of the situational analysis."""

from django.urls import path

from assessments.views import situation

urlpatterns = [
    path("situation/swot/", situation.swot, name="swot"),
]
