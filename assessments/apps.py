from django.apps import AppConfig
from django.core.checks import register
from django.utils.translation import gettext_lazy as _

from assessments.checks import instruments_can_be_read, published_instruments_are_as_they_were


class AssessmentsConfig(AppConfig):
    name = "assessments"
    verbose_name = _("Assessments")

    def ready(self) -> None:
        register(instruments_can_be_read, "content")
        register(published_instruments_are_as_they_were, "content")
