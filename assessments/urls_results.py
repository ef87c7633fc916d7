"""Addresses of what a round came to."""

from django.urls import path

from assessments.views import results

urlpatterns = [
    path("assessments/<int:pk>/results/", results.assessment_results, name="assessment_results"),
    path(
        "assessments/<int:pk>/results/table/", results.assessment_results_csv, name="assessment_results_csv"
    ),
]
