"""Indicators with figures, made by calling actions."""

from datetime import date
from decimal import Decimal

import pytest

from history.actions import add_row
from history.changes import change_set
from history.models import add_many
from monitoring.models import Indicator, Observation


def an_indicator(programme, by, **fields):
    defaults = {
        "code": "EA75",
        "title": "Emergency admissions",
        "aim": Indicator.Aim.HEALTH,
        "dimension": Indicator.Dimension.SERVICE_USE,
        "direction": Indicator.Direction.DECREASE,
        "unit": "admissions",
        "lowest": Decimal(0),
    }
    return add_row(row=Indicator(programme=programme, **defaults | fields), by=by)


def months(first, count):
    numbers = range(first.year * 12 + first.month - 1, first.year * 12 + first.month - 1 + count)
    return [date(number // 12, number % 12 + 1, 1) for number in numbers]


def with_figures(indicator, values, by, first=date(2023, 1, 1)):
    rows = [
        Observation(
            programme=indicator.programme,
            indicator=indicator,
            period=month,
            value=None if value is None else Decimal(str(value)),
        )
        for month, value in zip(months(first, len(values)), values, strict=True)
    ]
    with change_set(by=by, scope=indicator.programme_id):
        add_many(rows)
    return rows


@pytest.fixture
def indicator(programme, manager):
    return an_indicator(programme, manager)


@pytest.fixture
def falling(indicator, manager):
    """Twelve figures around 100, then twelve around 80: an improvement, since lower is better."""
    wave = [2, -3, 1, -1, 3, -2, 0.5, -0.5, 2, -2, 1, -1]
    with_figures(indicator, [100 + step for step in wave] + [80 + step for step in wave], manager)
    return indicator
