"""Small signs, each with its word: variation, assurance, status, state of a step.

One language for all: a circle is good or going well, a square is bad, a diamond or ring is neither; an arrow
is the way a measure went. Drawn on a field of 20 × 20, so that `glyph` can be placed inside larger drawings.
"""

from collections.abc import Callable
from enum import StrEnum
from math import cos, pi, sin
from xml.etree.ElementTree import Element

from django.utils.safestring import SafeString

from .shapes import arrow_head, cross, mark, stroked, tick
from .svg import group, line, markup, tag, text_tag, written


class Variation(StrEnum):
    COMMON = "common"
    IMPROVEMENT_HIGH = "improvement-high"
    IMPROVEMENT_LOW = "improvement-low"
    CONCERN_HIGH = "concern-high"
    CONCERN_LOW = "concern-low"
    NEUTRAL_HIGH = "neutral-high"
    NEUTRAL_LOW = "neutral-low"


class Assurance(StrEnum):
    PASS = "pass"
    FAIL = "fail"
    INCONSISTENT = "inconsistent"
    NONE = "none"


class Status(StrEnum):
    ON_TRACK = "on-track"
    WATCH = "watch"
    OFF_TRACK = "off-track"
    NOT_JUDGED = "not-judged"


class State(StrEnum):
    """How far a step or activity is."""

    NOT_STARTED = "not-started"
    OPEN = "open"
    REOPENED = "reopened"
    DONE = "done"


Kind = Variation | Assurance | Status | State


def icon(sign: Kind, word: str, *, size: int = 20, is_beside_word: bool = False) -> SafeString:
    """A sign of its own; where its word stands beside it, the sign itself is kept from being read out twice."""
    root = tag(
        "svg",
        text_tag("title", word),
        *glyph(sign),
        xmlns="http://www.w3.org/2000/svg",
        viewBox="0 0 20 20",
        width=size,
        height=size,
        class_=f"icon icon-{sign.value}",
        role=None if is_beside_word else "img",
        aria_label=None if is_beside_word else word,
        aria_hidden="true" if is_beside_word else None,
    )
    return markup(root)


def placed(sign: Kind, x: float, y: float, size: float, title: str = "") -> Element:
    """The sign with its centre at `x`, `y` of another drawing."""
    scale = size / 20
    move = f"translate({written(x - size / 2)} {written(y - size / 2)}) scale({written(scale)})"
    return group(*glyph(sign), title=title, transform=move)


def glyph(sign: Kind) -> list[Element]:
    if isinstance(sign, Variation):
        return _variation(sign)
    if isinstance(sign, Assurance):
        return _assurance(sign)
    return STATUS[sign]() if isinstance(sign, Status) else STATE[sign]()


def _variation(sign: Variation) -> list[Element]:
    """Common cause is a wave between two rails; the others are the mark of their points with an arrow in it."""
    if sign is Variation.COMMON:
        rails = [line(2, y, 18, y, stroke="faint", width=1.4, dash="3 2") for y in (3.5, 16.5)]
        return [*rails, _wave("quiet", 10)]
    kind, _, way = sign.value.partition("-")
    if kind == "improvement":
        ring = mark("circle", 10, 10, 9.1, fill="paper", stroke="improvement", width=1.2)
        back = [ring, mark("circle", 10, 10, 7.2, fill="improvement")]
    elif kind == "concern":
        back = [mark("square", 10, 10, 9.4, fill="concern")]
    else:
        back = [mark("diamond", 10, 10, 8, fill="neutral")]
    return [*back, *_way("paper", 1 if way == "low" else -1)]


def _way(colour: str, down: int) -> list[Element]:
    """An arrow up (-1) or down (1)."""
    shaft = stroked([(10, 10 - 3.6 * down), (10, 10 + down)], stroke=colour, width=2.2)
    return [shaft, arrow_head(10, 10 + 4.8 * down, 0, down, 5.4, fill=colour)]


def _wave(colour: str, y: float) -> Element:
    d = f"M2,{y + 1} C4,{y - 5} 6,{y - 5} 8,{y} S12,{y + 5} 14,{y} S17,{y - 3} 18,{y - 1}"
    return tag("path", d=d, fill="none", stroke=colour, stroke_width=2, stroke_linecap="round")


def _assurance(sign: Assurance) -> list[Element]:
    """A plate with the target as a line: a tick above it, a cross below it, a wave through it, or nothing yet."""
    fill = {Assurance.PASS: "agreed", Assurance.FAIL: "concern"}.get(sign, "paper")
    stroke = {Assurance.INCONSISTENT: "quiet", Assurance.NONE: "faint"}.get(sign, fill)
    dash = "3 2" if sign is Assurance.NONE else None
    plate = tag(
        "rect",
        x=1,
        y=1,
        width=18,
        height=18,
        rx=4.5,
        fill=fill,
        stroke=stroke,
        stroke_width=1.4,
        stroke_dasharray=dash,
    )
    if sign is Assurance.PASS:
        return [
            plate,
            line(4, 15.2, 16, 15.2, stroke="paper", width=1.6, dash="2.4 1.6"),
            tick(10, 8, 6, stroke="paper"),
        ]
    if sign is Assurance.FAIL:
        return [
            plate,
            line(4, 4.8, 16, 4.8, stroke="paper", width=1.6, dash="2.4 1.6"),
            cross(10, 12, 6, stroke="paper"),
        ]
    target = line(4, 10, 16, 10, stroke="quiet", width=1.4, dash="2.4 1.6")
    return [plate, target, _wave("ink", 10)] if sign is Assurance.INCONSISTENT else [plate, target]


def _loop() -> list[Element]:
    """A turn of three quarters with an arrow: a step that was done and is worked on again."""
    start, end, r = -0.15 * pi, 1.4 * pi, 6.6
    x1, y1, x2, y2 = 10 + r * cos(start), 10 + r * sin(start), 10 + r * cos(end), 10 + r * sin(end)
    d = f"M{written(x1)},{written(y1)} A{r},{r} 0 1 1 {written(x2)},{written(y2)}"
    arc = tag("path", d=d, fill="none", stroke="reopened", stroke_width=2.4, stroke_linecap="round")
    dx, dy = -sin(end), cos(end)
    return [arc, arrow_head(x2 + dx * 5, y2 + dy * 5, dx, dy, 6.4, fill="reopened")]


def _half() -> list[Element]:
    half = tag("path", d="M10,2.5 A7.5,7.5 0 0 1 10,17.5 Z", fill="brand")
    return [mark("circle", 10, 10, 7.5, fill="paper", stroke="brand", width=2), half]


STATUS: dict[Status, Callable[[], list[Element]]] = {
    Status.ON_TRACK: lambda: [mark("circle", 10, 10, 7.4, fill="on")],
    Status.WATCH: lambda: [mark("triangle", 10, 10.6, 7.6, fill="watch", stroke="ink", width=1.2)],
    Status.OFF_TRACK: lambda: [mark("square", 10, 10, 7.8, fill="off")],
    Status.NOT_JUDGED: lambda: [mark("circle", 10, 10, 6.6, fill="paper", stroke="quiet", width=2)],
}
STATE: dict[State, Callable[[], list[Element]]] = {
    State.NOT_STARTED: lambda: [
        mark("circle", 10, 10, 7.2, fill="paper", stroke="quiet", width=1.8, dash="2.6 2.2")
    ],
    State.OPEN: _half,
    State.REOPENED: _loop,
    State.DONE: lambda: [
        mark("circle", 10, 10, 8.5, fill="brand"),
        tick(10, 10, 7, stroke="paper", width=2.4),
    ],
}
