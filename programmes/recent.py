"""The newest acts in a programme as short lines: who, when, and what was touched. One query, whatever happened."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from django.apps import apps
from django.db.models import QuerySet
from django.urls import reverse

from history.models import Change
from programmes.kinds import hidden_models, kind_called
from programmes.models import Programme, Step

ROWS_READ = 150  # enough for a handful of acts; an import of more is one act of "many"
LINES = 3


@dataclass(frozen=True)
class Line:
    """One row that an act touched; `url` is empty where nothing can be opened."""

    verb: str
    noun: str
    title: str
    url: str
    is_removal: bool


@dataclass(frozen=True)
class Act:
    at: datetime
    who: str
    why: str
    lines: list[Line]
    more: int


def visible_changes(programme: Programme) -> QuerySet[Change]:
    """The programme's changes without those of rows that the person may not see."""
    return Change.objects.filter(scope=programme.pk).exclude(model__in=hidden_models(programme))


def acts(changes: QuerySet[Change], programme: Programme, *, limit: int) -> list[Act]:
    """The newest acts among `changes`, newest first, with up to three lines each."""
    newest = changes.select_related("change_set__by").defer("values").order_by("-change_set__at", "-change_set_id", "-pk")
    found = []
    for __, group in groupby(newest[:ROWS_READ], key=lambda change: change.change_set_id):
        if len(found) == limit:
            break
        found.append(_act(list(group), programme))
    return found


def _act(changes: list[Change], programme: Programme) -> Act:
    one = changes[0].change_set
    lines = [_line(change, programme) for change in _first_per_row(changes)]
    return Act(one.at, str(one.by or one.actor), one.reason, lines[:LINES], len(lines[LINES:]))


def _first_per_row(changes: Iterable[Change]) -> list[Change]:
    """A row that one act touched twice is told once, as it was touched first."""
    return list({(change.model, change.object_id): change for change in changes}.values())[::-1]


def _line(change: Change, programme: Programme) -> Line:
    model = apps.get_model(change.model)
    is_removal = change.kind == Change.Kind.REMOVED
    url = "" if is_removal else _address(change, model, programme)
    return Line(change.get_kind_display(), str(model._meta.verbose_name), change.title, url, is_removal)


def _address(change: Change, model: type, programme: Programme) -> str:
    if model is Step:
        return reverse("step", args=[programme.slug, change.topic])
    if kind_called(model._meta.model_name) is None:
        return ""
    return reverse("record", args=[programme.slug, model._meta.model_name, change.object_id])
