"""Multi-criteria ranking of cohorts: a weighted sum that shows its working, and how firm the order is.

Additive multi-criteria analysis as in "Multi-criteria analysis: a manual" (Department for Communities and Local
Government, 2009), with one scale for every criterion. Sums are exact fractions, so that ties are ties.
"""

from collections.abc import Hashable, Mapping
from dataclasses import asdict, dataclass
from fractions import Fraction
from itertools import groupby, pairwise, product
from typing import Any

Scores = Mapping[Any, Mapping[Any, float | None]]  # by option and criterion, whatever names them
Weights = Mapping[Any, float]


@dataclass(frozen=True)
class Ranked:
    """One option. `contributions` are points of 100 by criterion and add up to `total`.

    An option with a missing score has no total and no rank; `missing` names what is still to be judged.
    """

    key: Hashable
    contributions: Mapping[Hashable, float]
    total: float | None
    rank: int | None
    is_tied: bool = False
    missing: tuple[Hashable, ...] = ()

    @property
    def place(self) -> str:
        """The rank as people write it: "1", "2=", or "" where it is not yet scored."""
        return "" if self.rank is None else f"{self.rank}{'=' if self.is_tied else ''}"

    def to_dict(self) -> dict[str, Any]:
        return asdict(self) | {"place": self.place}


@dataclass(frozen=True)
class WeightChange:
    """At this weight the two are level; a little `change` further and they have swapped."""

    criterion: Hashable
    weight: float
    level_at: float
    change: float  # in points of the weights as given, the other weights held

    def to_dict(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True)
class Swap:
    """Two options of neighbouring ranks; `changes` smallest first, empty where no single weight swaps them."""

    above: Hashable
    below: Hashable
    lead: float  # in points of 100
    changes: tuple[WeightChange, ...]

    def to_dict(self) -> dict[str, Any]:
        return asdict(self)


def rank(scores: Scores, weights: Weights, *, low: float = 1, high: float = 5) -> list[Ranked]:
    """The options by total, best first, and after them those not yet scored.

    Scores from `low` (0 points) to `high` (100 points) are weighted by each criterion's share of all weights.
    Criteria of weight 0, or without a weight, do not count and need no score.
    """
    _check(scores, weights, low, high)
    shares = _shares(weights)
    points = {key: _points(judged, shares, low, high) for key, judged in scores.items()}
    totals = {key: sum(parts.values()) for key, parts in points.items() if len(parts) == len(shares)}
    best_first = sorted(totals.values(), reverse=True)
    scored = [
        Ranked(
            key=key,
            contributions=_floats(points[key]),
            total=float(total),
            rank=best_first.index(total) + 1,
            is_tied=best_first.count(total) > 1,
        )
        for key, total in sorted(totals.items(), key=lambda item: item[1], reverse=True)
    ]
    return scored + [_unscored(key, parts, shares) for key, parts in points.items() if key not in totals]


def sensitivity(scores: Scores, weights: Weights, *, low: float = 1, high: float = 5) -> list[Swap]:
    """For options of neighbouring ranks, the change of one weight that would swap them."""
    ranked = [option for option in rank(scores, weights, low=low, high=high) if option.rank is not None]
    groups = [list(group) for _, group in groupby(ranked, key=lambda option: option.rank)]
    pairs = [pair for upper, lower in pairwise(groups) for pair in product(upper, lower)]
    return [_swap(above, below, scores, weights) for above, below in pairs]


def _shares(weights: Weights) -> dict[Hashable, Fraction]:
    """The weights that count, as shares of 1."""
    exact = {criterion: _exact(weight) for criterion, weight in weights.items()}
    if any(weight < 0 for weight in exact.values()):
        raise ValueError("A weight cannot be less than 0.")
    whole = sum(exact.values())
    if not whole:
        raise ValueError("At least one criterion needs a weight above 0.")
    return {criterion: weight / whole for criterion, weight in exact.items() if weight}


def _check(scores: Scores, weights: Weights, low: float, high: float) -> None:
    if not low < high:
        raise ValueError("The scale's low end must be below its high end.")
    for key, judged in scores.items():
        for criterion in weights:
            score = judged.get(criterion)
            if score is not None and not low <= score <= high:
                raise ValueError(f"{key}: {criterion} is {score}, outside {low} to {high}.")


def _points(
    judged: Mapping[Hashable, float | None], shares: Mapping[Hashable, Fraction], low: float, high: float
) -> dict[Hashable, Fraction]:
    """What each judged criterion gives, in points of 100."""
    width = _exact(high) - _exact(low)
    return {
        criterion: 100 * share * (_exact(score) - _exact(low)) / width
        for criterion, share in shares.items()
        if (score := judged.get(criterion)) is not None
    }


def _unscored(
    key: Hashable, points: Mapping[Hashable, Fraction], shares: Mapping[Hashable, Fraction]
) -> Ranked:
    missing = tuple(criterion for criterion in shares if criterion not in points)
    return Ranked(key, contributions=_floats(points), total=None, rank=None, missing=missing)


def _floats(points: Mapping[Hashable, Fraction]) -> dict[Hashable, float]:
    return {criterion: float(part) for criterion, part in points.items()}


def _swap(above: Ranked, below: Ranked, scores: Scores, weights: Weights) -> Swap:
    """Level means: the sum of weight x difference in score is 0, which is linear in each weight."""
    exact = {criterion: _exact(weight) for criterion, weight in weights.items()}
    differences = {
        criterion: _exact(first) - _exact(second)
        for criterion in weights
        if (first := scores[above.key].get(criterion)) is not None
        and (second := scores[below.key].get(criterion)) is not None
    }
    lead = sum(exact[criterion] * difference for criterion, difference in differences.items())
    changes = [
        _weight_change(criterion, exact[criterion], -lead / difference)
        for criterion, difference in differences.items()
        if difference and exact[criterion] - lead / difference > 0
    ]
    return Swap(
        above=above.key,
        below=below.key,
        lead=(above.total or 0.0) - (below.total or 0.0),
        changes=tuple(sorted(changes, key=lambda found: abs(found.change))),
    )


def _weight_change(criterion: Hashable, weight: Fraction, change: Fraction) -> WeightChange:
    return WeightChange(criterion, float(weight), float(weight + change), float(change))


def _exact(number: float) -> Fraction:
    """As written: 0.1 is a tenth, not the nearest binary number."""
    return Fraction(str(number))
