"""The ratings themselves, a dot each: where the middle lies, who stands away from it, and what was agreed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import partial
from math import ceil
from xml.etree.ElementTree import Element

from .chart import Chart, Column, Drawing, Heading, Table, charted_twice, empty_chart
from .layout import Key, legend, paragraph
from .levels import LEADING, SIZE, Frame, Levels, frame_for, head, head_height, name_tag, numbers, upright
from .numbers import Scale
from .shapes import mark, stroked, tick
from .svg import group, line, tag, words
from .text import wrap

DOT, STEP = 4.0, 10.6  # radius and distance of the dots
MANY, HIGH = 15, 5  # more than that on one level are drawn as a bar; no pile is higher than that
BAR, BAR_TEXT = 44.0, 16.0
FOOT, FLAG = 8.0, 20.0  # under the base of a row, without and with a flag
INDENT = 14.0  # of a part's name


class Verdict(StrEnum):
    AGREEMENT = "agreement"
    SPLIT = "split"


@dataclass(frozen=True)
class DotRow:
    """`counts` tells how many gave each level. `own` is the reader's own rating; `agreed` the level agreed on.

    A part is a group within the row above it. `instead` is what to say where the counts may not be shown.
    """

    label: str
    counts: Mapping[int, int] = field(default_factory=dict)
    median: float | None = None
    agreed: float | None = None
    own: int | None = None
    verdict: Verdict | None = None
    note: str = ""  # stands under the verdict
    is_part: bool = False
    instead: str = ""

    def shown(self) -> "DotRow":
        """Without anything that could tell of counts that may not be shown."""
        return DotRow(self.label, is_part=self.is_part, instead=self.instead) if self.instead else self

    @property
    def is_bars(self) -> bool:
        return max(self.counts.values(), default=0) > MANY


@dataclass(frozen=True)
class DotsLabels:
    row: str
    level: str  # "Level"; its number is written behind it
    rating: str  # "One rating"
    ratings: str  # "Number of ratings", for the bars
    median: str
    region: str  # "Region of agreement"
    agreed: str
    own: str
    verdict: str
    note: str
    verdicts: dict[Verdict, str]  # a word each
    empty: str


@dataclass(frozen=True)
class Plot:
    frame: Frame
    scale: Levels
    x: Scale
    cell: float  # the width of a level
    across: int  # dots side by side in a pile
    pile: float  # the height of the tallest pile
    labels: DotsLabels
    reach: float

    def height(self, row: DotRow) -> float:
        """Of a row's plot above its base."""
        return (BAR + BAR_TEXT if row.is_bars else self.pile) + 10


def dots(
    heading: Heading, rows: Sequence[DotRow], scale: Levels, labels: DotsLabels, *, reach: float = 1
) -> Chart:
    """A row for each dimension or group. The levels within `reach` of the median are the region of agreement."""
    stray = {level for row in rows for level in row.counts if level not in scale.lines()}
    if stray:
        raise ValueError(f"Ratings off the scale: {sorted(stray)}.")
    if not rows:
        return empty_chart(heading, labels.empty, _columns(rows, scale, labels))
    shown = [row.shown() for row in rows]
    draw = partial(_drawn, shown, scale, labels, reach)
    return charted_twice(heading, draw, _table(heading, shown, scale, labels), kind="dots")


def _drawn(
    rows: Sequence[DotRow], scale: Levels, labels: DotsLabels, reach: float, is_narrow: bool
) -> Drawing:
    plot = _plot(rows, scale, labels, reach, frame_for(is_narrow=is_narrow))
    drawn = head(plot.frame, scale, plot.x)
    y = head_height(plot.frame, scale)
    for row in rows:
        part, height = _row(plot, row, y)
        drawn += part
        y += height
    if len(rows) > 5:
        drawn += numbers(scale, plot.x, y + 16)
        y += 22
    keys, height = legend(_keys(rows, labels), 8, y + 22, plot.frame.width - 16, SIZE, 22)
    return plot.frame.width, y + 22 + height, [*drawn, *keys]


