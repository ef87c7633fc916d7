from django.apps import AppConfig
from django.core.checks import register
from django.utils.translation import gettext_lazy as _

from assessments.checks import (
    evidence_can_be_read,
    instruments_can_be_read,
    published_evidence_is_as_it_was,
    published_instruments_are_as_they_were,
)


class AssessmentsConfig(AppConfig):
    name = "assessments"
    verbose_name = _("Assessments")

    def ready(self) -> None:
        register(evidence_can_be_read, "content")
        register(published_evidence_is_as_it_was, "content")
        register(instruments_can_be_read, "content")
        register(published_instruments_are_as_they_were, "content")
