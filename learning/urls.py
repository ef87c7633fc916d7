"""Addresses of learning within a programme."""

from django.urls import path

from learning import views

urlpatterns = [
    path("signals/", views.signals, name="signals"),
]
