"""Quadrants and movements, as tables."""

from collections import namedtuple
from datetime import date

import pytest

from stakeholders.positions import Quadrant, movements, quadrant

Held = namedtuple("Held", "pk on attitude_now")


@pytest.mark.parametrize(
    ("power", "interest", "expected"),
    [
        (5, 5, Quadrant.MANAGE_CLOSELY),
        (3, 3, Quadrant.MANAGE_CLOSELY),
        (3, 2, Quadrant.KEEP_SATISFIED),
        (2, 3, Quadrant.KEEP_INFORMED),
        (2, 2, Quadrant.MONITOR),
        (1, 1, Quadrant.MONITOR),
    ],
)
def test_three_and_more_counts_as_high(power, interest, expected):
    assert quadrant(power, interest) is expected


def test_movements_run_from_the_newest_back_and_count_steps():
    first = Held(1, date(2024, 1, 1), -1)
    third = Held(2, date(2025, 3, 3), 1)
    second = Held(3, date(2024, 6, 1), -2)
    told = movements([third, first, second])
    assert [(move.position, move.steps) for move in told] == [(third, 3), (second, -1), (first, 0)]
    assert told[-1].before is None


def test_of_two_positions_on_one_day_the_later_entry_counts_as_later():
    morning, evening = Held(1, date(2025, 3, 3), 0), Held(2, date(2025, 3, 3), 1)
    assert [move.position for move in movements([evening, morning])] == [evening, morning]


def test_nobody_who_has_no_position_has_moved():
    assert movements([]) == []
