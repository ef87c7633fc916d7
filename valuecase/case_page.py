"""What the working paper of the value case says: options side by side, who pays and gains, and how it is reckoned."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from charts.chart import Chart
from history.lens import Lens
from valuecase.case_charts import curve_of, shares_chart
from valuecase.cashflow import discount_factors
from valuecase.models import CaseOption, FundingAsk, Stream, StreamYear, UnpricedValue, ValueCase
from valuecase.option_result import (
    OptionResult,
    PartnerShare,
    Variant,
    result_of,
    shares_of,
    variants_of,
)

DRAWN = 6  # options in the drawing: more lines than that cannot be told apart


@dataclass(frozen=True)
class YearFactor:
    year: int
    calendar_year: int
    factor: float


@dataclass(frozen=True)
class ShareRow:
    share: PartnerShare
    cells: list[float | None]


@dataclass(frozen=True)
class Balance:
    """Who pays and who gains under one option."""

    rows: list[ShareRow]
    categories: list[str]
    chart: Chart


@dataclass(frozen=True)
class CasePage:
    case: ValueCase
    is_set: bool
    options: list[OptionResult]
    chosen: OptionResult | None
    curve: Chart | None
    balance: Balance | None
    variants: list[Variant]
    factors: list[YearFactor]
    unpriced: list[UnpricedValue]
    asks: list[FundingAsk]

    @property
    def has_sums(self) -> bool:
        return any(result.appraisal.streams for result in self.options)

    @property
    def last_year(self) -> int:
        return self.case.base_year + self.case.years - 1

    @property
    def sentence(self) -> str:
        """The result of the chosen option in words; empty while it has no sums."""
        return in_words(self.chosen) if self.chosen and self.chosen.streams else ""


def case_page(lens: Lens, wanted: str = "") -> CasePage:
    """`wanted` is the primary key of the option whose partners and firmness are shown; anything else: the preferred."""
    case, is_set = case_of(lens)
    lens.rows(StreamYear)
    lens.rows(Stream, "amounts")
    options = _against_nothing([result_of(option, case) for option in lens.rows(CaseOption, "streams")])
    chosen = _chosen(options, wanted)
    drawn = chosen is not None and bool(chosen.streams)
    return CasePage(
        case=case,
        is_set=is_set,
        options=options,
        chosen=chosen,
        curve=curve_of(_to_draw(options, chosen), case) if chosen else None,
        balance=_balance(chosen) if drawn else None,
        variants=variants_of(chosen, case) if drawn else [],
        factors=[
            YearFactor(year, case.base_year + year, factor)
            for year, factor in enumerate(discount_factors(case.years, case.scheme))
        ],
        unpriced=lens.rows(UnpricedValue),
        asks=lens.rows(FundingAsk),
    )


def case_of(lens: Lens) -> tuple[ValueCase, bool]:
    """The programme's case; one with the usual rules, not stored, while nobody has written it."""
    cases = lens.rows(ValueCase)
    if cases:
        return cases[0], True
    return ValueCase(programme=lens.programme, base_year=lens.programme.starts_on.year), False


def _against_nothing(options: Sequence[OptionResult]) -> list[OptionResult]:
    """Each option with what it is worth beyond doing nothing."""
    nothing = next((result for result in options if result.option.is_do_nothing), None)
    if nothing is None:
        return list(options)
    return [
        replace(
            result,
            above_do_nothing=None if result is nothing else result.appraisal.npv - nothing.appraisal.npv,
        )
        for result in options
    ]


def _chosen(options: Sequence[OptionResult], wanted: str) -> OptionResult | None:
    """The option asked for, else the preferred, else the first that is not doing nothing."""
    orders = (
        lambda result: str(result.option.pk) == wanted,
        lambda result: result.option.is_preferred,
        lambda result: not result.option.is_do_nothing,
    )
    found = (result for order in orders for result in options if order(result))
    return next(found, options[0] if options else None)


def _to_draw(options: Sequence[OptionResult], chosen: OptionResult | None) -> list[OptionResult]:
    """The chosen one first, then others that have sums."""
    others = [result for result in options if result is not chosen and result.streams]
    return [result for result in (chosen, *others) if result and result.streams][:DRAWN]


def _balance(chosen: OptionResult) -> Balance:
    shares = shares_of(chosen)
    used = [
        category
        for category in Stream.Category
        if any(category.value in share.by_category for share in shares)
    ]
    rows = [ShareRow(share, [share.by_category.get(category.value) for category in used]) for share in shares]
    return Balance(rows, [str(category.label) for category in used], shares_chart(shares, chosen.option))


def in_words(result: OptionResult) -> str:
    values = {"option": result.option.title, "payback": result.discounted_payback}
    if result.appraisal.npv < 0:
        return _("%(option)s costs more than it brings over the years of the case.") % values
    if result.appraisal.discounted_payback.years is None or not result.appraisal.pv_costs:
        return _("%(option)s brings more than it costs.") % values
    return _("%(option)s brings more than it costs, and pays back, discounted, %(payback)s.") % values
