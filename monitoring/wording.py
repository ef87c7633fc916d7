"""What a chart says, in sentences; and the words that charts of measures carry."""

from datetime import date, timedelta

from django.utils.dates import MONTHS_3
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from charts.series import SeriesLabels, Sign
from monitoring.interpretation import Reading, RunReading
from monitoring.periods import Frequency, following


def period_in_words(start: date, frequency: Frequency) -> str:
    """Mar 2026; Jan–Mar 2026; year from Apr 2025; week of 2 Mar 2026."""
    if frequency is Frequency.WEEKLY:
        return _("week of %(day)s") % {"day": date_format(start)}
    if frequency is Frequency.MONTHLY:
        return date_format(start, "M Y")
    if frequency is Frequency.QUARTERLY:
        last = following(start, frequency) - timedelta(days=1)
        return f"{date_format(start, 'M')}–{date_format(last, 'M Y')}"
    return (
        str(start.year)
        if start.month == 1
        else _("year from %(month)s") % {"month": date_format(start, "M Y")}
    )


def variation_in_words(reading: Reading, frequency: Frequency) -> str:
    """The first sentence: has anything changed, and since when?"""
    if reading.as_of is None:
        return _("There are no figures yet.")
    if not reading.enough:
        return _too_few(reading)
    if reading.since is None:
        return _("No sign of change: the figures vary as they would by chance.")
    words = {
        "improvement": _("Special-cause improvement since %(period)s: better than chance explains."),
        "concern": _("Special-cause concern since %(period)s: worse than chance explains."),
        "neutral": _("Special-cause change since %(period)s: more than chance explains."),
    }
    return words[reading.variation.partition("_")[0]] % {"period": period_in_words(reading.since, frequency)}


def _too_few(reading: Reading) -> str:
    if not reading.n_needed:
        return _("The limits cannot be worked out: two figures in neighbouring periods are needed.")
    have = ngettext("%d point", "%d points", reading.n_points) % reading.n_points
    more = ngettext("%d more is needed", "%d more are needed", reading.n_needed) % reading.n_needed
    return _("Too early to tell change from chance: %(have)s so far, %(more)s.") % {
        "have": have,
        "more": more,
    }


def assurance_in_words(assurance: str | None, target: str) -> str:
    """The second sentence: is the target met reliably? `target` is the figure with its unit; empty for none."""
    if not target:
        return _("No target applies.")
    words = {
        "pass": _("The target of %(target)s will be met consistently if nothing changes."),
        "fail": _("The target of %(target)s will be missed consistently unless the way of working changes."),
        "inconsistent": _(
            "The target of %(target)s is not met consistently: chance decides from period to period."
        ),
    }
    return (
        words[assurance] % {"target": target}
        if assurance
        else _("The target is %(target)s.") % {"target": target}
    )


def run_in_words(reading: RunReading) -> str:
    """What a run chart says by the two Anhøj rules."""
    if not reading.enough:
        return _(
            "Too few figures off the median for a run chart to say anything: %(n)d of the 10 it takes."
        ) % {"n": reading.n_useful}
    if reading.variation == "chance":
        return _("No shift: runs and crossings are as chance would have them.")
    if reading.has_long_run and reading.has_few_crossings:
        return _("A shift: an unusually long run on one side of the median, and too few crossings of it.")
    if reading.has_long_run:
        return _("A shift: an unusually long run on one side of the median.")
    return _("A shift: the line crosses the median too seldom for chance.")


def cautions(reading: Reading, warnings: tuple[str, ...]) -> list[str]:
    """What the reader of an XmR chart should bear in mind."""
    found = []
    if reading.enough and reading.has_trial_limits:
        found.append(
            _(
                "The limits are provisional: the latest stretch has fewer than 12 points, so they will still move."
            )
        )
    if reading.has_opposite_signals:
        found.append(
            _(
                "The latest point breaks rules in both directions; improvement is shown. Look at the chart itself."
            )
        )
    if "recalculation_without_points" in warnings:
        found.append(_("A step change lies after the last figure; it will take effect with the next one."))
    return found


def reason_in_words(reasons: tuple[str, ...]) -> str:
    """The rules that a point breaks, strongest first; empty for none."""
    if not reasons:
        return ""
    words = {
        "outside": _("beyond a limit"),
        "trend": _("seven or more in one direction"),
        "two_of_three": _("two of three near a limit"),
        "shift": _("seven or more on one side of the mean"),
    }
    return ", ".join(words[reason] for reason in reasons)


def sign_words() -> dict[Sign, str]:
    return {
        Sign.COMMON: _("Common cause"),
        Sign.IMPROVEMENT: _("Improvement"),
        Sign.CONCERN: _("Concern"),
        Sign.NEUTRAL: _("Change"),
    }


def series_labels(*, centre: str) -> SeriesLabels:
    """The words of a chart; `centre` names its middle line."""
    return SeriesLabels(
        months=[str(MONTHS_3[number]).title() for number in range(1, 13)],
        signs=sign_words(),
        date=_("Period from"),
        value=_("Value"),
        sign=_("Signal"),
        reason=_("Rule"),
        centre=centre,
        lower=_("Lower limit"),
        upper=_("Upper limit"),
        two_sigma=_("Two sigma"),
        target=_("Target"),
        earlier_target=_("Earlier target"),
        baseline=_("Baseline"),
        note=_("Note"),
        missing=_("No figure"),
        empty=_("The chart appears with the first figure."),
    )
