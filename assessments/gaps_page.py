"""From gap to plan: how far each dimension is from its target, the largest gap first, and what has come of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from assessments.instrument_pack import anchor_of
from assessments.level_scale import LevelScale, level_scale
from assessments.models import Assessment, Quadrant
from assessments.outcome import FIGURES, with_unit
from assessments.results import gaps
from assessments.standing import Assessed, Standing, assessed
from charts.chart import Chart, Heading
from charts.dumbbell import Change, Direction, DumbbellLabels, dumbbell
from history.lens import Lens
from programmes.kinds import kind_called
from programmes.models import Goal, Programme
from programmes.reading import lens_on
from programmes.threads import End, Onward, led_to_by_origin, onward

LedTo = Mapping[tuple[int, str], Sequence[End]]

OUTCOMES = ("priorityissue", "objective", "action", "signal")  # a kind that is not installed is left out
IN_SWOT = "swotentry"


@dataclass(frozen=True)
class Line:
    """One dimension. `gap` is what lacks to the target: below 0 where it is surpassed, None without level or target."""

    standing: Standing
    gap: float | None
    scale: LevelScale
    led_to: Sequence[End] = ()
    onward: Sequence[Onward] = ()

    @property
    def key(self) -> str:
        return self.standing.dimension.key

    @property
    def title(self) -> str:
        return self.standing.dimension.title

    @property
    def is_reached(self) -> bool:
        return self.gap is not None and self.gap <= 0

    @property
    def level(self) -> str:
        return with_unit(self.standing.level, self.scale)

    @property
    def figure(self) -> str:
        """What the level is while none is agreed."""
        return str(FIGURES[self.standing.kind])

    @property
    def wanted(self) -> str:
        return with_unit(self.standing.wanted, self.scale)

    @property
    def gap_words(self) -> str:
        return with_unit(self.gap, self.scale)

    @property
    def as_origin(self) -> str:
        """What a thread that begins here says: "Funding, gap 2 to target 4"."""
        words = {"dimension": self.title, "gap": self.gap_words, "target": self.wanted, "level": self.level}
        if self.gap is not None and not self.is_reached:
            return _("%(dimension)s, gap %(gap)s to target %(target)s") % words
        return self.title if self.standing.level is None else _("%(dimension)s, level %(level)s") % words

    @property
    def quadrant(self) -> str:
        """Where it begins as part of the SWOT; empty where no target says whether the level is enough."""
        if self.gap is None:
            return ""
        return Quadrant.STRENGTH.value if self.is_reached else Quadrant.WEAKNESS.value

    @property
    def suggestion(self) -> str:
        """A title to begin with for what comes of the gap."""
        target = self.standing.target
        if target is None:
            return self.title
        words = {"dimension": self.title, "target": self.wanted}
        if target.by_on is None:
            return _("%(dimension)s: reach level %(target)s") % words
        words["day"] = date_format(target.by_on)
        return _("%(dimension)s: reach level %(target)s by %(day)s") % words


@dataclass(frozen=True)
class GapsPage:
    """`ranked` have a target, the largest gap first; what the instrument cannot say any more leaves all of it empty."""

    assessed: Assessed | None
    ranked: Sequence[Line] = ()
    without_target: Sequence[Line] = ()
    chart: Chart | None = None
    other_led_to: Sequence[End] = field(default_factory=list)
    has_goals: bool = False
    lists: Sequence[tuple[str, str]] = ()  # what each kind of outcome is called, and the page that lists it

    @property
    def has_levels(self) -> bool:
        return any(line.standing.level is not None for line in (*self.ranked, *self.without_target))


def gaps_page(lens: Lens, assessment: Assessment) -> GapsPage:
    found = assessed(lens, assessment)
    if found is None:
        return GapsPage(None)
    led_to = led_to_by_origin(lens, Assessment)
    lines = [_offered(line, assessment, led_to, lens.programme) for line in ranked(found)]
    with_target = [line for line in lines if line.standing.target]
    return GapsPage(
        found,
        with_target,
        [line for line in lines if not line.standing.target],
        _chart(with_target, level_scale(found.pack)),
        led_to.get((assessment.pk, ""), []),
        has_goals=bool(lens.rows(Goal)),
        lists=_lists(lens.programme),
    )


def ranked(found: Assessed) -> list[Line]:
    """The largest gap first; equal ones, and those without a gap, in the instrument's order."""
    levels = {key: standing.level for key, standing in found.by_key.items()}
    targets = {key: standing.wanted for key, standing in found.by_key.items()}
    scale = level_scale(found.pack)
    return [Line(found.by_key[gap.dimension], gap.gap, scale) for gap in gaps(levels, targets)]


def _lists(programme: Programme) -> list[tuple[str, str]]:
    kinds = (kind_called(key) for key in (*OUTCOMES, IN_SWOT))
    return [(str(kind.label_plural), kind.listing(programme)) for kind in kinds if kind and kind.listing]


def _offered(line: Line, assessment: Assessment, led_to: LedTo, programme: Programme) -> Line:
    """With what has come of the gap, and what may be made of it."""
    ways = onward(programme, assessment, OUTCOMES, line.key, line.suggestion)
    ways += onward(programme, assessment, [IN_SWOT], line.key, line.as_origin, quadrant=line.quadrant)
    return replace(line, led_to=came_of(led_to, assessment, line.key), onward=ways)


def came_of(led_to: LedTo, assessment: Assessment, dimension: str) -> list[End]:
    """What a dimension led to, and each of its items where those are answered by themselves."""
    keys = [key for pk, key in led_to if pk == assessment.pk and key.partition("/")[0] == dimension]
    return [end for key in sorted(keys) for end in led_to[assessment.pk, key]]


def _chart(lines: Sequence[Line], scale: LevelScale) -> Chart | None:
    if not lines:
        return None
    rows = [Change(line.title, line.standing.level, line.standing.wanted) for line in lines]
    still_open = sum(line.gap is not None and line.gap > 0 for line in lines)
    summary = _("%(open)d of %(all)d targets are still ahead; the largest gap stands first.") % {
        "open": still_open,
        "all": len(lines),
    }
    return dumbbell(
        Heading("gaps-chart", _("From where we stand to the target"), summary),
        rows,
        scale.levels(),
        _labels(),
    )


def _labels() -> DumbbellLabels:
    return DumbbellLabels(
        row=_("Dimension"),
        before=_("Level now"),
        after=_("Target"),
        target=_("Target"),
        change=_("Gap"),
        directions={
            Direction.UP: _("To go"),
            Direction.DOWN: _("Surpassed"),
            Direction.SAME: _("Reached"),
            Direction.UNKNOWN: _("No level yet"),
        },
        missing="–",
        empty=_("No targets yet."),
    )


# A dimension as the origin of what comes of it


def part_title(assessment: Assessment, dimension: str) -> str:
    """Raises LookupError for a dimension that the instrument does not have."""
    found = assessed(lens_on(assessment.programme), assessment)
    lines = {line.key: line for line in ranked(found)} if found else {}
    return f"{assessment}: {lines[dimension].as_origin}"


def part_page(assessment: Assessment, dimension: str) -> str:
    return gaps_url(assessment) + (f"#{anchor_of(dimension)}" if dimension else "")


def gaps_url(assessment: Assessment) -> str:
    return reverse("assessment_gaps", args=[assessment.programme.slug, assessment.pk])
