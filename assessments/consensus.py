"""How far the ratings of a panel agree: the middle, the spread, and what two published rules make of them.

Sources: Lim and Yap, International Journal of Integrated Care, doi:10.5334/ijic.7747, tables 1, 2 and 4 (region, limit
for twelve, maturity levels); the RAND/UCLA Appropriateness Method for other panel sizes and for ratings from 1 to 9.
What was read of them, what was inferred and what is our own decision: docs/reference/consensus.md.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from math import ceil, floor
from statistics import median
from typing import Any, Literal

Scale = tuple[int, int]
Basis = Literal["published", "panel-table", "extrapolated"]
Distribution = Literal["agreement", "split"]
Maturity = Literal["initial", "progressing", "optimising", "uncertain"]
Third = Literal["lower", "middle", "upper"]
Quantile = Callable[[Sequence[int], int], float]

REACH = 1  # ratings this far from the median are in agreement with it
MATURITY_LEVELS = range(0, 6)
THIRDS: dict[Third, range] = {"lower": range(1, 4), "middle": range(4, 7), "upper": range(7, 10)}
THIRDS_LEVELS = range(1, 10)
PANEL_TABLE = range(8, 17)  # the panel sizes for which a limit is published
SOURCES: dict[Basis, str] = {
    "published": "doi:10.5334/ijic.7747, table 1",
    "panel-table": "RAND/UCLA Appropriateness Method, as in doi:10.1186/1472-6947-12-93, table 7",
    "extrapolated": "RAND/UCLA Appropriateness Method, carried on beyond its panels of 8 to 16",
}
IPR_AT_CENTRE, ASYMMETRY_WEIGHT, CENTRE = 2.35, 1.5, 5.0  # RAND/UCLA, for ratings from 1 to 9 only
SLACK = 1e-9  # spreads closer than this are equal


@dataclass(frozen=True)
class Rule:
    """A panel of `n` is split once `k` of its ratings lie more than `reach` from the median."""

    n: int
    k: int
    basis: Basis
    reach: int = REACH

    @property
    def most_outside(self) -> int:
        """So many may lie outside, and the panel still agrees."""
        return self.k - 1

    @property
    def source(self) -> str:
        return SOURCES[self.basis]


@dataclass(frozen=True)
class Agreement:
    """The ratings against the region around their median; `rule` is None for a single rating, which is no panel.

    The region is not cut off at the ends of the scale. The scale, `levels`, decides whether there is a maturity level.
    """

    region: tuple[float, float]
    n_inside: int
    n_outside: int
    rule: Rule | None
    levels: range

    @property
    def pct_in_agreement(self) -> float:
        return 100 * self.n_inside / (self.n_inside + self.n_outside)

    @property
    def distribution(self) -> Distribution | None:
        if self.rule is None:
            return None
        return "agreement" if self.n_outside < self.rule.k else "split"

    @property
    def maturity_level(self) -> Maturity | None:
        """For ratings from 0 to 5; a half median counts with the level above it."""
        if self.distribution is None or self.levels != MATURITY_LEVELS:
            return None
        return "uncertain" if self.distribution == "split" else maturity(sum(self.region) / 2)

    def to_dict(self) -> dict[str, Any]:
        return {
            "region": list(self.region),
            "n_inside": self.n_inside,
            "n_outside": self.n_outside,
            "pct_in_agreement": self.pct_in_agreement,
            "k": self.rule.k if self.rule else None,
            "k_source": self.rule.basis if self.rule else None,
            "distribution": self.distribution,
            "maturity_level": self.maturity_level,
        }


@dataclass(frozen=True)
class Spread:
    """The interpercentile range (IPR) against the one at which a panel rating from 1 to 9 disagrees (IPRAS)."""

    p30: float
    p70: float

    @property
    def ipr(self) -> float:
        return self.p70 - self.p30

    @property
    def iprcp(self) -> float:
        """The central point of the range."""
        return (self.p30 + self.p70) / 2

    @property
    def asymmetry_index(self) -> float:
        return abs(CENTRE - self.iprcp)

    @property
    def ipras(self) -> float:
        return IPR_AT_CENTRE + ASYMMETRY_WEIGHT * self.asymmetry_index

    @property
    def disagreement_index(self) -> float:
        return self.ipr / self.ipras

    @property
    def disagreement(self) -> bool:
        return self.ipr > self.ipras + SLACK

    def to_dict(self) -> dict[str, Any]:
        shown = ("ipr", "iprcp", "asymmetry_index", "ipras", "disagreement_index", "disagreement")
        return asdict(self) | {name: getattr(self, name) for name in shown}


@dataclass(frozen=True)
class RandUcla:
    """Ratings from 1 to 9 by thirds: how many lie outside the median's, and how many in each of the outer two."""

    median_third: Third
    n_outside_third: int
    n_lower: int
    n_upper: int
    k: int
    spread: Spread  # percentiles of type 7
    spread_type6: Spread

    @property
    def agreement(self) -> bool:
        return self.n_outside_third < self.k

    @property
    def disagreement(self) -> bool:
        return min(self.n_lower, self.n_upper) >= self.k

    @property
    def category(self) -> Literal["appropriate", "uncertain", "inappropriate"]:
        if self.disagreement or self.median_third == "middle":
            return "uncertain"
        return "appropriate" if self.median_third == "upper" else "inappropriate"

    @property
    def quantile_rule_matters(self) -> bool:
        """The sources do not fix the percentile rule; here the verdict on the spread depends on it."""
        return self.spread.disagreement != self.spread_type6.disagreement

    def to_dict(self) -> dict[str, Any]:
        return {
            "median_third": self.median_third,
            "n_outside_third": self.n_outside_third,
            "k": self.k,
            "agreement": self.agreement,
            "disagreement": self.disagreement,
            "category": self.category,
            "ipras_type7": self.spread.to_dict(),
            "ipras_type6": self.spread_type6.to_dict(),
            "quantile_rule_matters": self.quantile_rule_matters,
        }


