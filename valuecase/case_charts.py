"""The drawings of the value case."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from charts import bars, curve
from charts.chart import Chart, Heading
from charts.numbers import NumberFormat
from valuecase.models import CaseOption, ValueCase
from valuecase.option_result import OptionResult, PartnerShare

MONEY = NumberFormat(prefix="£")


def curve_of(results: Sequence[OptionResult], case: ValueCase) -> Chart:
    """Costs before it pays: the running balance of each option, not discounted."""
    drawn = [
        curve.Option(result.option.title, result.appraisal.cumulative_net, is_filled=number == 0)
        for number, result in enumerate(results)
    ]
    labels = curve.CurveLabels(
        years=[str(case.base_year + year) for year in range(case.years)],
        year=_("Year"),
        unit=_("Running balance, not discounted"),
        break_even=_("Pays back in"),
        no_break_even=_("Does not pay back"),
        empty=_("Enter sums by year, and the running balance of each option is drawn here."),
    )
    heading = Heading("curve", _("It costs before it pays"), _depth(results, case))
    return curve.curve(drawn, heading, labels, MONEY)


def _depth(results: Sequence[OptionResult], case: ValueCase) -> str:
    if not results:
        return ""
    first = results[0]
    words = {"option": first.option.title, "sum": MONEY(first.appraisal.funding_needed)}
    if not first.appraisal.funding_needed:
        return _("%(option)s never needs more than it has brought.") % words
    words["year"] = str(case.base_year + first.appraisal.deepest_year)
    return _("%(option)s needs up to %(sum)s before benefits catch up; the lowest point is %(year)s.") % words


def shares_chart(shares: Sequence[PartnerShare], option: CaseOption) -> Chart:
    heading = Heading("shares", option.title, _shares_in_words(shares, option))
    labels = bars.BalanceLabels(
        _("Partner"), _("Pays or loses"), _("Gains"), _("On balance"), _("No streams of money yet.")
    )
    items = [bars.Balance(share.organisation.short, share.pays, share.gains) for share in shares]
    return bars.balances(items, heading, labels, MONEY)


def _shares_in_words(shares: Sequence[PartnerShare], option: CaseOption) -> str:
    losers = [share.organisation.short for share in shares if round(share.net) < 0]
    words = {"option": option.title, "names": ", ".join(losers)}
    if not losers:
        return _("With %(option)s, every partner gains more than it pays.") % words
    return _("With %(option)s, these partners pay more than they gain: %(names)s.") % words
