"""A run chart or an XmR chart: one drawing for both; the limits, targets and notes that are given are shown."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from xml.etree.ElementTree import Element

from .chart import Chart, Heading, charted, empty_chart
from .dates import date_ticks, long_date
from .layout import Key, legend, paragraph, spread
from .numbers import Scale, nice_ticks, tick_format
from .series import Point, Segment, Series, SeriesLabels, Sign, Target, columns, runs, series_table, sign_mark
from .svg import group, line, polyline, tag, words
from .text import text_width, wrap

WIDTH = 760.0
HEIGHT = 250.0  # of the plot itself
TOP = 30.0
SMALL = 12.0
NOTE_ROW = 22.0


@dataclass(frozen=True)
class Plot:
    """Where things stand: pixels for days and values, and the frame's edges."""

    data: Series
    labels: SeriesLabels
    ticks: list[float]
    first: date
    last: date
    left: float
    right: float
    top: float

    @property
    def bottom(self) -> float:
        return self.top + HEIGHT

    def x(self, day: date) -> float:
        inset = 10.0
        return Scale(0, (self.last - self.first).days, self.left + inset, self.right - inset)(
            (day - self.first).days
        )

    def y(self, value: float) -> float:
        return Scale(self.ticks[0], self.ticks[-1], self.bottom, self.top)(value)


def time_series(data: Series, heading: Heading, labels: SeriesLabels) -> Chart:
    """Points with dates; `data.segments` make it a run chart (centre only) or an XmR chart (with limits)."""
    if not any(point.value is not None for point in data.points):
        return empty_chart(heading, labels.empty, columns(data, labels))
    plot = _plot(data, labels)
    body = [
        *_axes(plot),
        *_segments(plot),
        *_targets(plot),
        *_baseline(plot),
        *_note_marks(plot),
        *_points(plot),
    ]
    body += _side_labels(plot)
    keys, height = legend(_keys(data, labels), plot.left, plot.bottom + 62, WIDTH - plot.left - 12)
    notes, notes_height = _notes(plot, plot.bottom + 56 + height)
    total = plot.bottom + 56 + height + notes_height
    table = series_table(data, labels, heading.title)
    return charted(heading, WIDTH, total, [*body, *keys, *notes], table, kind="time-series")


def _plot(data: Series, labels: SeriesLabels) -> Plot:
    levels = data.levels()
    ticks = nice_ticks(min(levels), max(levels))
    form = tick_format(data.numbers, ticks)
    left = max(text_width(form(tick), SMALL) for tick in ticks) + 16
    side = max((text_width(text, SMALL) for _, text, _ in _levels_named(data, labels)), default=0)
    first, last = data.span()
    rows = _note_rows(data, Scale(0, (last - first).days, left + 10, WIDTH - side - 30), first)
    top = (
        TOP
        + max(0, len(_unit_lines(data)) - 1) * 16
        + max((row + 1 for row in rows.values()), default=0) * NOTE_ROW
    )
    return Plot(data, labels, ticks, first, last, left, WIDTH - side - 20, top)


def _unit_lines(data: Series) -> list[str]:
    return wrap(data.unit, WIDTH - 12, SMALL)


def _axes(plot: Plot) -> list[Element]:
    form = tick_format(plot.data.numbers, plot.ticks)
    drawn = paragraph(_unit_lines(plot.data), 4, 16, size=SMALL, fill="quiet")
    for tick in plot.ticks:
        y = plot.y(tick)
        drawn.append(line(plot.left, y, plot.right, y, stroke="grid"))
        drawn.append(words(form(tick), plot.left - 8, y + 4, size=SMALL, fill="quiet", anchor="end"))
    for day in date_ticks(plot.first, plot.last, plot.labels.months):
        x = plot.x(day.when)
        drawn.append(line(x, plot.bottom, x, plot.bottom + 5, stroke="faint"))
        drawn.append(words(day.label, x, plot.bottom + 20, size=SMALL, fill="quiet", anchor="middle"))
        if day.year:
            drawn.append(words(day.year, x, plot.bottom + 36, size=SMALL, anchor="middle", weight=600))
    return [*drawn, line(plot.left, plot.bottom, plot.right, plot.bottom, stroke="faint")]


