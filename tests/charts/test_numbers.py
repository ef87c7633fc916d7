import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from charts.numbers import NumberFormat, Scale, nice_ticks, tick_format

VALUES = st.floats(-1e9, 1e9, allow_nan=False)


@pytest.mark.parametrize(
    ("low", "high", "ticks"),
    [
        (0, 10, [0, 2, 4, 6, 8, 10]),
        (31.6, 53.5, [30, 35, 40, 45, 50, 55]),
        (-900000, 1700000, [-1000000, -500000, 0, 500000, 1000000, 1500000, 2000000]),
        (0.02, 0.11, [0.02, 0.04, 0.06, 0.08, 0.1, 0.12]),
        (0, 0, [0, 0.2, 0.4, 0.6, 0.8, 1]),
        (4, 4, [3.6, 3.8, 4, 4.2, 4.4]),
        (-3, -3, [-3.3, -3.2, -3.1, -3, -2.9, -2.8, -2.7]),
        (10, 0, [0, 2, 4, 6, 8, 10]),
    ],
)
def test_ticks_are_round_and_enclose_the_values(low, high, ticks):
    assert nice_ticks(low, high) == ticks


@given(VALUES, VALUES)
def test_there_are_never_too_few_ticks_nor_too_many(one, other):
    ticks = nice_ticks(one, other)
    assert 2 <= len(ticks) <= 9
    assert ticks == sorted(set(ticks))
    slack = max(abs(one), abs(other), 1e-300) * 1e-6
    assert ticks[0] <= min(one, other) + slack
    assert ticks[-1] >= max(one, other) - slack


@pytest.mark.parametrize(
    ("number_format", "value", "text"),
    [
        (NumberFormat(prefix="£"), 120000, "£120,000"),
        (NumberFormat(prefix="£"), -120000, "−£120,000"),
        (NumberFormat(1, suffix=" %"), 12.34, "12.3 %"),
        (NumberFormat(), -0.2, "0"),
        (NumberFormat(2, thousands=".", point=","), 1234.5, "1.234,50"),
        (NumberFormat(), None, ""),
    ],
)
def test_a_number_is_written_as_people_read_it(number_format, value, text):
    assert number_format(value) == text


def test_the_ticks_get_the_decimals_they_need_and_no_more():
    assert tick_format(NumberFormat(3), [0, 0.5, 1])(0.5) == "0.5"
    assert tick_format(NumberFormat(3), [10, 20])(10) == "10"
    assert tick_format(NumberFormat(0, "£"), [0.25, 0.5])(0.25) == "£0.25"


def test_a_scale_without_a_span_maps_to_its_middle():
    assert Scale(4, 4, 0, 100)(4) == 50
    assert math.isclose(Scale(0, 10, 200, 100)(2.5), 175)
