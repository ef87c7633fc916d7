"""Shares of a whole: a row with one or two bars from 0 to 100 %, and the answers to one question as a small bar."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from xml.etree.ElementTree import Element

from .chart import Chart, Column, Drawing, Heading, Table, charted, charted_twice, empty_chart
from .layout import Key, legend, paragraph
from .levels import LEADING, SIZE, Frame, Levels, frame_for, head, head_height, name_tag, upright
from .numbers import NumberFormat, Scale
from .svg import group, tag, words
from .text import wrap

BAR, STEP, PAD = 13.0, 19.0, 10.0
VALUE = 52.0  # room for a number beyond the longest bar
SCALE = Levels(0, 100, (0, 25, 50, 75, 100), numbers=NumberFormat(suffix="%"))
# Dark and light, so that they differ in print too; the light ones have an outline.
FILLS = (("brand", "brand"), ("series-2", "brand"), ("paper", "quiet"))
SMALL_WIDTH, SMALL_HEIGHT = 150.0, 16.0


@dataclass(frozen=True)
class Share:
    """`values` are percentages in the order of the series, None where there is none; `note` says of how many."""

    label: str
    values: Sequence[float | None]
    note: str = ""


@dataclass(frozen=True)
class SharesLabels:
    """One to three series."""

    row: str
    series: Sequence[str]
    note: str
    missing: str
    empty: str


def shares(heading: Heading, rows: Sequence[Share], labels: SharesLabels) -> Chart:
    """In the order given."""
    heads = [Column(labels.row), *(Column(name, True) for name in labels.series), Column(labels.note)]
    if not rows:
        return empty_chart(heading, labels.empty, heads)
    cells = [[row.label, *(_written(value, labels) for value in row.values), row.note] for row in rows]
    draw = partial(_drawn, rows, labels)
    return charted_twice(heading, draw, Table(heading.title, heads, cells), kind="shares")


def _written(value: float | None, labels: SharesLabels) -> str:
    return labels.missing if value is None else SCALE.written(value)


def _drawn(rows: Sequence[Share], labels: SharesLabels, is_narrow: bool) -> Drawing:
    frame = frame_for(is_narrow=is_narrow)
    x = Scale(SCALE.low, SCALE.high, frame.left + PAD, frame.right - VALUE)
    drawn = head(frame, SCALE, x)
    y = head_height(frame, SCALE)
    for row in rows:
        part, height = _row(frame, x, row, labels, y)
        drawn += part
        y += height
    keys: list[Key] = [(partial(_swatch, index), name) for index, name in enumerate(labels.series)]
    told, height = legend(keys, 8, y + 18, frame.width - 16, SIZE)
    return frame.width, y + 18 + height, [*drawn, *told]


def _row(frame: Frame, x: Scale, row: Share, labels: SharesLabels, y: float) -> tuple[list[Element], float]:
    """One row from `y` down, and its height: on a phone the name and the note stand above the bars."""
    names = wrap(row.label, frame.name_room, SIZE, is_bold=True)
    notes = wrap(row.note, frame.verdict_room, SIZE)
    field = len(labels.series) * STEP
    if frame.is_narrow:
        top_names, top_notes = y + 6, y + 6 + len(names) * LEADING
        top = top_notes + len(notes) * LEADING + 4
        height = top + field + 8 - y
    else:
        height = max(field, max(len(names), len(notes)) * LEADING) + 14
        top = y + (height - field) / 2
        top_names, top_notes = (y + (height - len(lines) * LEADING) / 2 for lines in (names, notes))
    drawn = [*upright(SCALE, x, top - 2, top + field + 2), *name_tag(names, 8, top_names)]
    drawn += paragraph(
        notes, frame.verdict_left, top_notes + 13, size=SIZE, leading=LEADING / SIZE, fill="quiet"
    )
    for index, value in enumerate(row.values):
        drawn += _bar(x, value, row, labels, index, top + index * STEP + STEP / 2)
    return drawn, height


def _bar(
    x: Scale, value: float | None, row: Share, labels: SharesLabels, index: int, y: float
) -> list[Element]:
    written = _written(value, labels)
    at = words(written, x(value or 0) + 6, y + 5, size=SIZE, fill="quiet" if value is None else "ink")
    if not value:
        return [at]
    fill, edge = FILLS[index]
    box = tag("rect", x=x(0), y=y - BAR / 2, width=x(value) - x(0), height=BAR, fill=fill, stroke=edge)
    return [group(box, title=f"{row.label}. {labels.series[index]}: {written}"), at]


def _swatch(index: int, x: float, y: float) -> Element:
    fill, edge = FILLS[index]
    return tag("rect", x=x - 8, y=y - 6, width=16, height=12, fill=fill, stroke=edge)


def tally(heading: Heading, answers: Sequence[tuple[str, int]]) -> Chart:
    """150 × 16, for a cell of a table: how many gave each of up to three answers, side by side."""
    total = sum(n for _word, n in answers)
    table = Table(
        heading.title, [Column(word, True) for word, _n in answers], [[str(n) for _w, n in answers]]
    )
    drawn: list[Element] = []
    left = 1.0
    for (word, n), (fill, edge) in zip(answers, FILLS, strict=False):
        width = (SMALL_WIDTH - 2) * n / total if total else 0
        if n:
            box = tag("rect", x=left, y=2, width=width, height=SMALL_HEIGHT - 4, fill=fill, stroke=edge)
            drawn.append(group(box, title=f"{word}: {n}"))
        left += width
    return charted(heading, SMALL_WIDTH, SMALL_HEIGHT, drawn, table, kind="tally", is_fixed=True)
