"""Discounted cash flow of a value case, year by year and in real prices.

Source: HM Treasury, The Green Book (discount rates, optimism bias, summary measures); Mott MacDonald for HM
Treasury, Review of Large Public Procurement (optimism-bias bounds). Money in pounds, year 0 is not discounted.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import accumulate
from typing import Any, Literal

Scheme = Literal["standard", "health"]

LAST_YEAR = 125
# (last year of the band, yearly rate); the Green Book's long-term rates, and those for health effects.
RATES: dict[str, tuple[tuple[int, float], ...]] = {
    "standard": ((30, 0.035), (75, 0.030), (LAST_YEAR, 0.025)),
    "health": ((30, 0.015), (75, 0.0129), (LAST_YEAR, 0.0107)),
}

# Upper and lower bound of optimism bias in capital cost, in per cent; outsourcing: operating cost.
OPTIMISM_BIAS: dict[str, tuple[float, float]] = {
    "standard_buildings": (24, 2),
    "non_standard_buildings": (51, 4),
    "standard_civil": (44, 3),
    "non_standard_civil": (66, 6),
    "equipment_development": (200, 10),
    "outsourcing": (41, 0),
}


@dataclass(frozen=True)
class Stream:
    """One cost or benefit after optimism bias, delay and deflation."""

    name: str
    kind: Literal["cost", "benefit"]
    flows: tuple[float, ...]
    discounted_flows: tuple[float, ...]

    @property
    def undiscounted(self) -> float:
        return sum(self.flows)

    @property
    def present_value(self) -> float:
        return sum(self.discounted_flows)

    def to_dict(self) -> dict[str, Any]:
        return asdict(self) | {"undiscounted": self.undiscounted, "present_value": self.present_value}


@dataclass(frozen=True)
class Payback:
    """When the cumulative net first reaches zero, in years, linear within the year; None: never."""

    years: float | None
    later_negative_again: bool


@dataclass(frozen=True)
class Appraisal:
    """Series hold one number a year from year 0; ratios are None at zero cost."""

    streams: tuple[Stream, ...]
    net_by_year: tuple[float, ...]
    discounted_net_by_year: tuple[float, ...]

    @property
    def undiscounted_costs(self) -> float:
        return sum(stream.undiscounted for stream in self.streams if stream.kind == "cost")

    @property
    def undiscounted_benefits(self) -> float:
        return sum(stream.undiscounted for stream in self.streams if stream.kind == "benefit")

    @property
    def undiscounted_net(self) -> float:
        return self.undiscounted_benefits - self.undiscounted_costs

    @property
    def pv_costs(self) -> float:
        return sum(stream.present_value for stream in self.streams if stream.kind == "cost")

    @property
    def pv_benefits(self) -> float:
        return sum(stream.present_value for stream in self.streams if stream.kind == "benefit")

    @property
    def npv(self) -> float:
        return self.pv_benefits - self.pv_costs

    @property
    def bcr(self) -> float | None:
        return self.pv_benefits / self.pv_costs if self.pv_costs else None

    @property
    def roi_discounted_pct(self) -> float | None:
        return 100 * self.npv / self.pv_costs if self.pv_costs else None

    @property
    def roi_undiscounted_pct(self) -> float | None:
        return 100 * self.undiscounted_net / self.undiscounted_costs if self.undiscounted_costs else None

    @property
    def cumulative_net(self) -> tuple[float, ...]:
        return tuple(accumulate(self.net_by_year))

    @property
    def cumulative_discounted_net(self) -> tuple[float, ...]:
        return tuple(accumulate(self.discounted_net_by_year))

    @property
    def payback(self) -> Payback:
        return payback(self.net_by_year)

    @property
    def discounted_payback(self) -> Payback:
        return payback(self.discounted_net_by_year)

    @property
    def deepest_year(self) -> int:
        """The first year in which the cumulative net is lowest: how long it costs before it pays."""
        return min(range(len(self.net_by_year)), key=self.cumulative_net.__getitem__)

    @property
    def funding_needed(self) -> float:
        """What must be found before benefits cover costs: the depth of the cumulative net, at least 0."""
        return max(0.0, -min(self.cumulative_net))

    def to_dict(self) -> dict[str, Any]:
        return {
            "undiscounted_costs": self.undiscounted_costs,
            "undiscounted_benefits": self.undiscounted_benefits,
            "undiscounted_net": self.undiscounted_net,
            "pv_costs": self.pv_costs,
            "pv_benefits": self.pv_benefits,
            "npv": self.npv,
            "bcr": self.bcr,
            "roi_discounted_pct": self.roi_discounted_pct,
            "roi_undiscounted_pct": self.roi_undiscounted_pct,
            "payback_years": self.payback.years,
            "payback_later_negative_again": self.payback.later_negative_again,
            "discounted_payback_years": self.discounted_payback.years,
            "discounted_payback_later_negative_again": self.discounted_payback.later_negative_again,
            "net_by_year": list(self.net_by_year),
            "discounted_net_by_year": list(self.discounted_net_by_year),
            "cumulative_net": list(self.cumulative_net),
            "cumulative_discounted_net": list(self.cumulative_discounted_net),
            "deepest_year": self.deepest_year,
            "funding_needed": self.funding_needed,
            "streams": [stream.to_dict() for stream in self.streams],
        }


def appraise(
    costs: Iterable[Mapping[str, Any]],
    benefits: Iterable[Mapping[str, Any]],
    *,
    years: int,
    deflator: float | None = None,
) -> Appraisal:
    """Sum up a case over `years` years, year 0 included; flows beyond the horizon are left out.

    A stream: {"name", "flows": [year 0, year 1, ...], "scheme": "standard" | "health", "optimism_bias_pct",
    "delay_years"}, all but the flows optional. Costs and benefits are positive; a disbenefit is a negative
    benefit. With a `deflator` (0.02 for 2 % a year) the flows are nominal and are brought to year-0 prices.
    """
    _check_years(years)
    streams = (
        *(_stream(source, "cost", years, deflator or 0.0) for source in costs),
        *(_stream(source, "benefit", years, deflator or 0.0) for source in benefits),
    )
    return Appraisal(
        streams=streams,
        net_by_year=_net([(stream.kind, stream.flows) for stream in streams], years),
        discounted_net_by_year=_net([(stream.kind, stream.discounted_flows) for stream in streams], years),
    )


def discount_factors(years: int, scheme: Scheme = "standard") -> tuple[float, ...]:
    """The factors for year 0 to year `years` - 1, not rounded."""
    if scheme not in RATES:
        raise ValueError(f"Unknown discount scheme {scheme!r}: use one of {', '.join(RATES)}.")
    _check_years(years)
    rates = [next(rate for last, rate in RATES[scheme] if year <= last) for year in range(1, years)]
    return tuple(accumulate(rates, lambda factor, rate: factor / (1 + rate), initial=1.0))


def managed_optimism_bias(upper_pct: float, mitigated_share: float) -> float:
    """What is left of the upper bound, in per cent, once a share (0 to 1) of its causes is dealt with."""
    return upper_pct * (1 - mitigated_share)


def payback(net_by_year: Sequence[float]) -> Payback:
    """Payback of yearly net flows; sums within a billionth of the largest count as zero."""
    cumulative = list(accumulate(net_by_year))
    slack = 1e-9 * max((abs(total) for total in cumulative), default=0.0)
    is_paid = [total >= -slack for total in cumulative]
    if True not in is_paid:
        return Payback(None, False)
    year = is_paid.index(True)
    later = not all(is_paid[year:])
    if year == 0:
        return Payback(0.0, later)
    before, after = cumulative[year - 1], cumulative[year]
    return Payback(year - 1 + min(before / (before - after), 1.0), later)


def _check_years(years: int) -> None:
    if not 1 <= years <= LAST_YEAR + 1:
        raise ValueError(f"An appraisal covers 1 to {LAST_YEAR + 1} years, not {years}.")


def _stream(
    source: Mapping[str, Any], kind: Literal["cost", "benefit"], years: int, deflator: float
) -> Stream:
    factors = discount_factors(years, source.get("scheme") or "standard")
    bias = float(source.get("optimism_bias_pct") or 0) / 100
    weight = 1 + bias if kind == "cost" else 1 - bias
    delay = int(source.get("delay_years") or 0)
    if delay < 0:
        raise ValueError("A stream cannot be delayed by fewer than 0 years.")
    flows = [0.0] * delay + [weight * float(flow) for flow in source["flows"]]
    flows = (flows + [0.0] * years)[:years]
    real = tuple(flow / (1 + deflator) ** year for year, flow in enumerate(flows))
    return Stream(
        name=source.get("name", ""),
        kind=kind,
        flows=real,
        discounted_flows=tuple(flow * factor for flow, factor in zip(real, factors, strict=True)),
    )


def _net(flows: Sequence[tuple[str, tuple[float, ...]]], years: int) -> tuple[float, ...]:
    """Benefits less costs, year by year."""
    signed = [(1 if kind == "benefit" else -1, series) for kind, series in flows]
    return tuple(sum((sign * series[year] for sign, series in signed), 0.0) for year in range(years))
