"""The four special-cause rules. Every comparison is strict; every member of a pattern is flagged."""

import math
from collections import Counter
from collections.abc import Sequence
from itertools import groupby, pairwise

from .limits import mean
from .results import Point, Segment
from .rules import Rules

Stretch = tuple[int, bool]


def side(value: float | None, line: float | None, slack: float = 0.0) -> int:
    """+1 above, -1 below, 0 where either is missing or they agree.

    Values agree to nine digits, or to `slack` near zero: a value on the mean must not fall to a side because of
    how its decimals are stored.
    """
    if value is None or line is None or math.isclose(value, line, rel_tol=1e-9, abs_tol=slack):
        return 0
    return 1 if value > line else -1


def slack_of(values: Sequence[float | None]) -> float:
    return 1e-12 * (mean([abs(value) for value in values if value is not None]) or 0.0)


def outside(kept: Sequence[Point], segments: Sequence[Segment], slack: float) -> list[int]:
    lines = [segments[row.segment] for row in kept]
    return [
        _beyond(row.value, line.lower_process_limit, line.upper_process_limit, slack)
        for row, line in zip(kept, lines, strict=True)
    ]


def beyond_two_sigma(
    kept: Sequence[Point], segments: Sequence[Segment], slack: float, rules: Rules
) -> list[int]:
    """Points past a two-sigma line, with or without those past the limit as well."""
    lines = [segments[row.segment] for row in kept]
    far = [
        _beyond(row.value, line.lower_two_sigma, line.upper_two_sigma, slack)
        for row, line in zip(kept, lines, strict=True)
    ]
    if rules.two_of_three_counts_outside:
        return far
    return [0 if out else beyond for beyond, out in zip(far, outside(kept, segments, slack), strict=True)]


def _beyond(value: float | None, lower: float | None, upper: float | None, slack: float) -> int:
    if side(value, upper, slack) > 0:
        return 1
    return -1 if side(value, lower, slack) < 0 else 0


def sides_of_mean(kept: Sequence[Point], segments: Sequence[Segment], slack: float) -> list[int]:
    return [side(row.value, segments[row.segment].mean, slack) for row in kept]


def stretches(kept: Sequence[Point], baseline_points: int | None, rules: Rules) -> list[Stretch]:
    """What shift and two-of-three may not cross: segments and, where the rules say so, the baseline's end."""
    length = baseline_points if baseline_points and rules.runs_stop_at_baseline else 0
    seen: Counter[int] = Counter()
    found = []
    for row in kept:
        found.append((row.segment, rules.has_baseline(row.segment) and seen[row.segment] < length))
        seen[row.segment] += 1
    return found


def shift(sides: Sequence[int], within: Sequence[Stretch], length: int) -> list[int]:
    """Runs of `length` or more points on one side of the mean; a point on the mean or a gap ends a run."""
    flags: list[int] = []
    for (one_side, _), run in groupby(zip(sides, within, strict=True)):
        count = len(list(run))
        flags += [one_side if count >= length else 0] * count
    return flags


def steps(kept: Sequence[Point], slack: float, rules: Rules) -> list[int]:
    """The way to each row from the one before: +1 up, -1 down, 0 level, missing or not to be counted."""
    ways = [0] if kept else []
    for before, row in pairwise(kept):
        is_counted = rules.trend_crosses_segments or before.segment == row.segment
        ways.append(side(row.value, before.value, slack) if is_counted else 0)
    return ways


def trend(ways: Sequence[int], way: int, length: int) -> list[int]:
    """1 for the members of `length` or more points that all go one way, which is one step fewer."""
    flags = [0] * len(ways)
    for step, run in groupby(range(len(ways)), key=ways.__getitem__):
        rows = list(run)
        if step == way and len(rows) >= length - 1:
            for row in (rows[0] - 1, *rows):
                flags[row] = 1
    return flags


def two_of_three(sides: Sequence[int], far: Sequence[int], within: Sequence[Stretch]) -> list[int]:
    """Of three neighbours on one side of the mean, the two or three beyond two sigma."""
    flags = [0] * len(sides)
    for last in range(2, len(sides)):
        window = range(last - 2, last + 1)
        members = [row for row in window if far[row] and far[row] == sides[last]]
        if len(members) >= 2 and len({(sides[row], within[row]) for row in window}) == 1:
            for row in members:
                flags[row] = sides[last]
    return flags
