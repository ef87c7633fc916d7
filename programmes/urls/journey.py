"""Addresses of a programme's home, its steps, and what is done to them."""

from django.urls import path

from programmes.views import journey

urlpatterns = [
    path("", journey.programme, name="programme"),
    path("edit/", journey.programme_edit, name="programme_edit"),
    path("journey/<slug:key>/", journey.step, name="step"),
    path("journey/<slug:key>/open/", journey.step_open, name="step_open"),
    path("journey/<slug:key>/close/", journey.step_close, name="step_close"),
    path("journey/<slug:key>/status/", journey.step_rag, name="step_rag"),
    path("journey/<slug:key>/criteria/<slug:criterion>/tick/", journey.step_tick, name="step_tick"),
    path("journey/<slug:key>/criteria/<slug:criterion>/untick/", journey.step_untick, name="step_untick"),
]
