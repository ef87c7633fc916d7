"""Figures as CSV: what an export holds, an import reads back unchanged."""

from collections.abc import Iterable

from django.http import HttpResponse

from monitoring.models import Indicator, Observation, in_plain_digits
from monitoring.periods import Frequency, following, missing, start_of
from programmes.models.programme import today
from programmes.spreadsheet import csv_answer, guarded

HEADING = ["indicator", "period", "value", "note", "unit", "left out because"]


def figures_csv(indicators: Iterable[Indicator], name: str) -> HttpResponse:
    """All figures of the indicators, in order of their periods."""
    rows = [_row(indicator, row) for indicator in indicators for row in indicator.observations.all()]
    return csv_answer([HEADING, *rows], f"{name}.csv")


def _row(indicator: Indicator, row: Observation) -> list[str]:
    value = "" if row.value is None else in_plain_digits(row.value)
    texts = [guarded(text) for text in (row.note, indicator.unit, row.excluded_because)]
    return [indicator.code, row.period.isoformat(), value, *texts]


def template_csv(indicators: Iterable[Indicator], name: str) -> HttpResponse:
    """A file to fill in: one row for each period that has ended and has no figure yet."""
    rows = [
        [indicator.code, day.isoformat(), "", ""] for indicator in indicators for day in _wanted(indicator)
    ]
    return csv_answer([HEADING[:4], *rows], f"{name}.csv")


def _wanted(indicator: Indicator) -> list[object]:
    frequency = Frequency(indicator.frequency)
    if indicator.latest:
        return missing(indicator.latest.period, frequency, today(), at_most=24) or [
            following(indicator.latest.period, frequency)
        ]
    return [start_of(today(), frequency)]
