"""The application's own refusal to alter history: in words, before the database refuses it too (history/guard.py)."""

from typing import Any, NoReturn, TypeVar

from django.db import models
from simple_history.manager import HistoricalQuerySet

Row = TypeVar("Row", bound=models.Model)


class CannotBeAltered(TypeError):
    """History was about to be altered or removed: a fault in the program, never of the user."""

    def __init__(self, model: type[models.Model]) -> None:
        super().__init__(f"{model.__name__} rows are written once: never altered, never removed.")


class AppendOnlyQuerySet(models.QuerySet[Row]):
    """Rows that can be added and read, and nothing else."""

    def _refuse(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise CannotBeAltered(self.model)

    update = aupdate = delete = adelete = _refuse
    bulk_update = abulk_update = update_or_create = aupdate_or_create = _refuse


class AppendOnlyRecords(AppendOnlyQuerySet[Any], HistoricalQuerySet):
    """What `Model.history` gives: django-simple-history's queryset, for reading and adding."""


class AppendOnly(models.Model):
    """Base of every row of history: saved once."""

    objects = models.Manager.from_queryset(AppendOnlyQuerySet)()
    is_written_once = True  # so history/guard.py knows its table

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise CannotBeAltered(type(self))
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise CannotBeAltered(type(self))
