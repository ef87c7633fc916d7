"""One indicator: what its figures say in a sentence, the chart, the figures, and what was agreed about them."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from charts.chart import Chart
from charts.numbers import NumberFormat
from charts.series import Sign
from history.lens import Lens
from monitoring.indicator_series import (
    SIGNS,
    Analysis,
    analysed,
    figure_in_words,
    numbers_of,
    run_analysed,
    run_drawing,
    xmr_chart,
)
from monitoring.measures_page import assurance_icon, day_of, load, variation_icon
from monitoring.models import Baseline, Indicator, Observation, Target
from monitoring.periods import Frequency
from monitoring.spc import PRESETS, Segment
from monitoring.wording import (
    assurance_in_words,
    cautions,
    reason_in_words,
    run_in_words,
    sign_words,
    variation_in_words,
)

SHOWN_FIGURES = 24


@dataclass(frozen=True)
class FigureLine:
    row: Observation
    period: str
    value: str
    sign: str
    reason: str


@dataclass(frozen=True)
class TargetLine:
    """`state`: in force, to come, ended, or replaced by a later decision for the same day."""

    row: Target
    value: str
    state: str
    is_current: bool


@dataclass(frozen=True)
class BaselineLine:
    row: Baseline
    value: str
    is_current: bool


@dataclass(frozen=True)
class IndicatorPage:
    indicator: Indicator
    sentence: str
    cautions: list[str]
    variation: str
    assurance: str
    chart: Chart
    is_run: bool
    latest: str
    latest_period: str
    target: str
    target_since: date | None
    baseline: str
    change: str
    due_since: date | None
    figures: list[FigureLine]
    n_earlier: int
    targets: list[TargetLine]
    baselines: list[BaselineLine]
    facts: list[tuple[str, Any]]
    computed: list[tuple[str, str]]


def indicator_page(lens: Lens, pk: int, *, is_run: bool, has_all: bool) -> IndicatorPage | None:
    """None where the programme has no such indicator. The newest figures only, unless `has_all`."""
    load(lens)
    indicator = lens.get(Indicator, pk)
    if indicator is None:
        return None
    day, analysis, latest = day_of(lens), analysed(indicator), indicator.latest
    target = indicator.target_on(max(day, latest.period) if latest else day)
    aimed = figure_in_words(indicator, target.value) if target else ""
    sentence = variation_in_words(analysis.reading, Frequency(indicator.frequency))
    figures = _figures(indicator, analysis)
    return IndicatorPage(
        indicator=indicator,
        sentence=f"{sentence} {assurance_in_words(analysis.reading.assurance, aimed)}",
        cautions=cautions(analysis.reading, analysis.chart.warnings),
        variation=variation_icon(analysis),
        assurance=assurance_icon(analysis, has_target=bool(target)),
        chart=_drawing(indicator, analysis, day, sentence, is_run=is_run),
        is_run=is_run,
        latest=figure_in_words(indicator, latest.value) if latest else "",
        latest_period=latest.period_name if latest else "",
        target=aimed,
        target_since=target.applies_from if target else None,
        baseline=figure_in_words(indicator, indicator.baseline.value) if indicator.baseline else "",
        change=_change(indicator),
        due_since=indicator.due_since(day),
        figures=figures if has_all else figures[:SHOWN_FIGURES],
        n_earlier=0 if has_all else max(0, len(figures) - SHOWN_FIGURES),
        targets=_targets(indicator, day),
        baselines=_baselines(indicator),
        facts=_facts(indicator),
        computed=_computed(indicator, analysis, is_run=is_run),
    )


def _drawing(indicator: Indicator, analysis: Analysis, day: date, sentence: str, *, is_run: bool) -> Chart:
    if not is_run:
        return xmr_chart(indicator, analysis, day, sentence)
    run = run_analysed(indicator)
    return run_drawing(indicator, run, day, run_in_words(run.reading))


def _figures(indicator: Indicator, analysis: Analysis) -> list[FigureLine]:
    """Newest first, each with the signal that the chart shows."""
    signals = {point.date: point for point in analysis.chart.points} if analysis.chart.enough_points else {}
    words, numbers = sign_words(), numbers_of(indicator)
    lines = []
    for row in indicator.observations.all():
        point = signals.get(row.period)
        sign = SIGNS.get(point.point_class) if point and point.is_observed else None
        value = numbers(float(row.value)) if row.value is not None else ""
        reason = reason_in_words(point.reasons) if point and sign else ""
        lines.append(FigureLine(row, row.period_name, value, words[Sign(sign)] if sign else "", reason))
    return lines[::-1]


def _targets(indicator: Indicator, day: date) -> list[TargetLine]:
    """Newest decision first."""
    in_force, ladder = indicator.target_on(day), indicator.ladder
    lines = []
    for row in sorted(indicator.targets.all(), key=lambda row: row.pk, reverse=True):
        if row not in ladder:
            state = _("Replaced")
        elif row == in_force:
            state = _("In force")
        else:
            state = _("To come") if row.applies_from > day else _("Ended")
        lines.append(TargetLine(row, figure_in_words(indicator, row.value), state, row == in_force))
    return lines


def _baselines(indicator: Indicator) -> list[BaselineLine]:
    current = indicator.baseline
    rows = sorted(indicator.baselines.all(), key=lambda row: row.pk, reverse=True)
    return [BaselineLine(row, figure_in_words(indicator, row.value), row == current) for row in rows]


def _change(indicator: Indicator) -> str:
    """The latest figure against the baseline: "18 lower than the baseline (−12%)"."""
    base, latest = indicator.baseline, indicator.latest
    if base is None or latest is None:
        return ""
    difference = latest.value - base.value
    if not difference:
        return _("as at the baseline")
    if indicator.unit.startswith("%"):  # 70% is 12 points above 58%, not 12%
        up, down = _("%(by)s points above the baseline"), _("%(by)s points below the baseline")
        return (up if difference > 0 else down) % {"by": numbers_of(indicator)(float(abs(difference)))}
    words = _("%(by)s above the baseline") if difference > 0 else _("%(by)s below the baseline")
    said = words % {"by": figure_in_words(indicator, abs(difference))}
    if not base.value:
        return said
    return f"{said} ({'+' if difference > 0 else '−'}{abs(difference / base.value):.0%})"


def _facts(indicator: Indicator) -> list[tuple[str, Any]]:
    """The definition sheet."""
    names = (
        "code", "definition", "numerator", "denominator", "unit", "direction", "source", "data_owner", "organisation",
        "frequency", "lag_days", "ends_on", "disaggregation", "aim", "dimension", "measure", "lowest", "highest",
    )  # fmt: skip
    said = [(name, _shown(indicator, name)) for name in names]
    return [
        (indicator._meta.get_field(name).verbose_name, value)
        for name, value in said
        if value or name not in {"lowest", "highest"}
    ]


def _shown(indicator: Indicator, name: str) -> Any:
    if name in {"direction", "frequency", "aim", "dimension"}:
        return getattr(indicator, f"get_{name}_display")()
    if name in {"lowest", "highest"}:
        return figure_in_words(indicator, getattr(indicator, name))
    return getattr(indicator, name)


def _computed(indicator: Indicator, analysis: Analysis, *, is_run: bool) -> list[tuple[str, str]]:
    """Which figures, which rules and which numbers stand behind the chart."""
    rows = list(indicator.observations.all())
    left_out = [f"{row.period_name} ({row.excluded_because})" for row in rows if row.excluded]
    gaps = [row.period_name for row in rows if row.value is None]
    shared = [
        (_("Figures"), _span(rows)),
        (_("Left out by decision"), "; ".join(left_out) or _("none")),
        (_("Periods without a figure"), ", ".join(gaps) or _("none")),
        (_("Limits from"), _limits_from(indicator)),
    ]
    return shared + (_run_rules() if is_run else _xmr_rules(indicator, analysis))


def _span(rows: list[Observation]) -> str:
    if not rows:
        return _("none yet")
    n = len(rows)
    words = {"first": rows[0].period_name, "last": rows[-1].period_name}
    return (ngettext("%d row", "%d rows", n) % n) + _(", %(first)s to %(last)s") % words


def _limits_from(indicator: Indicator) -> str:
    n = indicator.baseline_points
    start = (
        ngettext("the first %d point", "the first %d points", n) % n if n else _("all points of each stretch")
    )
    days = ", ".join(date_format(row.on) for row in indicator.recalculations.all())
    return start + (_("; anew from %(days)s") % {"days": days} if days else "")


def _run_rules() -> list[tuple[str, str]]:
    return [
        (_("Middle line"), _("Median of the figures.")),
        (_("Rules"), _("Longest run against log2 of the useful points, rounded, plus 3; crossings against the 5 % point of chance (Anhøj and Olesen 2014).")),
    ]  # fmt: skip


def _xmr_rules(indicator: Indicator, analysis: Analysis) -> list[tuple[str, str]]:
    preset = PRESETS[indicator.rules]
    stretches = [_stretch(indicator, part) for part in analysis.chart.segments if part.limits_defined]
    return [
        (_("Preset"), _("%(name)s; icons from %(n)d points on") % {"name": indicator.get_rules_display(), "n": preset.minimum_points}),
        (_("Limits"), _("Mean ± 2.66 × average moving range; not cut off at 0 or 100. Two sigma: two thirds of that way.")),
        (_("Rules"), _("A point beyond a limit; %(shift)d on one side of the mean; %(trend)d in one direction; two of three beyond two sigma.") % {"shift": preset.shift_points, "trend": preset.trend_points}),
        (_("Source"), _("Making Data Count, NHS England; individuals chart of Shewhart and Wheeler.")),
        *[(_("Stretch"), text) for text in stretches],
    ]  # fmt: skip


def _stretch(indicator: Indicator, part: Segment) -> str:
    """The numbers of a stretch, with two decimals more than the figures are shown with."""
    shown = numbers_of(indicator)
    numbers = NumberFormat(min(shown.decimals + 2, 6), shown.prefix)
    words = {
        "first": date_format(part.first),
        "last": date_format(part.last),
        "n": part.n_values_used,
        "mean": numbers(part.mean),
        "range": numbers(part.average_moving_range),
        "lower": numbers(part.lower_process_limit),
        "upper": numbers(part.upper_process_limit),
    }
    return (
        _(
            "%(first)s to %(last)s: %(n)d points, mean %(mean)s, average moving range %(range)s, "
            "limits %(lower)s to %(upper)s"
        )
        % words
    )
