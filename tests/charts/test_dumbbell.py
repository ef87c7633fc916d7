from xml.etree import ElementTree

import pytest

from charts.chart import Heading
from charts.dumbbell import Change, Direction, DumbbellLabels, direction, dumbbell
from charts.levels import Levels
from charts.numbers import NumberFormat

SVG = "{http://www.w3.org/2000/svg}"
HEADING = Heading("b", "Title", "Summary")
WAYS = {
    Direction.UP: "Up",
    Direction.DOWN: "Down",
    Direction.SAME: "The same",
    Direction.UNKNOWN: "Only one value",
}
LABELS = DumbbellLabels("Dimension", "Then", "Now", "Target", "Change", WAYS, "not rated", "One round")
SCALE = Levels(0, 5)


def both(*rows, scale=SCALE):
    chart = dumbbell(HEADING, rows, scale, LABELS)
    return [ElementTree.fromstring(svg) for svg in (chart.svg, chart.narrow)]


def at(root, start):
    """The x of the mark whose title begins so."""
    for group in root.iter(f"{SVG}g"):
        if (group.findtext(f"{SVG}title") or "").startswith(start):
            circle, stroke = group.find(f"{SVG}circle"), group.find(f"{SVG}line")
            return float(stroke.get("x1") if circle is None else circle.get("cx"))
    return None


@pytest.mark.parametrize(
    ("before", "after", "way"),
    [
        (1, 3, Direction.UP),
        (3, 2.5, Direction.DOWN),
        (2, 2, Direction.SAME),
        (2.0, 2.04, Direction.SAME),
        (2.0, 2.06, Direction.UP),
        (None, 2, Direction.UNKNOWN),
        (2, None, Direction.UNKNOWN),
        (None, None, Direction.UNKNOWN),
    ],
)
def test_the_direction_of_a_change(before, after, way):
    assert direction(Change("A", before, after), SCALE) is way


@pytest.mark.parametrize(("decimals", "way"), [(0, Direction.SAME), (2, Direction.UP)])
def test_a_change_too_small_to_be_written_is_none(decimals, way):
    scale = Levels(0, 5, numbers=NumberFormat(decimals))
    assert direction(Change("A", 2.0, 2.02), scale) is way


def test_then_and_now_and_target_stand_at_their_levels():
    for root in both(Change("A", 1, 3, 4)):
        then, now, target = (at(root, word) for word in ("Then: 1", "Now: 3", "Target: 4"))
        assert then < now < target
        assert now - then == pytest.approx(2 * (target - now), abs=0.05)


def test_on_one_spot_the_ring_of_then_is_larger_than_the_disc_of_now():
    for root in both(Change("A", 2, 2, 2)):
        assert at(root, "Then") == at(root, "Now") == at(root, "Target")
        then, now = list(root.iter(f"{SVG}circle"))[:2]
        assert float(then.get("r")) > float(now.get("r"))


def test_a_missing_value_has_no_mark_and_no_line_to_it():
    for root in both(Change("A", None, 3), Change("B", 1, None)):
        assert at(root, "Then: 1")
        assert at(root, "Now: 3")
        assert len([node for node in root.iter(f"{SVG}line") if node.get("class") == "line-quiet"]) == 0


def test_each_direction_has_a_word_and_a_shape_of_its_own():
    rows = [Change("A", 1, 3), Change("B", 3, 1), Change("C", 2, 2), Change("D", None, 2)]
    for root in both(*rows):
        texts = [node.text for node in root.iter(f"{SVG}text")]
        assert {"Up +2", "Down −2", "The same", "Only one value"} <= set(texts)
    marks = [
        [
            node.get("points") or node.tag
            for node in both(row)[0]
            if node.tag in (f"{SVG}polygon", f"{SVG}rect")
        ]
        for row in rows[:3]
    ]
    assert len({str(shapes) for shapes in marks}) == 3


def test_the_table_tells_every_value_and_the_change():
    rows = [Change("A", 1, 2.5, 4), Change("B", None, 3)]
    table = dumbbell(HEADING, rows, SCALE, LABELS).table
    assert [column.label for column in table.columns] == ["Dimension", "Then", "Now", "Target", "Change"]
    assert table.rows == [
        ["A", "1", "2.5", "4", "Up +1.5"],
        ["B", "not rated", "3", "", "Only one value"],
    ]


def test_without_targets_there_is_no_column_and_no_key_for_them():
    chart = dumbbell(HEADING, [Change("A", 1, 2)], SCALE, LABELS)
    assert "Target" not in chart.svg
    assert [column.label for column in chart.table.columns] == ["Dimension", "Then", "Now", "Change"]


def test_a_scale_of_percentages_takes_its_own_ticks():
    for root in both(Change("A", 40, 62.5), scale=Levels(0, 100, [0, 25, 50, 75, 100])):
        texts = [node.text for node in root.iter(f"{SVG}text")]
        assert texts.count("25") == 1
        assert "Up +22.5" in texts