def _segments(plot: Plot) -> list[Element]:
    drawn: list[Element] = []
    for index, part in enumerate(plot.data.segments):
        left, right = _ends(plot, part)
        if part.lower is not None and part.upper is not None:
            top, bottom = plot.y(part.upper), plot.y(part.lower)
            band = tag(
                "rect", x=left, y=top, width=right - left, height=bottom - top, fill="tint", fill_opacity=0.45
            )
            drawn.append(band)
        if index:
            drawn.append(line(left, plot.top, left, plot.bottom, stroke="faint", dash="2 4"))
        levels = (
            (part.centre, "ink", 1.6, None),
            (part.lower, "quiet", 1.4, "7 4"),
            (part.upper, "quiet", 1.4, "7 4"),
        )
        two = ((part.lower_two, "faint", 1, "2 3"), (part.upper_two, "faint", 1, "2 3"))
        for value, stroke, width, dash in (*levels, *two):
            if value is not None:
                drawn.append(
                    line(left, plot.y(value), right, plot.y(value), stroke=stroke, width=width, dash=dash)
                )
    return drawn


def _ends(plot: Plot, part: Segment) -> tuple[float, float]:
    """A segment reaches to the start of the next one, and to the frame at either side of the chart."""
    later = [other.start for other in plot.data.segments if other.start > part.start]
    is_first = all(part.start <= other.start for other in plot.data.segments)
    left = plot.left if is_first and plot.x(part.start) - plot.left < 16 else plot.x(part.start)
    if later:
        return left, plot.x(min(later))
    right = plot.x(part.end)
    return left, plot.right if plot.right - right < 16 else right


def _targets(plot: Plot) -> list[Element]:
    """The ladder: the steps now in force joined up in green, those since replaced in grey."""
    drawn: list[Element] = []
    for is_current in (False, True):
        steps = sorted((t for t in plot.data.targets if t.is_current is is_current), key=lambda t: t.start)
        stroke, width = ("target", 2.2) if is_current else ("faint", 1.6)
        for before, step in zip([None, *steps], steps, strict=False):
            corners = [
                (plot.x(step.start), plot.y(step.value)),
                (_target_end(plot, step), plot.y(step.value)),
            ]
            if before and before.end and abs((step.start - before.end).days) <= 1:
                corners.insert(0, (plot.x(step.start), plot.y(before.value)))
            drawn.append(polyline(corners, stroke=stroke, width=width, dash="10 3 2 3"))
    return drawn


def _target_end(plot: Plot, step: Target) -> float:
    return plot.x(step.end) if step.end else plot.right


def _baseline(plot: Plot) -> list[Element]:
    """A bracket over the days that the baseline was measured on."""
    base = plot.data.baseline
    if not base:
        return []
    left, right, y = plot.x(base.start), plot.x(base.end), plot.y(base.value)
    if right - left < 16:
        left, right = (left + right) / 2 - 8, (left + right) / 2 + 8
    ends = [line(x, y - 5, x, y + 5, stroke="ink", width=2) for x in (left, right)]
    return [line(left, y, right, y, stroke="ink", width=2.4), *ends]


def _points(plot: Plot) -> list[Element]:
    points = plot.data.ordered()
    drawn = [
        polyline(
            [(plot.x(p.when), plot.y(p.value)) for p in run if p.value is not None], stroke="faint", width=1.4
        )
        for run in runs(points)
        if len(run) > 1
    ]
    r = 5.4 if len(points) <= 60 else 4.2
    return drawn + [_point(plot, point, point.value, r) for point in points if point.value is not None]


def _point(plot: Plot, point: Point, value: float, r: float) -> Element:
    when, sign = long_date(point.when, plot.labels.months), plot.labels.signs[point.sign]
    title = f"{when}: {plot.data.numbers(value)} ({sign}{', ' + point.reason if point.reason else ''})"
    return sign_mark(point.sign, plot.x(point.when), plot.y(value), r, title)


