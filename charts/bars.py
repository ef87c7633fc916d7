"""Horizontal bars: a ranking with what each criterion contributes, and costs against benefits by partner."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from xml.etree.ElementTree import Element

from .chart import Chart, Column, Heading, Table, charted, empty_chart
from .layout import Key, legend, paragraph
from .numbers import NumberFormat, Scale, nice_ticks, tick_format
from .palette import SERIES, text_on
from .svg import group, line, tag, words
from .text import text_width, wrap

WIDTH, NAMES, TOP = 760.0, 200.0, 34.0
BAR, GAP, LEADING = 22.0, 14.0, 16.0
SMALL = 12.0


@dataclass(frozen=True)
class Ranked:
    """`parts` are the contributions in the order of the criteria, none below zero."""

    name: str
    parts: Sequence[float]


@dataclass(frozen=True)
class RankingLabels:
    name: str
    criteria: Sequence[str]
    total: str
    empty: str


@dataclass(frozen=True)
class Balance:
    """What one partner puts in and gets out; `cost` is given as a positive number."""

    name: str
    cost: float
    benefit: float


@dataclass(frozen=True)
class BalanceLabels:
    name: str
    cost: str
    benefit: str
    net: str
    empty: str


def ranking(items: Sequence[Ranked], heading: Heading, labels: RankingLabels, numbers: NumberFormat) -> Chart:
    """Stacked bars in the order given. Each part carries its criterion's letter, so colour is never needed."""
    heads = [
        Column(labels.name),
        *(Column(name, True) for name in labels.criteria),
        Column(labels.total, True),
    ]
    if not items:
        return empty_chart(heading, labels.empty, heads)
    totals = [sum(item.parts) for item in items]
    side = max(text_width(numbers(total), 14, is_bold=True) for total in totals) + 20
    x = Scale(0, max(totals) or 1, NAMES, WIDTH - side)
    keys, height = legend(_letters(labels.criteria), 10, 14, WIDTH - 20)
    drawn, y = list(keys), height + 14
    for item, total in zip(items, totals, strict=True):
        names = wrap(item.name, NAMES - 22, 13)
        row = _row_height(names)
        drawn += _name(names, y, row)
        drawn += _stack(item, labels, numbers, x, y + row / 2)
        drawn.append(words(numbers(total), x(total) + 8, y + row / 2 + 5, size=14, weight=600))
        y += row
    rows = [
        [item.name, *map(numbers, item.parts), numbers(total)]
        for item, total in zip(items, totals, strict=True)
    ]
    return charted(heading, WIDTH, y + 6, drawn, Table(heading.title, heads, rows), kind="ranking")


def _row_height(names: Sequence[str]) -> float:
    return max(BAR, len(names) * LEADING) + GAP


def _name(names: Sequence[str], y: float, row: float) -> list[Element]:
    first = y + row / 2 - (len(names) - 1) * LEADING / 2 + 4
    return paragraph(names, NAMES - 12, first, leading=LEADING / 13, anchor="end")


