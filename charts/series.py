"""Measurements over time: the data of a run chart or XmR chart, its marks and its table twin."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from xml.etree.ElementTree import Element

from .chart import Column, Table
from .dates import long_date
from .numbers import PLAIN, NumberFormat
from .shapes import mark
from .svg import group


class Sign(StrEnum):
    """What a point signals; the caller's rules decide, the drawing only shows."""

    COMMON = "common"
    IMPROVEMENT = "improvement"
    CONCERN = "concern"
    NEUTRAL = "neutral"


@dataclass(frozen=True)
class Point:
    """One observation; `value` None is a gap that breaks the line. `reason` says which rule the point met."""

    when: date
    value: float | None
    sign: Sign = Sign.COMMON
    reason: str = ""


@dataclass(frozen=True)
class Segment:
    """A stretch with one centre line, and its limits where there are any (three and two sigma)."""

    start: date
    end: date
    centre: float
    lower: float | None = None
    upper: float | None = None
    lower_two: float | None = None
    upper_two: float | None = None


@dataclass(frozen=True)
class Target:
    """One step of the ladder; without an end it holds to the edge of the chart."""

    start: date
    end: date | None
    value: float
    is_current: bool = True


@dataclass(frozen=True)
class Baseline:
    start: date
    end: date
    value: float


@dataclass(frozen=True)
class Note:
    """Something that happened; numbered in order of date on the chart and under it."""

    when: date
    text: str


@dataclass(frozen=True)
class SeriesLabels:
    months: Sequence[str]  # twelve short names
    signs: dict[Sign, str]  # a word each
    date: str
    value: str
    sign: str
    reason: str
    centre: str  # "Mean" or "Median"
    lower: str
    upper: str
    two_sigma: str
    target: str
    earlier_target: str
    baseline: str
    note: str
    missing: str  # stands where a value is missing
    empty: str


@dataclass(frozen=True)
class Series:
    points: Sequence[Point]
    segments: Sequence[Segment] = ()
    targets: Sequence[Target] = ()
    notes: Sequence[Note] = ()
    baseline: Baseline | None = None
    unit: str = ""
    numbers: NumberFormat = PLAIN

    def ordered(self) -> list[Point]:
        return sorted(self.points, key=lambda point: point.when)

    def span(self) -> tuple[date, date]:
        """The first and last day that anything but an open-ended target touches."""
        days = [point.when for point in self.points] + [note.when for note in self.notes]
        days += [day for target in self.targets for day in (target.start, target.end) if day]
        days += [day for segment in self.segments for day in (segment.start, segment.end)]
        if self.baseline:
            days += [self.baseline.start, self.baseline.end]
        return min(days), max(days)

    def levels(self) -> list[float]:
        """Every value that must fit on the y axis."""
        found = [point.value for point in self.points] + [target.value for target in self.targets]
        for part in self.segments:
            found += [part.centre, part.lower, part.upper, part.lower_two, part.upper_two]
        found += [self.baseline.value] if self.baseline else []
        return [value for value in found if value is not None]

    def numbered_notes(self) -> list[tuple[int, Note]]:
        return list(enumerate(sorted(self.notes, key=lambda note: note.when), start=1))

    def segment_at(self, when: date) -> Segment | None:
        return next((part for part in reversed(self.segments) if part.start <= when <= part.end), None)

    def target_at(self, when: date) -> Target | None:
        """The current target that holds on that day."""
        holding = [
            t for t in self.targets if t.is_current and t.start <= when and (t.end is None or when <= t.end)
        ]
        return max(holding, key=lambda target: target.start, default=None)


def runs(points: Sequence[Point]) -> list[list[Point]]:
    """The stretches between gaps, each an unbroken line."""
    found: list[list[Point]] = [[]]
    for point in points:
        if point.value is None:
            found.append([])
        else:
            found[-1].append(point)
    return [run for run in found if run]


