"""Cumulative net benefit by year: what has to be spent before it pays, one line an option."""

from collections.abc import Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from .chart import Chart, Column, Heading, Table, charted, empty_chart
from .layout import paragraph, spread
from .numbers import NumberFormat, Scale, nice_ticks, tick_format
from .shapes import mark
from .svg import group, line, polyline, tag, words, written
from .text import text_width, wrap

WIDTH, HEIGHT, TOP = 760.0, 280.0, 30.0
SMALL = 12.0
SIDE = 170.0  # room for the names at the right
# Colour, dash and shape together, so that any one of them tells the lines apart.
STYLES = (
    ("brand", None, "circle"),
    ("concern", "9 4", "square"),
    ("neutral", "3 3", "diamond"),
    ("improvement", "12 3 3 3", "triangle"),
    ("quiet", "6 2 1 2", "triangle-down"),
    ("ink", "1 3", "hexagon"),
)


@dataclass(frozen=True)
class Option:
    """Cumulative net value at each year; `is_filled` hatches what lies below zero (best for one option only)."""

    name: str
    values: Sequence[float]
    is_filled: bool = False


@dataclass(frozen=True)
class CurveLabels:
    years: Sequence[str]  # one for each value
    year: str
    unit: str
    break_even: str  # "Pays back in"; the year is written behind it
    no_break_even: str  # "Does not pay back"
    empty: str


@dataclass(frozen=True)
class Plot:
    heading: Heading
    options: Sequence[Option]
    labels: CurveLabels
    numbers: NumberFormat
    x: Scale
    y: Scale


def break_even(values: Sequence[float]) -> float | None:
    """Where the curve comes up through zero for good, in years from the first; None where it ends below.

    Straight between two years. A curve that never goes below zero breaks even at the start.
    """
    if not values or values[-1] < 0:
        return None
    below = [index for index, value in enumerate(values) if value < 0]
    if not below:
        return 0.0
    last = below[-1]
    return last + -values[last] / (values[last + 1] - values[last])


def curve(options: Sequence[Option], heading: Heading, labels: CurveLabels, numbers: NumberFormat) -> Chart:
    """Lines that fall while it costs and rise while it pays."""
    heads = [Column(labels.year), *(Column(option.name, True) for option in options)]
    values = [value for option in options for value in option.values]
    if not values:
        return empty_chart(heading, labels.empty, heads)
    ticks = nice_ticks(min(0, *values), max(0, *values))
    form = tick_format(numbers, ticks)
    left = max(text_width(form(tick), SMALL) for tick in ticks) + 16
    x = Scale(0, max(1, len(labels.years) - 1), left + 6, WIDTH - SIDE - 10)
    bottom = TOP + max(HEIGHT, len(options) * _tag_height(options, labels))
    plot = Plot(heading, options, labels, numbers, x, Scale(ticks[0], ticks[-1], bottom, TOP))
    body = [*_axes(plot, ticks, left), *_areas(plot), *_lines(plot), *_names(plot)]
    return charted(heading, WIDTH, bottom + 34, body, _table(plot, heads), kind="curve")


