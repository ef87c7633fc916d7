from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ValueCaseConfig(AppConfig):
    name = "valuecase"
    verbose_name = _("Value case")