@dataclass(frozen=True)
class Summary:
    """One dimension in one round. Without a rating everything but the counts is None.

    `counts` has an entry for every level of the scale; `pct_at_median` takes, for a half median, the mean of the
    counts of its two neighbours.
    """

    n_invited: int
    n: int
    counts: dict[int, int]
    median: float | None = None
    q1: float | None = None
    q3: float | None = None
    minimum: int | None = None
    maximum: int | None = None
    pct_at_median: float | None = None
    agreement: Agreement | None = None
    rand_ucla: RandUcla | None = None  # only for a panel that rates from 1 to 9

    @property
    def iqr(self) -> float | None:
        return None if self.q1 is None or self.q3 is None else self.q3 - self.q1

    def to_dict(self) -> dict[str, Any]:
        plain = ("n_invited", "n", "median", "q1", "q3", "iqr", "minimum", "maximum", "pct_at_median")
        return {name: getattr(self, name) for name in plain} | {
            "counts": dict(self.counts),
            "ijic7747": self.agreement.to_dict() if self.agreement else None,
            "rand_ucla": self.rand_ucla.to_dict() if self.rand_ucla else None,
        }


def summarise(ratings: Sequence[int | None], *, scale: Scale) -> Summary:
    """What a panel's ratings on whole numbers from `scale[0]` to `scale[1]` come to; None is an abstention.

    Raises ValueError for a rating that is not a level of the scale.
    """
    levels = _levels(scale)
    given = sorted(_given(ratings, levels))
    found = Counter(given)
    counts = {level: found[level] for level in levels}
    if not given:
        return Summary(n_invited=len(ratings), n=0, counts=counts)
    middle = float(median(given))
    return Summary(
        n_invited=len(ratings),
        n=len(given),
        counts=counts,
        median=middle,
        q1=quantile(given, 25),
        q3=quantile(given, 75),
        minimum=given[0],
        maximum=given[-1],
        pct_at_median=100 * (counts[floor(middle)] + counts[ceil(middle)]) / (2 * len(given)),
        agreement=_agreement(given, middle, levels),
        rand_ucla=_rand_ucla(given, middle) if levels == THIRDS_LEVELS and len(given) > 1 else None,
    )


