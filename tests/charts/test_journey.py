from xml.etree import ElementTree

import pytest

from charts.chart import Heading
from charts.icons import Assurance, State, Status, Variation, glyph, icon
from charts.journey import Activity, Node, journey

SVG = "{http://www.w3.org/2000/svg}"
HEADING = Heading("map", "Journey", "Summary")


def drawn(map_labels, *, href: str):
    steps = [Node(str(i), f"Step {i}", State.OPEN, Status.WATCH, href) for i in range(1, 10)]
    activity = Activity(Node("D", "Leadership", in_figure=False), 1, 9)
    return journey(steps, [], [activity], HEADING, map_labels)


def test_a_step_with_an_address_is_a_link_that_says_how_it_stands(map_labels):
    root = ElementTree.fromstring(drawn(map_labels, href="/steps/").svg)
    links = root.findall(f"{SVG}a")
    assert len(links) == 9
    assert links[0].get("aria-label") == "1. Step 1: watch, open"
    assert root.get("role") == "group"


def test_a_map_without_links_is_one_image(map_labels):
    root = ElementTree.fromstring(drawn(map_labels, href="").svg)
    assert root.findall(f"{SVG}a") == []
    assert root.get("role") == "img"


def test_an_address_that_could_run_a_script_is_refused(map_labels):
    with pytest.raises(ValueError, match="does not link"):
        drawn(map_labels, href="javascript:alert(1)")


def test_what_is_not_in_the_figure_is_marked_in_drawing_and_table(map_labels):
    chart = drawn(map_labels, href="")
    assert "Leadership (not_in_figure)" in chart.svg
    assert chart.table.rows[-1][:3] == ["D", "Leadership", "activities (not_in_figure)"]


@pytest.mark.parametrize("sign", [*Variation, *Assurance, *Status, *State])
def test_every_icon_carries_its_word_and_is_drawn(sign):
    root = ElementTree.fromstring(icon(sign, "Its <word>"))
    assert root[0].text == "Its <word>"
    assert root.get("aria-label") == "Its <word>"
    assert len(root) > 1


def test_no_two_icons_look_the_same_without_colour():
    def outline(sign):
        parts = [ElementTree.tostring(part, encoding="unicode") for part in glyph(sign)]
        return "".join(part.split(" class=")[0] for part in parts)

    for kind in (Variation, Assurance, Status, State):
        assert len({outline(sign) for sign in kind}) == len(kind)


def test_an_icon_beside_its_word_is_not_read_out_twice():
    root = ElementTree.fromstring(icon(Status.WATCH, "Watch", is_beside_word=True))
    assert root.get("aria-hidden") == "true"
    assert root.get("role") is None
