"""The newest of what changed, as short lines: who, on which day, and what. The rows are those of `differences`."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from history.models import Change, ChangeSet
from history.net import Net, net
from programmes.crowds import apart
from programmes.kinds import kind_called
from programmes.models import Programme, Step
from programmes.timeline import model_called, noun_of, verb_of

ROWS_READ = 150  # enough for a handful of acts; an import of more is told as "many"
LINES = 3


@dataclass(frozen=True)
class Line:
    """One row, or a crowd of new ones; `url` is empty where nothing can be opened."""

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


@dataclass(frozen=True)
class _Row:
    net: Net
    noun: str

    @property
    def kind(self) -> str:
        return self.net.kind

    @property
    def last(self) -> ChangeSet:
        return self.net.acts[-1]


def newest(changes: QuerySet[Change]) -> QuerySet[Change]:
    """Newest first, as far back as is worth reading, with who made them."""
    return with_authors(changes)[:ROWS_READ]


def with_authors(changes: QuerySet[Change]) -> QuerySet[Change]:
    told = changes.select_related("change_set__by")
    return told.order_by("-at", "-change_set_id", "-pk")


def acts(changes: Iterable[Change], programme: Programme, *, limit: int) -> list[Act]:
    """The changes (as `newest` gives them) by person and day; what one did on a day is summed for itself."""
    told = list(changes)
    days = [_rows(day) for __, day in groupby(told, key=lambda change: _who_and_day(change.change_set))]
    return _told([rows for rows in days if rows], programme, limit, is_cut=len(told) == ROWS_READ)


def acts_in_sum(changes: Iterable[Change], programme: Programme, *, limit: int) -> list[Act]:
    """What the changes of a period come to, by who had the last word on a row and on which day.

    A row is told once: added if it is new since then, and not at all where it is as it was before.
    """
    told = list(changes)
    groups = [list(group) for __, group in groupby(_rows(told), key=lambda row: _who_and_day(row.last))]
    return _told(groups, programme, limit, is_cut=len(told) == ROWS_READ)


def _rows(newest_first: Iterable[Change]) -> list[_Row]:
    rows = [_Row(row, noun_of(row.model)) for row in net(reversed(list(newest_first)))]
    return sorted(rows, key=lambda row: (row.last.at, row.last.pk), reverse=True)


def _told(groups: Sequence[list[_Row]], programme: Programme, limit: int, *, is_cut: bool) -> list[Act]:
    return [_act(group, programme, is_cut=is_cut and group is groups[-1]) for group in groups[:limit]]


def _who_and_day(act: ChangeSet) -> tuple[str, date]:
    return str(act.by or act.actor), timezone.localtime(act.at).date()


def _act(rows: Sequence[_Row], programme: Programme, *, is_cut: bool) -> Act:
    single, crowds = apart(rows)
    lines = [_line(row, programme) for row in single] + [_crowd(noun, found) for noun, found in crowds]
    reasons = {row.last.reason for row in rows}
    return Act(
        at=rows[0].last.at,
        who=_who_and_day(rows[0].last)[0],
        why=reasons.pop() if len(reasons) == 1 else "",
        lines=lines[:LINES],
        more=_more(len(lines) - LINES, is_cut),
    )


def _more(number: int, is_cut: bool) -> str:
    if is_cut:
        return _("and many more")
    return ngettext("and %d more", "and %d more", number) % number if number > 0 else ""


def _crowd(noun: str, rows: Sequence[_Row]) -> Line:
    title = ngettext("%d record", "%d records", len(rows)) % len(rows)
    return Line(verb_of(Change.Kind.ADDED, is_link=False), noun, title, "", is_removal=False)


def _line(row: _Row, programme: Programme) -> Line:
    model = model_called(row.net.model)
    is_removal = row.kind == Change.Kind.REMOVED
    verb = verb_of(row.kind, is_link=getattr(model, "is_link", False))
    return Line(verb, row.noun, row.net.title, "" if is_removal else _address(row.net, programme), is_removal)


def _address(row: Net, programme: Programme) -> str:
    if row.model == Step._meta.label_lower:
        return reverse("step", args=[programme.slug, row.topic])
    key = row.model.rpartition(".")[2]
    return reverse("record", args=[programme.slug, key, row.object_id]) if kind_called(key) else ""
