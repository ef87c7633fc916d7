"""What an option comes to: its streams through the cash-flow arithmetic, in the terms in which the paper speaks."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Organisation
from charts.numbers import NumberFormat
from valuecase import cashflow
from valuecase.cashflow import Appraisal, appraise
from valuecase.models import CaseOption, Stream, ValueCase


@dataclass(frozen=True)
class StreamResult:
    """A stream and what it is worth after optimism, delay, inflation and discounting; losses are below zero."""

    stream: Stream
    written: list[float | None]  # the sums as they were entered, by year; None where none was
    value: cashflow.Stream

    @property
    def gain(self) -> float:
        """Present value to the partner: below zero for what it pays."""
        return -self.value.present_value if self.stream.is_investment else self.value.present_value


@dataclass(frozen=True)
class PartnerShare:
    """Present values of one partner: what it pays or loses, what it gains, and the sum by type."""

    organisation: Organisation
    pays: float
    gains: float
    by_category: dict[str, float]

    @property
    def net(self) -> float:
        return self.gains - self.pays


@dataclass(frozen=True)
class Variant:
    """The option reckoned with part of its benefits."""

    label: str
    appraisal: Appraisal
    payback: str


@dataclass(frozen=True)
class OptionResult:
    option: CaseOption
    appraisal: Appraisal
    investments: list[StreamResult]
    benefits: list[StreamResult]
    years: int
    above_do_nothing: float | None = None

    @property
    def streams(self) -> list[StreamResult]:
        return [*self.investments, *self.benefits]

    @property
    def payback(self) -> str:
        return payback_in_words(self.appraisal.net_by_year, self.years)

    @property
    def discounted_payback(self) -> str:
        return payback_in_words(self.appraisal.discounted_net_by_year, self.years)

    @property
    def sums_beyond(self) -> int:
        """Sums entered for years after the last one of the case: they are kept and not reckoned."""
        return sum(amount.year >= self.years for item in self.streams for amount in item.stream.amounts.all())


def result_of(option: CaseOption, case: ValueCase) -> OptionResult:
    streams = list(option.streams.all())
    appraisal, investments, benefits = _appraised(streams, case)
    return OptionResult(option, appraisal, investments, benefits, case.years)


def _appraised(
    streams: Iterable[Stream], case: ValueCase
) -> tuple[Appraisal, list[StreamResult], list[StreamResult]]:
    parts: dict[bool, list[Stream]] = {True: [], False: []}
    for stream in streams:
        parts[stream.is_investment].append(stream)
    appraisal = appraise(
        [_source(stream, case) for stream in parts[True]],
        [_source(stream, case) for stream in parts[False]],
        years=case.years,
        deflator=float(case.inflation_pct or 0) / 100,
    )
    ordered = [*parts[True], *parts[False]]
    results = [
        StreamResult(stream, _written(stream, case.years), value)
        for stream, value in zip(ordered, appraisal.streams, strict=True)
    ]
    return appraisal, results[: len(parts[True])], results[len(parts[True]) :]


def _written(stream: Stream, years: int) -> list[float | None]:
    sums: list[float | None] = [None] * years
    for amount in stream.amounts.all():
        if amount.year < years:
            sums[amount.year] = float(amount.amount)
    return sums


def _source(stream: Stream, case: ValueCase) -> dict[str, Any]:
    """As the arithmetic takes it. Optimism makes a loss larger, so its allowance is given with the other sign."""
    bias = float(stream.optimism_bias_pct)
    return {
        "name": stream.title,
        "flows": [stream.sign * (amount or 0.0) for amount in _written(stream, case.years)],
        "scheme": case.scheme,
        "optimism_bias_pct": -bias if stream.is_loss else bias,
        "delay_years": stream.delay_years,
    }


def shares_of(result: OptionResult) -> list[PartnerShare]:
    """By partner, those who pay most on balance first."""
    found: dict[Organisation, list[StreamResult]] = defaultdict(list)
    for item in result.streams:
        found[item.stream.organisation].append(item)
    return sorted((_share(partner, items) for partner, items in found.items()), key=lambda share: share.net)


def _share(partner: Organisation, items: Sequence[StreamResult]) -> PartnerShare:
    by_category: dict[str, float] = defaultdict(float)
    for item in items:
        by_category[item.stream.category] += item.gain
    return PartnerShare(
        partner,
        pays=-sum(min(item.gain, 0.0) for item in items),
        gains=sum(max(item.gain, 0.0) for item in items),
        by_category=dict(by_category),
    )


def variants_of(result: OptionResult, case: ValueCase) -> list[Variant]:
    """How far the result rests on benefits that are less certain, or that nobody can spend."""
    level, kind = Stream.Confidence, Stream.Category
    rules: list[tuple[str, Callable[[Stream], bool]]] = [
        (_("All benefits"), lambda stream: True),
        (_("Without those of low confidence"), lambda stream: stream.confidence != level.LOW),
        (_("Only those of high confidence"), lambda stream: stream.confidence == level.HIGH),
        (_("Only cashable savings"), lambda stream: stream.category == kind.CASHABLE),
    ]
    found = []
    for label, counts in rules:
        kept = [
            item.stream
            for item in result.streams
            if item.stream.is_investment or item.stream.is_loss or counts(item.stream)
        ]
        appraisal = _appraised(kept, case)[0]
        found.append(
            Variant(label, appraisal, payback_in_words(appraisal.discounted_net_by_year, case.years))
        )
    return found


def payback_in_words(net_by_year: Sequence[float], years: int) -> str:
    """When the running balance reaches zero; years before the first sum are waiting, not payback."""
    waiting = next((year for year, net in enumerate(net_by_year) if net), None)
    if waiting is None:
        return ""
    found = cashflow.payback(net_by_year[waiting:])
    if found.years is None:
        return ngettext("not within %(n)s year", "not within %(n)s years", years) % {"n": years}
    after = NumberFormat(decimals=1)(waiting + found.years)
    words = _("after %(years)s years") % {"years": after} if found.years else _("from the start")
    return _("%(when)s, then short again") % {"when": words} if found.later_negative_again else words
