"""What a chart says, as codes and dates; the wording belongs to templates.

A reading answers in one sentence: has something changed, since when, and is the target met reliably?
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date
from itertools import takewhile
from typing import Any

from . import run_chart, spc

USEFUL_POINTS = 10  # a run chart with fewer useful values says nothing (Perla, Provost and Murray 2011)


@dataclass(frozen=True)
class Reading:
    """An XmR chart in words to be found.

    `variation`: an icon's code, or "undefined" while there are too few points for limits or icons.
    `since`: the first day of the unbroken stretch of points that says the same; None for common cause.
    `assurance`: pass, fail, inconsistent, or None where there is nothing to judge.
    """

    variation: str
    since: date | None
    assurance: str | None
    n_points: int
    enough: bool
    n_needed: int = 0  # further points until there is an answer
    as_of: date | None = None  # the last observed point
    reasons: tuple[str, ...] = ()  # rules that the last point breaks, as in spc.rules.SIGNALS
    has_trial_limits: bool = False  # the last segment is short: limits will still move
    has_opposite_signals: bool = False  # the last point also breaks a rule that says the contrary

    @property
    def is_improvement(self) -> bool:
        return self.variation.startswith("improvement")

    @property
    def is_concern(self) -> bool:
        return self.variation.startswith("concern")

    def to_dict(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True)
class RunReading:
    """The last part of a run chart: `variation` is "shift" for a signal, "chance", or "undefined"."""

    variation: str
    n_useful: int
    enough: bool
    has_long_run: bool = False
    has_few_crossings: bool = False

    def to_dict(self) -> dict[str, Any]:
        return asdict(self)


def read(chart: spc.Result) -> Reading:
    """The reading of an XmR chart at its last observed point."""
    last = chart.last_observed
    variation = chart.displayed_variation_icon
    n_points = chart.n_points_not_excluded
    n_needed = max(chart.minimum_points - n_points, 0)
    if last is None or variation is None:
        as_of = last.date if last else None
        return Reading("undefined", None, None, n_points, enough=False, n_needed=n_needed, as_of=as_of)
    return Reading(
        variation=variation,
        since=_since(chart.points, last),
        assurance=chart.displayed_assurance_icon,
        n_points=n_points,
        enough=True,
        as_of=last.date,
        reasons=last.reasons,
        has_trial_limits=chart.segments[last.segment].has_trial_limits,
        has_opposite_signals=last.improvement_and_concern_conflict,
    )


def read_run_chart(chart: run_chart.Result) -> RunReading:
    """The reading of a run chart's last part."""
    n_useful = chart.parts[-1].n_useful if chart.parts else 0
    if n_useful < USEFUL_POINTS:
        return RunReading("undefined", n_useful, enough=False)
    part = chart.parts[-1]
    return RunReading(
        variation="shift" if part.signal else "chance",
        n_useful=n_useful,
        enough=True,
        has_long_run=part.long_run_signal,
        has_few_crossings=part.crossings_signal,
    )


def _since(points: Iterable[spc.Point], last: spc.Point) -> date | None:
    """The first day of the points, back from the last and within its segment, that have its class."""
    if last.point_class == "common_cause":
        return None
    observed = [point for point in points if point.is_observed]
    alike = takewhile(
        lambda point: (point.point_class, point.segment) == (last.point_class, last.segment),
        reversed(observed),
    )
    return min(point.date for point in alike)
