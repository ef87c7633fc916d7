"""What was done and decided between two days, and what of it came from the gaps of an assessment."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from assessments.models import Assessment
from history.lens import Lens
from history.models import Change
from programmes.models import Action, Decision, Link
from programmes.models.programme import ProgrammeRow

SHOWN = 8

Key = tuple[str, int]  # label of the model and primary key


@dataclass(frozen=True)
class Event:
    """An action that was begun, done or dropped, or a decision that was made: on which day, and how it stands."""

    day: date
    noun: str
    title: str
    state: str
    url: str


@dataclass(frozen=True)
class Between:
    """`by_part`: what came of each dimension's gap. `also`: the newest of the rest that was done or decided."""

    by_part: dict[str, list[Event]] = field(default_factory=dict)
    also: list[Event] = field(default_factory=list)
    more: int = 0  # how many of the rest are left out

    def of_gap(self, part: str) -> list[Event]:
        return self.by_part.get(part, [])

    @property
    def is_empty(self) -> bool:
        return not self.by_part and not self.also


def between(lens: Lens, origin: Assessment, since: date, until: date) -> Between:
    """From the day after `since` to the end of `until`."""
    moved, decided = _moved(lens, since, until), _decided(lens, since, until)
    events = moved | decided
    came_of = _came_of_gaps(lens, origin)
    by_part = {
        part: sorted(
            (events[key] for key in keys if key in events), key=lambda event: (event.day, event.title)
        )
        for part, keys in came_of.items()
    }
    taken = set().union(*came_of.values())
    done = {key: moved[key] for key in _done(lens, moved)}
    rest = [event for key, event in (done | decided).items() if key not in taken]
    rest.sort(key=lambda event: event.day, reverse=True)
    return Between(
        {part: found for part, found in by_part.items() if found}, rest[:SHOWN], max(len(rest) - SHOWN, 0)
    )


def _came_of_gaps(lens: Lens, origin: Assessment) -> dict[str, set[Key]]:
    """By dimension the rows that came of it, and those that came of these: an action of an issue of a gap."""
    led_to: dict[Key, set[Key]] = defaultdict(set)
    found: dict[str, set[Key]] = defaultdict(set)
    start = (origin._meta.label_lower, origin.pk)
    for link in lens.rows(Link):
        begin, end = (link.origin_model, link.origin_id), (link.outcome_model, link.outcome_id)
        if begin == start:
            found[link.origin_part.partition("/")[0]].add(end)  # of an item, under its dimension
        else:
            led_to[begin].add(end)
    for keys in found.values():
        waiting = list(keys)
        while waiting:
            new = led_to[waiting.pop()] - keys
            keys |= new
            waiting += new
    return found


def _moved(lens: Lens, since: date, until: date) -> dict[Key, Event]:
    """Actions that were added or changed their status; the day is that of the last such change.

    Whoever reads the lens may see them all, so that it does not matter who asks: reports are sealed from it too.
    """
    label, end = Action._meta.label_lower, _end_of(until)
    changes = Change.objects.filter(
        Q(kind=Change.Kind.ADDED) | Q(values__has_key="status"),
        scope=lens.programme.pk,
        model=label,
        at__gt=_end_of(since),
        at__lte=min(end, lens.at) if lens.at else end,
    )
    days = dict(changes.order_by("at", "pk").values_list("object_id", "at"))
    rows = ((lens.get(Action, pk), at) for pk, at in days.items())
    return {(label, row.pk): _event(row, timezone.localtime(at).date()) for row, at in rows if row}


def _done(lens: Lens, moved: dict[Key, Event]) -> list[Key]:
    return [key for key in moved if lens.get(Action, key[1]).status == Action.Status.DONE]


def _decided(lens: Lens, since: date, until: date) -> dict[Key, Event]:
    rows = [row for row in lens.rows(Decision) if row.status == Decision.Status.MADE and row.decided_on]
    label = Decision._meta.label_lower
    return {(label, row.pk): _event(row, row.decided_on) for row in rows if since < row.decided_on <= until}


def _event(row: Any, day: date) -> Event:
    return Event(day, str(row._meta.verbose_name), str(row), str(row.get_status_display()), _url(row))


def _url(row: ProgrammeRow) -> str:
    return reverse("record", args=[row.programme.slug, row._meta.model_name, row.pk])


def _end_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.max))
