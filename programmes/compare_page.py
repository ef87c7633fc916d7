"""What changed in a programme between two instants, in sentences grouped by what they touch."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from history.models import Change, ChangeSet
from history.net import Net, net
from history.words import Piece, word_difference
from programmes.journey_pack import journey
from programmes.models.programme import Programme, today
from programmes.reading import visible_changes
from programmes.timeline import CROWD, FieldChange, RowChange, Words, row_change, words_for

MONTH = timedelta(days=30)


@dataclass(frozen=True)
class Difference:
    """One row, what became of it, and who did it why: the last word first."""

    row: RowChange
    fields: list[tuple[FieldChange, list[Piece]]]
    acts: list[ChangeSet]

    @property
    def last(self) -> ChangeSet:
        return self.acts[-1]

    @property
    def reasons(self) -> list[str]:
        """The reasons that were given, each once, oldest first."""
        return list(dict.fromkeys(act.reason for act in self.acts if act.reason))


@dataclass(frozen=True)
class Group:
    """What differs under one topic; many new rows of one kind are told as one."""

    title: str
    rows: list[Difference]

    @property
    def crowds(self) -> list[tuple[str, list[Difference]]]:
        return [(noun, rows) for noun, rows in self._added().items() if len(rows) > CROWD]

    @property
    def single(self) -> list[Difference]:
        crowds = dict(self.crowds)
        return [one for one in self.rows if one.row.kind != Change.Kind.ADDED or one.row.noun not in crowds]

    def _added(self) -> dict[str, list[Difference]]:
        added: dict[str, list[Difference]] = defaultdict(list)
        for one in self.rows:
            if one.row.kind == Change.Kind.ADDED:
                added[one.row.noun].append(one)
        return added


@dataclass(frozen=True)
class Comparison:
    """The days that are compared, what differs by topic, and what was wrong with the question, if anything."""

    since: date
    until: date
    groups: list[Group] = field(default_factory=list)
    problem: str = ""

    @property
    def count(self) -> int:
        return sum(len(group.rows) for group in self.groups)


def comparison(programme: Programme, query: QueryDict) -> Comparison:
    """From the end of one day to the end of another; three queries, whatever happened in between."""
    until, since = _day(query.get("until")) or today(), _day(query.get("since"))
    if since is None:
        since = max(until - MONTH, min(programme.starts_on, until))
    if since > until:
        return Comparison(since, until, problem=_("The first day lies after the second. Change one of them."))
    if until > today():
        return Comparison(since, until, problem=_("The second day is yet to come. Choose an earlier one."))
    changes = list(_between(programme, since, until))
    words = words_for(changes, programme)
    return Comparison(since, until, _grouped(net(changes), words))


def _between(programme: Programme, since: date, until: date) -> Any:
    changes = visible_changes(programme).select_related("change_set__by")
    told = changes.filter(change_set__at__gt=_end_of(since), change_set__at__lte=_end_of(until))
    return told.order_by("change_set__at", "change_set_id", "pk")


def _end_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.max))


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None


def _grouped(rows: list[Net], words: Words) -> list[Group]:
    by_topic: dict[str, list[Difference]] = defaultdict(list)
    for row in rows:
        by_topic[row.topic].append(_difference(row, words))
    names = {entry.key: entry.title for entry in journey().entries} | {
        "people": _("Partners and people"),
        "reports": _("Reports"),
        "programme": _("The programme"),
    }
    order = [*names]
    topics = sorted(by_topic, key=lambda topic: order.index(topic) if topic in order else len(order))
    return [Group(names.get(topic, _("Registers")), by_topic[topic]) for topic in topics]


def _difference(row: Net, words: Words) -> Difference:
    told = row_change(
        Change(model=row.model, object_id=row.object_id, kind=row.kind, title=row.title, values=row.values),
        words,
    )
    fields = [(one, word_difference(one.before, one.after) if one.is_long else []) for one in told.fields]
    return Difference(told, fields, row.acts)
