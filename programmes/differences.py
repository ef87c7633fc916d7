"""What differs between two instants, row by row and by topic: one list for all pages that tell what has changed.

The page "What changed", what is new since the last visit, and a report's changes all read their rows with `net_of`.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.db.models import Case, F, QuerySet, When
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from accounts.models import User
from history.models import Change, ChangeSet
from history.net import Net, Touch, Values, net
from history.words import Piece, word_difference
from programmes.crowds import apart
from programmes.filters import topic_choices
from programmes.models.programme import Programme
from programmes.timeline import FieldChange, RowChange, Words, cause_of, noun_of, row_change, words_for

SHOWN = 100  # rows of one topic
SHOWN_OF_CROWD = 10

# The fields of a new row are many and not told one by one; reading them would take most of the time.
SHORT = Case(When(kind=Change.Kind.ADDED, then=None), default=F("values"))


def net_of(changes: QuerySet[Change], *, is_in_short: bool = False) -> list[Net]:
    """What the acts among `changes` come to; three queries, whatever happened.

    In short, new rows are without their fields.
    """
    known = _acts(changes)
    told = SHORT if is_in_short else F("values")
    rows = changes.order_by("at", "change_set_id", "pk").values_list(
        "model", "object_id", "topic", "kind", "title", told, "change_set"
    )
    return net(Touch(*who, values or {}, known[act]) for *who, values, act in rows)


def _acts(changes: QuerySet[Change]) -> dict[int, ChangeSet]:
    """The acts with their people; each person is made once, however many acts are theirs."""
    acts = list(ChangeSet.objects.filter(pk__in=changes.order_by().values("change_set")))
    people = User.objects.in_bulk({act.by_id for act in acts} - {None})
    for act in acts:
        act.by = people.get(act.by_id)
    return {act.pk: act for act in acts}


@dataclass(frozen=True)
class Difference:
    """One row, what became of it, and who did it why: the last word first."""

    row: RowChange
    acts: list[ChangeSet]
    causes: list[tuple[str, str]]
    topic: str = ""

    @property
    def kind(self) -> str:
        return self.row.kind

    @property
    def noun(self) -> str:
        return self.row.noun

    @property
    def last(self) -> ChangeSet:
        return self.acts[-1]

    @property
    def who(self) -> str:
        return str(self.last.by or self.last.actor)

    @property
    def reasons(self) -> list[str]:
        """The reasons that were given, each once, oldest first."""
        return list(dict.fromkeys(act.reason for act in self.acts if act.reason))

    @cached_property
    def fields(self) -> list[tuple[FieldChange, list[Piece]]]:
        """Each field, and for a long text what went and came word by word."""
        return [
            (one, word_difference(one.before, one.after) if one.is_long else []) for one in self.row.fields
        ]


@dataclass(frozen=True)
class Episode:
    """Rows of one topic with the same last word: who, on which day, why, and what brought it about."""

    rows: list[Difference]

    @property
    def head(self) -> Difference:
        return self.rows[0]


@dataclass(frozen=True)
class Crowd:
    """Many new rows of one kind; the first of them."""

    noun: str
    count: int
    rows: list[Difference]

    @property
    def rest(self) -> int:
        return self.count - len(self.rows)


@dataclass(frozen=True)
class Group:
    """What differs under one topic; `rest` is how many single rows are not shown."""

    key: str
    title: str
    count: int
    episodes: list[Episode]
    rest: int
    crowds: list[Crowd]

    @property
    def anchor(self) -> str:
        return f"of-{self.key or 'registers'}"


@dataclass(frozen=True)
class _Counted:
    """A row before it is put into words."""

    net: Net
    noun: str

    @property
    def kind(self) -> str:
        return self.net.kind


def grouped(rows: Sequence[Net], programme: Programme) -> list[Group]:
    """By topic, in the order of the journey; only what is shown is put into words (one query)."""
    names = dict(topic_choices())
    nouns = {label: noun_of(label) for label in {row.model for row in rows}}
    by_topic: dict[str, list[_Counted]] = {}
    for row in rows:
        key = row.topic if row.topic in names else ""
        by_topic.setdefault(key, []).append(_Counted(row, nouns[row.model]))
    parted = {key: apart(by_topic[key]) for key in [*names, ""] if key in by_topic}
    words = words_for(_shown(parted.values()), programme)
    return [
        _group(key, names.get(key) or _("Registers"), *parts, words=words) for key, parts in parted.items()
    ]


Parts = tuple[list[_Counted], list[tuple[str, list[_Counted]]]]


def _shown(parted: Iterable[Parts]) -> list[Change]:
    return [_in_short(row.net) for single, __ in parted for row in single[:SHOWN]]


def _group(
    key: str, title: str, single: list[_Counted], crowds: list[tuple[str, list[_Counted]]], *, words: Words
) -> Group:
    return Group(
        key,
        title,
        len(single) + sum(len(rows) for __, rows in crowds),
        _episodes([_difference(row.net, _in_short(row.net), words) for row in single[:SHOWN]]),
        max(0, len(single) - SHOWN),
        [
            Crowd(noun, len(rows), [_difference(row.net, _in_short(row.net), words) for row in first])
            for noun, rows in crowds
            for first in [rows[:SHOWN_OF_CROWD]]
        ],
    )


def _episodes(rows: list[Difference]) -> list[Episode]:
    """In the order of their days."""
    found: dict[object, list[Difference]] = {}
    for row in rows:
        found.setdefault(_last_word(row), []).append(row)
    return sorted((Episode(same) for same in found.values()), key=lambda one: one.head.last.at)


def _last_word(row: Difference) -> tuple[object, ...]:
    return row.who, timezone.localtime(row.last.at).date(), tuple(row.reasons), tuple(row.causes)


def in_full(rows: Sequence[Net], programme: Programme) -> Iterator[Difference]:
    """Each row with all its fields, also those of a new one; one query."""
    changes = [_change(row, row.values) for row in rows]
    words = words_for(changes, programme)
    yield from (_difference(row, change, words) for row, change in zip(rows, changes, strict=True))


def _difference(row: Net, change: Change, words: Words) -> Difference:
    causes = dict.fromkeys(cause for act in row.acts if (cause := cause_of(act, words))[0])
    return Difference(row_change(change, words), row.acts, list(causes), row.topic)


def _in_short(row: Net) -> Change:
    """Without the fields of rows that came or went, which the page does not show."""
    return _change(row, row.values if row.kind == Change.Kind.CHANGED else {})


def _change(row: Net, values: Values) -> Change:
    return Change(model=row.model, object_id=row.object_id, kind=row.kind, title=row.title, values=values)
