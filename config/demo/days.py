"""Days of the demonstration, counted from the day of loading so that late things are late whenever it is loaded."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone

IN_MONTHS = re.compile(r"(\+?)(\d+)/(\d+)")
IN_DAYS = re.compile(r"(\+?)(\d+)d")
FIRST_MINUTE, MINUTES_BETWEEN = 9 * 60 + 5, 23  # acts of one day follow each other from five past nine


@dataclass(frozen=True)
class Days:
    """What the day-words of the scripts mean, seen from `today`."""

    today: date

    def day(self, word: str | date) -> date:
        """`58/14`: the 14th, 58 months ago. `12d`: 12 days ago. With `+`: ahead. A date is itself.

        The last day of the month stands in where the month is shorter. ValueError for other words.
        """
        if isinstance(word, date):
            return word
        if found := IN_MONTHS.fullmatch(word):
            ahead, months, day = found[1], int(found[2]), int(found[3])
            return self.in_month(months if ahead else -months, day)
        if found := IN_DAYS.fullmatch(word):
            return self.today + timedelta(days=int(found[2]) * (1 if found[1] else -1))
        raise ValueError(f"'{word}' is no day: write 58/14, 12d, +12d or 2013-11-01")

    def in_month(self, months: int, day: int) -> date:
        year, month = divmod(self.today.year * 12 + self.today.month - 1 + months, 12)
        return date(year, month + 1, min(day, monthrange(year, month + 1)[1]))


def working_day(day: date) -> date:
    """The Friday before, for a day at a weekend: nobody decides on a Sunday."""
    return day - timedelta(days=max(0, day.weekday() - 4))


def instant(day: date, number: int) -> datetime:
    """When the act with this number (from 0) took place on that day."""
    minutes = min(FIRST_MINUTE + MINUTES_BETWEEN * number, 17 * 60)
    return timezone.make_aware(datetime(day.year, day.month, day.day, minutes // 60, minutes % 60))
