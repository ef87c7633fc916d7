"""A radar: profiles over the same axes, one closed outline each, told apart by hue, dash and mark alike."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from math import ceil, cos, hypot, pi, sin, sqrt
from typing import Literal
from xml.etree.ElementTree import Element

from .chart import Chart, Column, Drawing, Heading, Table, charted_twice, empty_chart
from .layout import Key, legend, paragraph, spread
from .levels import LEADING, SIZE, Levels
from .numbers import tick_format
from .shapes import mark
from .svg import group, line, polyline, tag, words, written
from .text import text_width, wrap

WIDTH, RADIUS = 760.0, 180.0
PHONE_WIDTH, PHONE_RADIUS = 360.0, 146.0
ROOM = WIDTH / 2 - RADIUS - 22  # for a label at the side
NEAREST = (
    0.5  # no side label begins nearer to the middle, in parts of the radius: the one on top stands there
)
HOLE = 0.14  # the lowest level is a small ring, so that the profiles at it stay apart
SMALL = 13.0
LANE = 8.0  # between profiles that share a level
KEY = 40.0  # width of a line in the legend: room for its dash
# Colour, dash, shape and whether the mark is open. Every dash and every mark is there once only.
STYLES: tuple[tuple[str, str | None, str, bool], ...] = (
    ("brand", None, "circle", False),
    ("concern", "9 4", "square", False),
    ("neutral", "3 3", "diamond", True),
    ("improvement", "12 3 3 3", "triangle", False),
    ("series-5", "6 2 1 2", "circle", True),
    ("ink", "1 3", "triangle-down", False),
    ("series-7", "18 4", "square", True),
    ("quiet", "9 3 2 3 2 3", "hexagon", False),
)


@dataclass(frozen=True)
class Axis:
    label: str


@dataclass(frozen=True)
class Profile:
    """`values` holds one for each axis; the outline is open at None. A main profile is thick and lightly filled."""

    name: str
    values: Sequence[float | None]
    emphasis: Literal["main", "other"] = "other"


@dataclass(frozen=True)
class RadarLabels:
    number: str
    axis: str
    missing: str  # stands where a value is missing
    empty: str


@dataclass(frozen=True)
class Plot:
    axes: Sequence[Axis]
    series: Sequence[Profile]
    scale: Levels
    cx: float
    cy: float
    radius: float

    def reach(self, value: float) -> float:
        """How far from the middle a value lies, in pixels."""
        share = (value - self.scale.low) / (self.scale.high - self.scale.low)
        return (HOLE + share * (1 - HOLE)) * self.radius

    def angle(self, axis: float) -> float:
        """Clockwise from the top."""
        return -pi / 2 + 2 * pi * axis / len(self.axes)

    def spot(self, axis: float, reach: float, aside: float = 0) -> tuple[float, float]:
        """A point on an axis, or `aside` of it by so many pixels."""
        angle = self.angle(axis)
        across, down = cos(angle), sin(angle)
        return self.cx + reach * across - aside * down, self.cy + reach * down + aside * across


def radar(
    heading: Heading,
    axes: Sequence[Axis],
    series: Sequence[Profile],
    *,
    scale: Levels,
    labels: RadarLabels,
) -> Chart:
    """From 3 axes and up to 8 profiles. Where names have no room the axes are numbered and the names stand below."""
    heads = [Column(labels.number, True), Column(labels.axis), *(Column(item.name, True) for item in series)]
    if not series or not axes:
        return empty_chart(heading, labels.empty, heads)
    if len(axes) < 3 or len(series) > len(STYLES):
        raise ValueError(f"A radar takes 3 axes or more and up to {len(STYLES)} profiles.")
    if any(len(item.values) != len(axes) for item in series):
        raise ValueError("A profile has one value for each axis.")
    draw = partial(_drawn, axes, series, scale)
    return charted_twice(heading, draw, _table(heading, axes, series, scale, heads, labels), kind="radar")


def outlines(values: Sequence[float | None]) -> list[list[int]]:
    """The axes that a line joins, in order. A full turn ends where it began; each gap opens the outline."""
    gaps = [axis for axis, value in enumerate(values) if value is None]
    if not gaps:
        return [[*range(len(values)), 0]]
    found: list[list[int]] = [[]]
    for step in range(len(values)):
        axis = (gaps[0] + step) % len(values)
        if values[axis] is None:
            found.append([])
        else:
            found[-1].append(axis)
    return [part for part in found if part]


def lanes(values: Sequence[float | None], is_main: Sequence[bool]) -> list[int]:
    """How many lanes aside of the axis each profile passes it: those on one level side by side, a main one first."""
    order = sorted(range(len(values)), key=lambda index: not is_main[index])
    taken: dict[float, int] = {}
    found = [0] * len(values)
    for index in order:
        value = values[index]
        if value is None:
            continue
        nth = taken.get(round(value, 2), 0)
        taken[round(value, 2)] = nth + 1
        found[index] = (nth + 1) // 2 * (1 if nth % 2 else -1)
    return found


def _drawn(axes: Sequence[Axis], series: Sequence[Profile], scale: Levels, is_narrow: bool) -> Drawing:
    if is_narrow:
        return _with_numbers(axes, series, scale, PHONE_WIDTH, PHONE_RADIUS, columns=1)
    texts = [wrap(axis.label, ROOM, SIZE) for axis in axes]
    if _gap(texts) * ((len(axes) - 1) // 2) > 2 * RADIUS:
        return _with_numbers(axes, series, scale, WIDTH, RADIUS, columns=2)
    return _with_names(axes, series, scale, texts)


def _gap(texts: Sequence[Sequence[str]]) -> float:
    """From the middle of one name at the side to that of the next."""
    return max(map(len, texts)) * LEADING + 6


def _with_names(
    axes: Sequence[Axis], series: Sequence[Profile], scale: Levels, texts: Sequence[Sequence[str]]
) -> Drawing:
    """The names around the rings, the legend under them."""
    above = len(texts[0]) * LEADING + 18
    below = len(texts[len(axes) // 2]) * LEADING + 12 if len(axes) % 2 == 0 else 8
    plot = Plot(axes, series, scale, WIDTH / 2, above + RADIUS, RADIUS)
    top = plot.cy + RADIUS + below + 26
    keys, height = legend(_keys(series), 8, top, WIDTH - 16, SIZE, KEY)
    return WIDTH, top + height, [*_rings(plot), *_names(plot, texts), *keys]


def _with_numbers(
    axes: Sequence[Axis],
    series: Sequence[Profile],
    scale: Levels,
    width: float,
    radius: float,
    *,
    columns: int,
) -> Drawing:
    """A number at each axis where names have no room; the legend and the numbered names below."""
    plot = Plot(axes, series, scale, width / 2, radius + 28, radius)
    drawn = _rings(plot)
    for index in range(len(axes)):
        x, y = plot.spot(index, radius + 15)
        drawn.append(words(str(index + 1), x, y + 5, size=SIZE, anchor="middle", weight=600))
    top = 2 * radius + 76
    keys, height = legend(_keys(series), 8, top, width - 16, SIZE, KEY)
    drawn += keys
    bottom, each, room = top, ceil(len(axes) / columns), width / columns
    for column in range(columns):
        numbered = list(enumerate(axes, start=1))[column * each : (column + 1) * each]
        names, end = _list(numbered, column * room, top + height + 12, room)
        drawn += names
        bottom = max(bottom, end)
    return width, bottom, drawn


def _list(
    numbered: Sequence[tuple[int, Axis]], x: float, y: float, room: float
) -> tuple[list[Element], float]:
    """The names of axes under each other from `x`, and where the list ends."""
    drawn: list[Element] = []
    for number, axis in numbered:
        lines = wrap(axis.label, room - 46, SIZE)
        drawn.append(words(str(number), x + 28, y, size=SIZE, anchor="end", weight=600))
        drawn += paragraph(lines, x + 38, y, size=SIZE, leading=LEADING / SIZE)
        y += len(lines) * LEADING + 5
    return drawn, y


def _rings(plot: Plot) -> list[Element]:
    """The profiles on their grid, the light fill under it and the numbers of the rings on top."""
    placed = _placed(plot)
    drawn = [_filled(plot, item, spots) for item, spots in placed if item.emphasis == "main"]
    drawn += _grid(plot)
    in_order = sorted(range(len(placed)), key=lambda index: placed[index][0].emphasis == "main")
    for index in in_order:
        item, spots = placed[index]
        drawn += _outline(item, spots, index)
    for index in in_order:
        item, spots = placed[index]
        drawn += _marks(plot, item, spots, index)
    return drawn + _levels(plot)


Spots = dict[int, tuple[float, float]]  # by axis; none where a value is missing


def _placed(plot: Plot) -> list[tuple[Profile, Spots]]:
    found: list[tuple[Profile, Spots]] = [(item, {}) for item in plot.series]
    for axis in range(len(plot.axes)):
        values = [item.values[axis] for item in plot.series]
        asides = lanes(values, [item.emphasis == "main" for item in plot.series])
        most = max(map(abs, asides)) * 2 + 1
        for value, aside, (_, spots) in zip(values, asides, found, strict=True):
            if value is not None:
                reach = plot.reach(value)
                step = min(LANE, 2 * pi * reach / len(plot.axes) / most)
                spots[axis] = plot.spot(axis, reach, aside * step)
    return found


def _grid(plot: Plot) -> list[Element]:
    drawn: list[Element] = []
    around = [*range(len(plot.axes)), 0]
    for level in plot.scale.lines():
        ring = [plot.spot(axis, plot.reach(level)) for axis in around]
        is_edge = level == plot.scale.high
        drawn.append(polyline(ring, stroke="faint" if is_edge else "grid", width=1.2 if is_edge else 1))
    inner = plot.reach(plot.scale.low)
    drawn += [
        line(*plot.spot(axis, inner), *plot.spot(axis, plot.radius), stroke="grid") for axis in around[:-1]
    ]
    return drawn


def _levels(plot: Plot) -> list[Element]:
    """The number of each ring, half-way between the last axis and the first, where no mark stands."""
    form = tick_format(plot.scale.numbers, plot.scale.lines())
    drawn: list[Element] = []
    for level in plot.scale.lines():
        x, y = plot.spot(len(plot.axes) - 0.5, plot.reach(level) * cos(pi / len(plot.axes)))
        width = text_width(form(level), SMALL) + 4
        ground = tag("rect", x=x - width / 2, y=y - 7.5, width=width, height=15, rx=3, fill="paper")
        ground.set("fill-opacity", "0.8")
        drawn += [ground, words(form(level), x, y + 4.5, size=SMALL, fill="quiet", anchor="middle")]
    return drawn


def _filled(plot: Plot, item: Profile, spots: Spots) -> Element:
    """The ground of a main profile; with a gap in it, sectors from the middle."""
    d = ""
    for part in outlines(item.values):
        corners = [spots[axis] for axis in part]
        if None in item.values:
            corners.insert(0, (plot.cx, plot.cy))
        d += "M" + " L".join(f"{written(x)},{written(y)}" for x, y in corners) + " Z "
    return tag("path", d=d.strip(), fill="tint")


def _outline(item: Profile, spots: Spots, index: int) -> list[Element]:
    colour, dash, _, _ = STYLES[index]
    width = 3.2 if item.emphasis == "main" else 1.6
    return [
        polyline([spots[axis] for axis in part], stroke=colour, width=width, dash=dash)
        for part in outlines(item.values)
        if len(part) > 1
    ]


def _marks(plot: Plot, item: Profile, spots: Spots, index: int) -> list[Element]:
    r = 5.0 if item.emphasis == "main" else 4.0
    return [
        group(
            _mark(index, x, y, r),
            title=f"{item.name}. {plot.axes[axis].label}: {plot.scale.written(item.values[axis] or 0)}",
        )
        for axis, (x, y) in spots.items()
    ]


def _mark(index: int, x: float, y: float, r: float) -> Element:
    colour, _, shape, is_open = STYLES[index]
    if is_open:
        return mark(shape, x, y, r * 0.9, fill="paper", stroke=colour, width=1.6)
    return mark(shape, x, y, r, fill=colour, stroke="paper", width=0.8)


def _keys(series: Sequence[Profile]) -> list[Key]:
    return [(partial(_key, item, index), item.name) for index, item in enumerate(series)]


def _key(item: Profile, index: int, x: float, y: float) -> Element:
    colour, dash, _, _ = STYLES[index]
    is_main = item.emphasis == "main"
    sample = line(x - KEY / 2, y, x + KEY / 2, y, stroke=colour, width=3.2 if is_main else 1.6, dash=dash)
    return group(sample, _mark(index, x, y, 5 if is_main else 4))


def _names(plot: Plot, texts: Sequence[Sequence[str]]) -> list[Element]:
    """The names of the axes: the first on top, one at the foot where the number is even, the others at the sides."""
    count, gap = len(texts), _gap(texts)
    low, high = plot.cy - plot.radius, plot.cy + plot.radius
    drawn = _centred(plot, texts[0], plot.cy - plot.radius - 16 - (len(texts[0]) - 1) * LEADING)
    if count % 2 == 0:
        drawn += _centred(plot, texts[count // 2], plot.cy + plot.radius + 24)
    right = range(1, (count + 1) // 2)
    for side, axes in ((1, right), (-1, range(count // 2 + 1, count))):
        wanted = [plot.spot(axis, plot.radius + 14)[1] for axis in axes]
        placed = spread(wanted, gap, low + gap / 2, high - gap / 2)
        for axis, y in zip(axes, placed, strict=True):
            drawn += _beside(plot, axis, texts[axis], y, side)
    return drawn


def _centred(plot: Plot, lines: Sequence[str], y: float) -> list[Element]:
    return paragraph(lines, plot.cx, y, size=SIZE, leading=LEADING / SIZE, anchor="middle")


def _beside(plot: Plot, axis: int, lines: Sequence[str], y: float, side: int) -> list[Element]:
    """A name as near to the rings as its height allows, its middle at `y`; a thin line leads to it from afar."""
    high = len(lines) * LEADING / 2
    near = max(0.0, abs(y - plot.cy) - high)
    away = max(sqrt(max((plot.radius + 14) ** 2 - near**2, 0)), plot.radius * NEAREST)
    x = plot.cx + side * away
    from_x, from_y = plot.spot(axis, plot.radius + 4)
    drawn: list[Element] = []
    if hypot(x - from_x, y - from_y) > 22:
        drawn.append(line(from_x, from_y, x - side * 4, y, stroke="faint", width=0.8))
    anchor = None if side > 0 else "end"
    return drawn + paragraph(lines, x, y - high + 13, size=SIZE, leading=LEADING / SIZE, anchor=anchor)


def _table(
    heading: Heading,
    axes: Sequence[Axis],
    series: Sequence[Profile],
    scale: Levels,
    heads: list[Column],
    labels: RadarLabels,
) -> Table:
    rows = []
    for index, axis in enumerate(axes):
        values = [item.values[index] for item in series]
        cells = [labels.missing if value is None else scale.written(value) for value in values]
        rows.append([str(index + 1), axis.label, *cells])
    return Table(heading.title, heads, rows)
