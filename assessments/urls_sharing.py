"""Addresses of a round that is given to others without names, and of the comparison with other programmes."""

from django.urls import path

from assessments.views import benchmark, sharing

urlpatterns = [
    path("assessments/<int:pk>/share/", sharing.assessment_share, name="assessment_share"),
    path(
        "assessments/<int:pk>/share/round.json", sharing.assessment_share_json, name="assessment_share_json"
    ),
    path("assessments/<int:pk>/share/round.csv", sharing.assessment_share_csv, name="assessment_share_csv"),
    path("assessments/<int:pk>/benchmark/", benchmark.assessment_benchmark, name="assessment_benchmark"),
    path(
        "assessments/<int:pk>/benchmark/ask/<int:other>/<slug:dimension>/",
        benchmark.meeting_ask,
        name="meeting_ask",
    ),
    path("meetings/<int:pk>/", benchmark.meeting, name="meeting"),
]
