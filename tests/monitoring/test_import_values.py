"""Dates and numbers as people and spreadsheets write them; what is ambiguous is refused."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitoring.imports.values import Unreadable, read_day, read_number
from monitoring.models import in_plain_digits
from programmes.spreadsheet import guarded, unguarded

APRIL = date(2016, 4, 1)


@pytest.mark.parametrize(
    "text",
    ["2016-04-01", "2016-4-1", "2016-04", "01/04/2016", "1.4.2016", "1 Apr 2016", "1-apr-2016", "Apr 2016", "April  2016", "Apr-16", "APR 2016", "2016-04-01 00:00:00"],
)  # fmt: skip
def test_dates_are_read_as_they_are_usually_written(text):
    assert read_day(text) == APRIL


def test_a_year_alone_is_its_first_day():
    assert read_day("2016") == date(2016, 1, 1)


@pytest.mark.parametrize(
    "text",
    ["", "soon", "04/2016", "2016-13-01", "31/02/2016", "1/4/16", "Q1 2016", "2016/17", "0001-01-01", "1899", "20160401", "2016-04-01T13:30", "Foo 2016", "٢٠١٦-٠٤", "=NOW()"],
)  # fmt: skip
def test_what_is_no_date_or_could_be_two_is_refused_in_words(text):
    with pytest.raises(Unreadable, match="“"):
        read_day(text)


@pytest.mark.parametrize(
    ("text", "mark", "unit", "value"),
    [
        ("12.5", ".", "", "12.5"),
        (" -3 ", ".", "", "-3"),
        ("−3", ".", "", "-3"),
        ("1,234.5", ".", "", "1234.5"),
        ("1,234,567", ".", "", "1234567"),
        ("1 234,5", ",", "", "1234.5"),
        ("1.234,5", ",", "", "1234.5"),
        ("12,5", ",", "", "12.5"),
        ("12.5%", ".", "%", "12.5"),
        ("£1,200", ".", "£", "1200"),
        ("1.2E+03", ".", "", "1200"),
        ("0.1234567", ".", "", "0.123457"),
    ],
)
def test_numbers_are_read_by_the_mark_that_was_chosen(text, mark, unit, value):
    assert read_number(text, decimal_mark=mark, unit=unit) == Decimal(value)


@pytest.mark.parametrize(
    ("text", "mark"),
    [("12,5", "."), ("1,23,456", "."), ("12.5", ","), ("n/a", "."), ("NaN", "."), ("inf", "."), ("1e99", "."), ("12%", "."), ("0x10", "."), ("1_000", "."), ("#N/A", "."), ("９", "."), ("1000000000000", "."), ("=1+1", ".")],
)  # fmt: skip
def test_what_is_no_number_is_refused_in_words(text, mark):
    with pytest.raises(Unreadable, match="“"):
        read_number(text, decimal_mark=mark)


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=6, allow_nan=False, allow_infinity=False))
def test_a_figure_that_is_written_out_is_read_back(value):
    assert read_number(in_plain_digits(value)) == value


@pytest.mark.parametrize("opener", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"])
@pytest.mark.parametrize("before", ["", " ", "\u00a0 "])
def test_no_exported_text_starts_a_formula(opener, before):
    assert guarded(f"{before}{opener}HYPERLINK()").startswith("'")


@given(st.text())
def test_a_guarded_text_comes_back_as_it_was(text):
    assert unguarded(guarded(text)) == text


def test_an_apostrophe_that_guards_nothing_stays():
    assert unguarded("'tis late") == "'tis late"
