"""Addresses between an assessment and the plan."""

from django.urls import path

from assessments.views import gaps

urlpatterns = [
    path("assessments/<int:pk>/gaps/", gaps.assessment_gaps, name="assessment_gaps"),
    path("situation/priorities/", gaps.priority_issues, name="priority_issues"),
]
