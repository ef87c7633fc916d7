"""Addresses of stakeholders within a programme."""

from django.urls import path

from stakeholders import views

urlpatterns = [path("people/stakeholders/", views.stakeholders, name="stakeholders")]
