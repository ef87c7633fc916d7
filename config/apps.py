from django.apps import AppConfig
from django.core.checks import register

from config.checks import history_is_guarded, production_settings


class ConfigConfig(AppConfig):
    name = "config"

    def ready(self):
        register(production_settings, "security", deploy=True)
        register(history_is_guarded, "security", deploy=True)
