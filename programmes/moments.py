"""Moments: instants of a programme that have a name, by which its pages can be shown and compared.

Some are named by people; others follow from what happened: a step was closed, the programme began. An app above this
one adds its own, since this one does not know it:

    register_moments(provider)      # provider(programme) -> its moments; one query

An address carries a moment by its key: /programmes/riverside@report-3/plan/.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from history.models import Change
from programmes.instants import NoSuchInstant
from programmes.journey_pack import journey
from programmes.models.moments import Moment
from programmes.models.programme import Programme

KEY = re.compile(r"(?P<kind>[a-z]+)-(?P<number>\d{1,18})")
NAMED = "named"
VISIT, PROGRAMME = "programmes.visit", "programmes.programme"


@dataclass(frozen=True)
class NamedMoment:
    """`kind` is the heading under which such moments are listed; `url` leads to what happened then, if it has a page."""

    key: str
    name: str
    at: datetime
    kind: str
    url: str = ""
    note: str = ""


Provider = Callable[[Programme], Iterable[NamedMoment]]
_providers: list[Provider] = []


def register_moments(provider: Provider) -> None:
    _providers.append(provider)


def moments(programme: Programme) -> list[NamedMoment]:
    """All moments that the person may know of, newest first; two queries, and one for each provider."""
    found = [*_named(programme), *_of_journey(programme)]
    for provider in _providers:
        found += provider(programme)
    return sorted(found, key=lambda moment: moment.at, reverse=True)


def is_key(text: str) -> bool:
    return KEY.fullmatch(text) is not None


def moment_called(programme: Programme, key: str) -> NamedMoment:
    """Raises NoSuchInstant for a moment that never was or is no more; of a removed one it says who removed it."""
    return pick(moments(programme), programme, key)


def pick(among: Iterable[NamedMoment], programme: Programme, key: str) -> NamedMoment:
    """The moment with this key among those that were found; raises as `moment_called` does."""
    for moment in among:
        if moment.key == key:
            return moment
    raise NoSuchInstant(_why_not(programme, key))


def _named(programme: Programme) -> Iterator[NamedMoment]:
    kind = _("Named here")
    for row in Moment.objects.filter(programme_id=programme.pk):
        url = reverse("record", args=[programme.slug, "moment", row.pk])
        yield NamedMoment(f"{NAMED}-{row.pk}", row.name, row.at, kind, url, row.note)


def _of_journey(programme: Programme) -> Iterator[NamedMoment]:
    """The closing of each visit, at the instant at which it was recorded, and the beginning of the programme."""
    began = Q(model=PROGRAMME, kind=Change.Kind.ADDED)
    closings = Q(model=VISIT, values__has_key="closed_on")
    changes = Change.objects.filter(began | closings, scope=programme.pk).select_related("change_set")
    closed: dict[int, NamedMoment] = {}
    for change in changes.order_by("at", "pk"):
        if change.model == PROGRAMME:
            yield NamedMoment(
                f"programme-{programme.pk}",
                _("The programme began"),
                change.change_set.at,
                _("Beginning"),
                note=change.change_set.reason,
            )
        else:
            _note_closing(closed, change, programme)
    yield from closed.values()


def _note_closing(closed: dict[int, NamedMoment], change: Any, programme: Programme) -> None:
    """A closing that was taken back is none; one whose day was only corrected keeps its instant."""
    before, after = change.values["closed_on"]
    if after is None:
        closed.pop(change.object_id, None)
    elif before is None:
        closed[change.object_id] = NamedMoment(
            f"visit-{change.object_id}",
            _("%(step)s done for now") % {"step": journey().entry(change.topic).title},
            change.change_set.at,
            _("Steps done"),
            reverse("step", args=[programme.slug, change.topic]),
            change.change_set.reason,
        )


def _why_not(programme: Programme, key: str) -> str:
    found = KEY.fullmatch(key)
    if found and found["kind"] == NAMED:
        row = Moment.everything.filter(programme_id=programme.pk, pk=int(found["number"])).first()
        removal = _removal(row) if row else None
        if removal:
            words = {
                "name": row.name,
                "who": removal.change_set.by or removal.change_set.actor,
                "day": date_format(timezone.localtime(removal.change_set.at), "DATETIME_FORMAT"),
            }
            return _("The moment “%(name)s” was removed by %(who)s on %(day)s.") % words
    return _("There is no such moment in this programme.")


def _removal(row: Moment) -> Change | None:
    changes = Change.objects.filter(model=row._meta.label_lower, object_id=row.pk, kind=Change.Kind.REMOVED)
    return changes.select_related("change_set__by").order_by("-at", "-pk").first()
