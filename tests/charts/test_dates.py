from datetime import date

import pytest

from charts.dates import date_ticks, long_date, month_starts

MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


@pytest.mark.parametrize(
    ("first", "last", "labels"),
    [
        (date(2024, 3, 3), date(2024, 8, 1), ["Apr 2024", "May", "Jun", "Jul", "Aug"]),
        (date(2024, 11, 1), date(2025, 2, 1), ["Nov 2024", "Dec", "Jan 2025", "Feb"]),
        (
            date(2024, 2, 1),
            date(2026, 1, 1),
            ["Apr 2024", "Jul", "Oct", "Jan 2025", "Apr", "Jul", "Oct", "Jan 2026"],
        ),
        (date(2019, 2, 1), date(2026, 3, 1), ["2020", "2021", "2022", "2023", "2024", "2025", "2026"]),
        (date(2025, 3, 3), date(2025, 3, 3), ["3 Mar 2025"]),
        (date(2025, 3, 3), date(2025, 3, 20), ["3 Mar 2025", "20 Mar 2025"]),
    ],
)
def test_ticks_grow_wider_with_the_span(first, last, labels):
    ticks = date_ticks(first, last, MONTHS)
    assert [f"{tick.label} {tick.year}".strip() for tick in ticks] == labels


def test_month_starts_include_both_ends():
    assert month_starts(date(2025, 11, 1), date(2026, 1, 1)) == [
        date(2025, 11, 1),
        date(2025, 12, 1),
        date(2026, 1, 1),
    ]
    assert month_starts(date(2025, 11, 2), date(2025, 11, 30)) == []


def test_a_long_date_names_its_month():
    assert long_date(date(2026, 3, 14), MONTHS) == "14 Mar 2026"