def _plot(rows: Sequence[DotRow], scale: Levels, labels: DotsLabels, reach: float, frame: Frame) -> Plot:
    """Piles as wide as the tallest needs to stay within HIGH, the same in every row, so that rows compare."""
    cell = (frame.right - frame.left) / len(scale.lines())
    most = max((max(row.counts.values(), default=0) for row in rows if not row.is_bars), default=0)
    across = max(1, min(ceil(most / HIGH), int((cell - 4) // STEP)))
    pile = max(2, ceil(most / across)) * STEP
    return Plot(frame, scale, frame.scale(scale, cell / 2), cell, across, pile, labels, reach)


def _row(plot: Plot, row: DotRow, y: float) -> tuple[list[Element], float]:
    """One row from `y` down, and its height: on a page in three columns, on a phone one under the other."""
    frame = plot.frame
    indent = INDENT if row.is_part else 0
    names = wrap(row.label, frame.name_room - indent, SIZE, is_bold=True)
    verdict, said = _verdict(plot, row)
    named = len(names) * LEADING
    field_ = _field_height(plot, row)
    if frame.is_narrow:
        top = y + 12 + named + said
        height = 12 + named + said + field_
    else:
        top = y + 4
        height = max(field_, named + 12, said + 12) + 4
    drawn = [line(8, y, frame.width - 8, y, stroke="band" if row.is_part else "faint")]
    drawn += name_tag(names, 8 + indent, y + 6, is_part=row.is_part)
    drawn += [group(*verdict, transform=f"translate(0 {y + 6 + (named if frame.is_narrow else 0):g})")]
    drawn += _instead(plot, row, top) if row.instead else _field(plot, row, top)
    return drawn, height


def _field_height(plot: Plot, row: DotRow) -> float:
    if row.instead:
        return len(_instead_lines(plot, row)) * LEADING + 8
    return plot.height(row) + 4 + (FOOT if row.agreed is None else FLAG)


def _instead_lines(plot: Plot, row: DotRow) -> list[str]:
    return wrap(row.instead, plot.frame.right - plot.frame.left - 4, SIZE)


def _instead(plot: Plot, row: DotRow, top: float) -> list[Element]:
    lines = _instead_lines(plot, row)
    return paragraph(lines, plot.frame.left + 2, top + 15, size=SIZE, leading=LEADING / SIZE, fill="quiet")


def _field(plot: Plot, row: DotRow, top: float) -> list[Element]:
    """The plot of one row: region, levels, median, then the ratings on top."""
    base = top + plot.height(row)
    drawn = _region(plot, row, top, base)
    drawn += upright(plot.scale, plot.x, top, base)
    drawn.append(line(plot.frame.left, base, plot.frame.right, base, stroke="faint"))
    if row.median is not None:
        drawn.append(
            _median(plot.x(row.median), top, base, f"{plot.labels.median}: {_written(plot, row.median)}")
        )
    drawn += _bars(plot, row, base) if row.is_bars else _piles(plot, row, base)
    if row.agreed is not None:
        x = plot.x(row.agreed)
        drawn.append(group(_flag(x, base + 9), title=f"{plot.labels.agreed}: {_written(plot, row.agreed)}"))
        drawn.append(
            words(_written(plot, row.agreed), x + 14, base + 15, size=SIZE, fill="brand", weight=600)
        )
    return drawn


def _written(plot: Plot, value: float) -> str:
    return plot.scale.written(value)


def _region(plot: Plot, row: DotRow, top: float, base: float) -> list[Element]:
    """Behind whole levels, not parts of them: a level lies in the region or it does not."""
    if row.median is None:
        return []
    inside = [level for level in plot.scale.lines() if abs(level - row.median) <= plot.reach]
    if not inside:
        return []
    left, right = plot.x(inside[0]) - plot.cell * 0.46, plot.x(inside[-1]) + plot.cell * 0.46
    return [tag("rect", x=left, y=top, width=right - left, height=base - top, rx=3, fill="tint")]


def _median(x: float, top: float, base: float, title: str) -> Element:
    upright_ = line(x, top, x, base, stroke="ink", width=2.2)
    return group(upright_, mark("triangle-down", x, top + 3, 4.5, fill="ink"), title=title)


def _piles(plot: Plot, row: DotRow, base: float) -> list[Element]:
    drawn: list[Element] = []
    for level, count in sorted(row.counts.items()):
        spots = [_spot(plot, level, count, index, base) for index in range(count)]
        round_ = [mark("circle", x, y, DOT, fill="brand", stroke="paper", width=0.8) for x, y in spots]
        if round_:
            drawn.append(group(*round_, title=_told(plot, row, level)))
    if row.own is not None:
        count = max(1, row.counts.get(row.own, 0))
        drawn.append(_own(plot, *_spot(plot, row.own, count, count - 1, base)))
    return drawn


def _spot(plot: Plot, level: float, count: int, index: int, base: float) -> tuple[float, float]:
    """The centre of one dot of a pile, filled from the base up and each of its lines in the middle of the level."""
    above, nth = divmod(index, plot.across)
    in_line = min(plot.across, count - above * plot.across)
    x = plot.x(level) + (nth - (in_line - 1) / 2) * STEP
    return x, base - STEP * (above + 0.5) - 1


def _bars(plot: Plot, row: DotRow, base: float) -> list[Element]:
    """Bars against the tallest of their own row, for rows differ in how many rated."""
    drawn: list[Element] = []
    tallest, width = max(row.counts.values()), min(plot.cell * 0.5, 34)
    for level, count in sorted(row.counts.items()):
        if not count:
            continue
        x, high = plot.x(level), count / tallest * BAR
        bar = tag("rect", x=x - width / 2, y=base - high, width=width, height=high, fill="brand")
        number = words(str(count), x, base - high - 4, size=13, anchor="middle", weight=600)
        parts = [bar, number]
        if level == row.median:  # its line would run through the number
            parts.insert(0, tag("rect", x=x - 4, y=base - high - 15, width=8, height=14, fill="tint"))
        drawn.append(group(*parts, title=_told(plot, row, level)))
    return [*drawn, _own(plot, plot.x(row.own), base - 9)] if row.own is not None else drawn


def _told(plot: Plot, row: DotRow, level: int) -> str:
    return f"{row.label}. {plot.labels.level} {level}: {row.counts[level]}"


def _own(plot: Plot, x: float, y: float) -> Element:
    return group(*_ring(x, y), title=plot.labels.own)


def _ring(x: float, y: float) -> tuple[Element, Element]:
    ring = mark("circle", x, y, DOT + 1.8, fill="paper", stroke="ink", width=1.6)
    return ring, mark("circle", x, y, DOT - 1, fill="ink")


def _flag(x: float, y: float) -> Element:
    """A pennant on its pole, the pole at `x`."""
    pole = line(x, y - 8, x, y + 8, stroke="brand", width=1.8)
    return group(
        pole, tag("polygon", points=f"{x:g},{y - 8:g} {x + 11:g},{y - 4:g} {x:g},{y:g}", fill="brand")
    )


def _verdict(plot: Plot, row: DotRow) -> tuple[list[Element], float]:
    """The verdict's mark and word with its note, from the top left of their column, and their height."""
    left = plot.frame.verdict_left
    drawn: list[Element] = []
    y = 0.0
    if row.verdict:
        lines = wrap(plot.labels.verdicts[row.verdict], plot.frame.verdict_room - 24, SIZE, is_bold=True)
        drawn = [verdict_mark(row.verdict, left + 8, 8)]
        drawn += paragraph(lines, left + 22, 13, size=SIZE, leading=LEADING / SIZE, weight=600)
        y = len(lines) * LEADING
    notes = wrap(row.note, plot.frame.verdict_room - 24, 13)
    drawn += paragraph(notes, left + 22, y + 12, size=13, leading=16 / 13, fill="quiet")
    return drawn, y + len(notes) * 16


def verdict_mark(verdict: Verdict, x: float, y: float) -> Element:
    """A ticked disc, or a diamond cut in two."""
    if verdict is Verdict.AGREEMENT:
        return group(mark("circle", x, y, 7.5, fill="agreed"), tick(x, y, 7, stroke="paper", width=1.8))
    whole = mark("diamond", x, y, 6.6, fill="paper", stroke="concern", width=1.8)
    return group(whole, stroked([(x, y - 5), (x, y + 5)], stroke="concern", width=1.8))


def _keys(rows: Sequence[DotRow], labels: DotsLabels) -> list[Key]:
    """Only what this drawing shows."""
    keys: list[tuple[bool, Key]] = [
        (
            any(row.counts and not row.is_bars for row in rows),
            (partial(mark, "circle", r=DOT, fill="brand"), labels.rating),
        ),
        (any(row.is_bars for row in rows), (_bar_key, labels.ratings)),
        (any(row.median is not None for row in rows), (_median_key, labels.median)),
        (any(row.median is not None for row in rows), (_region_key, labels.region)),
        (any(row.agreed is not None for row in rows), (lambda x, y: _flag(x - 4, y), labels.agreed)),
        (any(row.own is not None for row in rows), (lambda x, y: group(*_ring(x, y)), labels.own)),
    ]
    return [key for is_shown, key in keys if is_shown]


def _bar_key(x: float, y: float) -> Element:
    return tag("rect", x=x - 5, y=y - 8, width=10, height=16, fill="brand")


def _median_key(x: float, y: float) -> Element:
    return _median(x, y - 8, y + 9, "")


def _region_key(x: float, y: float) -> Element:
    return tag("rect", x=x - 10, y=y - 7, width=20, height=14, rx=3, fill="tint", stroke="grid")


def _columns(rows: Sequence[DotRow], scale: Levels, labels: DotsLabels) -> list[Column]:
    """Only the columns that some row has anything to say in."""
    found = [Column(labels.row)]
    found += [Column(f"{labels.level} {scale.written(level)}", True) for level in scale.lines()]
    found.append(Column(labels.median, True))
    found += [Column(labels.agreed, True)] if any(row.agreed is not None for row in rows) else []
    found += [Column(labels.own, True)] if any(row.own is not None for row in rows) else []
    found.append(Column(labels.verdict))
    return found + ([Column(labels.note)] if any(row.note or row.instead for row in rows) else [])


def _table(heading: Heading, rows: Sequence[DotRow], scale: Levels, labels: DotsLabels) -> Table:
    heads = _columns(rows, scale, labels)
    names = [column.label for column in heads]
    cells = [_cells(row, scale, labels) for row in rows]
    return Table(heading.title, heads, [[found.get(name, "") for name in names] for found in cells])


def _cells(row: DotRow, scale: Levels, labels: DotsLabels) -> dict[str, str]:
    """What a row says, by the name of its column; nothing of a row that may not be shown."""
    if row.instead:
        return {labels.row: row.label, labels.note: row.instead}
    levels = {
        f"{labels.level} {scale.written(level)}": row.counts.get(int(level), 0) for level in scale.lines()
    }
    values = {labels.median: row.median, labels.agreed: row.agreed, labels.own: row.own}
    return (
        {name: str(count) for name, count in levels.items()}
        | {name: "" if value is None else scale.written(value) for name, value in values.items()}
        | {labels.row: row.label, labels.note: row.note}
        | {labels.verdict: labels.verdicts[row.verdict] if row.verdict else ""}
    )