def _axes(plot: Plot, ticks: Sequence[float], left: float) -> list[Element]:
    form, right = tick_format(plot.numbers, ticks), WIDTH - SIDE
    drawn = [words(plot.labels.unit, 4, 16, size=SMALL, fill="quiet")]
    for tick in ticks:
        y, is_zero = plot.y(tick), tick == 0
        drawn.append(
            line(left, y, right, y, stroke="ink" if is_zero else "grid", width=1.6 if is_zero else 1)
        )
        drawn.append(words(form(tick), left - 8, y + 4, size=SMALL, fill="quiet", anchor="end"))
    widest = max(text_width(year, SMALL) for year in plot.labels.years) + 10
    room = max(1.0, abs(plot.x(1) - plot.x(0)))
    every = int(widest // room) + 1
    for index, year in enumerate(plot.labels.years):
        if index % every == 0:
            drawn.append(
                words(year, plot.x(index), plot.y.start + 22, size=SMALL, fill="quiet", anchor="middle")
            )
    return drawn


def _areas(plot: Plot) -> list[Element]:
    """What lies below zero, tinted and hatched."""
    filled = [option for option in plot.options if option.is_filled]
    if not filled:
        return []
    name = f"{plot.heading.id}-hatch"
    stripe = line(0, 0, 0, 8, stroke="off", width=2.4)
    ground = tag("rect", width=8, height=8, fill="off-tint")
    pattern = tag("pattern", ground, stripe, width=8, height=8)
    for key, value in (("id", name), ("patternUnits", "userSpaceOnUse"), ("patternTransform", "rotate(45)")):
        pattern.set(key, value)
    shapes = [
        tag("path", d=_below(plot, option), fill=f"url(#{name})", fill_opacity=0.55) for option in filled
    ]
    return [tag("defs", pattern), *shapes]


def _below(plot: Plot, option: Option) -> str:
    """A path round the parts of the curve that lie under zero."""
    corners: list[tuple[float, float]] = []
    for index, value in enumerate(option.values):
        before = option.values[index - 1] if index else 0.0
        if index and before * value < 0:
            corners.append((index - 1 + before / (before - value), 0.0))
        corners.append((index, min(value, 0.0)))
    outline = [(0.0, 0.0), *corners, (len(option.values) - 1, 0.0)]
    return "M" + " L".join(f"{written(plot.x(at))},{written(plot.y(value))}" for at, value in outline) + " Z"


def _lines(plot: Plot) -> list[Element]:
    drawn: list[Element] = []
    for option, (colour, dash, shape) in zip(plot.options, _styles(plot.options), strict=True):
        spots = [(plot.x(index), plot.y(value)) for index, value in enumerate(option.values)]
        drawn.append(polyline(spots, stroke=colour, width=2.2, dash=dash))
        for (x, y), year, value in zip(spots, plot.labels.years, option.values, strict=False):
            title = f"{option.name}, {year}: {plot.numbers(value)}"
            drawn.append(group(mark(shape, x, y, 4, fill=colour, stroke="paper", width=1), title=title))
    for option, (colour, _, _) in zip(plot.options, _styles(plot.options), strict=True):
        at = break_even(option.values)
        if at:
            ring = mark("circle", plot.x(at), plot.y(0), 7, fill="paper", stroke=colour, width=2.4)
            drawn.append(
                group(
                    ring,
                    mark("circle", plot.x(at), plot.y(0), 2.4, fill=colour),
                    title=_pays(option, plot.labels),
                )
            )
    return drawn


def _styles(options: Sequence[Option]) -> list[tuple[str, str | None, str]]:
    return [STYLES[index % len(STYLES)] for index in range(len(options))]


def _pays(option: Option, labels: CurveLabels) -> str:
    """When it pays back, in words; nothing for an option that never costs more than it has brought."""
    at = break_even(option.values)
    if at == 0:
        return ""
    if at is None:
        return labels.no_break_even
    return f"{labels.break_even} {labels.years[int(-(-at // 1))]}"


def _tag_lines(option: Option, labels: CurveLabels) -> tuple[list[str], list[str]]:
    room = SIDE - 40
    return wrap(option.name, room, 13, is_bold=True), wrap(_pays(option, labels), room, SMALL)


def _tag_height(options: Sequence[Option], labels: CurveLabels) -> float:
    """The room of the tallest name with its pay-back year, and a gap."""
    return max(sum(map(len, _tag_lines(option, labels))) for option in options) * 15 + 8


def _names(plot: Plot) -> list[Element]:
    """Each line's name and pay-back year at its end, kept apart."""
    texts = [_tag_lines(option, plot.labels) for option in plot.options]
    height = _tag_height(plot.options, plot.labels)
    wanted = [plot.y(option.values[-1]) if option.values else plot.y(0) for option in plot.options]
    placed = spread(wanted, height, TOP + 8, plot.y.start - height + 26)
    drawn: list[Element] = []
    left = WIDTH - SIDE + 34
    for (name, pays), style, natural, y in zip(texts, _styles(plot.options), wanted, placed, strict=True):
        colour, dash, shape = style
        drawn.append(polyline([(WIDTH - SIDE + 1, natural), (left - 26, y)], stroke="faint", width=0.8))
        drawn.append(line(left - 26, y, left - 6, y, stroke=colour, width=2.2, dash=dash))
        drawn.append(mark(shape, left - 16, y, 4, fill=colour, stroke="paper", width=1))
        drawn += paragraph(name, left, y + 4, leading=1.15, weight=600)
        drawn += paragraph(pays, left, y + 4 + len(name) * 15, size=SMALL, leading=1.25, fill="quiet")
    return drawn


def _table(plot: Plot, heads: list[Column]) -> Table:
    rows = [
        [year, *(plot.numbers(option.values[i]) if i < len(option.values) else "" for option in plot.options)]
        for i, year in enumerate(plot.labels.years)
    ]
    rows.append(["", *(_pays(option, plot.labels) for option in plot.options)])
    return Table(plot.heading.title, heads, rows)
