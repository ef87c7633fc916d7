"""History as people read it: entries of a change set with what changed from what to what, newest first."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

from accounts.models import User
from history.models import Change, ChangeSet


@dataclass(frozen=True)
class FieldChange:
    label: str
    before: str
    after: str


@dataclass(frozen=True)
class RowChange:
    """One row in one act."""

    kind: str
    noun: str
    title: str
    fields: list[FieldChange]
    model: str
    object_id: int


@dataclass(frozen=True)
class Entry:
    """One act: who, when, why, and the rows that it touched."""

    at: datetime
    who: str
    why: str
    cause: str
    rows: list[RowChange] = field(default_factory=list)


def entries(changes: QuerySet[Change], *, limit: int, offset: int = 0) -> list[Entry]:
    """The newest acts among `changes`, `limit` of them; three queries, whatever they hold."""
    ids = changes.order_by("-change_set__at", "-change_set_id").values_list("change_set_id", flat=True).distinct()
    wanted = list(ids[offset : offset + limit])
    sets = ChangeSet.objects.filter(pk__in=wanted).select_related("by").order_by("-at", "-pk")
    rows = list(changes.filter(change_set__in=wanted).order_by("pk"))
    people = User.objects.in_bulk(_people(rows))
    return [
        Entry(
            at=one.at,
            who=str(one.by or one.actor),
            why=one.reason,
            cause=one.cause_title,
            rows=[_row(row, people) for row in rows if row.change_set_id == one.pk],
        )
        for one in sets
    ]


def _people(rows: Iterable[Change]) -> set[int]:
    values = (value for row in rows for pair in row.values.values() for value in pair)
    return {value["pk"] for value in values if isinstance(value, dict) and value.get("to") == "accounts.user"}


def _row(change: Change, people: dict[int, User]) -> RowChange:
    model = apps.get_model(change.model)
    fields = [
        FieldChange(_label(model, name), _words(model, name, before, people), _words(model, name, after, people))
        for name, (before, after) in change.values.items()
    ]
    return RowChange(
        change.kind, str(model._meta.verbose_name), change.title, fields, model._meta.model_name, change.object_id
    )


def _label(model: Any, name: str) -> str:
    try:
        return str(model._meta.get_field(name).verbose_name)
    except FieldDoesNotExist:  # a field of an earlier version of the product
        return name.replace("_", " ")


def _words(model: Any, name: str, value: Any, people: dict[int, User]) -> str:
    """A stored value in words; empty text for none."""
    if value in (None, ""):
        return ""
    if isinstance(value, dict) and "to" in value:
        return str(people.get(value["pk"], _("a former member"))) if "title" not in value else value["title"]
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    try:
        field = model._meta.get_field(name)
    except FieldDoesNotExist:
        return str(value)
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    return _typed(field.get_internal_type(), value)


def _typed(kind: str, value: Any) -> str:
    if kind == "DateField" and (day := parse_date(str(value))):
        return date_format(day)
    if kind == "DateTimeField" and (instant := parse_datetime(str(value))):
        return date_format(timezone.localtime(instant), "DATETIME_FORMAT")
    if kind == "DecimalField":
        return _number(value)
    return str(value)


def _number(value: Any) -> str:
    try:
        return number_format(Decimal(str(value)).normalize(), use_l10n=True, force_grouping=True)
    except InvalidOperation:
        return str(value)
