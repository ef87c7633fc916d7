"""A population by age band, one group at each side."""

from collections.abc import Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from .chart import Chart, Column, Heading, Table, charted, empty_chart
from .numbers import NumberFormat, Scale, nice_ticks, tick_format
from .svg import group, line, tag, words
from .text import text_width

WIDTH, TOP = 760.0, 34.0
ROW, BAR = 22.0, 17.0
SMALL = 12.0


@dataclass(frozen=True)
class Band:
    name: str
    left: float
    right: float


@dataclass(frozen=True)
class PyramidLabels:
    band: str
    left: str
    right: str
    unit: str
    empty: str


def pyramid(bands: Sequence[Band], heading: Heading, labels: PyramidLabels, numbers: NumberFormat) -> Chart:
    """Bands from the youngest up, as they are given; both sides to the same scale."""
    heads = [Column(labels.band), Column(labels.left, True), Column(labels.right, True)]
    if not bands:
        return empty_chart(heading, labels.empty, heads)
    most = max(max(band.left, band.right) for band in bands)
    ticks = [tick for tick in nice_ticks(0, most or 1, count=4) if 0 <= tick <= (most or 1)]
    middle = max(text_width(band.name, 13) for band in bands) / 2 + 10
    room = text_width(numbers(most), SMALL) + 14
    left = Scale(0, most or 1, WIDTH / 2 - middle, room)
    right = Scale(0, most or 1, WIDTH / 2 + middle, WIDTH - room)
    bottom = TOP + ROW * len(bands)
    body = [*_axis(ticks, numbers, (left, right), bottom), *_heads(labels, left, right, bottom)]
    for index, band in enumerate(bands):
        y = bottom - ROW * (index + 0.5)
        body.append(words(band.name, WIDTH / 2, y + 4, anchor="middle"))
        body.append(_bar(left, band.left, y, "series-3", f"{labels.left}, {band.name}", numbers))
        body.append(_bar(right, band.right, y, "series-1", f"{labels.right}, {band.name}", numbers))
    rows = [[band.name, numbers(band.left), numbers(band.right)] for band in bands]
    return charted(heading, WIDTH, bottom + 48, body, Table(heading.title, heads, rows), kind="pyramid")


def _axis(
    ticks: Sequence[float], numbers: NumberFormat, sides: Sequence[Scale], bottom: float
) -> list[Element]:
    form = tick_format(numbers, ticks)
    drawn: list[Element] = []
    for side in sides:
        for tick in ticks:
            x = side(tick)
            drawn.append(line(x, TOP, x, bottom, stroke="grid"))
            drawn.append(words(form(tick), x, bottom + 18, size=SMALL, fill="quiet", anchor="middle"))
    return drawn


def _heads(labels: PyramidLabels, left: Scale, right: Scale, bottom: float) -> list[Element]:
    return [
        words(labels.left, left(0), 20, fill="series-3", anchor="end", weight=600),
        words(labels.right, right(0), 20, fill="series-1", weight=600),
        words(labels.unit, WIDTH / 2, bottom + 38, size=SMALL, fill="quiet", anchor="middle"),
    ]


def _bar(scale: Scale, value: float, y: float, fill: str, title: str, numbers: NumberFormat) -> Element:
    """A bar away from the middle with its value at the outer end."""
    near, far = sorted((scale(0), scale(value)))
    is_left = scale.end < scale.start
    at = near - 6 if is_left else far + 6
    box = tag("rect", x=near, y=y - BAR / 2, width=far - near, height=BAR, fill=fill)
    plate_width = text_width(numbers(value), SMALL) + 4
    plate_x = at - plate_width + 2 if is_left else at - 2
    plate = tag("rect", x=plate_x, y=y - BAR / 2, width=plate_width, height=BAR, fill="paper")
    word = words(numbers(value), at, y + 4, size=SMALL, fill="quiet", anchor="end" if is_left else None)
    return group(box, plate, word, title=f"{title}: {numbers(value)}")