def letter(index: int) -> str:
    """A, B, … Z, AA, AB …"""
    ahead = letter(index // 26 - 1) if index >= 26 else ""
    return ahead + chr(ord("A") + index % 26)


def _letters(criteria: Sequence[str]) -> list[Key]:
    return [(partial(_swatch, index), name) for index, name in enumerate(criteria)]


def _swatch(index: int, x: float, y: float) -> Element:
    fill = SERIES[index % len(SERIES)]
    plate = tag("rect", x=x - 9, y=y - 9, width=18, height=18, rx=3, fill=fill)
    return group(
        plate, words(letter(index), x, y + 4, size=SMALL, fill=text_on(fill), anchor="middle", weight=600)
    )


def _stack(item: Ranked, labels: RankingLabels, numbers: NumberFormat, x: Scale, y: float) -> list[Element]:
    drawn: list[Element] = []
    done = 0.0
    for index, (part, criterion) in enumerate(zip(item.parts, labels.criteria, strict=True)):
        left, right = x(done), x(done + part)
        done += part
        if right - left < 0.5:
            continue
        fill = SERIES[index % len(SERIES)]
        box = tag("rect", x=left, y=y - BAR / 2, width=right - left, height=BAR, fill=fill, stroke="paper")
        inside = [box]
        if right - left > text_width(letter(index), SMALL, is_bold=True) + 4:
            word = words(
                letter(index), (left + right) / 2, y + 4, size=SMALL, fill=text_on(fill), anchor="middle"
            )
            inside.append(word)
        drawn.append(group(*inside, title=f"{item.name}. {criterion}: {numbers(part)}"))
    return drawn


def balances(
    items: Sequence[Balance], heading: Heading, labels: BalanceLabels, numbers: NumberFormat
) -> Chart:
    """Who pays to the left of the line and who gains to the right of it; the net stands at the end of the row."""
    heads = [Column(labels.name), *(Column(name, True) for name in (labels.cost, labels.benefit, labels.net))]
    if not items:
        return empty_chart(heading, labels.empty, heads)
    nets = [numbers(item.benefit - item.cost) for item in items]
    side = max(text_width(text, 14, is_bold=True) for text in (*nets, labels.net)) + 24
    x, ticks = _balance_scale(items, numbers, WIDTH - side)
    rows, bottom = _balance_rows(items, nets, numbers, x)
    drawn = [*_balance_axis(ticks, numbers, x, bottom), *_balance_heads(labels, x), *rows]
    cells = [
        [item.name, numbers(item.cost), numbers(item.benefit), net]
        for item, net in zip(items, nets, strict=True)
    ]
    return charted(heading, WIDTH, bottom + 30, drawn, Table(heading.title, heads, cells), kind="balances")


def _balance_scale(
    items: Sequence[Balance], numbers: NumberFormat, right: float
) -> tuple[Scale, list[float]]:
    """Wide enough that the value beyond the longest bar at either side stays clear of its neighbours."""
    cost, benefit = max(item.cost for item in items), max(item.benefit for item in items)
    before = max(text_width(numbers(item.cost), SMALL) for item in items) + 10
    after = max(text_width(numbers(item.benefit), SMALL) for item in items) + 10
    ticks = nice_ticks(-cost, benefit)
    scale = Scale(-cost, benefit, NAMES + before, right - after)
    if cost + benefit <= 0:
        scale = Scale(-1, 1, NAMES + before, right - after)
    return scale, [tick for tick in ticks if scale.low <= tick <= scale.high]


def _balance_axis(ticks: Sequence[float], numbers: NumberFormat, x: Scale, bottom: float) -> list[Element]:
    form = tick_format(numbers, ticks)
    drawn: list[Element] = []
    end = -1e9  # where the last written tick ends
    for tick in ticks:
        at, half = x(tick), text_width(form(abs(tick)), SMALL) / 2
        drawn.append(line(at, TOP, at, bottom, stroke="grid"))
        if at - half > end:
            drawn.append(words(form(abs(tick)), at, bottom + 18, size=SMALL, fill="quiet", anchor="middle"))
            end = at + half + 8
    return [*drawn, line(x(0), TOP - 6, x(0), bottom, stroke="ink", width=1.6)]


def _balance_heads(labels: BalanceLabels, x: Scale) -> list[Element]:
    return [
        words(labels.cost, x(0) - 10, 20, fill="concern", anchor="end", weight=600),
        words(labels.benefit, x(0) + 10, 20, fill="brand", weight=600),
        words(labels.net, WIDTH - 8, 20, anchor="end", weight=600),
    ]


def _balance_rows(
    items: Sequence[Balance], nets: Sequence[str], numbers: NumberFormat, x: Scale
) -> tuple[list[Element], float]:
    drawn: list[Element] = []
    y = TOP
    for item, net in zip(items, nets, strict=True):
        names = wrap(item.name, NAMES - 22, 13)
        row = _row_height(names)
        middle = y + row / 2
        left, zero, right = x(-item.cost), x(0), x(item.benefit)
        drawn += _name(names, y, row)
        drawn.append(tag("rect", x=left, y=middle - BAR / 2, width=zero - left, height=BAR, fill="concern"))
        drawn.append(tag("rect", x=zero, y=middle - BAR / 2, width=right - zero, height=BAR, fill="brand"))
        drawn.append(words(numbers(item.cost), left - 6, middle + 4, size=SMALL, fill="quiet", anchor="end"))
        drawn.append(words(numbers(item.benefit), right + 6, middle + 4, size=SMALL, fill="quiet"))
        drawn.append(words(net, WIDTH - 8, middle + 5, size=14, anchor="end", weight=600))
        y += row
    return drawn, y
