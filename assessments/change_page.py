"""Then and now: two assessments side by side, dimension by dimension, and what was done between them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from assessments.between import Between, Event, between
from assessments.instrument_choice import identity_of
from assessments.level_scale import LevelScale, level_scale
from assessments.models import Assessment
from assessments.outcome import FIGURES, with_unit
from assessments.results_page.decisive import Decisive, decisive_of
from assessments.standing import Assessed, Standing, assessed, days_by_assessment, pack_of, revealed_on
from charts.chart import Chart, Heading
from charts.dumbbell import Change, Direction, DumbbellLabels, direction, dumbbell
from history.lens import Lens
from programmes.models.programme import today


@dataclass(frozen=True)
class Step:
    """One dimension then and now; `events` are what came of its gap in between."""

    before: Standing
    now: Standing
    way: Direction
    scale: LevelScale
    events: list[Event] = field(default_factory=list)

    @property
    def title(self) -> str:
        return self.now.dimension.title

    @property
    def before_level(self) -> str:
        return with_unit(self.before.level, self.scale)

    @property
    def now_level(self) -> str:
        return with_unit(self.now.level, self.scale)

    @property
    def figure(self) -> str:
        """What a level is that was not agreed."""
        return str(FIGURES[self.now.kind])

    @property
    def target(self) -> str:
        return with_unit(self.now.wanted, self.scale)

    @property
    def difference(self) -> float | None:
        if self.before.level is None or self.now.level is None:
            return None
        return self.now.level - self.before.level

    @property
    def moved(self) -> str:
        """ "Up by 1.5"; the word alone where nothing moved or nothing can be told."""
        words = {Direction.UP: _("Up by %(n)s"), Direction.DOWN: _("Down by %(n)s")}
        if self.difference is None or self.way not in words:
            return direction_words()[self.way]
        return words[self.way] % {"n": with_unit(abs(self.difference), self.scale)}

    @property
    def to_go(self) -> str:
        """How far it is from now to the target; empty where there is none, or it is reached."""
        wanted, level = self.now.wanted, self.now.level
        if wanted is None or level is None or wanted <= level:
            return ""
        return with_unit(wanted - level, self.scale)

    @property
    def is_reached(self) -> bool:
        wanted, level = self.now.wanted, self.now.level
        return wanted is not None and level is not None and level >= wanted


@dataclass(frozen=True)
class ChangePage:
    """`others` may be compared with; `before` is None while there is nothing to compare with.

    `later` are those that show this one as their "then". `steps` are the dimensions that both have; `only_now` and
    `only_before` are titles of the others.
    """

    now: Assessed
    others: list[Assessment]
    later: list[Assessment] = field(default_factory=list)
    before: Assessed | None = None
    since: date | None = None
    until: date | None = None
    notice: str = ""
    steps: list[Step] = field(default_factory=list)
    only_now: list[str] = field(default_factory=list)
    only_before: list[str] = field(default_factory=list)
    chart: Chart | None = None
    between: Between | None = None
    decisive: tuple[Decisive, Decisive] | None = None  # then and now, of instruments that mark such elements

    @property
    def sentence(self) -> str:
        """How many went up, down, and stayed."""
        return moved_in_words([step.way for step in self.steps])


def moved_in_words(ways: Sequence[Direction]) -> str:
    """How many dimensions went up, down, and stayed."""
    return _("%(up)s up, %(down)s down, %(same)s the same, of %(n)s dimensions.") % {
        "up": ways.count(Direction.UP),
        "down": ways.count(Direction.DOWN),
        "same": ways.count(Direction.SAME),
        "n": len(ways),
    }


def change_page(lens: Lens, assessment: Assessment, asked: str) -> ChangePage | None:
    """`asked` is the primary key of the assessment to compare with, as the address has it; empty: the one that was
    chosen when the assessment was made, else the last one before it. None for an instrument that cannot be read.
    """
    now = assessed(lens, assessment)
    if now is None:
        return None
    others, later = _earlier_and_later(lens, assessment)
    chosen = _chosen(assessment, others, asked)
    before = assessed(lens, chosen, until=_first_day(now)) if chosen else None
    if before is None:
        return ChangePage(now, others, later)
    return _compared(lens, now, before, others)


def _compared(lens: Lens, now: Assessed, before: Assessed, others: list[Assessment]) -> ChangePage:
    """`before` as it stood when the other one was first revealed."""
    since, until = _day_of(before), _day_of(now) or today()
    scale, is_comparable = level_scale(now.pack), has_same_scale(now, before)
    shared = [key for key in now.by_key if key in before.by_key] if is_comparable else []
    found = between(lens, before.assessment, since, until) if since else None
    steps = [
        _step(before.by_key[key], now.by_key[key], scale, found.of_gap(key) if found else [])
        for key in shared
    ]
    return ChangePage(
        now=now,
        others=others,
        before=before,
        since=since,
        until=until,
        notice=_notice(now, before, is_comparable=is_comparable),
        steps=steps,
        only_now=_titles(now, shared),
        only_before=_titles(before, shared),
        chart=_chart(steps, scale, _heads(before, now, since, until)) if steps else None,
        between=found,
        decisive=_decisive(before, now),
    )


def _decisive(before: Assessed, now: Assessed) -> tuple[Decisive, Decisive] | None:
    """None unless the same elements decide in both."""
    then, now_ = decisive_of(before), decisive_of(now)
    return (then, now_) if then and now_ and then.keys == now_.keys else None


def _earlier_and_later(lens: Lens, assessment: Assessment) -> tuple[list[Assessment], list[Assessment]]:
    """Those of the same instrument, whichever version, in the order in which they first said something.

    The one that was named when an assessment was made is earlier, whichever instrument it used.
    """
    identity, place = identity_of(assessment), _places(lens)
    others = [row for row in lens.rows(Assessment) if row.pk != assessment.pk and pack_of(row)]
    others.sort(key=lambda row: place[row.pk])
    earlier = [
        row
        for row in others
        if row.pk == assessment.before_id
        or (identity_of(row) == identity and place[row.pk] < place[assessment.pk])
    ]
    later = [row for row in others if row.before_id == assessment.pk or identity_of(row) == identity]
    return earlier, [row for row in later if row not in earlier]


def _places(lens: Lens) -> dict[int, tuple[date, int]]:
    """By assessment the day of its first reveal, or else of its first level; those that have neither come last."""
    reveals, levels = days_by_assessment(lens)
    pks = [row.pk for row in lens.rows(Assessment)]
    return {pk: (min(reveals[pk] or levels[pk], default=date.max), pk) for pk in pks}


def _chosen(assessment: Assessment, earlier: Sequence[Assessment], asked: str) -> Assessment | None:
    by_pk = {str(row.pk): row for row in earlier}
    return by_pk.get(asked) or by_pk.get(str(assessment.before_id)) or next(reversed(earlier), None)


def _days(found: Assessed) -> list[date]:
    """Those on which a round was revealed, and those on which a level in force was agreed."""
    agreed = [standing.agreed.agreed_on for standing in found.standings if standing.agreed]
    return [*map(revealed_on, found.rounds), *agreed]


def _first_day(found: Assessed) -> date | None:
    """From when on an assessment is "now": its first reveal, or else the first level; None while it has neither."""
    return min([*map(revealed_on, found.rounds)] or _days(found), default=None)


def _day_of(found: Assessed) -> date | None:
    """The day on which an assessment was last settled: revealed, or agreed on; None while it is neither."""
    return max(_days(found), default=None)


def has_same_scale(one: Assessed, other: Assessed) -> bool:
    """Whether a level of one says the same as the number of the other."""
    is_alike = one.pack.answer == other.pack.answer and one.pack.scoring == other.pack.scoring
    a, b = level_scale(one.pack), level_scale(other.pack)
    return is_alike and (a.low, a.high, a.unit) == (b.low, b.high, b.unit)


def _notice(now: Assessed, before: Assessed, *, is_comparable: bool) -> str:
    """What differs between the two instruments; empty where they are one version of one."""
    ends = {"before": _instrument(before), "now": _instrument(now)}
    if not is_comparable:
        return (
            _(
                "Then: %(before)s. Now: %(now)s. They are answered on different scales, so nothing is compared."
            )
            % ends
        )
    is_one = identity_of(now.assessment) == identity_of(before.assessment)
    if is_one and now.pack.version == before.pack.version:
        return ""
    words = _(
        "Then: %(before)s. Now: %(now)s. Only dimensions that both have are compared; read their levels first."
    )
    return words % ends


def _instrument(found: Assessed) -> str:
    words = {"title": found.pack.title, "n": found.pack.version}
    if not found.assessment.own_instrument_id:
        return _("%(title)s, version %(n)s") % words
    words["owner"] = str(found.assessment.own_instrument.organisation)
    return _("%(title)s of %(owner)s, version %(n)s") % words


def _titles(found: Assessed, shared: Sequence[str]) -> list[str]:
    return [standing.dimension.title for key, standing in found.by_key.items() if key not in shared]


def _step(before: Standing, now: Standing, scale: LevelScale, events: list[Event]) -> Step:
    way = direction(Change(now.dimension.title, before.level, now.level), scale.levels())
    return Step(before, now, way, scale, events)


def _heads(before: Assessed, now: Assessed, since: date | None, until: date) -> tuple[str, str]:
    """What the two ends are called: their days, or their titles where those are the same or unknown."""
    if since is None or since == until:
        return str(before.assessment), str(now.assessment)
    return date_format(since), date_format(until)


def _chart(steps: Sequence[Step], scale: LevelScale, heads: tuple[str, str]) -> Chart:
    title = _("Then and now")
    summary = _("From %(before)s to %(now)s.") % {"before": heads[0], "now": heads[1]}
    rows = [Change(step.title, step.before.level, step.now.level, step.now.wanted) for step in steps]
    labels = DumbbellLabels(
        row=_("Dimension"),
        before=heads[0],
        after=heads[1],
        target=_("Target"),
        change=_("Change"),
        directions=direction_words(),
        missing=_("no level"),
        empty=_("There is nothing to compare yet."),
    )
    return dumbbell(Heading("then-and-now", title, summary), rows, scale.levels(), labels)


def direction_words() -> dict[Direction, str]:
    return {
        Direction.UP: _("Up"),
        Direction.DOWN: _("Down"),
        Direction.SAME: _("The same"),
        Direction.UNKNOWN: _("Cannot be told"),
    }
