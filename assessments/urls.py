"""Addresses of assessments within a programme."""

from django.urls import path

from assessments import urls_agreement, urls_gaps, urls_results, urls_rounds, urls_sharing, urls_situation
from assessments.views import evidence, needs, rating

urlpatterns = [
    *urls_agreement.urlpatterns,
    *urls_gaps.urlpatterns,
    *urls_results.urlpatterns,
    *urls_rounds.urlpatterns,
    *urls_sharing.urlpatterns,
    *urls_situation.urlpatterns,
    path("evidence/", evidence.programme_evidence, name="programme_evidence"),
    path("evidence/cite/", evidence.evidence_cite, name="evidence_cite"),
    path("assessments/<int:pk>/rate/", rating.assessment_rate, name="assessment_rate"),
    path("needs-assessment/", needs.needs_assessment, name="needs_assessment"),
    path("needs-assessment/criteria/", needs.criteria_adopt, name="criteria_adopt"),
    path("needs-assessment/scores/", needs.scores, name="scores"),
    path("needs-assessment/populations/<int:pk>/age-bands/", needs.age_bands, name="age_bands"),
]
