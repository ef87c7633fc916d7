"""Dates and numbers as people and spreadsheets write them. What could mean two things is refused, never guessed."""

import re
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal

from django.utils.translation import gettext as _

EARLIEST_YEAR = 1900
LARGEST = Decimal(10) ** 12
SIXTH = Decimal("0.000001")

MONTH_NAMES = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
MONTHS = {name: number for number, full in enumerate(MONTH_NAMES, start=1) for name in (full, full[:3])} | {
    "sept": 9
}

ISO_DAY = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})(?:[T ]00:00(?::00)?(?:\.0+)?)?")
ISO_MONTH = re.compile(r"([0-9]{4})-([0-9]{1,2})")
BRITISH_DAY = re.compile(r"([0-9]{1,2})[/.]([0-9]{1,2})[/.]([0-9]{4})")
NAMED_DAY = re.compile(r"([0-9]{1,2})[ -]([a-z]{3,9})\.?[ -]([0-9]{4})")
NAMED_MONTH = re.compile(r"([a-z]{3,9})\.?[ -]([0-9]{4}|[0-9]{2})")
YEAR = re.compile(r"([0-9]{4})")

PLAIN = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?(?:e[+-]?[0-9]{1,2})?")
GROUPED = re.compile(r"[+-]?[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?")


class Unreadable(ValueError):
    """A cell that cannot be read; its text says why, in words for the person who sent it."""


def read_day(text: str) -> date:
    """The day, or the first day of the month or year, that the text names."""
    year, month, day = _parts(" ".join(text.split()).lower(), text)
    try:
        found = date(year, month, day)
    except ValueError:
        raise Unreadable(_("“%(text)s” is not a day of the calendar.") % {"text": text[:40]}) from None
    if found.year < EARLIEST_YEAR:
        raise Unreadable(_("“%(text)s” lies before 1900.") % {"text": text[:40]})
    return found


def _parts(tidy: str, text: str) -> tuple[int, int, int]:
    if found := ISO_DAY.fullmatch(tidy):
        return int(found[1]), int(found[2]), int(found[3])
    if found := ISO_MONTH.fullmatch(tidy):
        return int(found[1]), int(found[2]), 1
    if found := BRITISH_DAY.fullmatch(tidy):
        return int(found[3]), int(found[2]), int(found[1])
    if (found := NAMED_DAY.fullmatch(tidy)) and found[2] in MONTHS:
        return int(found[3]), MONTHS[found[2]], int(found[1])
    if (found := NAMED_MONTH.fullmatch(tidy)) and found[1] in MONTHS:
        return int(found[2]) + (2000 if len(found[2]) == 2 else 0), MONTHS[found[1]], 1
    if found := YEAR.fullmatch(tidy):
        return int(found[1]), 1, 1
    raise Unreadable(
        _("“%(text)s” is not a date that can be read. Write 2026-03-01, 01/03/2026 or Mar 2026.")
        % {"text": text[:40]}
    )


def read_number(text: str, *, decimal_mark: str = ".", unit: str = "") -> Decimal:
    """The figure, to six decimals. The unit may stand beside it: 12.5 %, £1,200."""
    tidy = (
        text.strip()
        .replace("−", "-")
        .replace("\u00a0", " ")
        .replace("\u202f", " ")
        .replace("'", "")
        .replace("’", "")
    )
    if unit:
        tidy = tidy.removesuffix(unit).removeprefix(unit).strip()
    tidy = re.sub(r"(?<=[0-9]) (?=[0-9]{3}(?:[^0-9]|$))", "", tidy).lower()
    if decimal_mark == ",":
        tidy = tidy.translate(str.maketrans(".,", ",."))
    if GROUPED.fullmatch(tidy):
        tidy = tidy.replace(",", "")
    if not PLAIN.fullmatch(tidy):
        raise Unreadable(_not_a_number(text, decimal_mark))
    return to_figure(Decimal(tidy), text)


def to_figure(value: Decimal, text: str) -> Decimal:
    """The value as the database keeps it; Unreadable where it is no number or too large."""
    if not value.is_finite():
        raise Unreadable(_not_a_number(text, "."))
    if abs(value) >= LARGEST:
        raise Unreadable(
            _("“%(text)s” is too large; a figure stays below a million million.") % {"text": text[:40]}
        )
    return value.quantize(SIXTH, rounding=ROUND_HALF_EVEN)


def _not_a_number(text: str, decimal_mark: str) -> str:
    shown = {"text": text[:40]}
    other = "," if decimal_mark == "." else "."
    if re.fullmatch(rf"[+-]?[0-9]+\{other}[0-9]+", text.strip()):
        return _("“%(text)s” does not fit the way of writing numbers that was chosen for this file.") % shown
    if text.strip().lower() in {"-", "–", "n/a", "na", "null", "none", "nan", "missing", "*", "c"}:
        return _("“%(text)s” is not a number. Leave the cell empty where there is no figure.") % shown
    if text.startswith("#"):
        return (
            _("“%(text)s” is an error of the spreadsheet. Correct its formula, or leave the cell empty.")
            % shown
        )
    return _("“%(text)s” is not a number.") % shown
