"""Addresses of the value case within a programme."""

from django.urls import path

from valuecase import views

urlpatterns = [
    path("value-case/", views.value_case, name="value_case"),
    path("value-case/options/<int:pk>/sums/", views.amounts, name="amounts"),
]
