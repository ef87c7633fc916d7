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
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from accounts.models import User
from history.models import Change, ChangeSet
from programmes.crowds import apart
from programmes.kinds import hidden_models, kind_called
from programmes.models.programme import Programme, ProgrammeRow
from programmes.undoable import can_be_undone, fields_put_back

LONG = 120
VERBS_OF_LINKS = {
    Change.Kind.ADDED: _lazy("linked"),
    Change.Kind.REMOVED: _lazy("unlinked"),
    Change.Kind.RESTORED: _lazy("linked again"),
}


@dataclass(frozen=True)
class FieldChange:
    """A field from what to what. `is_link`: it points to another record of the programme."""

    label: str
    before: str
    after: str
    is_link: bool = False
    name: str = ""
    is_undoable: bool = False

    @property
    def verb(self) -> str:
        """What became of a link that was made or undone; empty text for all else."""
        if not self.is_link or bool(self.before) == bool(self.after):
            return ""
        return _("linked with") if self.after else _("unlinked from")

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
    is_link: bool = False
    change_id: int | None = None
    is_undoable: bool = False

    @property
    def verb(self) -> str:
        return verb_of(self.kind, is_link=self.is_link)

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
    cause_url: str = ""
    pk: int | None = None

    @property
    def is_undoable(self) -> bool:
        return all(row.is_undoable for row in self.rows)

    @property
    def day(self) -> date:
        return timezone.localtime(self.at).date()

    @property
    def is_removal(self) -> bool:
        return all(row.is_removal for row in self.rows)

    @cached_property
    def _apart(self) -> tuple[list[RowChange], list[tuple[str, list[RowChange]]]]:
        return apart(self.rows)

    @property
    def single(self) -> list[RowChange]:
        return self._apart[0]

    @property
    def crowds(self) -> list[tuple[str, list[RowChange]]]:
        return self._apart[1]


@dataclass(frozen=True)
class Words:
    """What turns stored values into words: the people they name, what must not be shown, where records are."""

    people: dict[int, User]
    hidden: frozenset[str] = frozenset()
    slug: str = ""
    programme: Programme | None = None


def entries(
    changes: QuerySet[Change], *, limit: int, offset: int = 0, programme: Programme | None = None
) -> list[Entry]:
    """The newest acts among `changes`, `limit` of them; three queries, whatever they hold.

    With `programme`, records carry their addresses, and what the person may not see is left out, also where a
    visible row mentions it.
    """
    if programme is not None:
        changes = changes.filter(scope=programme.pk).exclude(model__in=hidden_models(programme))
    ids = changes.order_by("-at", "-change_set_id").values_list("change_set_id", flat=True).distinct()
    wanted = list(ids[offset : offset + limit])
    sets = ChangeSet.objects.filter(pk__in=wanted).select_related("by").order_by("-at", "-pk")
    rows = list(changes.filter(change_set__in=wanted).order_by("pk"))
    words = words_for(rows, programme)
    return [_entry(one, [row for row in rows if row.change_set_id == one.pk], words) for one in sets]


def words_for(rows: Iterable[Change], programme: Programme | None = None) -> Words:
    people = User.objects.in_bulk(_people(rows))
    if programme is None:
        return Words(people)
    return Words(people, frozenset(hidden_models(programme)), programme.slug, programme)


def _entry(one: ChangeSet, rows: list[Change], words: Words) -> Entry:
    cause, url = cause_of(one, words)
    return Entry(
        at=one.at,
        who=str(one.by or one.actor),
        why=one.reason,
        cause=cause,
        rows=[row_change(row, words) for row in rows],
        cause_url=url,
        pk=one.pk,
    )


def cause_of(one: ChangeSet, words: Words) -> tuple[str, str]:
    """What brought an act about, and its page: empty texts for nothing, and for what the person may not see."""
    if not one.cause_title or one.cause_model in words.hidden:
        return "", ""
    return one.cause_title, _page(one.cause_model.rpartition(".")[2], one.cause_id, words)


def verb_of(kind: str, *, is_link: bool) -> str:
    verb = VERBS_OF_LINKS.get(Change.Kind(kind)) if is_link else None
    return str(verb or Change.Kind(kind).label)


def _people(rows: Iterable[Change]) -> set[int]:
    values = (value for row in rows for pair in row.values.values() for value in pair)
    return {value["pk"] for value in values if isinstance(value, dict) and value.get("to") == "accounts.user"}


def row_change(change: Change, words: Words) -> RowChange:
    model = model_called(change.model)
    key = change.model.rpartition(".")[2]
    is_undoable = words.programme is not None and can_be_undone(change, words.programme)
    free = fields_put_back(key) if is_undoable else frozenset()
    fields = [
        FieldChange(
            _label(model, name),
            _words(model, name, before, words),
            _words(model, name, after, words),
            is_link=_is_link(model, name),
            name=name,
            is_undoable=name in free,
        )
        for name, (before, after) in _in_order(model, change.values)
    ]
    url, is_link = _page(key, change.object_id, words), getattr(model, "is_link", False)
    noun = noun_of(change.model)
    return RowChange(
        *(change.kind, noun, change.title, fields, key, change.object_id, url, is_link),
        change_id=change.pk,
        is_undoable=is_undoable,
    )


def _in_order(model: Any, values: dict[str, list[Any]]) -> list[tuple[str, list[Any]]]:
    """The fields as the model has them; the database does not keep the order in which they were stored."""
    place = {field.name: number for number, field in enumerate(model._meta.concrete_fields)} if model else {}
    return sorted(values.items(), key=lambda pair: place.get(pair[0], len(place)))


def noun_of(label: str) -> str:
    """What a row of a model is called."""
    model = model_called(label)
    return str(model._meta.verbose_name) if model else label.rpartition(".")[2]


def model_called(label: str) -> Any:
    """The model, or None for one that an earlier version of the product had."""
    try:
        return apps.get_model(label)
    except LookupError:
        return None


def _page(key: str, pk: int | None, words: Words) -> str:
    return reverse("record", args=[words.slug, key, pk]) if words.slug and kind_called(key) else ""


def _is_link(model: Any, name: str) -> bool:
    found = _field(model, name)
    return bool(found and found.is_relation and issubclass(found.related_model, ProgrammeRow))


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
