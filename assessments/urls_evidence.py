"""Addresses of the evidence library, above the programmes."""

from django.urls import path

from assessments.views import evidence

urlpatterns = [
    path("", evidence.evidence_library, name="evidence_library"),
    path("articles/<slug:article>/", evidence.evidence_article, name="evidence_article"),
]
