"""Addresses of assessments: the list, starting one, its page, its panel, and the acts of its rounds."""

from django.urls import path

from assessments.views import assessments, panel, rounds

urlpatterns = [
    path("assessments/", assessments.assessments, name="assessments"),
    path("assessments/start/", assessments.assessment_start, name="assessment_start"),
    path("assessments/<int:pk>/", assessments.assessment, name="assessment"),
    path("assessments/<int:pk>/panel/", panel.assessment_panel, name="assessment_panel"),
    path("assessments/<int:pk>/panel/links/", panel.assessment_links, name="assessment_links"),
    path("assessments/<int:pk>/launch/", rounds.assessment_launch, name="assessment_launch"),
    path("assessments/<int:pk>/remind/", rounds.assessment_remind, name="assessment_remind"),
    path("assessments/<int:pk>/close/", rounds.assessment_close, name="assessment_close"),
    path("assessments/<int:pk>/reveal/", rounds.assessment_reveal, name="assessment_reveal"),
    path("assessments/<int:pk>/next-round/", rounds.assessment_next_round, name="assessment_next_round"),
]
