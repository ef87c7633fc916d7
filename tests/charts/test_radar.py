from itertools import combinations
from math import hypot
from xml.etree import ElementTree

import pytest

from charts.chart import Heading
from charts.levels import Levels
from charts.radar import STYLES, Axis, Profile, RadarLabels, lanes, outlines, radar
from charts.text import text_width

SVG = "{http://www.w3.org/2000/svg}"
HEADING = Heading("r", "Title", "Summary")
LABELS = RadarLabels("No.", "Dimension", "missing", "Nothing rated")
SCALE = Levels(0, 5)
LONG = "Readiness to Change (to enable more Integrated Care services)"


def drawn(values, *, axes=None, emphasis="other"):
    axes = axes or [Axis(f"Axis {i}") for i in range(len(values[0]))]
    profiles = [Profile(f"Profile {i}", row, emphasis) for i, row in enumerate(values)]
    return radar(HEADING, axes, profiles, scale=SCALE, labels=LABELS)


def both(chart):
    return [ElementTree.fromstring(svg) for svg in (chart.svg, chart.narrow)]


def test_eight_profiles_differ_in_dash_and_in_mark_and_in_hue():
    assert len({dash for _, dash, _, _ in STYLES}) == 8
    assert len({(shape, is_open) for _, _, shape, is_open in STYLES}) == 8
    assert len({colour for colour, _, _, _ in STYLES}) == 8


def test_each_profile_keeps_its_dash_and_mark_from_the_outline_to_the_legend():
    for root in both(drawn([[1, 2, 3]] * 8)):
        outlines_ = [node.get("stroke-dasharray") for node in root.iter(f"{SVG}polyline")][6:]
        keys = [
            group.find(f"{SVG}line").get("stroke-dasharray")
            for group in root.findall(f"{SVG}g")
            if group.find(f"{SVG}line") is not None
        ]
        assert outlines_ == keys == [dash for _, dash, _, _ in STYLES]


@pytest.mark.parametrize(
    ("values", "parts"),
    [
        ([1, 2, 3], [[0, 1, 2, 0]]),
        ([1, None, 3, 4], [[2, 3, 0]]),
        ([None, 2, 3, None, 5], [[1, 2], [4]]),
        ([1, None, 3, None], [[2], [0]]),
        ([None, None, None], []),
    ],
)
def test_a_missing_value_opens_the_outline(values, parts):
    assert outlines(values) == parts


def test_a_main_profile_with_a_gap_is_filled_on_the_sides_that_it_has():
    root = both(drawn([[1, None, 3, 4]], emphasis="main"))[0]
    path = root.find(f"{SVG}path").get("d")
    assert path.count("M") == 1
    assert path.count("L") == 3


@pytest.mark.parametrize(
    ("values", "is_main", "aside"),
    [
        ([3, 3, 3], [False, False, False], [0, 1, -1]),
        ([3, 3, 3], [False, False, True], [1, -1, 0]),
        ([3, 2, 3], [False, False, False], [0, 0, 1]),
        ([None, 2, None], [True, False, False], [0, 0, 0]),
    ],
)
def test_profiles_on_one_level_pass_the_axis_side_by_side(values, is_main, aside):
    assert lanes(values, is_main) == aside


def test_eight_profiles_with_the_same_values_are_all_to_be_seen():
    for root in both(drawn([[3] * 12] * 8)):
        lines = [node.get("points") for node in root.iter(f"{SVG}polyline")][6:]
        starts = [tuple(map(float, points.split()[0].split(","))) for points in lines]
        assert len(starts) == 8
        assert all(hypot(a[0] - b[0], a[1] - b[1]) > 4 for a, b in combinations(starts, 2))


@pytest.mark.parametrize("count", [3, 4, 5, 8, 12, 13, 16, 21])
@pytest.mark.parametrize("label", ["Vision", LONG])
def test_no_name_of_an_axis_is_cut_or_runs_into_another(count, label):
    chart = drawn([[2] * count], axes=[Axis(f"{label} {i}") for i in range(count)])
    for root in both(chart):
        texts = list(root.iter(f"{SVG}text"))
        joined = " ".join(node.text for node in texts)
        assert all(f"{label} {i}" in joined for i in range(count))
        assert [(a[0], b[0]) for a, b in combinations(map(box, texts), 2) if overlap(a, b)] == []


def box(node):
    size = float(node.get("font-size"))
    width = text_width(node.text, size, is_bold=node.get("font-weight") == "600")
    left = float(node.get("x")) - width * {"middle": 0.5, "end": 1}.get(node.get("text-anchor"), 0)
    return node.text, left, float(node.get("y")) - size * 0.7, left + width, float(node.get("y")) + size * 0.2


def overlap(a, b):
    return a[1] < b[3] and b[1] < a[3] and a[2] < b[4] and b[2] < a[4]


def test_names_that_have_no_room_at_the_sides_are_listed_by_number():
    axes = [Axis(f"{LONG} {i}") for i in range(21)]
    texts = [node.text for node in both(drawn([[2] * 21], axes=axes))[0].iter(f"{SVG}text")]
    assert {str(number) for number in range(1, 22)} <= set(texts)


def test_the_table_has_a_row_for_each_axis_with_every_value():
    table = drawn([[1, None, 2.5], [5, 0, 4]]).table
    assert [column.label for column in table.columns] == ["No.", "Dimension", "Profile 0", "Profile 1"]
    assert table.rows == [
        ["1", "Axis 0", "1", "5"],
        ["2", "Axis 1", "missing", "0"],
        ["3", "Axis 2", "2.5", "4"],
    ]


@pytest.mark.parametrize("values", [[[1, 2]], [[1, 2, 3]] * 9])
def test_what_no_radar_can_show_is_refused(values):
    with pytest.raises(ValueError, match="3 axes or more"):
        drawn(values)


def test_a_profile_of_another_length_is_refused():
    with pytest.raises(ValueError, match="one value for each axis"):
        drawn([[1, 2, 3], [1, 2]])
