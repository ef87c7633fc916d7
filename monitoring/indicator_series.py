"""From an indicator's rows to its arithmetic, its drawing and its figures in words."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.utils.translation import gettext as _

from charts import series
from charts.chart import Chart, Heading
from charts.numbers import NumberFormat
from charts.small import sparkline
from charts.time_series import time_series
from monitoring import run_chart, spc
from monitoring.interpretation import Reading, RunReading, read, read_run_chart
from monitoring.models import Indicator, Observation
from monitoring.wording import reason_in_words, series_labels

CURRENCIES = ("£", "€", "$")
YEAR = timedelta(days=366)
SIGNS = {
    "special_cause_improvement": series.Sign.IMPROVEMENT,
    "special_cause_concern": series.Sign.CONCERN,
    "special_cause_neutral_high": series.Sign.NEUTRAL,
    "special_cause_neutral_low": series.Sign.NEUTRAL,
}


@dataclass(frozen=True)
class Analysis:
    chart: spc.Result
    reading: Reading


@dataclass(frozen=True)
class RunAnalysis:
    chart: run_chart.Result
    reading: RunReading


def analysed(indicator: Indicator) -> Analysis:
    """The XmR chart of the indicator by its own rules; a figure that is left out takes part in nothing."""
    rows = list(indicator.observations.all())
    chart = spc.analyse(
        [row.period for row in rows],
        [_plain(row.value) for row in rows],
        direction=indicator.direction or "neutral",
        rules=indicator.rules,
        targets=[_target_value(indicator, row.period) for row in rows],
        recalculate_at=[row.on for row in indicator.recalculations.all()],
        baseline_points=indicator.baseline_points,
        excluded=[row.period for row in rows if row.excluded],
    )
    return Analysis(chart, read(chart))


def run_analysed(indicator: Indicator) -> RunAnalysis:
    rows = counted(indicator)
    starts = [
        next((at for at, row in enumerate(rows) if row.period >= change.on), len(rows))
        for change in indicator.recalculations.all()
    ]
    chart = run_chart.analyse(
        [_plain(row.value) for row in rows], recalculate_at=starts, baseline_points=indicator.baseline_points
    )
    return RunAnalysis(chart, read_run_chart(chart))


def counted(indicator: Indicator) -> list[Observation]:
    return [row for row in indicator.observations.all() if not row.excluded]


def _plain(value: Decimal | None) -> float | None:
    return None if value is None else float(value)


def _target_value(indicator: Indicator, day: date) -> float | None:
    target = indicator.target_on(day)
    return _plain(target.value) if target else None


# Figures in words


def numbers_of(indicator: Indicator) -> NumberFormat:
    return NumberFormat(indicator.decimals, prefix=indicator.unit if indicator.unit in CURRENCIES else "")


def figure_in_words(indicator: Indicator, value: Decimal | float | None) -> str:
    """12.5%, £1,200, 34 days; empty for none."""
    if value is None:
        return ""
    number = numbers_of(indicator)(float(value))
    if indicator.unit in ("", *CURRENCIES):
        return number
    return f"{number}{'' if indicator.unit.startswith('%') else ' '}{indicator.unit}"


# Drawings


def xmr_chart(indicator: Indicator, analysis: Analysis, day: date, summary: str) -> Chart:
    heading = Heading(f"xmr-{indicator.pk}", _("%(title)s, XmR chart") % {"title": indicator.title}, summary)
    return time_series(_xmr_series(indicator, analysis, day), heading, series_labels(centre=_("Mean")))


def small_chart(indicator: Indicator, analysis: Analysis, day: date, summary: str) -> Chart:
    data = _xmr_series(indicator, analysis, day, is_small=True)
    return sparkline(
        data, Heading(f"small-{indicator.pk}", indicator.title, summary), series_labels(centre=_("Mean"))
    )


def run_drawing(indicator: Indicator, analysis: RunAnalysis, day: date, summary: str) -> Chart:
    rows = counted(indicator)
    points = [series.Point(row.period, _plain(row.value)) for row in rows]
    segments = [
        series.Segment(rows[part.first].period, rows[part.last].period, part.median)
        for part in analysis.chart.parts
        if part.median is not None
    ]
    heading = Heading(f"run-{indicator.pk}", _("%(title)s, run chart") % {"title": indicator.title}, summary)
    return time_series(_series(indicator, points, segments, day), heading, series_labels(centre=_("Median")))


def _xmr_series(
    indicator: Indicator, analysis: Analysis, day: date, *, is_small: bool = False
) -> series.Series:
    """Limits and signals wait for the number of points that the rules ask for: before, they would mislead."""
    settled = analysis.chart.enough_points
    reasons = {row.period: row.excluded_because for row in indicator.observations.all() if row.excluded}
    points = [_point(point, settled, reasons) for point in analysis.chart.points]
    segments = [_segment(part, settled) for part in analysis.chart.segments if part.mean is not None]
    if is_small:
        return series.Series(
            points, segments, steps(indicator, day), unit=indicator.unit, numbers=numbers_of(indicator)
        )
    return _series(indicator, points, segments, day)


def _point(point: spc.Point, settled: bool, left_out: dict[date, str]) -> series.Point:
    if point.excluded:
        reason = _("left out: %(why)s") % {"why": left_out.get(point.date, "")}
        return series.Point(point.date, point.value, reason=reason)
    if not settled:
        return series.Point(point.date, point.value)
    sign = SIGNS.get(point.point_class, series.Sign.COMMON)
    return series.Point(point.date, point.value, sign, reason_in_words(point.reasons))


def _segment(part: spc.Segment, settled: bool) -> series.Segment:
    if not settled:
        return series.Segment(part.first, part.last, part.mean)
    return series.Segment(
        part.first, part.last, part.mean, part.lower_process_limit, part.upper_process_limit, part.lower_two_sigma, part.upper_two_sigma
    )  # fmt: skip


def _series(
    indicator: Indicator, points: list[series.Point], segments: list[series.Segment], day: date
) -> series.Series:
    notes = [series.Note(row.on, row.text) for row in indicator.annotations.all()]
    notes += [
        series.Note(row.on, _("Limits worked out anew: %(reason)s") % {"reason": row.reason})
        for row in indicator.recalculations.all()
    ]
    base = indicator.baseline
    first = points[0].when if points else day
    return series.Series(
        points,
        segments,
        steps(indicator, day),
        [note for note in notes if first - YEAR <= note.when],
        series.Baseline(base.from_on, base.to_on, float(base.value)) if base else None,
        indicator.unit,
        numbers_of(indicator),
    )


def steps(indicator: Indicator, day: date) -> list[series.Target]:
    """The target ladder as far as the figures and `day` reach: what is in force on `day` is current.

    What has ended or was replaced is not; what begins later is left to the list of targets.
    """
    rows = list(indicator.observations.all())
    first, last = (rows[0].period, max(rows[-1].period, day)) if rows else (day, day)
    ladder = indicator.ladder
    found = []
    for row in indicator.targets.all():
        later = next((step for step in ladder if step.applies_from > row.applies_from), None)
        end = later.applies_from - timedelta(days=1) if later else None
        is_current = row in ladder and (end is None or end >= day)
        start = max(row.applies_from, first)
        if (end is None or end >= start) and start <= last:
            found.append(series.Target(start, min(end, last) if end else None, float(row.value), is_current))
    return found