def rule_for(n: int) -> Rule:
    """The rule for a panel of `n` raters; raises ValueError below two, who are no panel.

    The limit is a third of the panel, rounded; that gives the published 3 for 8 to 10, 4 for 11 to 13, 5 for 14 to 16.
    """
    if n < 2:
        raise ValueError(f"A panel has at least 2 raters, not {n}.")
    basis: Basis = "published" if n == 12 else "panel-table" if n in PANEL_TABLE else "extrapolated"
    return Rule(n=n, k=(n + 1) // 3, basis=basis)


def maturity(middle: float) -> Maturity:
    """The maturity level of a panel that agrees on a median from 0 to 5; 2.5 and 4.5 go up."""
    if middle < 2.5:
        return "initial"
    return "progressing" if middle < 4.5 else "optimising"


def third_of(middle: float) -> Third:
    """The third of 1 to 9 that a median lies in; 3.5 counts as middle, 6.5 as upper."""
    if middle < 3.5:
        return "lower"
    return "middle" if middle < 6.5 else "upper"


def quantile(ordered: Sequence[int], percent: int) -> float:
    """Type 7: linear between ratings in ascending order, the first being 0 % and the last 100 %."""
    return _between(ordered, (len(ordered) - 1) * percent / 100)


def quantile_type6(ordered: Sequence[int], percent: int) -> float:
    """Type 6, as in SPSS: linear between ratings in ascending order, each standing for 1/(n + 1)."""
    return _between(ordered, (len(ordered) + 1) * percent / 100 - 1)


def _levels(scale: Scale) -> range:
    low, high = scale
    if low >= high:
        raise ValueError(f"A scale has its low below its high, not {low} and {high}.")
    return range(low, high + 1)


def _given(ratings: Sequence[int | None], levels: range) -> list[int]:
    """The ratings without the abstentions, each a level of the scale."""
    given = [rating for rating in ratings if rating is not None]
    for rating in given:
        if isinstance(rating, bool) or rating not in levels:
            low, high = levels[0], levels[-1]
            raise ValueError(
                f"A rating on this scale is a whole number from {low} to {high}, not {rating!r}."
            )
    return given


def _between(ordered: Sequence[int], position: float) -> float:
    """The value at a position counted from 0; beyond either end, that end."""
    position = min(max(position, 0), len(ordered) - 1)
    below, above = ordered[floor(position)], ordered[ceil(position)]
    return below + (above - below) * (position - floor(position))


def _agreement(given: Sequence[int], middle: float, levels: range) -> Agreement:
    n_inside = sum(abs(rating - middle) <= REACH for rating in given)
    return Agreement(
        region=(middle - REACH, middle + REACH),
        n_inside=n_inside,
        n_outside=len(given) - n_inside,
        rule=rule_for(len(given)) if len(given) > 1 else None,
        levels=levels,
    )


def _rand_ucla(given: Sequence[int], middle: float) -> RandUcla:
    third = third_of(middle)
    in_third = {name: sum(rating in levels for rating in given) for name, levels in THIRDS.items()}
    return RandUcla(
        median_third=third,
        n_outside_third=len(given) - in_third[third],
        n_lower=in_third["lower"],
        n_upper=in_third["upper"],
        k=rule_for(len(given)).k,
        spread=_spread(given, quantile),
        spread_type6=_spread(given, quantile_type6),
    )


def _spread(given: Sequence[int], rule: Quantile) -> Spread:
    return Spread(p30=rule(given, 30), p70=rule(given, 70))
