"""What the rows of a file mean: which indicator, period and value, and what is wrong, named by row and column."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from monitoring.imports.files import Cell, Sheet
from monitoring.imports.values import Unreadable, read_day, read_number, to_figure
from monitoring.limits import out_of_range
from monitoring.models import Indicator
from monitoring.periods import Frequency, start_of
from monitoring.wording import period_in_words
from programmes.spreadsheet import unguarded

COLUMNS = {
    "indicator": ("indicator", "code", "indicator code"),
    "period": ("period", "date", "day", "week", "month", "quarter", "year", "period starting", "period from"),
    "value": ("value", "figure", "result", "observation"),
    "note": ("note", "notes", "comment", "comments"),
}
MAX_NOTE = 300
MAX_PROBLEMS = 100
NOTHING = Cell()


@dataclass(frozen=True)
class Problem:
    """`row` 0 is the file as a whole."""

    row: int
    column: str
    text: str


@dataclass(frozen=True)
class Figure:
    row: int
    indicator: Indicator
    period: date
    value: Decimal | None
    note: str

    @property
    def period_name(self) -> str:
        return period_in_words(self.period, Frequency(self.indicator.frequency))


@dataclass
class Readout:
    figures: list[Figure] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Rules:
    """How the rows of one file are to be read; `only` is the indicator of a file without an indicator column."""

    indicators: Sequence[Indicator]
    only: Indicator | None
    decimal_mark: str
    today: date


def read_rows(sheet: Sheet, rules: Rules) -> Readout:
    """Every row as a figure, or as the problems that keep it from being one."""
    readout = Readout(notices=list(sheet.notices))
    if not sheet.rows:
        readout.problems.append(Problem(0, "", _("The file has no rows.")))
        return readout
    number, heading = sheet.rows[0]
    places = _places(number, heading, rules, readout)
    if readout.problems:
        return readout
    if len(sheet.rows) == 1:
        readout.problems.append(Problem(0, "", _("There is a heading, but no figure below it.")))
    for row, cells in sheet.rows[1:]:
        _read_row(
            row,
            {name: cells[at] if at < len(cells) else NOTHING for name, at in places.items()},
            rules,
            readout,
        )
    _refuse_doubles(readout)
    return readout


def _places(number: int, heading: list[Cell], rules: Rules, readout: Readout) -> dict[str, int]:
    """Which column holds what; the columns that are not read are named."""
    titles = [" ".join(cell.text.strip("\ufeff ").lower().split()) for cell in heading]
    places: dict[str, int] = {}
    ignored = []
    for at, title in enumerate(titles):
        name = next((name for name, titles in COLUMNS.items() if title in titles), None)
        if name in places:
            readout.problems.append(
                Problem(number, title, _("Two columns mean the same (%(name)s). Keep one.") % {"name": name})
            )
        elif name:
            places[name] = at
        elif title:
            ignored.append(title[:40])
    needed = ["period", "value"] if rules.only else ["indicator", "period", "value"]
    for name in needed:
        if name not in places:
            readout.problems.append(
                Problem(number, name, _("The first row must name a column “%(name)s”.") % {"name": name})
            )
    if ignored:
        readout.notices.append(_("Not read: the columns %(names)s.") % {"names": ", ".join(ignored)})
    return places


def _read_row(row: int, cells: dict[str, Cell], rules: Rules, readout: Readout) -> None:
    problems = [Problem(row, name, cell.problem) for name, cell in cells.items() if cell.problem]
    if problems:
        readout.problems += problems
        return
    try:
        indicator = _indicator(cells.get("indicator", NOTHING), rules)
    except Unreadable as problem:
        readout.problems.append(Problem(row, "indicator", str(problem)))
        return
    period = _try(row, "period", lambda: _period(cells["period"], indicator, rules), readout)
    value = _try(row, "value", lambda: _value(cells["value"], indicator, rules), readout)
    note = _try(row, "note", lambda: _note(cells.get("note", NOTHING)), readout)
    if period is not _FAILED and value is not _FAILED and note is not _FAILED:
        readout.figures.append(Figure(row, indicator, period, value, note))


_FAILED = object()


def _try(row, column, read, readout):
    """What `read` gives, or _FAILED with the problem noted."""
    try:
        return read()
    except Unreadable as problem:
        readout.problems.append(Problem(row, column, str(problem)))
        return _FAILED


def _indicator(cell: Cell, rules: Rules) -> Indicator:
    """By its code, or else by its title."""
    name = unguarded(cell.text).strip().casefold()
    if rules.only:
        if name and name not in {rules.only.code.casefold(), rules.only.title.casefold()}:
            message = _("“%(name)s” is another indicator than %(code)s, into which this file goes.")
            raise Unreadable(message % {"name": cell.text[:40], "code": rules.only.code})
        return rules.only
    if not name:
        raise Unreadable(_("Say which indicator the figure belongs to."))
    for found in (
        [i for i in rules.indicators if i.code.casefold() == name],
        [i for i in rules.indicators if i.title.casefold() == name],
    ):
        if len(found) > 1:
            raise Unreadable(
                _("Several indicators are called “%(name)s”. Write the code.") % {"name": cell.text[:40]}
            )
        if found:
            return found[0]
    raise Unreadable(
        _("No indicator of this programme has the code or title “%(name)s”.") % {"name": cell.text[:40]}
    )


def _period(cell: Cell, indicator: Indicator, rules: Rules) -> date:
    if cell.is_empty:
        raise Unreadable(_("The period is missing."))
    day = cell.day or read_day(_year_as_text(cell))
    start = start_of(day, Frequency(indicator.frequency))
    if start > rules.today:
        raise Unreadable(
            _("%(period)s has not begun yet.")
            % {"period": period_in_words(start, Frequency(indicator.frequency))}
        )
    if day.year < 1900:
        raise Unreadable(_("“%(text)s” lies before 1900.") % {"text": cell.text[:40]})
    return start


def _year_as_text(cell: Cell) -> str:
    """A year stands in a spreadsheet as a number; any other number is no date."""
    is_whole = cell.number is not None and float(cell.number).is_integer()
    return str(int(cell.number)) if is_whole and cell.number is not None else cell.text


def _value(cell: Cell, indicator: Indicator, rules: Rules) -> Decimal | None:
    if cell.is_empty:
        return None
    if cell.day:
        raise Unreadable(_("“%(text)s” is a date, not a figure.") % {"text": cell.text[:40]})
    value = (
        _number(cell, indicator)
        if cell.number is not None
        else read_number(cell.text, decimal_mark=rules.decimal_mark, unit=indicator.unit)
    )
    if problem := out_of_range(indicator, value):
        raise Unreadable(problem)
    return value


def _number(cell: Cell, indicator: Indicator) -> Decimal:
    """A spreadsheet shows 12.5 % and keeps 0.125: the figure is what people see."""
    value = Decimal(repr(cell.number))
    if cell.is_percentage:
        if not indicator.unit.startswith("%"):
            raise Unreadable(
                _("The cell is a percentage, but the unit of %(code)s is not %%.") % {"code": indicator.code}
            )
        value *= 100
    return to_figure(value, cell.text)


def _note(cell: Cell) -> str:
    note = " ".join(unguarded(cell.text).splitlines()).strip()
    if len(note) > MAX_NOTE:
        raise Unreadable(_("The note is longer than %(n)d characters.") % {"n": MAX_NOTE})
    return note


def _refuse_doubles(readout: Readout) -> None:
    """Two rows for one period of one indicator: both rows are named, neither is chosen."""
    first: dict[tuple[int, date], int] = {}
    for figure in readout.figures:
        key = (figure.indicator.pk, figure.period)
        if key in first:
            message = _("%(code)s has a figure for %(period)s in row %(row)d already.")
            words = {"code": figure.indicator.code, "period": figure.period_name, "row": first[key]}
            readout.problems.append(Problem(figure.row, "period", message % words))
        first.setdefault(key, figure.row)
    readout.problems.sort(key=lambda problem: problem.row)
