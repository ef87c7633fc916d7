"""Where a respondent stands: what they are asked, by whom, until when, what they have answered, and what comes next.

Everything here is about the respondent alone. Of others it tells nothing, not even how many have answered.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from enum import StrEnum
from functools import cached_property
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from assessments.actions.ballots import may_rate
from assessments.answering import Line
from assessments.ballots import sheet_of, token_of
from assessments.forms.rating import words_of
from assessments.instrument_pack import Dimension, Instrument
from assessments.models import Assessment, Respondent, Round, RoundState, Sheet
from programmes.models import Partner

LINE_FIELDS = tuple(Line.__dataclass_fields__)
A_MINUTE_FOR = 6  # dimensions rated by a level, or this many items: what people take who know the subject
MOST_PARTNERS = 4

Lines = dict[str, list[Line]]  # by dimension; dimensions without an answer are left out


class Door(StrEnum):
    """What the link opens onto."""

    NOT_YET = "not-yet"
    OPEN = "open"
    LATECOMER = "latecomer"  # rated in no earlier round, so not in this one
    CLOSED = "closed"
    REVEALED = "revealed"


@dataclass(frozen=True)
class Seat:
    """A respondent's place in the panel. `round` is the one that was asked last, None before the first; `rounds` are all up to it."""

    respondent: Respondent
    round: Round | None
    rounds: list[Round]
    door: Door

    @property
    def assessment(self) -> Assessment:
        return self.respondent.assessment

    @property
    def is_joint(self) -> bool:
        """The answers are those of a group that fills it in as one, and are shown as such."""
        return bool(self.respondent.is_joint)

    @cached_property
    def token(self) -> str:
        return token_of(self.respondent)

    @cached_property
    def instrument(self) -> Instrument:
        return self.assessment.instrument.in_language(get_language())

    @cached_property
    def sheet(self) -> Sheet | None:
        return sheet_of(self.respondent, self.round) if self.round else None

    @cached_property
    def own(self) -> Lines:
        """What the respondent has said in this round."""
        return _lines_of(self.sheet)

    @cached_property
    def earlier(self) -> Lines:
        """What the respondent said in the rounds before: of each dimension the last they said."""
        found: Lines = {}
        for round in self.rounds[:-1]:
            found |= _lines_of(sheet_of(self.respondent, round))
        return found

    @cached_property
    def standing_answers(self) -> Lines:
        """What counts for the respondent: what was not said anew in this round stands as it was."""
        return self.earlier | self.own

    @cached_property
    def asked(self) -> list[Dimension]:
        """What this round asks, in the instrument's order."""
        keys = self.round.asked if self.round else []
        return [one for one in self.instrument.dimensions if not keys or one.key in keys]

    @cached_property
    def last_revealed(self) -> Round | None:
        return next((round for round in reversed(self.rounds) if round.revealed_at), None)

    def asked_about(self, key: str) -> Dimension | None:
        return next((dimension for dimension in self.asked if dimension.key == key), None)


def seat_of(respondent: Respondent) -> Seat:
    launched = [round for round in respondent.assessment.rounds.all() if round.launched_at]
    for round in launched:
        round.assessment = respondent.assessment
    last = launched[-1] if launched else None
    return Seat(respondent, last, launched, _door(respondent, last))


def _door(respondent: Respondent, round: Round | None) -> Door:
    if round is None:
        return Door.NOT_YET
    if round.state in {RoundState.OPEN, RoundState.SCHEDULED} and not may_rate(respondent, round):
        return Door.LATECOMER
    doors = {
        RoundState.OPEN: Door.OPEN,
        RoundState.SCHEDULED: Door.NOT_YET,
        RoundState.CLOSED: Door.CLOSED,
        RoundState.REVEALED: Door.REVEALED,
    }
    return doors[round.state]


def _lines_of(sheet: Sheet | None) -> Lines:
    found: Lines = {}
    for values in sheet.answers.values(*LINE_FIELDS) if sheet else ():
        line = Line(**values)
        found.setdefault(line.element.split("/")[0], []).append(line)
    return found


# The first screen


@dataclass(frozen=True)
class Welcome:
    partners: str  # empty where the programme has none
    size: str
    minutes: int
    answered: int


def welcome(seat: Seat) -> Welcome:
    return Welcome(_partners(seat), _size(seat), _minutes(seat.asked), len(seat.own))


