"""The history of a programme as a page and as a table: filtered by person, kind of record, step and text."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from accounts.models import User
from history.models import Change, ChangeSet
from programmes.journey_pack import journey
from programmes.models.programme import Programme
from programmes.paging import Pages, page_number, pages
from programmes.reading import visible_changes
from programmes.spreadsheet import harmless
from programmes.timeline import Entry, entries, row_change, words_for

ACTS = 25
ROWS_EXPORTED = 20_000


@dataclass(frozen=True)
class Filters:
    """What the address asks for; what makes no sense in it finds nothing or counts as not asked."""

    person: str
    kind: str
    topic: str
    q: str

    @classmethod
    def read(cls, query: QueryDict) -> "Filters":
        return cls(
            **{name: query.get(name, "").replace("\0", "").strip()[:100] for name in cls.__dataclass_fields__}
        )

    @property
    def is_narrowed(self) -> bool:
        return any((self.person, self.kind, self.topic, self.q))

    def applied(self, changes: QuerySet[Change]) -> QuerySet[Change]:
        if self.person:
            changes = (
                changes.filter(change_set__by=int(self.person)) if _is_key(self.person) else changes.none()
            )
        if self.kind:
            changes = changes.filter(model=self.kind)
        if self.topic:
            changes = changes.filter(topic=self.topic)
        if self.q:
            changes = changes.filter(Q(title__icontains=self.q) | Q(change_set__reason__icontains=self.q))
        return changes


def _is_key(text: str) -> bool:
    return text.isdecimal() and len(text) < 19


@dataclass(frozen=True)
class HistoryPage:
    filters: Filters
    entries: list[Entry]
    pages: Pages
    people: list[User]
    kinds: list[tuple[str, str]]
    topics: list[tuple[str, str]]
    query: str


def history_page(programme: Programme, query: QueryDict) -> HistoryPage:
    filters, number = Filters.read(query), page_number(query.get("page"))
    changes = filters.applied(visible_changes(programme))
    shown = entries(changes, limit=ACTS + 1, offset=(number - 1) * ACTS, programme=programme)
    writers = ChangeSet.objects.filter(scope=programme.pk).values("by")
    without_page = query.copy()
    without_page.pop("page", None)
    return HistoryPage(
        filters,
        shown[:ACTS],
        pages(query, number, has_older=len(shown) > ACTS),
        list(User.objects.filter(pk__in=writers)),
        _kinds(programme),
        _topics(),
        without_page.urlencode(),
    )


def _kinds(programme: Programme) -> list[tuple[str, str]]:
    """Label and name of every kind of record that has a past here."""
    labels = visible_changes(programme).order_by().values_list("model", flat=True).distinct()
    return sorted(((label, _noun(label)) for label in labels), key=lambda pair: pair[1])


def _noun(label: str) -> str:
    try:
        return capfirst(str(apps.get_model(label)._meta.verbose_name))
    except LookupError:  # a model of an earlier version of the product
        return label.rpartition(".")[2]


def _topics() -> list[tuple[str, str]]:
    steps = [(entry.key, str(entry.title)) for entry in journey().entries]
    return [*steps, ("people", _("People and partners")), ("programme", _("The programme itself"))]


def history_table(programme: Programme, query: QueryDict) -> Iterator[list[Any]]:
    """The head, then one line for each field that changed, oldest first; safe to open as a spreadsheet."""
    yield [
        *(_("When"), _("Who"), _("What happened"), _("Kind of record"), _("Record")),
        *(_("Field"), _("From"), _("To"), _("Why"), _("Came from")),
    ]
    changes = Filters.read(query).applied(visible_changes(programme)).select_related("change_set__by")
    rows = list(changes.order_by("change_set__at", "pk")[:ROWS_EXPORTED])
    words = words_for(rows, programme)
    for change in rows:
        told = row_change(change, words)
        act = change.change_set
        start = [
            timezone.localtime(act.at).strftime("%Y-%m-%d %H:%M"),
            str(act.by or act.actor),
            told.verb,
            told.noun,
            told.title,
        ]
        end = [act.reason, "" if act.cause_model in words.hidden else act.cause_title]
        fields = [[one.label, one.before, one.after] for one in told.fields] or [["", "", ""]]
        yield from ([harmless(text) for text in (*start, *one, *end)] for one in fields)
