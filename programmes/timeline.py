"""History as people read it: entries of a change set with what changed from what to what, newest first."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

from accounts.models import User
from history.models import Change, ChangeSet
from programmes.kinds import hidden_models, kind_called
from programmes.models.programme import Programme

LONG = 120
CROWD = 4


@dataclass(frozen=True)
class FieldChange:
    label: str
    before: str
    after: str

    @property
    def is_long(self) -> bool:
        """Too long for one line: shown as two blocks, before and after."""
        return max(len(self.before), len(self.after)) > LONG or "\n" in self.before + self.after


@dataclass(frozen=True)
class RowChange:
    """One row in one act."""

    kind: str
    noun: str
    title: str
    fields: list[FieldChange]
    model: str
    object_id: int
    url: str = ""

    @property
    def verb(self) -> str:
        return str(Change.Kind(self.kind).label)

    @property
    def is_removal(self) -> bool:
        return self.kind == Change.Kind.REMOVED


@dataclass(frozen=True)
class Entry:
    """One act: who, when, why, and the rows that it touched."""

    at: datetime
    who: str
    why: str
    cause: str
    rows: list[RowChange] = field(default_factory=list)

    @property
    def day(self) -> date:
        return timezone.localtime(self.at).date()

    @property
    def is_removal(self) -> bool:
        return all(row.is_removal for row in self.rows)

    @property
    def crowds(self) -> list[tuple[str, list[RowChange]]]:
        """Many new rows of one kind, as an import makes them: told as one, by the kind's name."""
        return [(noun, rows) for noun, rows in self._added().items() if len(rows) > CROWD]

    @property
    def single(self) -> list[RowChange]:
        """The rows that are told one by one."""
        added = self._added()
        return [row for row in self.rows if row.kind != Change.Kind.ADDED or len(added[row.noun]) <= CROWD]

    def _added(self) -> dict[str, list[RowChange]]:
        added: dict[str, list[RowChange]] = {}
        for row in self.rows:
            if row.kind == Change.Kind.ADDED:
                added.setdefault(row.noun, []).append(row)
        return added


@dataclass(frozen=True)
class Words:
    """What turns stored values into words: the people they name, what must not be shown, where records are."""

    people: dict[int, User]
    hidden: frozenset[str] = frozenset()
    slug: str = ""


def entries(
    changes: QuerySet[Change], *, limit: int, offset: int = 0, programme: Programme | None = None
) -> list[Entry]:
    """The newest acts among `changes`, `limit` of them; three queries, whatever they hold.

    With `programme`, records carry their addresses, and what the person may not see is left out, also where a
    visible row mentions it.
    """
    if programme is not None:
        changes = changes.filter(scope=programme.pk).exclude(model__in=hidden_models(programme))
    ids = (
        changes.order_by("-change_set__at", "-change_set_id")
        .values_list("change_set_id", flat=True)
        .distinct()
    )
    wanted = list(ids[offset : offset + limit])
    sets = ChangeSet.objects.filter(pk__in=wanted).select_related("by").order_by("-at", "-pk")
    rows = list(changes.filter(change_set__in=wanted).order_by("pk"))
    words = words_for(rows, programme)
    return [_entry(one, [row for row in rows if row.change_set_id == one.pk], words) for one in sets]


def words_for(rows: Iterable[Change], programme: Programme | None = None) -> Words:
    people = User.objects.in_bulk(_people(rows))
    if programme is None:
        return Words(people)
    return Words(people, frozenset(hidden_models(programme)), programme.slug)


def _entry(one: ChangeSet, rows: list[Change], words: Words) -> Entry:
    return Entry(
        at=one.at,
        who=str(one.by or one.actor),
        why=one.reason,
        cause="" if one.cause_model in words.hidden else one.cause_title,
        rows=[row_change(row, words) for row in rows],
    )


def _people(rows: Iterable[Change]) -> set[int]:
    values = (value for row in rows for pair in row.values.values() for value in pair)
    return {value["pk"] for value in values if isinstance(value, dict) and value.get("to") == "accounts.user"}


def row_change(change: Change, words: Words) -> RowChange:
    model = _model(change.model)
    fields = [
        FieldChange(
            _label(model, name), _words(model, name, before, words), _words(model, name, after, words)
        )
        for name, (before, after) in change.values.items()
    ]
    key = change.model.rpartition(".")[2]
    noun = str(model._meta.verbose_name) if model else key
    return RowChange(change.kind, noun, change.title, fields, key, change.object_id, _url(key, change, words))


def _model(label: str) -> Any:
    """The model, or None for one that an earlier version of the product had."""
    try:
        return apps.get_model(label)
    except LookupError:
        return None


def _url(key: str, change: Change, words: Words) -> str:
    return (
        reverse("record", args=[words.slug, key, change.object_id]) if words.slug and kind_called(key) else ""
    )


def _field(model: Any, name: str) -> Any:
    """The field, or None for one that an earlier version of the product had."""
    try:
        return model._meta.get_field(name) if model else None
    except FieldDoesNotExist:
        return None


def _label(model: Any, name: str) -> str:
    found = _field(model, name)
    return str(found.verbose_name) if found else name.replace("_", " ")


def _words(model: Any, name: str, value: Any, words: Words) -> str:
    """A stored value in words; empty text for none."""
    if value in (None, ""):
        return ""
    if isinstance(value, dict) and "to" in value:
        return _reference(value, words)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    found = _field(model, name)
    if found is None:
        return str(value)
    if found.choices:
        return str(dict(found.flatchoices).get(value, value))
    return _typed(found.get_internal_type(), value)


def _reference(value: dict[str, Any], words: Words) -> str:
    if value["to"] in words.hidden:
        return _("not shown")
    if "title" in value:
        return str(value["title"])
    return str(words.people.get(value["pk"], _("a former member")))


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