def _partners(seat: Seat) -> str:
    """ "Riverside Trust, Riverside Council and 3 others"."""
    partners = Partner.objects.filter(programme=seat.assessment.programme_id).select_related("organisation")
    names = [partner.organisation.short for partner in partners]
    more = len(names) - MOST_PARTNERS
    if more > 1:
        others = ngettext("%(n)d other", "%(n)d others", more) % {"n": more}
        names = [*names[:MOST_PARTNERS], others]
    if len(names) < 2:
        return "".join(names)
    return _("%(first)s and %(last)s") % {"first": ", ".join(names[:-1]), "last": names[-1]}


def _size(seat: Seat) -> str:
    n, items = len(seat.asked), sum(len(dimension.items) for dimension in seat.asked)
    screens = ngettext("%(n)d screen", "%(n)d screens", n) % {"n": n}
    if not items:
        return ngettext("%(n)d question", "%(n)d questions", n) % {"n": n}
    of = ngettext("%(n)d question", "%(n)d questions", items) % {"n": items}
    return _("%(questions)s on %(screens)s") % {"questions": of, "screens": screens}


def _minutes(asked: Iterable[Dimension]) -> int:
    elements = sum(max(1, len(dimension.items)) for dimension in asked)
    return max(1, -(-elements // A_MINUTE_FOR))


# One dimension among the others


@dataclass(frozen=True)
class Stop:
    """A dimension on the way."""

    number: int
    dimension: Dimension
    is_answered: bool
    is_here: bool = False


@dataclass(frozen=True)
class Way:
    """`before` and `after` are None at the ends."""

    stops: list[Stop]
    here: Stop
    before: Stop | None
    after: Stop | None

    @property
    def answered(self) -> int:
        return sum(stop.is_answered for stop in self.stops)


def way(seat: Seat, dimension: Dimension) -> Way:
    stops = stops_of(seat, dimension)
    place = next(index for index, stop in enumerate(stops) if stop.is_here)
    after = stops[place + 1] if place + 1 < len(stops) else None
    return Way(stops, stops[place], stops[place - 1] if place else None, after)


def stops_of(seat: Seat, here: Dimension | None = None) -> list[Stop]:
    return [
        Stop(number, dimension, dimension.key in seat.own, bool(here) and dimension.key == here.key)
        for number, dimension in enumerate(seat.asked, start=1)
    ]


@dataclass(frozen=True)
class Said:
    """What somebody said about a dimension, in words."""

    answer: str
    reason: str = ""
    items: list[tuple[str, str]] = field(default_factory=list)


def said(dimension: Dimension, instrument: Instrument, given: list[Line]) -> Said:
    """Raises nothing for values that the instrument no longer has: they stand as numbers."""
    words = words_of(instrument, dimension)
    by_element = {line.element: line for line in given}
    whole = by_element.get(dimension.key, Line(element=dimension.key))
    items = []
    for item in dimension.items:
        line = by_element.get(f"{dimension.key}/{item.key}")
        if line and line.value is not None:
            items.append((item.text, _in_words(line, instrument, words)))
    return Said(_answer(dimension, instrument, whole, len(items), words), whole.reason, items)


def _answer(
    dimension: Dimension, instrument: Instrument, whole: Line, answered: int, words: dict[int, str]
) -> str:
    if whole.is_not_my_field:
        return _("Not my field")
    if dimension.items:
        of = len(dimension.items)
        return ngettext("%(n)d of %(of)d answered", "%(n)d of %(of)d answered", answered) % {
            "n": answered,
            "of": of,
        }
    return _in_words(whole, instrument, words) if whole.value is not None else ""


def _in_words(line: Line, instrument: Instrument, words: dict[int, str]) -> str:
    text = words.get(line.value or 0, str(line.value))
    if line.year:
        return _("%(state)s, since %(year)d") % {"state": text, "year": line.year}
    if not instrument.is_rated or text == str(line.value):
        return text
    return f"{line.value} – {text}"


# After the end


def closed_when(round: Round) -> datetime:
    """The instant from which no rating was taken any more."""
    end = timezone.make_aware(datetime.combine(round.closes_on + timedelta(days=1), time()))
    return min(round.closed_at, end) if round.closed_at else end


def frame(seat: Seat) -> dict[str, Any]:
    """What every page of the link shows."""
    return {"seat": seat, "assessment": seat.assessment, "round": seat.round, "token": seat.token}