def sign_mark(sign: Sign, x: float, y: float, r: float = 5.4, title: str = "") -> Element:
    """Improvement is a ringed disc, concern a square, neutral a diamond, common cause a small grey dot."""
    if sign is Sign.IMPROVEMENT:
        ring = mark("circle", x, y, r * 1.25, fill="paper", stroke="improvement", width=1.3)
        return group(ring, mark("circle", x, y, r * 0.78, fill="improvement"), title=title)
    if sign is Sign.CONCERN:
        return group(mark("square", x, y, r, fill="concern", stroke="paper", width=1), title=title)
    if sign is Sign.NEUTRAL:
        return group(mark("diamond", x, y, r, fill="neutral", stroke="paper", width=1), title=title)
    return group(mark("circle", x, y, r * 0.6, fill="quiet", stroke="paper", width=0.8), title=title)


def columns(data: Series, labels: SeriesLabels) -> list[Column]:
    """Only the columns that this series has anything to say in."""
    value = f"{labels.value} ({data.unit})" if data.unit else labels.value
    found = [Column(labels.date), Column(value, True), Column(labels.sign)]
    found += [Column(labels.reason)] if any(point.reason for point in data.points) else []
    found += [Column(labels.centre, True)] if data.segments else []
    if any(part.lower is not None or part.upper is not None for part in data.segments):
        found += [Column(labels.lower, True), Column(labels.upper, True)]
    found += [Column(labels.target, True)] if data.targets else []
    return found + ([Column(labels.note)] if data.notes else [])


def series_table(data: Series, labels: SeriesLabels, caption: str) -> Table:
    """A row a point, and one for each note, baseline and earlier target that shares no date with a point."""
    heads = columns(data, labels)
    rows = [(point.when, 0, _point_row(data, labels, point)) for point in data.points]
    taken = {point.when for point in data.points}
    for number, note in data.numbered_notes():
        if note.when not in taken:
            rows.append((note.when, 1, _extra_row(labels, note.when, "", "", f"{number}. {note.text}")))
    rows += [(day, 2, row) for day, row in _marks(data, labels)]
    rows.sort(key=lambda row: row[:2])
    names = [column.label for column in heads]
    return Table(caption, heads, [[cells.get(name, "") for name in names] for _, _, cells in rows])


def _point_row(data: Series, labels: SeriesLabels, point: Point) -> dict[str, str]:
    part, target = data.segment_at(point.when), data.target_at(point.when)
    notes = [f"{number}. {note.text}" for number, note in data.numbered_notes() if note.when == point.when]
    value = labels.missing if point.value is None else data.numbers(point.value)
    return {
        labels.date: long_date(point.when, labels.months),
        columns(data, labels)[1].label: value,
        labels.sign: "" if point.value is None else labels.signs[point.sign],
        labels.reason: point.reason,
        labels.centre: data.numbers(part.centre) if part else "",
        labels.lower: data.numbers(part.lower) if part else "",
        labels.upper: data.numbers(part.upper) if part else "",
        labels.target: data.numbers(target.value) if target else "",
        labels.note: " ".join(notes),
    }


def _extra_row(labels: SeriesLabels, when: date, sign: str, target: str, note: str) -> dict[str, str]:
    day = long_date(when, labels.months)
    return {labels.date: day, labels.sign: sign, labels.target: target, labels.note: note}


def _marks(data: Series, labels: SeriesLabels) -> list[tuple[date, dict[str, str]]]:
    """The baseline and the targets since replaced, as rows of their own."""
    earlier = [target for target in data.targets if not target.is_current]
    rows = [
        (t.start, _extra_row(labels, t.start, labels.earlier_target, data.numbers(t.value), ""))
        for t in earlier
    ]
    if data.baseline:
        row = _extra_row(labels, data.baseline.start, labels.baseline, "", "")
        row[columns(data, labels)[1].label] = data.numbers(data.baseline.value)
        rows.append((data.baseline.start, row))
    return rows
