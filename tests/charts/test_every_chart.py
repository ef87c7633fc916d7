"""What holds for every kind of chart, full or empty."""

import re
from xml.etree import ElementTree

import pytest

from charts.chart import Chart
from charts.palette import COLOURS
from charts.text import text_width

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = '</text><script>alert("1")</script>&\'\x00\x1f'
TYPED_IN = (
    *(
        "Ward opened",
        "Huddle",
        "Admissions",
        "Teams",
        "Coordination only",
        "Posts agreed",
        "Pilot open",
        "Training",
    ),
    *(
        "Newspaper",
        "Forum",
        "Actor",
        "Frail",
        "Asthma",
        "Nobody",
        "Size",
        "Hospital",
        "Council",
        "Step number",
    ),
    *(
        "Dimension ",
        "Alliance",
        "Practices",
        "Readiness",
        "Finance",
        "All staff",
        "Fewer than five",
        "Not begun",
    ),
)


def as_is(text: str) -> str:
    return text


def parsed(chart: Chart) -> ElementTree.Element:
    return ElementTree.fromstring(chart.svg)


def test_the_title_comes_first_and_names_the_drawing(draw):
    root = parsed(draw(as_is))
    assert root[0].tag == f"{SVG}title"
    assert root[0].text == "Title"
    assert root.get("aria-labelledby") == root[0].get("id")
    assert root[1].tag == f"{SVG}desc"
    assert root.get("aria-describedby") == root[1].get("id")


def test_every_id_is_unique_and_starts_with_the_chart_s_own(draw):
    root = parsed(draw(as_is))
    ids = [node.get("id") for node in root.iter() if node.get("id")]
    prefix = ids[0].removesuffix("-title")
    assert len(ids) == len(set(ids))
    assert all(name.startswith(f"{prefix}-") for name in ids)


def test_nothing_in_a_drawing_breaks_the_content_security_policy(draw):
    for node in parsed(draw(as_is)).iter():
        assert node.tag.removeprefix(SVG) not in {"script", "style", "foreignObject", "image", "use"}
        assert not [name for name in node.attrib if name == "style" or name.startswith("on")]


def test_hostile_text_stays_text(draw):
    chart = draw(lambda text: f"{text}{HOSTILE}")
    root = parsed(chart)
    assert not [node for node in root.iter() if node.tag.endswith("script")]
    assert root[0].text == 'Title</text><script>alert("1")</script>&\''
    assert "<script" not in chart.svg


def test_every_colour_is_a_token_that_the_theme_can_change(draw):
    for node in parsed(draw(as_is)).iter():
        classes = (node.get("class") or "").split()
        for name, prefix in (("fill", "fill-"), ("stroke", "line-")):
            code = node.get(name, "none")
            if code != "none" and not code.startswith("url(#"):
                assert [token for token in classes if token.startswith(prefix) and COLOURS[token[5:]] == code]


def test_the_font_is_named_on_the_drawing_itself(draw):
    assert parsed(draw(as_is)).get("font-family", "").startswith("'Source Sans 3'")


@pytest.mark.parametrize("tail", ["", " of health and social care together", " interdisciplinary" * 6])
def test_every_text_lies_inside_the_drawing(draw, tail):
    """However long the texts that people type in; the words of axes and legends are the product's own."""
    chart = draw(lambda text: text + tail if text.startswith(TYPED_IN) else text)
    for svg in filter(None, (chart.svg, chart.narrow)):
        lies_inside(ElementTree.fromstring(svg))


def lies_inside(root):
    width, height = (float(part) for part in root.get("viewBox").split()[2:])
    for text, left, top, right, bottom in boxes(root):
        assert left >= -1, text
        assert right <= width + 1, text
        assert top >= -1, text
        assert bottom <= height + 1, text


@pytest.mark.parametrize("width", [358, 320 - 32])
def test_on_a_phone_no_letter_of_a_drawing_made_for_it_is_too_small(draw, width):
    chart = draw(as_is)
    if chart.narrow:
        root = ElementTree.fromstring(chart.narrow)
        scale = width / float(root.get("viewBox").split()[2])
        smallest = min(float(node.get("font-size")) for node in root.iter(f"{SVG}text"))
        assert smallest * scale >= (11 if width == 358 else 10)


def test_the_drawing_for_a_phone_shares_no_id_with_the_other(draw):
    chart = draw(as_is)
    if chart.narrow:
        wide, narrow = (re.findall(r' id="([^"]+)"', svg) for svg in (chart.svg, chart.narrow))
        assert not set(wide) & set(narrow)


def boxes(root):
    """The estimated box of every text; a turned group turns its text by a quarter to the left, a moved one moves it."""
    for group in root.iter():
        moved = re.fullmatch(r"translate\((\S+) (\S+)\)", group.get("transform", ""))
        dx, dy = (float(moved[1]), float(moved[2])) if moved else (0, 0)
        turned = re.fullmatch(r"translate\((\S+) (\S+)\) rotate\(-90\)", group.get("transform", ""))
        for node in group.findall(f"{SVG}text"):
            size = float(node.get("font-size"))
            width = text_width(node.text or "", size, is_bold=node.get("font-weight") == "600")
            left = float(node.get("x")) - width * {"middle": 0.5, "end": 1}.get(node.get("text-anchor"), 0)
            baseline = float(node.get("y"))
            if turned:
                x, y = float(turned[1]), float(turned[2])
                yield node.text, x - size * 0.75, y - left - width, x + size * 0.25, y - left
            else:
                baseline += dy
                yield node.text, left + dx, baseline - size * 0.75, left + dx + width, baseline + size * 0.25


def test_the_table_twin_has_a_cell_for_every_column(draw):
    table = draw(as_is).table
    assert table.caption == "Title"
    assert table.rows
    assert all(len(row) == len(table.columns) for row in table.rows)


@pytest.mark.parametrize(
    ("kind", "names"),
    [
        ("curve", ["Teams", "Teams, discounted", "Coordination only", "Nothing"]),
        ("gantt", ["Posts agreed", "Training", "Pilot open", "Whole population"]),
        ("scatter", ["Actor 0", "Actor 5", "Newspaper", "Forum"]),
        ("ranking", ["Frail", "Asthma", "Nobody", "Size", "Severity"]),
        ("balances", ["Hospital", "Council"]),
        ("pyramid", ["0–39", "80 and over"]),
        ("radar", ["Dimension 0", "Dimension 11", "Agreed", "Housing"]),
        ("dots", ["Readiness", "Finance", "Health", "Housing", "All staff", "Not rated"]),
        ("dumbbell", ["Dimension 0", "Dimension 6", "before", "after", "target"]),
        ("journey", ["Step number 1", "Step number 9", "Coalition", "Leadership of the whole"]),
    ],
)
def test_every_name_that_is_plotted_stands_in_the_table_twin(draw_all, kind, names):
    table = draw_all[kind].table
    cells = {cell for row in table.rows for cell in row} | {column.label for column in table.columns}
    assert set(names) <= cells


def test_an_empty_chart_is_drawn_with_its_message_and_an_empty_table(draw_empty):
    chart = draw_empty(as_is)
    texts = " ".join(node.text for node in parsed(chart).iter(f"{SVG}text"))
    assert texts in {"No observations yet", "None", "empty"}
    assert chart.table.columns
    assert chart.table.rows == []


def test_the_theme_recolours_every_token(request):
    css = (request.config.rootpath / "static/css/charts.css").read_text()
    missing = [token for token in COLOURS if f".fill-{token} " not in css or f".line-{token} " not in css]
    assert missing == []
