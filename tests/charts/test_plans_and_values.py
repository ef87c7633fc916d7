"""Curve, Gantt, grid, bars: what is particular to each."""

from datetime import date
from math import hypot
from xml.etree import ElementTree

import pytest

from charts.bars import letter
from charts.chart import Heading
from charts.curve import break_even
from charts.gantt import LABELS, GanttLabels, Task, Workstream, gantt
from charts.scatter import apart
from charts.svg import tag
from charts.text import text_width

HEADING = Heading("c", "Title", "Summary")


@pytest.mark.parametrize(
    ("values", "year"),
    [
        ([-100, -50, 50], 1.5),
        ([-100, 0, 50], 1.0),
        ([-100, 50, -50, 50], 2.5),
        ([-100, -50], None),
        ([0, 0], 0.0),
        ([10, 20], 0.0),
        ([], None),
    ],
)
def test_break_even_is_where_the_curve_stays_above_zero(values, year):
    assert break_even(values) == year


def test_the_table_of_a_curve_ends_with_when_each_option_pays_back(draw_all):
    chart = draw_all["curve"]
    assert chart.table.rows[-1] == ["", "Pays back in 2028", "Pays back in 2028", "Does not pay back", ""]


def test_what_shares_a_cell_of_the_grid_is_set_apart():
    spots = apart([(100, 100)] * 12, 26, (0, 0, 300, 300))
    assert spots[0] == (100, 100)
    assert spots == apart([(100, 100)] * 12, 26, (0, 0, 300, 300))
    assert all(hypot(a[0] - b[0], a[1] - b[1]) >= 26 for i, a in enumerate(spots) for b in spots[:i])
    assert all(0 <= x <= 300 and 0 <= y <= 300 for x, y in spots)


def test_a_late_milestone_says_so_in_the_drawing_and_in_the_table(draw_all):
    chart = draw_all["gantt"]
    late = [row for row in chart.table.rows if row[-1]]
    assert [row[1] for row in late] == ["Pilot open"]
    assert late[0][4:6] == ["1 Sep 2025", "15 May 2026"]
    assert chart.svg.count(">late</text>") == 1


def test_the_grid_names_each_actor_s_quadrant(draw_all):
    rows = draw_all["scatter"].table.rows
    assert {row[1]: row[5] for row in rows if row[1] in {"Actor 0", "Newspaper", "Forum"}} == {
        "Actor 0": "Manage",
        "Newspaper": "Monitor",
        "Forum": "Inform",
    }


def test_a_balance_tells_cost_benefit_and_net(draw_all):
    rows = draw_all["balances"].table.rows
    assert rows[0] == ["Hospital", "£420,000", "£90,000", "−£330,000"]


@pytest.mark.parametrize(("index", "name"), [(0, "A"), (25, "Z"), (26, "AA"), (53, "BB")])
def test_criteria_are_lettered(index, name):
    assert letter(index) == name


def test_a_colour_outside_the_palette_is_refused():
    with pytest.raises(KeyError):
        tag("rect", fill="#ff0000")


def test_today_is_only_drawn_where_it_falls_inside_the_plan(draw_all):
    assert f"today {date(2026, 3, 14).day} Mar 2026" in draw_all["gantt"].svg


def test_a_long_task_name_is_wrapped_inside_its_column():
    name = "Interface between the hospital and the community systems tested with real users"
    words = [
        "workstream",
        "task",
        "planned",
        "forecast",
        "met",
        "activity",
        "start",
        "end",
        "late",
        "status",
        "today",
        "no_date",
        "empty",
    ]
    labels = GanttLabels(["Jan"] * 12, ["Q1", "Q2", "Q3", "Q4"], **{word: word for word in words})
    chart = gantt([Workstream("Records", [Task(name, date(2026, 1, 1))])], date(2026, 1, 1), HEADING, labels)
    texts = [node for node in ElementTree.fromstring(chart.svg).iter() if node.get("x") == "22" and node.text]
    assert " ".join(node.text for node in texts) == name
    assert all(22 + text_width(node.text, 13) < LABELS for node in texts)
