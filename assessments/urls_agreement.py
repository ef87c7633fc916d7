"""Addresses of what a panel agreed."""

from django.urls import path

from assessments.views import agreement

urlpatterns = [
    path("assessments/<int:pk>/agreement/", agreement.assessment_agreement, name="assessment_agreement"),
    path("assessments/<int:pk>/agreement/all/", agreement.assessment_agree, name="assessment_agree"),
    path("assessments/<int:pk>/change/", agreement.assessment_change, name="assessment_change"),
]
