"""Power against interest: who stands where, and where they are needed."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from math import cos, hypot, pi, sin, sqrt
from xml.etree.ElementTree import Element

from .chart import Chart, Column, Heading, Table, charted, empty_chart
from .layout import Key, legend, paragraph
from .numbers import NumberFormat, Scale
from .palette import text_on
from .shapes import arrow_head, mark
from .svg import group, line, tag, words
from .text import text_width, wrap

WIDTH = 760.0
LEFT, TOP, SIDE = 44.0, 12.0, 440.0
LIST = LEFT + SIDE + 24
R = 11.0
LEADING = 16.0
GOLDEN = pi * (3 - sqrt(5))  # the turn between the seeds of a sunflower: never twice the same direction


class Attitude(StrEnum):
    CHAMPION = "champion"
    SUPPORTER = "supporter"
    NEUTRAL = "neutral"
    RESISTANT = "resistant"
    BLOCKER = "blocker"
    UNKNOWN = "unknown"


# Shape, fill and edge. Round is for us and square against us; a filled mark is the stronger of two alike.
MARKS: dict[Attitude, tuple[str, str, str]] = {
    Attitude.CHAMPION: ("circle", "on", "on"),
    Attitude.SUPPORTER: ("circle", "paper", "on"),
    Attitude.NEUTRAL: ("hexagon", "band", "quiet"),
    Attitude.RESISTANT: ("square", "paper", "off"),
    Attitude.BLOCKER: ("square", "off", "off"),
    Attitude.UNKNOWN: ("diamond", "paper", "faint"),
}


@dataclass(frozen=True)
class Actor:
    """`needed` is the (interest, power) the programme needs; an arrow leads there."""

    name: str
    interest: float
    power: float
    attitude: Attitude = Attitude.UNKNOWN
    needed: tuple[float, float] | None = None


@dataclass(frozen=True)
class ScatterLabels:
    interest: str
    power: str
    low: str
    high: str
    number: str
    name: str
    attitude: str
    needed: str
    quadrant: str
    attitudes: dict[Attitude, str]  # a word each
    # High power first: low interest, high interest; then low power: low interest, high interest.
    quadrants: tuple[str, str, str, str]
    empty: str


@dataclass(frozen=True)
class Plot:
    labels: ScatterLabels
    x: Scale
    y: Scale
    cut: float

    def quadrant(self, actor: Actor) -> str:
        row = 0 if actor.power >= self.cut else 2
        return self.labels.quadrants[row + (1 if actor.interest >= self.cut else 0)]


def scatter(
    actors: Sequence[Actor],
    heading: Heading,
    labels: ScatterLabels,
    *,
    low: float = 1,
    high: float = 5,
    cut: float = 2.5,
) -> Chart:
    """Both scores run from `low` to `high`; the grid is parted at `cut`, and a score from there on is high."""
    if not actors:
        return empty_chart(heading, labels.empty, _columns(labels))
    pad = (high - low) * 0.1
    x = Scale(low - pad, high + pad, LEFT, LEFT + SIDE)
    plot = Plot(labels, x, Scale(low - pad, high + pad, TOP + SIDE, TOP), cut)
    spots = apart([(plot.x(a.interest), plot.y(a.power)) for a in actors], R * 2.35, _frame())
    names, bottom = _names(actors)
    keys, height = legend(_keys(actors, labels), LEFT, max(bottom, TOP + SIDE + 40) + 12, WIDTH - LEFT - 10)
    body = [*_grid(plot), *_arrows(plot, actors, spots), *_actors(plot, actors, spots), *names, *keys]
    total = max(bottom, TOP + SIDE + 40) + height + 4
    return charted(heading, WIDTH, total, body, _table(plot, actors, heading), kind="scatter")


def _frame() -> tuple[float, float, float, float]:
    """Where a mark's centre may be: inside the grid and clear of the quadrants' names."""
    return LEFT + R + 3, TOP + R + 22, LEFT + SIDE - R - 3, TOP + SIDE - R - 22


def apart(
    wanted: Sequence[tuple[float, float]], gap: float, frame: tuple[float, float, float, float]
) -> list[tuple[float, float]]:
    """Each spot as near as can be to the one wanted, `gap` from those before it; the same every time.

    Tries spots along a sunflower spiral round the wanted one. When the frame is full, the wanted spot is kept.
    """
    placed: list[tuple[float, float]] = []
    for x, y in wanted:
        tries = (
            (x + sqrt(i) * gap * 0.3 * cos(i * GOLDEN), y + sqrt(i) * gap * 0.3 * sin(i * GOLDEN))
            for i in range(2000)
        )
        inside = (
            spot for spot in tries if frame[0] <= spot[0] <= frame[2] and frame[1] <= spot[1] <= frame[3]
        )
        free = (spot for spot in inside if all(hypot(spot[0] - a, spot[1] - b) >= gap for a, b in placed))
        placed.append(next(free, (x, y)))
    return placed


def _grid(plot: Plot) -> list[Element]:
    x, y = plot.x(plot.cut), plot.y(plot.cut)
    right, bottom = LEFT + SIDE, TOP + SIDE
    cells = (
        (LEFT, TOP, x, y, "wash"),
        (x, TOP, right, y, "tint"),
        (LEFT, y, x, bottom, "paper"),
        (x, y, right, bottom, "wash"),
    )
    drawn: list[Element] = []
    for (x1, y1, x2, y2, fill), name in zip(cells, plot.labels.quadrants, strict=True):
        drawn.append(tag("rect", x=x1, y=y1, width=x2 - x1, height=y2 - y1, fill=fill, stroke="grid"))
        lines = wrap(name, x2 - x1 - 20, 13, is_bold=True)
        top = y1 + 18 if y1 == TOP else y2 - 8 - (len(lines) - 1) * LEADING
        drawn += paragraph(lines, x1 + 10, top, leading=LEADING / 13, fill="quiet", weight=600)
    return drawn + _axis(plot)


def _axis(plot: Plot) -> list[Element]:
    labels, base = plot.labels, TOP + SIDE
    drawn = [
        words(labels.low, LEFT, base + 18, size=12, fill="quiet"),
        words(labels.high, LEFT + SIDE, base + 18, size=12, fill="quiet", anchor="end"),
        words(labels.interest, LEFT + SIDE / 2, base + 19, anchor="middle", weight=600),
    ]
    ends = ((labels.low, base, None), (labels.high, TOP, "end"), (labels.power, TOP + SIDE / 2, "middle"))
    for text, y, anchor in ends:
        is_name = text is labels.power
        word = words(
            text,
            0,
            0,
            size=13 if is_name else 12,
            fill="ink" if is_name else "quiet",
            anchor=anchor,
            weight=600 if is_name else None,
        )
        drawn.append(group(word, transform=f"translate({LEFT - 14:g} {y:g}) rotate(-90)"))
    half = text_width(labels.interest, 13, is_bold=True) / 2 + 10
    drawn.append(arrow_head(LEFT + SIDE / 2 + half + 8, base + 15, 1, 0, 9, fill="quiet"))
    half = text_width(labels.power, 13, is_bold=True) / 2 + 10
    return [*drawn, arrow_head(LEFT - 18, TOP + SIDE / 2 - half - 8, 0, -1, 9, fill="quiet")]


def _arrows(plot: Plot, actors: Sequence[Actor], spots: Sequence[tuple[float, float]]) -> list[Element]:
    """From where each actor is drawn to where the programme needs them."""
    drawn: list[Element] = []
    for actor, (x, y) in zip(actors, spots, strict=True):
        if not actor.needed or actor.needed == (actor.interest, actor.power):
            continue
        to_x, to_y = plot.x(actor.needed[0]), plot.y(actor.needed[1])
        length = hypot(to_x - x, to_y - y)
        if length < R * 2:
            continue
        dx, dy = (to_x - x) / length, (to_y - y) / length
        drawn.append(line(x, y, to_x - dx * 8, to_y - dy * 8, stroke="brand", width=1.6, dash="5 3"))
        drawn.append(arrow_head(to_x, to_y, dx, dy, 10, fill="brand"))
    return drawn


def _attitude_mark(attitude: Attitude, x: float, y: float, r: float = 7.5) -> Element:
    shape, fill, stroke = MARKS[attitude]
    return mark(shape, x, y, r if shape != "diamond" else r * 0.95, fill=fill, stroke=stroke, width=1.8)


def _actors(plot: Plot, actors: Sequence[Actor], spots: Sequence[tuple[float, float]]) -> list[Element]:
    return [
        _numbered(number, actor, x, y, R, f"{number}. {actor.name}: {plot.labels.attitudes[actor.attitude]}")
        for number, (actor, (x, y)) in enumerate(zip(actors, spots, strict=True), start=1)
    ]


def _numbered(number: int, actor: Actor, x: float, y: float, r: float, title: str = "") -> Element:
    fill = text_on(MARKS[actor.attitude][1])
    word = words(str(number), x, y + 4, size=11, fill=fill, anchor="middle", weight=600)
    return group(_attitude_mark(actor.attitude, x, y, r), word, title=title)


def _names(actors: Sequence[Actor]) -> tuple[list[Element], float]:
    """The numbered list beside the grid, and where it ends."""
    drawn: list[Element] = []
    y = TOP + 14
    for number, actor in enumerate(actors, start=1):
        lines = wrap(actor.name, WIDTH - LIST - 36, 13)
        drawn.append(_numbered(number, actor, LIST + 10, y, 10))
        drawn += paragraph(lines, LIST + 28, y + 4, leading=LEADING / 13)
        y += len(lines) * LEADING + 11
    return drawn, y


def _keys(actors: Sequence[Actor], labels: ScatterLabels) -> list[Key]:
    present = {actor.attitude for actor in actors}
    keys: list[Key] = [
        (partial(_attitude_mark, attitude), labels.attitudes[attitude])
        for attitude in Attitude
        if attitude in present
    ]
    if any(actor.needed for actor in actors):
        keys.append((_key_arrow, labels.needed))
    return keys


def _key_arrow(x: float, y: float) -> Element:
    return group(
        line(x - 8, y, x + 2, y, stroke="brand", width=1.6, dash="5 3"),
        arrow_head(x + 10, y, 1, 0, 9, fill="brand"),
    )


def _columns(labels: ScatterLabels) -> list[Column]:
    words_ = [
        Column(labels.number, True),
        Column(labels.name),
        Column(labels.power, True),
        Column(labels.interest, True),
    ]
    return [*words_, Column(labels.attitude), Column(labels.quadrant), Column(labels.needed)]


def _table(plot: Plot, actors: Sequence[Actor], heading: Heading) -> Table:
    labels = plot.labels
    rows = []
    for number, actor in enumerate(actors, start=1):
        row = [str(number), actor.name, _score(actor.power), _score(actor.interest)]
        row += [labels.attitudes[actor.attitude], plot.quadrant(actor), ""]
        if actor.needed:
            interest, power = actor.needed
            row[-1] = f"{labels.power} {_score(power)}, {labels.interest} {_score(interest)}"
        rows.append(row)
    return Table(heading.title, _columns(labels), rows)


def _score(value: float) -> str:
    return NumberFormat(0 if value == int(value) else 1)(value)
