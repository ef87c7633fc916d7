"""Addresses of assessments within a programme."""

from django.urls import path

from assessments.views import needs

urlpatterns = [
    path("needs-assessment/", needs.needs_assessment, name="needs_assessment"),
    path("needs-assessment/criteria/", needs.criteria_adopt, name="criteria_adopt"),
    path("needs-assessment/scores/", needs.scores, name="scores"),
    path("needs-assessment/populations/<int:pk>/age-bands/", needs.age_bands, name="age_bands"),
]
