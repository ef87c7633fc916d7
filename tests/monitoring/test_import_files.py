"""Files that lie, explode or are damaged: each refused in words, none taken in half, none an error of the server."""

import io
import struct
import zipfile
from datetime import date, datetime
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

from monitoring.imports.files import MAX_ROWS
from monitoring.imports.rows import Rules
from monitoring.imports.upload import read_upload, shown_name
from monitoring.models import Indicator

GOOD = "period,value\n2016-04-01,12.5\n"


def rules(**fields):
    """Rules for one indicator that stands in no database."""
    indicator = Indicator(pk=1, code="EA75", title="Emergency admissions", unit="%", **fields)
    return Rules(indicators=[indicator], only=indicator, decimal_mark=".", today=date(2026, 6, 1))


def read(content, name="figures.csv", **fields):
    content = content.encode() if isinstance(content, str) else content
    return read_upload(SimpleUploadedFile(name, content), rules(**fields)).readout


def workbook(*rows, sheets=1):
    book = Workbook()
    for row in rows:
        book.active.append(row)
    for number in range(1, sheets):
        book.create_sheet(f"More {number}")
    return saved(book)


def saved(book):
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def repacked(content, changes, drop=()):
    """The workbook with some of its parts replaced or left out."""
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            if name not in changes and name not in drop:
                new.writestr(name, old.read(name))
        for name, data in changes.items():
            new.writestr(name, data)
    return stream.getvalue()


PLAIN = workbook(["period", "value"], [datetime(2016, 4, 1), 12.5])
SHEET = "xl/worksheets/sheet1.xml"


def zip_of(**members):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name.replace("__", "/"), data)
    return stream.getvalue()


def encrypted():
    """The workbook with the bit set that says that its parts are encrypted."""
    content = bytearray(PLAIN)
    at = content.find(b"PK\x01\x02")
    while at != -1:
        flags = struct.unpack_from("<H", content, at + 8)[0]
        struct.pack_into("<H", content, at + 8, flags | 1)
        at = content.find(b"PK\x01\x02", at + 4)
    return bytes(content)


def huge_sheet():
    cell = b'<c r="A1"><v>1</v></c>'
    return (
        b'<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1">'
        + cell * 300_000
    )


FAR_BELOW = (
    '<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    '<row r="1048576"><c r="A1048576"><v>1</v></c></row></sheetData></worksheet>'
)
BILLION_LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE w [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1">'
    '<c r="A1" t="inlineStr"><is><t>&b;</t></is></c></row></sheetData></worksheet>'
)
FETCHES = (
    '<?xml version="1.0"?><!DOCTYPE w [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1">'
    '<c r="A1" t="inlineStr"><is><t>&a;</t></is></c></row></sheetData></worksheet>'
)

