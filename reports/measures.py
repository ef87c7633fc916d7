"""The measures of a report: figures, limits, signals and targets as they stand, and what they say in words."""

from typing import Any

from django.utils.translation import gettext as _

from history.lens import Lens
from monitoring.indicator_series import CURRENCIES, SIGNS, steps
from monitoring.measures_page import Line, day_of, line_of, load
from monitoring.models import Indicator, in_plain_digits
from monitoring.periods import Frequency
from monitoring.spc import Point, Segment
from monitoring.wording import cautions, period_in_words, reason_in_words

LIMIT_DECIMALS = 6  # beyond what a figure can have; the bytes must not depend on the machine's last bit


def measures_of(lens: Lens) -> list[dict[str, Any]]:
    """Every indicator, the key measures first."""
    day = day_of(lens)
    lines = [line_of(indicator, day) for indicator in load(lens)]
    return [_measure(line, day) for line in sorted(lines, key=lambda line: not line.indicator.is_key)]


def _measure(line: Line, day: Any) -> dict[str, Any]:
    indicator, chart = line.indicator, line.analysis.chart
    targets = [
        {"from": step.start, "to": step.end, "value": number(step.value), "is_current": step.is_current}
        for step in steps(indicator, day)
    ]
    return {
        **_identity(indicator),
        "latest": line.latest,
        "latest_period": indicator.latest.period_name if indicator.latest else "",
        "target": line.target,
        "variation": str(line.variation),
        "assurance": str(line.assurance),
        "sentence": line.sentence,
        "cautions": cautions(line.analysis.reading, chart.warnings),
        "due_since": line.due_since,
        "points": [_point(point, chart.enough_points, indicator) for point in chart.points],
        "segments": [_segment(part, chart.enough_points) for part in chart.segments if part.mean is not None],
        "targets": targets,
        "baseline": _baseline(indicator),
        "notes": _notes(indicator),
    }


def _identity(indicator: Indicator) -> dict[str, Any]:
    return {
        "code": indicator.code,
        "title": indicator.title,
        "aim": indicator.get_aim_display(),
        "definition": indicator.definition,
        "unit": indicator.unit,
        "prefix": indicator.unit if indicator.unit in CURRENCIES else "",
        "decimals": indicator.decimals,
        "direction": indicator.get_direction_display() if indicator.direction else "",
        "source": indicator.source,
        "organisation": str(indicator.organisation) if indicator.organisation_id else "",
        "is_key": indicator.is_key,
        "rules": indicator.get_rules_display(),
    }


def _point(point: Point, is_settled: bool, indicator: Indicator) -> dict[str, Any]:
    """One period; signals wait for the number of points that the rules ask for."""
    is_judged = is_settled and not point.excluded
    return {
        "period": point.date,
        "label": period_in_words(point.date, Frequency(indicator.frequency)),
        "value": number(point.value),
        "target": number(point.target),
        "is_excluded": point.excluded,
        "sign": SIGNS[point.point_class].value if is_judged and point.point_class in SIGNS else "common",
        "reason": reason_in_words(point.reasons) if is_judged else _("left out") if point.excluded else "",
    }


def _segment(part: Segment, is_settled: bool) -> dict[str, Any]:
    return {
        "first": part.first,
        "last": part.last,
        "mean": number(part.mean),
        "lower": number(part.lower_process_limit) if is_settled else None,
        "upper": number(part.upper_process_limit) if is_settled else None,
        "lower_two": number(part.lower_two_sigma) if is_settled else None,
        "upper_two": number(part.upper_two_sigma) if is_settled else None,
    }


def _baseline(indicator: Indicator) -> dict[str, Any] | None:
    base = indicator.baseline
    return {"from": base.from_on, "to": base.to_on, "value": in_plain_digits(base.value)} if base else None


def _notes(indicator: Indicator) -> list[dict[str, Any]]:
    notes = [{"on": row.on, "text": row.text} for row in indicator.annotations.all()]
    notes += [
        {"on": row.on, "text": _("Limits worked out anew: %(reason)s") % {"reason": row.reason}}
        for row in indicator.recalculations.all()
    ]
    return sorted(notes, key=lambda note: note["on"])


def number(value: float | None) -> str | None:
    """A figure as decimal text: 12.5, never 12.500000000001."""
    return (
        None
        if value is None
        else f"{round(value, LIMIT_DECIMALS):.{LIMIT_DECIMALS}f}".rstrip("0").rstrip(".")
    )
