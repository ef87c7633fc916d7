"""What changed in a programme between two instants, in sentences grouped by what they touch."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from history.models import Change
from history.net import Net
from programmes.bounds import Period, period
from programmes.differences import Difference, Group, grouped, in_full, net_of
from programmes.filters import Choices, Filters, choices_among, topic_choices
from programmes.models.programme import Programme
from programmes.reading import visible_changes
from programmes.spreadsheet import harmless

ROWS_EXPORTED = 20_000
NO_CHOICES = Choices([], [], [], [])


@dataclass(frozen=True)
class Comparison:
    """The two ends, what the list is narrowed to, and what differs by topic; `total` counts without the narrowing."""

    period: Period
    filters: Filters
    choices: Choices = NO_CHOICES
    groups: list[Group] = field(default_factory=list)
    count: int = 0
    total: int = 0
    tally: list[tuple[str, int]] = field(default_factory=list)
    query: str = ""

    @property
    def unfiltered(self) -> str:
        """The address of the same comparison without the narrowing."""
        ends = {"since": self.period.since.asked, "until": self.period.until.asked}
        return f"?{urlencode({name: asked for name, asked in ends.items() if asked})}"


def comparison(programme: Programme, query: QueryDict) -> Comparison:
    """Three queries for the moments, the last visit and the rows each at most, whatever happened in between."""
    asked, filters = period(programme, query), Filters.read(query, programme)
    if asked.problem:
        return Comparison(asked, filters)
    rows = _between(programme, asked, is_in_short=True)
    kept = [row for row in rows if filters.keeps(row)] if filters.is_narrowed else rows
    return Comparison(
        asked,
        filters,
        choices_among(rows, programme),
        grouped(kept, programme),
        len(kept),
        len(rows),
        _tally(kept),
        query.urlencode(),
    )


def _tally(rows: list[Net]) -> list[tuple[str, int]]:
    """How many rows were added, changed, removed, restored: (the word, the number)."""
    counted = Counter(row.kind for row in rows)
    return [(str(kind.label), counted[kind]) for kind in Change.Kind if counted[kind]]


def _between(programme: Programme, asked: Period, *, is_in_short: bool = False) -> list[Net]:
    told = visible_changes(programme).filter(at__gt=asked.since.at, at__lte=asked.until.at)
    return net_of(told, is_in_short=is_in_short)


def comparison_table(programme: Programme, query: QueryDict) -> Iterator[list[Any]]:
    """The head, then one line for each field that differs; safe to open as a spreadsheet."""
    yield [
        *(_("Step or part"), _("What happened"), _("Kind of record"), _("Record")),
        *(_("Field"), _("From"), _("To"), _("Who"), _("When"), _("Why"), _("Came from")),
    ]
    asked, filters = period(programme, query), Filters.read(query, programme)
    if asked.problem:
        return
    rows = [row for row in _between(programme, asked) if filters.keeps(row)][:ROWS_EXPORTED]
    topics = dict(topic_choices())
    for told in in_full(rows, programme):
        yield from (
            [harmless(text) for text in line]
            for line in _lines(told, topics.get(told.topic) or _("Registers"))
        )


def _lines(told: Difference, topic: str) -> Iterator[list[str]]:
    start = [topic, told.row.verb, told.noun, told.row.title]
    when = timezone.localtime(told.last.at).strftime("%Y-%m-%d %H:%M")
    end = [told.who, when, "; ".join(told.reasons), "; ".join(cause for cause, __ in told.causes)]
    fields = [[one.label, one.before, one.after] for one in told.row.fields] or [["", "", ""]]
    yield from ([*start, *one, *end] for one in fields)
