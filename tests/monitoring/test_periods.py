"""Where periods begin, and when their figures are owed."""

from datetime import date

import pytest

from monitoring.periods import Frequency, due_on, following, missing, overdue_since, start_of

WEEKLY, MONTHLY, QUARTERLY, YEARLY = Frequency


@pytest.mark.parametrize(
    ("frequency", "day", "start", "after"),
    [
        (WEEKLY, date(2026, 3, 4), date(2026, 3, 4), date(2026, 3, 11)),
        (MONTHLY, date(2026, 12, 31), date(2026, 12, 1), date(2027, 1, 1)),
        (QUARTERLY, date(2026, 3, 31), date(2026, 1, 1), date(2026, 4, 1)),
        (QUARTERLY, date(2026, 12, 1), date(2026, 10, 1), date(2027, 1, 1)),
        (YEARLY, date(2026, 4, 6), date(2026, 4, 1), date(2027, 4, 1)),
    ],
)
def test_a_period_begins_on_its_first_day_and_the_next_one_follows(frequency, day, start, after):
    assert start_of(day, frequency) == start
    assert following(start, frequency) == after


def test_a_figure_is_owed_so_many_days_after_the_last_day_of_its_period():
    assert due_on(date(2026, 2, 1), MONTHLY, 30) == date(2026, 3, 30)
    assert due_on(date(2026, 2, 1), MONTHLY, 0) == date(2026, 2, 28)


@pytest.mark.parametrize(
    ("today", "since"), [(date(2026, 3, 30), None), (date(2026, 3, 31), date(2026, 3, 30))]
)
def test_a_figure_is_overdue_from_the_day_after_it_was_due(today, since):
    assert overdue_since(date(2026, 1, 1), MONTHLY, 30, today) == since


def test_nothing_is_overdue_before_the_first_figure():
    assert overdue_since(None, MONTHLY, 30, date(2026, 1, 1)) is None


def test_the_periods_that_have_ended_without_a_figure_are_named_up_to_a_number():
    assert missing(date(2026, 1, 1), MONTHLY, date(2026, 4, 1), at_most=9) == [
        date(2026, 2, 1),
        date(2026, 3, 1),
    ]
    assert len(missing(date(2000, 1, 1), WEEKLY, date(2026, 4, 1), at_most=24)) == 24
