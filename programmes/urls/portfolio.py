"""Addresses above the programmes."""

from django.urls import path

from programmes.views import portfolio

urlpatterns = [
    path("", portfolio.portfolio, name="portfolio"),
    path("start/", portfolio.programme_start, name="programme_start"),
]
