"""The newest acts in a programme as short lines: who, when, and what was touched. One query, whatever happened."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from django.apps import apps
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from history.models import Change
from programmes.kinds import kind_called
from programmes.models import Programme, Step

ROWS_READ = 150  # enough for a handful of acts; an import of more is told as "many"
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
    """What one person did on one day; `why` where one reason stands for all of it."""

    at: datetime
    who: str
    why: str
    lines: list[Line]
    more: str


def newest(changes: QuerySet[Change]) -> QuerySet[Change]:
    """Newest first, as far back as is worth reading, with who made them."""
    return with_authors(changes)[:ROWS_READ]


def with_authors(changes: QuerySet[Change]) -> QuerySet[Change]:
    told = changes.select_related("change_set__by").defer("values")
    return told.order_by("-change_set__at", "-change_set_id", "pk")


def acts(changes: Iterable[Change], programme: Programme, *, limit: int) -> list[Act]:
    """The acts among `changes` (as `newest` gives them), newest first, with up to three lines each."""
    rows = list(changes)
    groups = [list(group) for __, group in groupby(rows, key=_who_and_day)][:limit]
    return [
        _act(group, programme, is_cut=len(rows) == ROWS_READ and group[-1] is rows[-1]) for group in groups
    ]


def _who_and_day(change: Change) -> tuple[str, date]:
    one = change.change_set
    return str(one.by or one.actor), timezone.localtime(one.at).date()


def _act(changes: list[Change], programme: Programme, *, is_cut: bool) -> Act:
    lines = _lines(changes, programme)
    reasons = {change.change_set.reason for change in changes}
    return Act(
        at=changes[0].change_set.at,
        who=_who_and_day(changes[0])[0],
        why=reasons.pop() if len(reasons) == 1 else "",
        lines=lines[:LINES],
        more=_more(len(lines) - LINES, is_cut),
    )


def _more(number: int, is_cut: bool) -> str:
    if is_cut:
        return _("and many more")
    return ngettext("and %d more", "and %d more", number) % number if number > 0 else ""


def _lines(changes: list[Change], programme: Programme) -> list[Line]:
    """A row that was touched several times is told once: added if it was new, under the name that it has now."""
    found: dict[tuple[str, int], tuple[Change, str]] = {}
    for change in changes:  # newest first
        newest, kind = found.get((change.model, change.object_id), (change, change.kind))
        is_new = change.kind == Change.Kind.ADDED and kind != Change.Kind.REMOVED
        found[change.model, change.object_id] = newest, change.kind if is_new else kind
    return [_line(newest, kind, programme) for newest, kind in found.values()]


def _line(change: Change, kind: str, programme: Programme) -> Line:
    model = apps.get_model(change.model)
    is_removal = kind == Change.Kind.REMOVED
    url = "" if is_removal else _address(change, model, programme)
    return Line(Change.Kind(kind).label, str(model._meta.verbose_name), change.title, url, is_removal)


def _address(change: Change, model: type, programme: Programme) -> str:
    if model is Step:
        return reverse("step", args=[programme.slug, change.topic])
    if kind_called(model._meta.model_name) is None:
        return ""
    return reverse("record", args=[programme.slug, model._meta.model_name, change.object_id])
