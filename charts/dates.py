"""Dates on an axis: which ones get a tick, and how they are written."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

# Up to so many days: months between ticks.
SPACING = ((430, 1), (1300, 3), (2200, 6), (4400, 12), (9000, 24))


@dataclass(frozen=True)
class DateTick:
    """`label` names the month (or the year, on a long axis); `year` is set where a year begins on the axis."""

    when: date
    label: str
    year: str


def long_date(when: date, months: Sequence[str]) -> str:
    """14 Mar 2026; `months` are the twelve short names."""
    return f"{when.day} {months[when.month - 1]} {when.year}"


def date_ticks(first: date, last: date, months: Sequence[str]) -> list[DateTick]:
    """Monthly, quarterly, half-yearly or yearly ticks within `first`…`last`; both ends if fewer than two fit."""
    days = (last - first).days
    spacing = next((step for limit, step in SPACING if days <= limit), 60)
    found = [day for day in month_starts(first, last) if _is_tick(day, spacing)]
    if len(found) < 2:
        ends = [first] if first == last else [first, last]
        return [DateTick(day, f"{day.day} {months[day.month - 1]}", str(day.year)) for day in ends]
    if spacing >= 12:
        return [DateTick(day, str(day.year), "") for day in found]
    return [
        DateTick(day, months[day.month - 1], str(day.year) if i == 0 or day.year != found[i - 1].year else "")
        for i, day in enumerate(found)
    ]


def _is_tick(day: date, spacing: int) -> bool:
    return ((day.year * 12 + day.month - 1) % spacing) == 0


def month_starts(first: date, last: date) -> list[date]:
    """The first day of every month that begins within `first`…`last`."""
    number = first.year * 12 + first.month - (1 if first.day == 1 else 0)
    end = last.year * 12 + last.month - 1
    return [date(index // 12, index % 12 + 1, 1) for index in range(number, end + 1)]
