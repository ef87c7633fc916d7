from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate
from django.utils.translation import gettext_lazy as _

from history import guard


class HistoryConfig(AppConfig):
    """Django says by signal, and in no other way, that it is about to change tables or has done so."""

    name = "history"
    verbose_name = _("History")

    def ready(self) -> None:
        pre_migrate.connect(lower_the_guard, sender=self)
        post_migrate.connect(install_the_guard, sender=self)


def lower_the_guard(*, plan: list[Any], **kwargs: Any) -> None:
    """SQLite rebuilds a table to change it, which a trigger that names another table would prevent."""
    if plan:
        guard.lower()


def install_the_guard(**kwargs: Any) -> None:
    guard.install()
