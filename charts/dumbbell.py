"""Then and now on one line, with what was aimed at."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from xml.etree.ElementTree import Element

from .chart import Chart, Column, Drawing, Heading, Table, charted_twice, empty_chart
from .layout import Key, legend, paragraph
from .levels import LEADING, SIZE, Frame, Levels, frame_for, head, head_height, name_tag, numbers, upright
from .numbers import Scale
from .shapes import arrow_head, mark
from .svg import group, line, tag
from .text import wrap

RING, DISC = 6.5, 5.0  # then and now; where they fall together both are seen
FIELD = 34.0
PAD = 18.0


class Direction(StrEnum):
    UP = "up"
    DOWN = "down"
    SAME = "same"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Change:
    """One dimension, then and now; None where there is no value."""

    label: str
    before: float | None
    after: float | None
    target: float | None = None


@dataclass(frozen=True)
class DumbbellLabels:
    row: str
    before: str  # "May 2024"
    after: str
    target: str
    change: str
    directions: dict[Direction, str]  # a word each; unknown where one of the two values is missing
    missing: str  # stands where a value is missing
    empty: str


def dumbbell(heading: Heading, rows: Sequence[Change], scale: Levels, labels: DumbbellLabels) -> Chart:
    """A row for each dimension, in the order given."""
    if not rows:
        return empty_chart(heading, labels.empty, _columns(rows, labels))
    draw = partial(_drawn, rows, scale, labels)
    return charted_twice(heading, draw, _table(heading, rows, scale, labels), kind="dumbbell")


def direction(row: Change, scale: Levels) -> Direction:
    """A change too small to be written is none."""
    if row.before is None or row.after is None:
        return Direction.UNKNOWN
    change = row.after - row.before
    if abs(change) < 0.5 * 10 ** -max(scale.numbers.decimals, 1):
        return Direction.SAME
    return Direction.UP if change > 0 else Direction.DOWN


def _told(row: Change, scale: Levels, labels: DumbbellLabels) -> str:
    """The direction's word, with how much: "Up +1.5"."""
    way = direction(row, scale)
    word = labels.directions[way]
    if way in (Direction.SAME, Direction.UNKNOWN) or row.before is None or row.after is None:
        return word
    sign = "+" if way is Direction.UP else ""
    return f"{word} {sign}{scale.written(row.after - row.before)}"


def _drawn(rows: Sequence[Change], scale: Levels, labels: DumbbellLabels, is_narrow: bool) -> Drawing:
    frame = frame_for(is_narrow=is_narrow)
    x = frame.scale(scale, PAD)
    drawn = head(frame, scale, x)
    y = head_height(frame, scale)
    for row in rows:
        part, height = _row(frame, x, row, scale, labels, y)
        drawn += part
        y += height
    if len(rows) > 8:
        drawn += numbers(scale, x, y + 16)
        y += 22
    keys, height = legend(_keys(rows, labels), 8, y + 22, frame.width - 16, SIZE, 22)
    return frame.width, y + 22 + height, [*drawn, *keys]


def _row(
    frame: Frame, x: Scale, row: Change, scale: Levels, labels: DumbbellLabels, y: float
) -> tuple[list[Element], float]:
    """One row from `y` down, and its height: on a page in three columns, on a phone one under the other."""
    names = wrap(row.label, frame.name_room, SIZE, is_bold=True)
    told = wrap(_told(row, scale, labels), frame.verdict_room - 24, SIZE)
    if frame.is_narrow:
        top_told = y + 6 + len(names) * LEADING
        top = top_told + len(told) * LEADING + 4
        height = top + FIELD - y
        top_names = y + 6
    else:
        height = max(FIELD, (max(len(names), len(told))) * LEADING + 12)
        top = y + (height - FIELD) / 2
        top_names, top_told = (y + (height - len(lines) * LEADING) / 2 for lines in (names, told))
    drawn = [line(8, y, frame.width - 8, y, stroke="grid")]
    drawn += name_tag(names, 8, top_names)
    drawn.append(_way_mark(direction(row, scale), frame.verdict_left + 8, top_told + 8))
    drawn += paragraph(told, frame.verdict_left + 22, top_told + 13, size=SIZE, leading=LEADING / SIZE)
    span = (top, top + FIELD) if frame.is_narrow else (y, y + height)
    drawn += upright(scale, x, *span)
    return drawn + _pair(x, row, scale, labels, top + FIELD / 2), height


