from dataclasses import replace
from datetime import date
from xml.etree import ElementTree

import pytest

from charts.chart import Heading
from charts.series import Point, Series, Sign, runs
from charts.small import sparkline
from charts.time_series import time_series

SVG = "{http://www.w3.org/2000/svg}"
HEADING = Heading("c", "Title", "Summary")


def test_a_missing_value_breaks_the_line(series):
    assert [len(run) for run in runs(series.ordered())] == [2, 12]


@pytest.mark.parametrize("kind", [time_series, sparkline])
def test_every_point_has_a_row_in_the_table(kind, series, labels):
    rows = kind(series, HEADING, labels).table.rows
    values = [row[1] for row in rows]
    for point in series.points:
        assert ("missing" if point.value is None else series.numbers(point.value)) in values
    assert (
        len(rows) == len(series.points) + 3
    )  # a note between two points, the baseline and the earlier target


def test_a_row_tells_signal_limits_target_and_note(series, labels):
    table = time_series(series, HEADING, labels).table
    names = [column.label for column in table.columns]
    row = next(dict(zip(names, row, strict=True)) for row in table.rows if row[0] == "1 Jan 2025")
    assert row == {
        "Date": "1 Jan 2025",
        "Value (Admissions per 1,000)": "36.0",
        "Signal": "improvement",
        "Why": "run of eight",
        "Mean": "36.0",
        "Lower limit": "31.0",
        "Upper limit": "41.0",
        "Target": "35.0",
        "Note": "1. Ward opened",
    }


@pytest.mark.parametrize(
    ("sign", "shape", "count"),
    [
        (Sign.COMMON, "circle", 1),
        (Sign.IMPROVEMENT, "circle", 2),
        (Sign.CONCERN, "polygon", 1),
        (Sign.NEUTRAL, "polygon", 1),
    ],
)
def test_a_signal_differs_by_shape(labels, sign, shape, count):
    chart = time_series(Series([Point(date(2025, 1, 1), 4, sign)]), HEADING, labels)
    groups = [
        node
        for node in ElementTree.fromstring(chart.svg).iter(f"{SVG}g")
        if "1 Jan 2025" in (node[0].text or "")
    ]
    assert len(groups) == 1
    assert len(groups[0].findall(f"{SVG}{shape}")) == count


def test_a_run_chart_has_no_columns_for_limits(series, labels):
    bare = replace(series, segments=[replace(part, lower=None, upper=None) for part in series.segments])
    names = [column.label for column in time_series(bare, HEADING, labels).table.columns]
    assert "Mean" in names
    assert "Lower limit" not in names


def test_notes_are_numbered_by_date(series, labels):
    assert [(number, note.text) for number, note in series.numbered_notes()] == [
        (1, "Ward opened"),
        (2, "Huddle"),
        (3, "Last"),
    ]


def test_points_without_any_value_are_an_empty_chart(labels):
    chart = time_series(Series([Point(date(2025, 1, 1), None)]), HEADING, labels)
    assert "No observations yet" in chart.svg


def test_a_single_point_is_drawn(labels):
    assert "3 Mar 2025: 4" in time_series(Series([Point(date(2025, 3, 3), 4)]), HEADING, labels).svg
