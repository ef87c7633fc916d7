"""Mean, moving ranges and limits of each segment of an XmR chart."""

import math
from collections.abc import Sequence
from itertools import groupby, pairwise

from .results import Point, Segment
from .rules import LIMIT_FACTOR, RANGE_LIMIT_FACTOR, Rules


def segments_of(kept: Sequence[Point], baseline_points: int | None, rules: Rules) -> list[Segment]:
    """One segment a number in `kept`; limits come from its first `baseline_points` rows where it has a baseline."""
    found = []
    for number, rows in groupby(kept, key=lambda point: point.segment):
        baseline = baseline_points if rules.has_baseline(number) else None
        found.append(_segment(number, list(rows), baseline, rules))
    return found


def _segment(number: int, rows: list[Point], baseline_points: int | None, rules: Rules) -> Segment:
    baseline = [row.value for row in rows[:baseline_points]]
    used = [value for value in baseline if value is not None]
    ranges = _moving_ranges(baseline)
    kept_ranges = _screened(ranges) if rules.screens_ranges else ranges
    centre, average = mean(used), mean(kept_ranges)
    return Segment(
        segment=number,
        first=rows[0].date,
        last=rows[-1].date,
        n_rows=len(rows),
        n_values_used=len(used),
        mean=centre,
        average_moving_range=average,
        average_moving_range_unscreened=mean(ranges),
        n_moving_ranges=len(ranges),
        n_moving_ranges_screened_out=len(ranges) - len(kept_ranges),
        lower_process_limit=_line(centre, average, -LIMIT_FACTOR),
        upper_process_limit=_line(centre, average, LIMIT_FACTOR),
        lower_two_sigma=_line(centre, average, -LIMIT_FACTOR * 2 / 3),
        upper_two_sigma=_line(centre, average, LIMIT_FACTOR * 2 / 3),
        moving_range_upper_limit=_line(0.0, mean(ranges), RANGE_LIMIT_FACTOR),
    )


def _moving_ranges(values: Sequence[float | None]) -> list[float]:
    """Steps between neighbours; a gap takes away the range on each side of it."""
    return [
        abs(after - before) for before, after in pairwise(values) if before is not None and after is not None
    ]


def _screened(ranges: list[float]) -> list[float]:
    """The ranges below their own upper limit; all of them where nothing but zeros would be left."""
    limit = RANGE_LIMIT_FACTOR * (mean(ranges) or 0.0)
    small = [size for size in ranges if size < limit]
    return small if any(small) else ranges


def mean(values: Sequence[float]) -> float | None:
    return math.fsum(values) / len(values) if values else None


def _line(centre: float | None, average_moving_range: float | None, factor: float) -> float | None:
    if centre is None or average_moving_range is None:
        return None
    return centre + factor * average_moving_range
