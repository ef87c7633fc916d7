"""Periods of measurement: where one begins, when the next is due. Plain dates; no Django.

A period is named by its first day. Weeks keep the day that they are given (weeks begin on different days in
different places); quarters are calendar quarters, which financial years from April share; years begin with
whatever month the first figure names.
"""

from datetime import date, timedelta
from enum import StrEnum


class Frequency(StrEnum):
    WEEKLY = "weekly"
    MONTHLY = "monthly"
    QUARTERLY = "quarterly"
    YEARLY = "yearly"


MONTHS = {Frequency.MONTHLY: 1, Frequency.QUARTERLY: 3, Frequency.YEARLY: 12}


def start_of(day: date, frequency: Frequency) -> date:
    """The first day of the period that `day` lies in."""
    if frequency is Frequency.WEEKLY:
        return day
    if frequency is Frequency.QUARTERLY:
        return date(day.year, (day.month - 1) // 3 * 3 + 1, 1)
    return day.replace(day=1)


def following(start: date, frequency: Frequency) -> date:
    """The first day of the period after the one that begins on `start`."""
    if frequency is Frequency.WEEKLY:
        return start + timedelta(days=7)
    months = start.year * 12 + start.month - 1 + MONTHS[frequency]
    return date(months // 12, months % 12 + 1, 1)


def due_on(start: date, frequency: Frequency, lag_days: int) -> date:
    """The day by which the figure of the period is owed: `lag_days` after the period's last day."""
    return following(start, frequency) + timedelta(days=lag_days - 1)


def overdue_since(last: date | None, frequency: Frequency, lag_days: int, today: date) -> date | None:
    """The day on which the figure after `last` fell due; None while there is none at all, or nothing is late."""
    if last is None:
        return None
    due = due_on(following(last, frequency), frequency, lag_days)
    return due if due < today else None


def missing(last: date, frequency: Frequency, today: date, *, at_most: int) -> list[date]:
    """The periods after `last` that have ended, oldest first."""
    found: list[date] = []
    start = following(last, frequency)
    while len(found) < at_most and following(start, frequency) <= today:
        found.append(start)
        start = following(start, frequency)
    return found
