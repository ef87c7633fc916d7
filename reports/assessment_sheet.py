"""One self-assessment in a report: the profile, a table of the dimensions, minority views, and what moved."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.agreement_words import VERDICTS
from assessments.change_page import direction_words, moved_in_words
from assessments.level_scale import LevelScale
from assessments.outcome import with_unit
from charts.chart import Chart, Heading
from charts.dots import Verdict, verdict_mark
from charts.dumbbell import Change, Direction, DumbbellLabels, direction, dumbbell
from charts.radar import Axis, Profile, RadarLabels, radar
from charts.svg import markup, tag

FEWEST_AXES = 3
FIGURES = {
    "median": gettext_lazy("Median"),
    "mean": gettext_lazy("Mean"),
    "either": gettext_lazy("Median or mean"),
    "met": gettext_lazy("Met"),
    "present": gettext_lazy("Present"),
}
IN_A_SENTENCE = {
    "median": gettext_lazy("median"),
    "mean": gettext_lazy("mean"),
    "either": gettext_lazy("median or mean"),
    "met": gettext_lazy("met"),
    "present": gettext_lazy("present"),
}

Data = dict[str, Any]


@dataclass(frozen=True)
class Line:
    """One dimension, its figures in words; `sign` is drawn and stands beside the verdict's word."""

    data: Data
    value: str
    level: str
    target: str
    verdict: str
    sign: SafeString | str
    views: list[tuple[str, str]]  # the level they would give, and their words


@dataclass(frozen=True)
class Step:
    """One dimension then and now; `what` says of each level whether it was agreed or is the figure."""

    data: Data
    before: str
    now: str
    what: tuple[str, str]
    way: Direction
    moved: str


@dataclass(frozen=True)
class AssessmentSheet:
    """`steps` and `dumbbell` are empty where there is nothing to compare with."""

    data: Data
    figure: str
    lines: list[Line]
    radar: Chart | None
    steps: list[Step]
    dumbbell: Chart | None

    @property
    def has_levels(self) -> bool:
        return any(line.level or line.value for line in self.lines)

    @property
    def has_agreed(self) -> bool:
        return any(line.level for line in self.lines)

    @property
    def has_verdicts(self) -> bool:
        return any(line.verdict for line in self.lines)

    @property
    def has_targets(self) -> bool:
        return any(line.target for line in self.lines)

    @property
    def with_views(self) -> list[Line]:
        return [line for line in self.lines if line.views]

    @property
    def held_back(self) -> int:
        return sum(line.data["is_held_back"] for line in self.lines)

    @cached_property
    def moved(self) -> str:
        """How many dimensions went up, down, and stayed."""
        return moved_in_words([step.way for step in self.steps])


def assessment_sheet(data: Data, place: int) -> AssessmentSheet:
    """`place` is that of the assessment in the report: ids of drawings end in it."""
    scale = LevelScale(**data["scale"])
    lines = [_line(row, scale) for row in data["dimensions"]]
    change = data["change"] or {"steps": []}
    return AssessmentSheet(
        data=data,
        figure=str(FIGURES[data["figure"]]),
        lines=lines,
        radar=_radar(data, scale, f"profile-{place}"),
        steps=[_step(row, scale, data["figure"]) for row in change["steps"]],
        dumbbell=_dumbbell(change, scale, f"then-and-now-{place}") if change["steps"] else None,
    )


def plain(value: str | None) -> float | None:
    """A level as sealed: decimal text."""
    return None if value is None else float(value)


def _words(value: str | None, scale: LevelScale) -> str:
    return "" if value is None else with_unit(float(value), scale)


def _line(row: Data, scale: LevelScale) -> Line:
    kind = row["verdict"] if row["verdict"] in VERDICTS else ""
    return Line(
        data=row,
        value=_words(row["value"], scale),
        level=_words(row["agreed"]["level"], scale) if row["agreed"] else "",
        target=_words(row["target"]["level"], scale) if row["target"] else "",
        verdict=str(VERDICTS[kind]) if kind else "",
        sign=_sign(Verdict(kind)) if kind else "",
        views=[(_words(view["level"], scale), view["text"]) for view in row["views"]],
    )


def _sign(verdict: Verdict) -> SafeString:
    drawn = verdict_mark(verdict, 8, 8)
    return markup(
        tag("svg", drawn, xmlns="http://www.w3.org/2000/svg", viewBox="0 0 16 16", aria_hidden="true")
    )


# The profile


def _radar(data: Data, scale: LevelScale, name: str) -> Chart | None:
    """The panel's figures and the agreed levels; None below three dimensions, and where nothing is shown."""
    rows = data["dimensions"]
    profiles = list(_profiles(data))
    if len(rows) < FEWEST_AXES or not profiles:
        return None
    summary = _("%(title)s: each dimension on a scale from %(low)s to %(high)s.") % {
        "title": data["title"],
        "low": with_unit(scale.low, scale),
        "high": with_unit(scale.high, scale),
    }
    labels = RadarLabels(number=_("Number"), axis=_("Dimension"), missing="–", empty=_("Nothing is shown."))
    axes = [Axis(row["title"]) for row in rows]
    return radar(Heading(name, _("Profile"), summary), axes, profiles, scale=scale.levels(), labels=labels)


def _profiles(data: Data) -> Iterator[Profile]:
    rows = data["dimensions"]
    figures = [plain(row["value"]) for row in rows]
    agreed = [plain(row["agreed"]["level"]) if row["agreed"] else None for row in rows]
    has_figures = any(value is not None for value in figures)
    if has_figures:
        yield Profile(str(FIGURES[data["figure"]]), figures, "main")
    if any(value is not None for value in agreed):
        yield Profile(_("Agreed level"), agreed, "other" if has_figures else "main")


# Then and now


def _step(row: Data, scale: LevelScale, figure: str) -> Step:
    before, now = plain(row["before"]), plain(row["now"])
    way = direction(Change(row["title"], before, now), scale.levels())
    agreed, middle = _("agreed"), str(IN_A_SENTENCE[figure])
    return Step(
        data=row,
        before=_words(row["before"], scale),
        now=_words(row["now"], scale),
        what=(agreed if row["is_before_agreed"] else middle, agreed if row["is_now_agreed"] else middle),
        way=way,
        moved=_moved(way, before, now, scale),
    )


def _moved(way: Direction, before: float | None, now: float | None, scale: LevelScale) -> str:
    """ "Up by 1.5"; the word alone where nothing moved or nothing can be told."""
    words = {Direction.UP: _("Up by %(n)s"), Direction.DOWN: _("Down by %(n)s")}
    if before is None or now is None or way not in words:
        return direction_words()[way]
    return words[way] % {"n": with_unit(abs(now - before), scale)}


def _dumbbell(change: Data, scale: LevelScale, name: str) -> Chart:
    before, after = date_format(change["since_on"]), date_format(change["until_on"])
    if before == after:
        before, after = _("Then"), _("Now")
    labels = DumbbellLabels(
        row=_("Dimension"),
        before=before,
        after=after,
        target=_("Target"),
        change=_("Change"),
        directions=direction_words(),
        missing="–",
        empty=_("There is nothing to compare yet."),
    )
    rows = [
        Change(row["title"], plain(row["before"]), plain(row["now"]), plain(row["target"]))
        for row in change["steps"]
    ]
    summary = _("From %(before)s to %(after)s.") % {"before": before, "after": after}
    return dumbbell(Heading(name, _("Then and now"), summary), rows, scale.levels(), labels)
