"""What an analysis hands to charts, tables and sentences."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any

from .rules import SETTLED_POINTS


@dataclass(frozen=True)
class Segment:
    """The rows between two recalculations. Limits are None where no moving range can be had."""

    segment: int
    first: date
    last: date
    n_rows: int
    n_values_used: int
    mean: float | None
    average_moving_range: float | None
    average_moving_range_unscreened: float | None
    n_moving_ranges: int
    n_moving_ranges_screened_out: int
    lower_process_limit: float | None
    upper_process_limit: float | None
    lower_two_sigma: float | None
    upper_two_sigma: float | None
    moving_range_upper_limit: float | None

    @property
    def limits_defined(self) -> bool:
        return self.average_moving_range is not None

    @property
    def has_trial_limits(self) -> bool:
        return self.n_values_used < SETTLED_POINTS

    def to_dict(self) -> dict[str, Any]:
        shown = {"limits_defined": self.limits_defined, "has_trial_limits": self.has_trial_limits}
        return asdict(self) | shown


@dataclass(frozen=True)
class Point:
    """One row. Signals are +1 on the high side, -1 on the low side, 0 for none; trends are 1 or 0."""

    date: date
    value: float | None
    target: float | None = None
    excluded: bool = False
    segment: int = 0
    outside: int = 0
    shift: int = 0
    trend_increasing: int = 0
    trend_decreasing: int = 0
    two_of_three: int = 0
    reasons: tuple[str, ...] = ()  # the names in SIGNALS that fired
    point_class: str = "common_cause"
    improvement_and_concern_conflict: bool = False

    @property
    def is_observed(self) -> bool:
        return self.value is not None and not self.excluded


@dataclass(frozen=True)
class Result:
    """A chart's arithmetic, points in date order. Displayed icons wait for `minimum_points` rows."""

    segments: tuple[Segment, ...]
    points: tuple[Point, ...]
    variation_icon: str | None
    assurance_icon: str | None
    n_points_not_excluded: int
    minimum_points: int
    warnings: tuple[str, ...]  # recalculation_without_points, trial_limits, improvement_and_concern

    @property
    def enough_points(self) -> bool:
        return self.n_points_not_excluded >= self.minimum_points

    @property
    def displayed_variation_icon(self) -> str | None:
        return self.variation_icon if self.enough_points else None

    @property
    def displayed_assurance_icon(self) -> str | None:
        return self.assurance_icon if self.enough_points else None

    @property
    def last_observed(self) -> Point | None:
        return last_observed(self.points)

    def to_dict(self) -> dict[str, Any]:
        """Plain values; the points as one list a field."""
        return {
            "segments": [segment.to_dict() for segment in self.segments],
            "points": {f.name: [getattr(point, f.name) for point in self.points] for f in fields(Point)},
            "variation_icon": self.variation_icon,
            "assurance_icon": self.assurance_icon,
            "displayed_variation_icon": self.displayed_variation_icon,
            "displayed_assurance_icon": self.displayed_assurance_icon,
            "n_points_not_excluded": self.n_points_not_excluded,
            "minimum_points": self.minimum_points,
            "enough_points": self.enough_points,
            "warnings": list(self.warnings),
        }


def last_observed(points: Sequence[Point]) -> Point | None:
    return next((point for point in reversed(points) if point.is_observed), None)
