"""Puts the XmR chart together: rows, segments, signals, icons."""

import math
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from . import signals
from .icons import Direction, assurance_icon, variation_icon, verdict
from .limits import segments_of
from .results import Point, Result, Segment, last_observed
from .rules import PRESETS, SIGNALS, Rules


def analyse(
    dates: Sequence[date],
    values: Sequence[float | None],
    *,
    direction: Direction,
    rules: str | Rules = "mdc",
    targets: Sequence[float | None] | None = None,
    recalculate_at: Iterable[date] = (),
    baseline_points: int | None = None,
    excluded: Iterable[date] = (),
) -> Result:
    """Limits, signals and icons of a series; None, NaN and infinite values count as missing.

    A segment starts at the first row on or after a date in `recalculate_at`. Excluded rows take part in nothing,
    so that their neighbours become consecutive. Icons come from the last observed point.
    """
    preset = PRESETS[rules] if isinstance(rules, str) else rules
    _check(direction, baseline_points)
    recalculations = sorted(set(recalculate_at))
    rows = _numbered(_rows(dates, values, targets, frozenset(excluded)), recalculations)
    kept = [row for row in rows if not row.excluded]
    segments = segments_of(kept, baseline_points, preset)
    judged = iter(_judged(kept, segments, baseline_points, preset, direction))
    points = tuple(row if row.excluded else next(judged) for row in rows)
    last = last_observed(points)
    return Result(
        segments=tuple(segments),
        points=points,
        variation_icon=variation_icon(last, segments, direction),
        assurance_icon=assurance_icon(last, segments, direction, preset),
        n_points_not_excluded=len(kept),
        minimum_points=preset.minimum_points,
        warnings=tuple(_warnings(points, segments, recalculations)),
    )


def _check(direction: str, baseline_points: int | None) -> None:
    if direction not in ("increase", "decrease", "neutral"):
        raise ValueError(f"Unknown direction {direction!r}: use increase, decrease or neutral.")
    if baseline_points is not None and baseline_points < 2:
        raise ValueError("A baseline needs at least two points.")


def _rows(
    dates: Sequence[date],
    values: Sequence[float | None],
    targets: Sequence[float | None] | None,
    excluded: frozenset[date],
) -> list[Point]:
    goals = [None] * len(dates) if targets is None else targets
    if not len(dates) == len(values) == len(goals):
        raise ValueError("There must be as many values and targets as dates.")
    rows = [
        Point(date=day, value=_finite(value), target=_finite(goal), excluded=day in excluded)
        for day, value, goal in zip(dates, values, goals, strict=True)
    ]
    return sorted(rows, key=lambda row: row.date)


def _finite(value: float | None) -> float | None:
    return None if value is None or not math.isfinite(value) else float(value)


def _numbered(rows: list[Point], recalculations: Sequence[date]) -> list[Point]:
    """The rows with their segments' numbers. A segment holds at least one row that is not excluded."""
    days = [row.date for row in rows if not row.excluded]
    starts = {next((day for day in days if day >= change), None) for change in recalculations}
    later = sorted(day for day in starts if day and day > days[0])
    return [replace(row, segment=bisect_right(later, row.date)) for row in rows]


def _judged(
    kept: Sequence[Point],
    segments: Sequence[Segment],
    baseline_points: int | None,
    rules: Rules,
    direction: Direction,
) -> list[Point]:
    """The rows with their signals and classes."""
    slack = signals.slack_of([row.value for row in kept])
    ways = signals.steps(kept, slack, rules)
    sides = signals.sides_of_mean(kept, segments, slack)
    within = signals.stretches(kept, baseline_points, rules)
    far = signals.beyond_two_sigma(kept, segments, slack, rules)
    flags: dict[str, Any] = {
        "outside": signals.outside(kept, segments, slack),
        "shift": signals.shift(sides, within, rules.shift_points),
        "trend_increasing": signals.trend(ways, 1, rules.trend_points),
        "trend_decreasing": signals.trend(ways, -1, rules.trend_points),
        "two_of_three": signals.two_of_three(sides, far, within),
    }
    flagged = [
        replace(row, **{name: column[number] for name, column in flags.items()})
        for number, row in enumerate(kept)
    ]
    return [_classed(row, way, direction, rules) for row, way in zip(flagged, ways, strict=True)]


def _classed(row: Point, way: int, direction: Direction, rules: Rules) -> Point:
    """The row with its class; `way` is the step that led to it."""
    # A turning point ends one trend and starts another: the later one comes first.
    turns = row.trend_increasing and row.trend_decreasing
    trends = [-way, way] if turns else [row.trend_increasing - row.trend_decreasing]
    signs = [sign for sign in (row.outside, *trends, row.two_of_three, row.shift) if sign]
    fired = (row.outside, any(trends), row.two_of_three, row.shift)
    point_class, disagrees = verdict(signs, direction, rules)
    return replace(
        row,
        reasons=tuple(name for name, sign in zip(SIGNALS, fired, strict=True) if sign),
        point_class=point_class,
        improvement_and_concern_conflict=disagrees,
    )


def _warnings(
    points: Sequence[Point], segments: Sequence[Segment], recalculations: Sequence[date]
) -> Iterator[str]:
    last_day = max((point.date for point in points if not point.excluded), default=None)
    if recalculations and (last_day is None or recalculations[-1] > last_day):
        yield "recalculation_without_points"
    if any(segment.has_trial_limits for segment in segments):
        yield "trial_limits"
    if any(point.improvement_and_concern_conflict for point in points):
        yield "improvement_and_concern"
