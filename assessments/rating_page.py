"""Where a respondent stands: what they are asked, by whom, until when, what they have answered, and what comes next.

Everything here is about the respondent alone. Of others it tells nothing, not even how many have answered.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from functools import cached_property
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from assessments.actions.ballots import may_rate
from assessments.answering import Line, Lines
from assessments.ballots import sheet_of, token_of
from assessments.forms.rating import words_of
from assessments.instrument_pack import Dimension, Instrument
from assessments.models import Assessment, Profession, Respondent, Round, RoundResult, RoundState, Sheet
from assessments.readers import Reader
from assessments.what_counts import Content, counting
from programmes.models import Partner

LINE_FIELDS = tuple(Line.__dataclass_fields__)
A_MINUTE_FOR = 6  # dimensions rated by a level, or this many items: what people take who know the subject
MOST_PARTNERS = 4


class Door(StrEnum):
    """What the link opens onto."""

    NOT_YET = "not-yet"
    OPEN = "open"
    LATECOMER = "latecomer"  # rated in no earlier round, so not in this one
    CLOSED = "closed"
    REVEALED = "revealed"


@dataclass(frozen=True, kw_only=True)
class KeptLine(Line):
    """`is_shown`: to whoever has opened the link."""

    is_shown: bool


KeptLines = dict[str, list[KeptLine]]  # by dimension, like Lines


@dataclass(frozen=True)
class Seat:
    """A respondent's place in the panel, as it is shown to `reader`, who has opened the link.

    `round` is the one that was asked last, None before the first; `rounds` are all up to it.
    """

    respondent: Respondent
    round: Round | None
    rounds: list[Round]
    door: Door
    reader: Reader

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
    def profession(self) -> str | None:
        """As the person gave it in the first round; None where there is none that the reader may see."""
        is_first = len(self.rounds) < 2
        sheet = self.sheet if is_first else sheet_of(self.respondent, self.rounds[0])
        return sheet.profession if sheet and self.reader.reads(sheet, sheet.reader) else None

    @cached_property
    def own(self) -> Lines:
        """What the respondent has said in this round, as far as the reader may see it."""
        return _shown(self._own)

    @cached_property
    def earlier(self) -> Lines:
        """What counts of what the respondent said in the rounds before, as far as the reader may see it."""
        return _shown(self._earlier)

    @cached_property
    def standing_answers(self) -> Lines:
        """What counts for the respondent, as far as the reader may see it: after the reveal by the result, till then if
        enough people rate again.
        """
        return _shown(self._standing)

    @cached_property
    def answered(self) -> set[str]:
        """The dimensions answered in this round, shown or not."""
        return {*self._own}

    @cached_property
    def answered_before(self) -> set[str]:
        """Those answered in the rounds before, shown or not."""
        return {*self._earlier}

    @cached_property
    def sealed(self) -> set[str]:
        """The dimensions whose standing answers the reader may not see."""
        return self._standing.keys() - self.standing_answers.keys()

    def last_said(self, key: str) -> list[Line] | None:
        """What was said of a dimension in this round, or else before it; None where the reader may not see that."""
        said = self._own.get(key) or self._earlier.get(key, [])
        return said if all(line.is_shown for line in said) else None

    @cached_property
    def _own(self) -> KeptLines:
        return self._lines_of(self.sheet)

    @cached_property
    def contents(self) -> dict[int, Content]:
        """What the revealed rounds came to, by the round's primary key."""
        revealed = [round.pk for round in self.rounds if round.revealed_at]
        rows = RoundResult.objects.filter(round__in=revealed) if revealed else RoundResult.objects.none()
        return dict(rows.values_list("round_id", "content"))

    @cached_property
    def _earlier(self) -> KeptLines:
        found: KeptLines = {}
        for round in self.rounds[:-1]:
            found = counting(found, self._lines_of(sheet_of(self.respondent, round)), self._settling(round))
        return found

    @cached_property
    def _standing(self) -> KeptLines:
        return counting(self._earlier, self._own, self._settling(self.round))

    def _lines_of(self, sheet: Sheet | None) -> KeptLines:
        found: KeptLines = {}
        for mark, *values in sheet.answers.values_list("reader", *LINE_FIELDS) if sheet else ():
            told = dict(zip(LINE_FIELDS, values, strict=True))
            line = KeptLine(**told, is_shown=self.reader.reads(sheet, mark))
            found.setdefault(line.element.split("/")[0], []).append(line)
        return found

    def _settling(self, round: Round | None) -> Content | None:
        """The result that says which answers of the rounds before stand; the first round has none before it."""
        return self.contents.get(round.pk) if round and round.number > 1 else None

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


def seat_of(respondent: Respondent, reader: Reader) -> Seat:
    launched = [round for round in respondent.assessment.rounds.all() if round.launched_at]
    for round in launched:
        round.assessment = respondent.assessment
    last = launched[-1] if launched else None
    return Seat(respondent, last, launched, _door(respondent, last), reader)


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


def _shown(kept: KeptLines) -> Lines:
    """The dimensions of which every answer may be shown."""
    return {key: [*lines] for key, lines in kept.items() if all(line.is_shown for line in lines)}


# The first screen


@dataclass(frozen=True)
class Welcome:
    partners: str  # empty where the programme has none
    profession: str  # in later rounds, which do not ask for it; empty where it is not given, or not shown
    size: str
    minutes: int
    answered: int


def welcome(seat: Seat) -> Welcome:
    said = seat.profession if len(seat.rounds) > 1 else None
    profession = str(Profession(said).label) if said else ""
    return Welcome(_partners(seat), profession, _size(seat), _minutes(seat.asked), len(seat.answered))


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
        Stop(number, dimension, dimension.key in seat.answered, bool(here) and dimension.key == here.key)
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


@dataclass(frozen=True)
class End:
    """From when no rating was taken any more: the end of `day`, or `at`, where somebody closed the round before that."""

    day: date
    at: datetime | None


def closed_when(round: Round) -> End:
    was_closed = round.closed_at and timezone.localdate(round.closed_at) <= round.closes_on
    return End(round.closes_on, round.closed_at if was_closed else None)


def frame(seat: Seat) -> dict[str, Any]:
    """What every page of the link shows."""
    return {"seat": seat, "assessment": seat.assessment, "round": seat.round, "token": seat.token}
