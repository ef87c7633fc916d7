from xml.etree import ElementTree

import pytest

from charts.chart import Heading
from charts.dots import DotRow, DotsLabels, Verdict, dots
from charts.levels import NARROW, WIDE, Levels

SVG = "{http://www.w3.org/2000/svg}"
HEADING = Heading("d", "Title", "Summary")
NAMES = ["row", "level", "rating", "ratings", "median", "region", "agreed", "own", "verdict", "note", "empty"]
LABELS = DotsLabels(
    **{name: name for name in NAMES}, verdicts={Verdict.AGREEMENT: "Agreement", Verdict.SPLIT: "Split"}
)
MATURITY = Levels(0, 5, low_word="Not begun", high_word="Everywhere")


def drawn(*rows, scale=MATURITY, **options):
    return dots(HEADING, rows, scale, LABELS, **options)


def both(chart):
    return [ElementTree.fromstring(svg) for svg in (chart.svg, chart.narrow)]


def titled(root, start):
    """The groups whose title begins so."""
    return [
        group for group in root.iter(f"{SVG}g") if (group.findtext(f"{SVG}title") or "").startswith(start)
    ]


def texts(root):
    return [node.text for node in root.iter(f"{SVG}text")]


def test_each_rating_is_a_dot():
    for root in both(drawn(DotRow("Readiness", {0: 2, 3: 15}))):
        piles = [len(group.findall(f"{SVG}circle")) for group in titled(root, "Readiness")]
        assert piles == [2, 15]


def test_the_dots_of_a_pile_do_not_cover_each_other():
    for root in both(drawn(DotRow("Readiness", {3: 15}), scale=Levels(0, 10))):
        (pile,) = titled(root, "Readiness")
        spots = [(float(dot.get("cx")), float(dot.get("cy"))) for dot in pile.findall(f"{SVG}circle")]
        assert all(max(abs(a - c), abs(b - d)) > 8 for i, (a, b) in enumerate(spots) for c, d in spots[:i])


def test_more_than_fifteen_on_one_level_are_bars_with_their_number():
    for root in both(drawn(DotRow("Readiness", {0: 4, 3: 16}))):
        bars = titled(root, "Readiness")
        assert [bar.findtext(f"{SVG}text") for bar in bars] == ["4", "16"]
        heights = [float(bar.findall(f"{SVG}rect")[-1].get("height")) for bar in bars]
        assert heights[0] * 4 == pytest.approx(heights[1])


@pytest.mark.parametrize(
    ("median", "reach", "levels"),
    [(3, 1, (2, 4)), (2.5, 1, (2, 3)), (0, 1, (0, 1)), (5, 1, (4, 5)), (3, 0, (3, 3))],
)
@pytest.mark.parametrize("frame", [WIDE, NARROW])
def test_the_region_lies_behind_the_levels_within_reach_of_the_median(median, reach, levels, frame):
    root = both(drawn(DotRow("Readiness", {1: 1}, median), reach=reach))[frame is NARROW]
    region = next(node for node in root.iter(f"{SVG}rect") if node.get("class") == "fill-tint")
    cell = (frame.right - frame.left) / 6
    left, right = (
        (float(region.get("x")) - frame.left) / cell,
        (float(region.get("x")) + float(region.get("width")) - frame.left) / cell,
    )
    assert levels[0] < left < levels[0] + 0.5
    assert levels[1] + 0.5 < right < levels[1] + 1


def test_the_agreed_level_and_the_reader_s_own_rating_are_marked():
    for root in both(drawn(DotRow("Readiness", {2: 3}, 2, 2, 2))):
        assert len(titled(root, "agreed: 2")) == 1
        assert len(titled(root, "own")) == 1
        assert {"agreed", "own", "median", "rating"} <= set(texts(root))


def test_the_legend_says_nothing_of_what_is_not_there():
    for root in both(drawn(DotRow("Readiness", {2: 3}))):
        assert not {"agreed", "own", "median", "region", "ratings"} & set(texts(root))


def test_the_verdict_is_a_word_with_a_mark_of_its_own_shape():
    for root in both(drawn(DotRow("A", {2: 3}, 2, verdict=Verdict.AGREEMENT))):
        assert "Agreement" in texts(root)
    agreement, split = (
        both(drawn(DotRow("A", {2: 3}, verdict=verdict)))[0] for verdict in (Verdict.AGREEMENT, Verdict.SPLIT)
    )
    assert len(list(agreement.iter(f"{SVG}polygon"))) < len(list(split.iter(f"{SVG}polygon")))


def test_the_ends_of_the_scale_carry_their_words():
    for root in both(drawn(DotRow("Readiness", {2: 3}))):
        assert {"Not begun", "Everywhere", "0", "5"} <= set(texts(root))


def test_a_row_that_may_not_be_shown_says_so_and_tells_no_count():
    hidden = DotRow("Housing", {1: 2, 4: 1}, 1, verdict=Verdict.SPLIT, instead="Fewer than five")
    chart = drawn(DotRow("Health", {1: 6}, 1), hidden)
    for root in both(chart):
        assert "Fewer than five" in texts(root)
        assert titled(root, "Housing") == []
        assert len(titled(root, "median")) == 1
        assert "Split" not in texts(root)
    assert [cell for cell in chart.table.rows[1] if cell] == ["Housing", "Fewer than five"]


def test_the_table_tells_every_count():
    chart = drawn(DotRow("A", {0: 1, 3: 4}, 2.5, 3, 0, Verdict.SPLIT, "2 outside"), DotRow("B", {5: 20}, 5))
    names = [column.label for column in chart.table.columns]
    assert names == ["row", *(f"level {n}" for n in range(6)), "median", "agreed", "own", "verdict", "note"]
    assert chart.table.rows == [
        ["A", "1", "0", "0", "4", "0", "0", "2.5", "3", "0", "Split", "2 outside"],
        ["B", "0", "0", "0", "0", "0", "20", "5", "", "", "", ""],
    ]


def test_a_rating_off_the_scale_is_refused():
    with pytest.raises(ValueError, match="off the scale"):
        drawn(DotRow("A", {6: 1}))


@pytest.mark.parametrize("count", [1, 21])
def test_from_one_row_to_twenty_one_fit_under_each_other(count):
    for root in both(drawn(*(DotRow(f"Row {i}", {i % 6: 15}, i % 6, i % 6) for i in range(count)))):
        height = float(root.get("viewBox").split()[3])
        lowest = [float(dot.get("cy")) for dot in root.iter(f"{SVG}circle")]
        assert len(lowest) == 15 * count + 1
        assert max(lowest) < height
