"""Addresses of a respondent: their link, and what lies below it. Outside programmes, since the link is the key."""

from django.urls import path

from assessments.views import rating

urlpatterns = [
    path("<str:token>/", rating.rate_begin, name="rate"),
    path("<str:token>/yours/", rating.rate_yours, name="rate_yours"),
    path("<str:token>/<slug:dimension>/", rating.rate_dimension, name="rate_dimension"),
    path("<str:token>/<slug:dimension>/view/", rating.rate_view, name="rate_view"),
]
