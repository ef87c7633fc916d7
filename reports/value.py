"""The headline of the value case as a report tells it: the options, and who pays and gains under the chosen one."""

from typing import Any

from charts.numbers import NumberFormat
from history.lens import Lens
from valuecase.case_page import CasePage, case_page
from valuecase.option_result import OptionResult, shares_of

MOST_OPTIONS = 6  # more lines than that cannot be told apart
RATIO = NumberFormat(decimals=2)


def value_of(lens: Lens) -> dict[str, Any] | None:
    """Money in whole pounds as text; None while no option has sums."""
    page = case_page(lens)
    if page.chosen is None or not page.chosen.streams:
        return None
    return {
        "sentence": page.sentence,
        "problem": page.case.problem,
        "prices": page.case.price_base,
        "base_year": page.case.base_year,
        "years": page.case.years,
        "option": page.chosen.option.title,
        "payback": page.chosen.discounted_payback,
        "options": [_option(result, is_chosen=result is page.chosen) for result in _shown(page)],
        "partners": [
            {"name": share.organisation.short, "cost": pounds(share.pays), "benefit": pounds(share.gains)}
            for share in shares_of(page.chosen)
        ],
        "unpriced": [
            {"title": row.title, "for_whom": row.for_whom, "weight": row.get_weight_display()}
            for row in page.unpriced
        ],
        "asks": [
            {
                "addressee": row.addressee,
                "amount": pounds(row.amount),
                "text": row.text,
                "needed_on": row.needed_on,
            }
            for row in page.asks
        ],
    }


def _shown(page: CasePage) -> list[OptionResult]:
    """Options with sums, the chosen one first."""
    with_sums = [result for result in page.options if result.streams]
    return sorted(with_sums, key=lambda result: result is not page.chosen)[:MOST_OPTIONS]


def _option(result: OptionResult, *, is_chosen: bool) -> dict[str, Any]:
    appraisal = result.appraisal
    return {
        "title": result.option.title,
        "is_chosen": is_chosen,
        "is_preferred": result.option.is_preferred,
        "pv_costs": pounds(appraisal.pv_costs),
        "pv_benefits": pounds(appraisal.pv_benefits),
        "npv": pounds(appraisal.npv),
        "ratio": RATIO(appraisal.bcr) or None,
        "payback": result.discounted_payback,
        "cumulative_net": [pounds(net) for net in appraisal.cumulative_net],
    }


def pounds(amount: Any) -> str:
    """Pounds and pence, so that what is rounded for the eye is rounded once; no minus before nothing."""
    return f"{round(amount, 2) + 0:.2f}"