HOSTILE = {
    "nothing": (b"", "a.csv", "empty"),
    "blanks": (b" \n\n ", "a.csv", "empty"),
    "only a heading": ("period,value\n", "a.csv", "no figure below"),
    "no heading": ("2016-04-01,5\n", "a.csv", "must name a column “period”"),
    "two value columns": ("period,value,figure\n2016-04,1,2\n", "a.csv", "mean the same"),
    "an unknown ending": (GOOD, "a.exe", "Only CSV and Excel"),
    "no ending": (GOOD, "figures", "Only CSV and Excel"),
    "an old workbook": (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "a.xls", "Only CSV and Excel"),
    "an old workbook as xlsx": (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "a.xlsx", "password-protected"),
    "a workbook as csv": (PLAIN, "a.csv", "not text (zip)"),
    "csv as workbook": (GOOD, "a.xlsx", "not an Excel workbook"),
    "a picture as csv": (b"\x89PNG\r\n\x1a\n" + b"\0" * 90, "a.csv", "not text (PNG)"),
    "a pdf as workbook": (b"%PDF-1.7 \n", "a.xlsx", "not an Excel workbook"),
    "a program": (b"MZ\x90\0\3" + b"\0" * 90, "a.csv", "not text (program)"),
    "gzip": (b"\x1f\x8b\x08" + b"x" * 20, "a.csv", "not text (gzip)"),
    "a web page": ("<!DOCTYPE html><html><body>Sign in</body></html>", "a.csv", "web page"),
    "a NUL byte": (b"period,value\n2016-04,\x005\n", "a.csv", "row 2 holds a control character"),
    "an escape": (b"period,value\n\n2016-04,\x1b[31m5\n", "a.csv", "row 3 holds a control character"),
    "bytes of no encoding": (b"period,value\n2016-04,\x81\x8d\n", "a.csv", "Row 2 cannot be read as text"),
    "half a UTF-16 letter": (b"\xff\xfep\0e", "a.csv", "cannot be read as text"),
    "an open quotation": ('period,value\n"2016-04,5\n', "a.csv", "quotation marks do not match"),
    "a quotation in a word": ('period,value\n"20"16-04,5\n', "a.csv", "Row 2 cannot be read"),
    "a cell without end": (
        f"period,value,note\n2016-04,5,{'x' * 1001}\n",
        "a.csv",
        "Row 2 has a cell of more",
    ),
    "a cell past the reader's limit": (
        f"period,value\n2016-04,{'9' * 200_000}\n",
        "a.csv",
        "Row 2 cannot be read",
    ),
    "too many columns": (f"period,value\n2016-04{',5' * 40}\n", "a.csv", "Row 2 has more than 30 columns"),
    "too many rows": ("period,value\n" + "2016-04,5\n" * (MAX_ROWS + 1), "a.csv", "more than 5000 rows"),
    "too many bytes": (b"period,value\n" + b"2016-04,5\n" * 300_000, "a.csv", "larger than 2 MB"),
    "the start of a zip": (PLAIN[:200], "a.xlsx", "damaged"),
    "a workbook cut short": (PLAIN[:-40], "a.xlsx", "damaged"),
    "another zip": (zip_of(readme="hello"), "a.xlsx", "not an Excel workbook"),
    "a Word document": (
        zip_of(**{"[Content_Types].xml": "<a/>", "word__document.xml": "<a/>"}),
        "a.xlsx",
        "not an Excel",
    ),
    "a bomb": (repacked(PLAIN, {"xl/media/a.bin": b"\0" * 12_000_000}), "a.xlsx", "grows too large"),
    "many parts": (repacked(PLAIN, {f"x/{n}": b"" for n in range(250)}), "a.xlsx", "grows too large"),
    "countless cells": (repacked(PLAIN, {SHEET: huge_sheet()}), "a.xlsx", "too detailed"),
    "a row far below": (repacked(PLAIN, {SHEET: FAR_BELOW}), "a.xlsx", "below row 15000"),
    "a password": (encrypted(), "a.xlsx", "password"),
    "entities": (repacked(PLAIN, {SHEET: BILLION_LAUGHS}), "a.xlsx", "declares entities"),
    "a file of the server": (repacked(PLAIN, {SHEET: FETCHES}), "a.xlsx", "declares entities"),
    "broken XML": (repacked(PLAIN, {SHEET: b"<worksheet><sheetData>"}), "a.xlsx", "damaged"),
    "broken styles": (repacked(PLAIN, {"xl/styles.xml": b"<<<"}), "a.xlsx", "damaged"),
    "no sheet": (repacked(PLAIN, {}, drop=[SHEET]), "a.xlsx", ""),
    "no relations": (repacked(PLAIN, {}, drop=["xl/_rels/workbook.xml.rels"]), "a.xlsx", ""),
    "an empty sheet": (workbook(), "a.xlsx", "no rows"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_file_that_cannot_be_trusted_is_refused_in_words(name):
    content, file_name, message = HOSTILE[name]
    readout = read(content, file_name)
    assert readout.problems
    assert not readout.figures
    assert message in " ".join(problem.text for problem in readout.problems)


@pytest.mark.parametrize("cut", range(10, len(PLAIN), 97))
def test_a_workbook_cut_anywhere_is_refused(cut):
    assert read(PLAIN[:cut], "a.xlsx").problems


@pytest.mark.parametrize("at", range(30, len(PLAIN) - 30, 61))
def test_a_workbook_with_a_wrong_byte_is_read_or_refused_never_an_error(at):
    damaged = bytearray(PLAIN)
    damaged[at] ^= 0xFF
    readout = read(bytes(damaged), "a.xlsx")
    assert readout.problems or [figure.value for figure in readout.figures]


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (GOOD, "a.csv"),
        (GOOD.replace("\n", "\r\n"), "a.CSV"),
        ("\ufeff" + GOOD, "a.csv"),
        (GOOD.replace(",", ";"), "a.csv"),
        (GOOD.replace(",", "\t"), "a.tsv"),
        (GOOD.encode("utf-16"), "a.txt"),
        ("\n\nDate , Figure\n,,\n01/04/2016,12.5%\n\n", "a.csv"),
        ('"Month","Value","Note"\n"Apr 2016","12.5",""\n', "a.csv"),
        (PLAIN, "a.xlsx"),
        (workbook(["Month", "Value"], ["Apr 2016", "12.5"]), "a.xlsx"),
    ],
)
def test_the_usual_ways_to_save_a_table_are_read(content, name):
    (figure,) = read(content, name).figures
    assert (figure.period, figure.value) == (date(2016, 4, 1), Decimal("12.5"))


