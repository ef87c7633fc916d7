"""Cells of an uploaded CSV or Excel file, with every file that lies, explodes or is damaged refused in words.

Nothing is unpacked before its size is known, nothing outside the file is fetched, and no formula is worked out.
"""

import codecs
import csv
import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import PurePath
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.worksheet._read_only import ReadOnlyWorksheet

MAX_BYTES = 2 * 2**20
MAX_ROWS = 5000  # of figures, below the heading
MAX_COLUMNS = 30
LAST_ROW = 3 * MAX_ROWS  # of a sheet, blank rows and all
MAX_CELL = 1000  # characters
MAX_MEMBERS = 200  # files within a workbook
MAX_UNPACKED = 10 * 2**20
MAX_TAGS = 500_000  # of XML, which take far more memory than they are long

MAGIC = {
    b"PK\x03\x04": "zip",
    b"\xd0\xcf\x11\xe0": "old Office",
    b"%PDF": "PDF",
    b"\x89PNG": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"GIF8": "GIF",
    b"\x1f\x8b": "gzip",
    b"7z\xbc\xaf": "7-Zip",
    b"Rar!": "RAR",
    b"MZ": "program",
    b"\x7fELF": "program",
    b"SQLite format": "database",
}
DECLARES = re.compile(rb"<\0?!\0?(D\0?O\0?C\0?T\0?Y\0?P\0?E|E\0?N\0?T\0?I\0?T\0?Y)")  # also in UTF-16
ROW_NUMBER = re.compile(rb"""[<:]row\s[^>]{0,300}?\br=["']([0-9]{1,18})""")
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


class Refused(Exception):
    """The whole file cannot be taken; the text says why and what to do."""


@dataclass(frozen=True)
class Cell:
    """A cell as text, or the number or day that a spreadsheet holds. `problem` says why it cannot be used."""

    text: str = ""
    number: float | int | None = None
    day: date | None = None
    is_percentage: bool = False
    problem: str = ""

    @property
    def is_empty(self) -> bool:
        return not self.text.strip() and self.number is None and self.day is None and not self.problem


@dataclass
class Sheet:
    """Rows with their numbers as the person's own program shows them; wholly empty ones are left out."""

    rows: list[tuple[int, list[Cell]]] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)

    def take(self, number: int, cells: list[Cell]) -> None:
        """Keep a row unless it is empty; refuse what is too long or too wide."""
        while cells and cells[-1].is_empty:
            cells.pop()
        if not cells:
            return
        if len(cells) > MAX_COLUMNS:
            raise Refused(_("Row %(row)d has more than %(n)d columns.") % {"row": number, "n": MAX_COLUMNS})
        if any(len(cell.text) > MAX_CELL for cell in cells):
            raise Refused(
                _("Row %(row)d has a cell of more than %(n)d characters.") % {"row": number, "n": MAX_CELL}
            )
        if len(self.rows) > MAX_ROWS:
            raise Refused(_("The file has more than %(n)d rows. Split it.") % {"n": MAX_ROWS})
        self.rows.append((number, cells))


def read_file(name: str, content: bytes) -> Sheet:
    """The first sheet of the file; raises Refused."""
    if not content.strip():
        raise Refused(_("The file is empty."))
    if len(content) > MAX_BYTES:
        raise Refused(_("The file is larger than 2 MB."))
    kind = next((kind for magic, kind in MAGIC.items() if content.startswith(magic)), "text")
    ending = PurePath(name).suffix.lower()
    if ending == ".xlsx":
        return _workbook(content, kind)
    if ending in {".csv", ".txt", ".tsv"}:
        return _text(content, kind)
    raise Refused(_("Only CSV and Excel (.xlsx) files can be read. Save the sheet as one of them."))


# Text


def _text(content: bytes, kind: str) -> Sheet:
    if kind != "text":
        raise Refused(_("The file says that it is CSV, but it is not text (%(kind)s).") % {"kind": kind})
    sheet = Sheet()
    text = _decoded(content, sheet)
    if re.match(r"\s*<(!doctype|html|\?xml)", text, re.IGNORECASE):
        raise Refused(_("The file says that it is CSV, but it is a web page or XML."))
    if found := CONTROL.search(text):
        row = text.count("\n", 0, found.start()) + 1
        raise Refused(_("The file is not plain text: row %(row)d holds a control character.") % {"row": row})
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    start = 1
    try:
        for cells in reader:
            sheet.take(start, [Cell(text=cell) for cell in cells])
            start = reader.line_num + 1
    except csv.Error as error:
        message = _("Row %(row)d cannot be read: its quotation marks do not match or a cell is too long.")
        raise Refused(message % {"row": start}) from error
    return sheet


def _decoded(content: bytes, sheet: Sheet) -> str:
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if content.startswith(mark):
            return _decode(content, encoding)
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        sheet.notices.append(
            _("The file is not UTF-8; it was read as Windows-1252. Check accents and signs.")
        )
        return _decode(content, "cp1252")