def _pair(x: Scale, row: Change, scale: Levels, labels: DumbbellLabels, y: float) -> list[Element]:
    """Target, line, then and now, each with its value where a pointer rests on it."""
    drawn: list[Element] = []
    if row.target is not None:
        title = f"{labels.target}: {scale.written(row.target)}"
        drawn.append(group(*_target(x(row.target), y), title=title))
    if row.before is not None and row.after is not None:
        drawn += _joined(x(row.before), x(row.after), y)
    if row.before is not None:
        title = f"{labels.before}: {scale.written(row.before)}"
        drawn.append(group(_then(x(row.before), y), title=title))
    if row.after is not None:
        title = f"{labels.after}: {scale.written(row.after)}"
        drawn.append(group(_now(x(row.after), y), title=title))
    return drawn


def _joined(before: float, after: float, y: float) -> list[Element]:
    """A line between the two, its arrow head just before now where there is room for one."""
    way = 1 if after > before else -1
    drawn = [line(before, y, after, y, stroke="quiet", width=2.2)]
    if abs(after - before) > 30:
        drawn.append(arrow_head(after - way * (DISC + 2), y, way, 0, 10, fill="quiet"))
    return drawn


def _then(x: float, y: float) -> Element:
    return mark("circle", x, y, RING, fill="paper", stroke="quiet", width=1.8)


def _now(x: float, y: float) -> Element:
    return mark("circle", x, y, DISC, fill="brand", stroke="paper", width=0.8)


def _target(x: float, y: float) -> tuple[Element, Element, Element]:
    """A tall stroke with a bar at either end: it shows above and below a mark on the same spot."""
    ends = [tag("rect", x=x - 4, y=y + end, width=8, height=2.4, fill="target") for end in (-13, 10.6)]
    return line(x, y - 12, x, y + 12, stroke="target", width=2.2), ends[0], ends[1]


def _way_mark(way: Direction, x: float, y: float) -> Element:
    """Up and down by the way a triangle points, a bar for no change, an open ring for what cannot be told."""
    if way is Direction.UP:
        return mark("triangle", x, y, 6, fill="ink")
    if way is Direction.DOWN:
        return mark("triangle-down", x, y, 6, fill="paper", stroke="ink", width=1.6)
    if way is Direction.SAME:
        return tag("rect", x=x - 6.5, y=y - 2, width=13, height=4, fill="quiet")
    return mark("circle", x, y, 5, fill="paper", stroke="faint", width=1.6, dash="2.5 2")


def _keys(rows: Sequence[Change], labels: DumbbellLabels) -> list[Key]:
    keys: list[Key] = [(_then, labels.before), (_now, labels.after)]
    has_target = any(row.target is not None for row in rows)
    return [*keys, (lambda x, y: group(*_target(x, y)), labels.target)] if has_target else keys


def _columns(rows: Sequence[Change], labels: DumbbellLabels) -> list[Column]:
    values = [labels.before, labels.after]
    values += [labels.target] if any(row.target is not None for row in rows) else []
    return [Column(labels.row), *(Column(name, True) for name in values), Column(labels.change)]


def _table(heading: Heading, rows: Sequence[Change], scale: Levels, labels: DumbbellLabels) -> Table:
    heads = _columns(rows, labels)
    has_target = len(heads) == 5
    cells = []
    for row in rows:
        written = [
            labels.missing if value is None else scale.written(value) for value in (row.before, row.after)
        ]
        if has_target:
            written.append("" if row.target is None else scale.written(row.target))
        cells.append([row.label, *written, _told(row, scale, labels)])
    return Table(heading.title, heads, cells)
