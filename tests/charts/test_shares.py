from xml.etree import ElementTree

import pytest

from charts.chart import Heading
from charts.shares import Share, SharesLabels, shares, tally

SVG = "{http://www.w3.org/2000/svg}"
HEADING = Heading("s", "Title", "Summary")
LABELS = SharesLabels("Cluster", ["Present", "Planned"], "Of", "nothing to plan", "Nothing is shown.")


def bars(svg):
    """Width by what the bar says where a pointer rests on it."""
    found = {}
    for group in ElementTree.fromstring(svg).iter(f"{SVG}g"):
        if title := group.findtext(f"{SVG}title"):
            found[title] = float(group.find(f"{SVG}rect").get("width"))
    return found


def test_bars_are_as_long_as_their_share_on_a_page_and_on_a_phone():
    chart = shares(HEADING, [Share("Roles", (75, 37.5))], LABELS)
    for svg in (chart.svg, chart.narrow):
        found = bars(svg)
        assert found["Roles. Present: 75%"] == pytest.approx(2 * found["Roles. Planned: 37.5%"], abs=0.02)


def test_a_share_of_none_has_no_bar_and_says_so():
    chart = shares(HEADING, [Share("Roles", (0, None), "0 of 3")], LABELS)
    assert bars(chart.svg) == {}
    assert "nothing to plan" in chart.svg
    assert chart.table.rows == [["Roles", "0%", "nothing to plan", "0 of 3"]]


def test_the_number_of_a_full_bar_stays_within_the_drawing():
    for svg in (
        shares(HEADING, [Share("A", (100, 100))], LABELS).svg,
        shares(HEADING, [Share("A", (100, 100))], LABELS).narrow,
    ):
        root = ElementTree.fromstring(svg)
        right = float(root.get("viewBox").split()[2])
        ends = [float(text.get("x")) for text in root.iter(f"{SVG}text") if text.text == "100%"]
        assert all(end + 40 <= right for end in ends)


def test_answers_share_the_width_of_a_small_bar():
    found = bars(tally(HEADING, [("Yes", 3), ("Partly", 0), ("No", 9)]).svg)
    assert set(found) == {"Yes: 3", "No: 9"}
    assert found["No: 9"] == pytest.approx(3 * found["Yes: 3"], abs=0.02)


def test_a_small_bar_has_its_numbers_as_a_table():
    table = tally(HEADING, [("Yes", 3), ("Partly", 0), ("No", 9)]).table
    assert [column.label for column in table.columns] == ["Yes", "Partly", "No"]
    assert table.rows == [["3", "0", "9"]]