def test_a_percentage_of_a_spreadsheet_is_the_figure_that_people_see():
    book = Workbook()
    book.active.append(["period", "value"])
    book.active.append([datetime(2016, 4, 1), 0.125])
    book.active["B2"].number_format = "0.0%"
    (figure,) = read(saved(book), "a.xlsx").figures
    assert figure.value == Decimal("12.5")


def test_a_formula_without_a_stored_result_is_a_problem_not_a_gap():
    (problem,) = read(workbook(["period", "value"], [datetime(2016, 4, 1), "=1+1"]), "a.xlsx").problems
    assert (problem.row, problem.column) == (2, "value")
    assert "no result in the file" in problem.text


@pytest.mark.parametrize("value", [True, "#DIV/0!", datetime(2016, 1, 1), "many"])
def test_a_cell_that_is_no_figure_is_named_by_row_and_column(value):
    (problem,) = read(workbook(["period", "value"], [datetime(2016, 4, 1), value]), "a.xlsx").problems
    assert (problem.row, problem.column) == (2, "value")


def test_further_sheets_and_columns_are_said_to_be_left_aside():
    notices = read(workbook(["period", "value", "region"], ["2016-04", 1, "N"], sheets=2), "a.xlsx").notices
    assert any("several sheets" in notice for notice in notices)
    assert any("region" in notice for notice in notices)


def test_a_file_that_is_not_utf8_is_read_with_a_warning():
    readout = read("period,value,note\n2016-04,1,Café £\n".encode("cp1252"))
    assert readout.figures[0].note == "Café £"
    assert "Windows-1252" in readout.notices[0]


def test_every_problem_is_named_by_row_and_column():
    readout = read(
        "period,value,note\nsoon,1,\n2016-05,many,\n\n2016-06,-5,\n2999-01,1,\n,3,\n", lowest=Decimal(0)
    )
    found = [(problem.row, problem.column) for problem in readout.problems]
    assert found == [(2, "period"), (3, "value"), (5, "value"), (6, "period"), (7, "period")]


def test_two_rows_for_one_period_are_refused_with_both_rows_named():
    (problem,) = read("period,value\n2016-04-01,1\n2016-05-01,2\n14/04/2016,1\n").problems
    assert problem.row == 4
    assert "row 2" in problem.text


def test_rows_keep_the_numbers_that_the_sender_sees():
    readout = read('period,value,note\n2016-04,1,"two\nlines"\n2016-05,x,\n')
    assert readout.problems[0].row == 4


@pytest.mark.parametrize(
    ("name", "shown"),
    [("a\x00b\u202e.csv", "ab.csv"), ("", "file"), ("x" * 300 + ".csv", "x" * 100 + "…" + "x" * 15 + ".csv")],
)
def test_the_name_of_a_file_is_shown_in_one_short_line(name, shown):
    assert shown_name(name) == shown