def _decode(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        row = content.count(b"\n", 0, error.start) + 1
        raise Refused(
            _("Row %(row)d cannot be read as text. Save the file as CSV UTF-8.") % {"row": row}
        ) from error


def _delimiter(text: str) -> str:
    """Whichever of comma, semicolon and tab the heading has most of, outside quotation marks."""
    heading = re.sub(r'"[^"]*"', "", next((line for line in text.splitlines() if line.strip()), ""))
    return max(",;\t", key=heading.count)


# Workbooks


def _workbook(content: bytes, kind: str) -> Sheet:
    if kind == "old Office":
        raise Refused(
            _("The file is an old or password-protected Excel file. Save it as .xlsx without a password.")
        )
    if kind != "zip":
        raise Refused(_("The file says that it is .xlsx, but it is not an Excel workbook."))
    try:
        has_formulas = _inspected(content)
        return _first_sheet(content, has_formulas)
    except Refused:
        raise
    except Exception as error:
        # The library raises almost anything on a damaged workbook; to the person it is one thing.
        raise Refused(
            _(
                "The workbook is damaged and cannot be read. Open it in your spreadsheet program and save it again."
            )
        ) from error


def _inspected(content: bytes) -> bool:
    """Refuse what would grow too large or reach out, before anything is read. Whether the workbook holds formulas."""
    tags, has_formulas = 0, False
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        _refuse_shape(archive.infolist())
        for member in archive.infolist():
            part = archive.read(member)
            if DECLARES.search(part):
                raise Refused(
                    _("The workbook declares entities, which could fetch things; such a file is not read.")
                )
            tags += part.count(b"<")
            if member.filename.startswith("xl/worksheets/"):
                has_formulas |= b"<f>" in part or b"<f " in part
                if any(int(number) > LAST_ROW for number in ROW_NUMBER.findall(part)):
                    raise Refused(
                        _("A sheet has something below row %(n)d. Delete the rows that are not needed.")
                        % {"n": LAST_ROW}
                    )
    if tags > MAX_TAGS:
        raise Refused(_("The workbook is too detailed to be read. Keep only the figures, in one sheet."))
    return has_formulas


def _refuse_shape(members: list[zipfile.ZipInfo]) -> None:
    """What the list of parts gives away before any of them is unpacked."""
    if len(members) > MAX_MEMBERS or sum(member.file_size for member in members) > MAX_UNPACKED:
        raise Refused(
            _("The workbook grows too large when it is unpacked (10 MB at most). Keep only the figures.")
        )
    names = {member.filename for member in members}
    if len(names) != len(members):
        raise Refused(_("The workbook holds two parts of one name; such a file is not read."))
    if any(member.flag_bits & 1 for member in members):
        raise Refused(_("The workbook is protected by a password. Save it without one."))
    if not {"[Content_Types].xml", "xl/workbook.xml"} <= names:
        raise Refused(_("The file says that it is .xlsx, but it is not an Excel workbook."))


def _first_sheet(content: bytes, has_formulas: bool) -> Sheet:
    values, name, others = _sheet_rows(content, data_only=True)
    formulas = _sheet_rows(content, data_only=False)[0] if has_formulas else None
    sheet = Sheet()
    if others:
        sheet.notices.append(
            _("The workbook has several sheets; only the first, “%(name)s”, was read.") % {"name": name[:60]}
        )
    for number, row in enumerate(values, start=1):
        beside = next(formulas) if formulas else row
        sheet.take(number, [_cell(cell, source) for cell, source in zip(row, beside, strict=False)])
    return sheet


def _sheet_rows(content: bytes, *, data_only: bool) -> tuple[Iterator[tuple[Any, ...]], str, int]:
    """The rows of the first sheet, its name, and how many more there are. What the file says of its size is ignored."""
    workbook = load_workbook(io.BytesIO(content), read_only=True, data_only=data_only, keep_links=False)
    sheets = [sheet for sheet in workbook.worksheets if isinstance(sheet, ReadOnlyWorksheet)]
    if not sheets:
        raise Refused(_("The workbook has no sheet with cells."))
    sheets[0].reset_dimensions()
    rows = sheets[0].iter_rows(max_row=LAST_ROW, max_col=MAX_COLUMNS + 1)
    return rows, sheets[0].title, len(sheets) - 1


def _cell(cell: Any, source: Any) -> Cell:
    value = cell.value
    if value is None:
        if source.value is not None:
            return Cell(
                problem=_(
                    "The formula has no result in the file. Open it in your spreadsheet program, save it and send it again."
                )
            )
        return Cell()
    if isinstance(value, bool):
        return Cell(text=str(value), problem=_("This is yes or no, not a figure."))
    if isinstance(value, int | float):
        return Cell(text=repr(value), number=value, is_percentage="%" in str(cell.number_format or ""))
    if isinstance(value, datetime):
        return Cell(text=value.date().isoformat(), day=value.date())
    if isinstance(value, date):
        return Cell(text=value.isoformat(), day=value)
    return Cell(text=str(value))