def _levels_named(data: Series, labels: SeriesLabels) -> list[tuple[float, str, str]]:
    """Value, text and colour of each level that is named at the right-hand side."""
    found: list[tuple[float, str, str]] = []
    if data.segments:
        last = max(data.segments, key=lambda part: part.start)
        levels = ((last.upper, labels.upper), (last.centre, labels.centre), (last.lower, labels.lower))
        found += [
            (value, f"{name} {data.numbers(value)}", "quiet") for value, name in levels if value is not None
        ]
        two = last.upper_two if last.upper_two is not None else last.lower_two
        found += [(two, labels.two_sigma, "quiet")] if two is not None else []
    for is_current, name, fill in ((True, labels.target, "target"), (False, labels.earlier_target, "quiet")):
        steps = [target for target in data.targets if target.is_current is is_current]
        if steps:
            value = max(steps, key=lambda target: target.start).value
            found.append((value, f"{name} {data.numbers(value)}", fill))
    if data.baseline:
        found.append((data.baseline.value, f"{labels.baseline} {data.numbers(data.baseline.value)}", "ink"))
    return found


def _side_labels(plot: Plot) -> list[Element]:
    named = _levels_named(plot.data, plot.labels)
    wanted = [plot.y(value) for value, _, _ in named]
    placed = spread(wanted, 16, plot.top, plot.bottom)
    drawn: list[Element] = []
    for (_, text, fill), natural, y in zip(named, wanted, placed, strict=True):
        drawn.append(polyline([(plot.right, natural), (plot.right + 9, y)], stroke="faint", width=0.8))
        drawn.append(words(text, plot.right + 13, y + 4, size=SMALL, fill=fill))
    return drawn


def _keys(data: Series, labels: SeriesLabels) -> list[Key]:
    """Only the signs that occur, common cause last."""
    present = {point.sign for point in data.points if point.value is not None}
    order = [sign for sign in (Sign.IMPROVEMENT, Sign.CONCERN, Sign.NEUTRAL, Sign.COMMON) if sign in present]
    return [(partial(sign_mark, sign), labels.signs[sign]) for sign in order]


def _note_rows(data: Series, x: Scale, first: date) -> dict[int, int]:
    """The row of each note's number, so that numbers of notes close together stand above each other."""
    rows: dict[int, int] = {}
    ends: list[float] = []  # where the last number in each row stands
    for number, note in data.numbered_notes():
        at = x((note.when - first).days)
        row = next((i for i, end in enumerate(ends) if at - end >= NOTE_ROW), len(ends))
        ends[row : row + 1] = [at]
        rows[number] = row
    return rows


def _note_marks(plot: Plot) -> list[Element]:
    days = (plot.last - plot.first).days
    rows = _note_rows(plot.data, Scale(0, days, plot.left + 10, plot.right - 10), plot.first)
    drawn: list[Element] = []
    for number, note in plot.data.numbered_notes():
        x, y = plot.x(note.when), plot.top - 13 - rows[number] * NOTE_ROW
        drawn.append(line(x, y, x, plot.bottom, stroke="brand", dash="1 3"))
        drawn.append(_number_mark(number, x, y, note.text))
    return drawn


def _number_mark(number: int, x: float, y: float, title: str = "") -> Element:
    disc = tag("circle", cx=x, cy=y, r=9, fill="paper", stroke="brand", stroke_width=1.4)
    return group(
        disc, words(str(number), x, y + 4, size=11, fill="brand", anchor="middle", weight=600), title=title
    )


def _notes(plot: Plot, top: float) -> tuple[list[Element], float]:
    """The notes in words; the elements and the height they take."""
    drawn: list[Element] = []
    y = top + 10
    for number, note in plot.data.numbered_notes():
        text = f"{long_date(note.when, plot.labels.months)}: {note.text}"
        lines: Sequence[str] = wrap(text, WIDTH - plot.left - 40, 13)
        drawn.append(_number_mark(number, plot.left + 9, y))
        drawn += [words(part, plot.left + 26, y + 4 + i * 17, size=13) for i, part in enumerate(lines)]
        y += len(lines) * 17 + 7
    return drawn, y - top if plot.data.notes else 0
