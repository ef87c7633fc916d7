"""Workstreams against time: activities as bars; milestones as planned, forecast and met."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from xml.etree.ElementTree import Element

from .chart import Chart, Column, Heading, Table, charted, empty_chart
from .dates import long_date, month_starts
from .layout import Key, legend, paragraph
from .numbers import Scale
from .shapes import arrow_head, mark, tick
from .svg import group, line, tag, words
from .text import text_width, wrap

WIDTH, LABELS = 760.0, 226.0
HEAD, ROW, LEADING = 44.0, 30.0, 16.0
SMALL = 12.0


@dataclass(frozen=True)
class Task:
    """A milestone (planned, forecast, met) or an activity (start and end), or both in one row."""

    name: str
    planned: date | None = None
    forecast: date | None = None
    met: date | None = None
    start: date | None = None
    end: date | None = None
    is_late: bool = False

    def days(self) -> list[date]:
        return [day for day in (self.planned, self.forecast, self.met, self.start, self.end) if day]


@dataclass(frozen=True)
class Workstream:
    name: str
    tasks: Sequence[Task]


@dataclass(frozen=True)
class GanttLabels:
    months: Sequence[str]  # twelve short names
    quarters: Sequence[str]  # four: "Q1" …
    workstream: str
    task: str
    planned: str
    forecast: str
    met: str
    activity: str
    start: str
    end: str
    late: str
    status: str
    today: str
    no_date: str
    empty: str


@dataclass(frozen=True)
class Plot:
    labels: GanttLabels
    x: Scale
    first: date
    last: date
    today: date
    left: float
    right: float

    def at(self, day: date) -> float:
        return self.x((day - self.first).days)


def gantt(streams: Sequence[Workstream], today: date, heading: Heading, labels: GanttLabels) -> Chart:
    tasks = [task for stream in streams for task in stream.tasks]
    if not tasks:
        return empty_chart(heading, labels.empty, _columns(labels))
    plot = _plot([day for task in tasks for day in task.days()], tasks, today, labels)
    rows, bottom = _rows(plot, streams)
    keys, height = legend(_keys(plot, tasks), 14, bottom + 26, WIDTH - 28)
    body = [*_calendar(plot, bottom), *rows, *_today(plot, bottom), *keys]
    return charted(heading, WIDTH, bottom + 20 + height, body, _table(streams, heading, labels), kind="gantt")


def _plot(days: list[date], tasks: Sequence[Task], today: date, labels: GanttLabels) -> Plot:
    """Whole quarters round every date; the line of today is only drawn where it falls inside."""
    days = days or [today]
    first, last = _quarter(min(days)), _quarter(max(days) + timedelta(days=92)) - timedelta(days=1)
    late = text_width(labels.late, SMALL, is_bold=True) + 30 if any(task.is_late for task in tasks) else 0
    left, right = LABELS + late, WIDTH - 10
    return Plot(labels, Scale(0, (last - first).days + 1, left, right), first, last, today, left, right)


def _quarter(day: date) -> date:
    return date(day.year, (day.month - 1) // 3 * 3 + 1, 1)


def _calendar(plot: Plot, bottom: float) -> list[Element]:
    """Years above quarters, or years alone where quarters would be too narrow to name."""
    starts = [day for day in month_starts(plot.first, plot.last) if day.month in (1, 4, 7, 10)]
    widest = max(text_width(name, 11) for name in plot.labels.quarters)
    has_quarters = (plot.right - plot.left) / len(starts) > widest + 6
    drawn: list[Element] = [tag("rect", x=0, y=0, width=WIDTH, height=HEAD, fill="wash")]
    for day in starts:
        x, is_year = plot.at(day), day.month == 1
        if is_year or has_quarters:
            drawn.append(line(x, 24 if not is_year else 2, x, bottom, stroke="faint" if is_year else "grid"))
        if has_quarters:
            middle = (x + plot.at(_quarter(day + timedelta(days=95)))) / 2
            name = plot.labels.quarters[(day.month - 1) // 3]
            drawn.append(words(name, middle, 37, size=11, fill="quiet", anchor="middle"))
    return drawn + _years(plot, 18 if has_quarters else 28)


def _years(plot: Plot, y: float) -> list[Element]:
    """Every year whose part of the axis is wide enough for its number."""
    drawn = []
    for year in range(plot.first.year, plot.last.year + 1):
        left = max(plot.left, plot.at(date(year, 1, 1)))
        right = min(plot.right, plot.at(date(year + 1, 1, 1)))
        if right - left > text_width(str(year), 13, is_bold=True) + 4:
            drawn.append(words(str(year), (left + right) / 2, y, anchor="middle", weight=600))
    return drawn


def _rows(plot: Plot, streams: Sequence[Workstream]) -> tuple[list[Element], float]:
    """The groups and their rows, each as high as its wrapped name; and where the last one ends."""
    drawn: list[Element] = []
    y = HEAD
    for stream in streams:
        lines = wrap(stream.name, WIDTH - 28, 14, is_bold=True)
        height = ROW + (len(lines) - 1) * LEADING
        drawn.append(tag("rect", x=0, y=y, width=WIDTH, height=height, fill="band"))
        drawn += paragraph(lines, 12, y + 20, size=14, leading=LEADING / 14, weight=600)
        y += height
        for task in stream.tasks:
            names = wrap(task.name, LABELS - 34, 13)
            height = max(ROW, len(names) * LEADING + 13)
            drawn += _row(plot, task, names, y, height)
            y += height
    return drawn, y


def _row(plot: Plot, task: Task, names: list[str], y: float, height: float) -> list[Element]:
    middle = y + height / 2
    first = middle - (len(names) - 1) * LEADING / 2 + 4
    drawn = [
        *paragraph(names, 22, first, leading=LEADING / 13),
        line(0, y + height, WIDTH, y + height, stroke="grid"),
    ]
    if task.is_late:
        drawn.append(mark("square", LABELS + 6, middle, 5.4, fill="off"))
        drawn.append(words(plot.labels.late, LABELS + 17, middle + 4, size=SMALL, fill="off", weight=600))
    if not task.days():
        width = text_width(plot.labels.no_date, SMALL) + 6
        drawn.append(tag("rect", x=plot.left + 4, y=middle - 9, width=width, height=18, fill="paper"))
        drawn.append(words(plot.labels.no_date, plot.left + 7, middle + 4, size=SMALL, fill="quiet"))
    return [*drawn, *_bar(plot, task, middle), *_milestone(plot, task, middle)]


def _bar(plot: Plot, task: Task, y: float) -> list[Element]:
    """Solid up to today, tinted after it: what should be behind us and what lies ahead."""
    if not (task.start and task.end):
        return []
    left, right = plot.at(task.start), max(plot.at(task.end), plot.at(task.start) + 3)
    now = min(max(plot.at(plot.today), left), right)
    ahead = tag("rect", x=left, y=y - 6, width=right - left, height=12, rx=3, fill="tint", stroke="brand")
    past = tag("rect", x=left, y=y - 6, width=now - left, height=12, rx=3, fill="brand")
    title = f"{task.name}: {_day(plot.labels, task.start)} – {_day(plot.labels, task.end)}"
    return [group(ahead, *([past] if now > left else []), title=title)]


def _milestone(plot: Plot, task: Task, y: float) -> list[Element]:
    """Planned as an outline, the forecast filled, met as a ticked disc; an arrow where a date has slipped."""
    drawn: list[Element] = []
    end = task.met or task.forecast
    if task.planned and end:
        start, stop = plot.at(task.planned), plot.at(end)
        if abs(stop - start) > 24:
            way = 1 if stop > start else -1
            drawn.append(line(start + 9 * way, y, stop - 14 * way, y, stroke="quiet", width=1.4, dash="3 2"))
            drawn.append(arrow_head(stop - 10 * way, y, way, 0, 6, fill="quiet"))
    labels = plot.labels
    for day, word, draw in (
        (task.planned, labels.planned, _planned),
        (task.forecast, labels.forecast, _forecast),
    ):
        if day and not (day == task.met or (draw is _forecast and task.met)):
            drawn.append(group(draw(plot.at(day), y), title=f"{task.name}. {word}: {_day(labels, day)}"))
    if task.met:
        title = f"{task.name}. {labels.met}: {_day(labels, task.met)}"
        drawn.append(group(_met(plot.at(task.met), y), title=title))
    return drawn


def _planned(x: float, y: float) -> Element:
    return mark("diamond", x, y, 6.4, fill="paper", stroke="ink", width=1.6)


def _forecast(x: float, y: float) -> Element:
    return mark("diamond", x, y, 6.4, fill="ink")


def _met(x: float, y: float) -> Element:
    return group(mark("circle", x, y, 8, fill="on"), tick(x, y, 6.4, stroke="paper"))


def _today(plot: Plot, bottom: float) -> list[Element]:
    if not plot.first <= plot.today <= plot.last:
        return []
    x = plot.at(plot.today)
    text = f"{plot.labels.today} {_day(plot.labels, plot.today)}"
    half = text_width(text, 11, is_bold=True) / 2 + 7
    centre = min(max(x, plot.left + half), plot.right - half)
    plate = tag("rect", x=centre - half, y=bottom - 1, width=half * 2, height=18, rx=3, fill="brand")
    word = words(text, centre, bottom + 12, size=11, fill="paper", anchor="middle", weight=600)
    return [line(x, HEAD, x, bottom, stroke="brand", width=1.8), plate, word]


def _keys(plot: Plot, tasks: Sequence[Task]) -> list[Key]:
    labels = plot.labels
    keys: list[Key] = []
    if any(task.planned for task in tasks):
        keys.append((_planned, labels.planned))
    if any(task.forecast and not task.met for task in tasks):
        keys.append((_forecast, labels.forecast))
    if any(task.met for task in tasks):
        keys.append((_met, labels.met))
    if any(task.start and task.end for task in tasks):
        keys.append((_bar_key, labels.activity))
    return keys


def _bar_key(x: float, y: float) -> Element:
    return tag("rect", x=x - 9, y=y - 5, width=18, height=10, rx=3, fill="tint", stroke="brand")


def _day(labels: GanttLabels, day: date | None) -> str:
    return long_date(day, labels.months) if day else ""


def _columns(labels: GanttLabels) -> list[Column]:
    names = (labels.workstream, labels.task, labels.start, labels.end)
    return [Column(name) for name in (*names, labels.planned, labels.forecast, labels.met, labels.status)]


def _table(streams: Sequence[Workstream], heading: Heading, labels: GanttLabels) -> Table:
    rows = [
        [
            stream.name,
            task.name,
            *(_day(labels, day) for day in (task.start, task.end, task.planned, task.forecast, task.met)),
            labels.late if task.is_late else "",
        ]
        for stream in streams
        for task in stream.tasks
    ]
    return Table(heading.title, _columns(labels), rows)
