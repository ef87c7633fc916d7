"""The elements of a drawing. Text and attributes are escaped by the XML writer; colours are tokens, never codes."""

import re
from collections.abc import Iterable
from xml.etree.ElementTree import Element, tostring

from django.utils.safestring import SafeString

from .palette import COLOURS

# WeasyPrint gives text in an SVG no inherited font, so each drawing names its own.
FONT = "'Source Sans 3', 'Helvetica Neue', Arial, sans-serif"
NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
SAFE_ID = re.compile(r"[A-Za-z][\w-]*\Z")
SAFE_LINK = ("/", "#", "?", "https://", "http://")


def tag(name: str, *children: Element, **attributes: str | float | None) -> Element:
    """One element: `fill` and `stroke` are palette tokens (or "none", "url(#…)"); `_` in a name stands for `-`."""
    node = Element(name)
    classes = []
    for key, value in attributes.items():
        if value is None:
            continue
        key = key.rstrip("_").replace("_", "-")
        if key == "class":
            classes.append(str(value))
        elif key in ("fill", "stroke") and value != "none" and not str(value).startswith("url(#"):
            node.set(key, COLOURS[str(value)])
            classes.append(f"{'fill' if key == 'fill' else 'line'}-{value}")
        else:
            node.set(key, written(value))
    if classes:
        node.set("class", " ".join(classes))
    node.extend(children)
    return node


def text_tag(name: str, text: str, **attributes: str | float | None) -> Element:
    """An element that holds words; letters that XML has no place for are left out."""
    node = tag(name, **attributes)
    node.text = NOT_XML.sub("", text)
    return node


def written(value: str | float) -> str:
    """An attribute's value; numbers to a hundredth of a pixel and without idle zeros."""
    if isinstance(value, str):
        return NOT_XML.sub("", value)
    digits = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if digits == "-0" else digits


def words(
    text: str,
    x: float,
    y: float,
    *,
    size: float = 13,
    fill: str = "ink",
    anchor: str | None = None,
    weight: int | None = None,
) -> Element:
    """One line of text, its baseline at `y`; `anchor` is "middle", "end" or None for the start."""
    return text_tag("text", text, x=x, y=y, font_size=size, fill=fill, text_anchor=anchor, font_weight=weight)


def line(
    x1: float, y1: float, x2: float, y2: float, *, stroke: str, width: float = 1, dash: str | None = None
) -> Element:
    return tag("line", x1=x1, y1=y1, x2=x2, y2=y2, stroke=stroke, stroke_width=width, stroke_dasharray=dash)


def polyline(
    points: Iterable[tuple[float, float]], *, stroke: str, width: float = 1.5, dash: str | None = None
) -> Element:
    joined = " ".join(f"{written(x)},{written(y)}" for x, y in points)
    return tag(
        "polyline",
        points=joined,
        fill="none",
        stroke=stroke,
        stroke_width=width,
        stroke_dasharray=dash,
        stroke_linejoin="round",
    )


def group(*children: Element, title: str = "", **attributes: str | float | None) -> Element:
    """Elements that belong together; `title` shows when a pointer rests on them."""
    named = (text_tag("title", title),) if title else ()
    return tag("g", *named, *children, **attributes)


def link(href: str, *children: Element, label: str) -> Element:
    """A link inside a drawing, read out as `label`; addresses that could run a script are refused."""
    if not href.startswith(SAFE_LINK):
        raise ValueError(f"A drawing does not link to {href!r}.")
    for child in children:
        child.tail = " "  # not drawn; without it the words of two lines are read as one
    return tag("a", *children, href=href, aria_label=label)


def picture(
    id: str,
    title: str,
    summary: str,
    width: float,
    height: float,
    body: Iterable[Element],
    *,
    kind: str,
    has_links: bool = False,
    is_fixed: bool = False,
) -> SafeString:
    """The whole drawing. Its title comes first: a tagged PDF takes the figure's alternative text from there.

    A drawing with links is a group of them, not one image, or a screen reader could not reach them. A drawing fills
    the width it is given; a fixed one keeps its size, for use in table cells.
    """
    if not SAFE_ID.match(id):
        raise ValueError(f"{id!r} cannot start the ids of a drawing.")
    root = tag(
        "svg",
        text_tag("title", title, id=f"{id}-title"),
        text_tag("desc", summary, id=f"{id}-desc"),
        *body,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {written(width)} {written(height)}",
        width=width if is_fixed else "100%",
        height=height if is_fixed else None,
        role="group" if has_links else "img",
        class_=f"chart chart-{kind}",
        font_family=FONT,
        font_size=13,
        aria_labelledby=f"{id}-title",
        aria_describedby=f"{id}-desc",
    )
    return markup(root)


def markup(root: Element) -> SafeString:
    return SafeString(tostring(root, encoding="unicode"))
