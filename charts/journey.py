"""The journey as a map: nine steps in their phases, the activities beside them, and the loop back to the start.

After the figure "The Implementation Model for Integrated Care" (N. Goodwin, Change management, in Amelung et al.
(eds), Handbook Integrated Care, Springer 2017); drawn anew, with the state and status of a living programme.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from .chart import Chart, Column, Heading, Table, charted, empty_chart
from .icons import State, Status, placed
from .layout import paragraph
from .shapes import arrow_head
from .svg import group, line, link, tag, words, written
from .text import text_width, wrap

WIDTH, LEFT, RIGHT = 1100.0, 40.0, 1060.0
NODE_R, TEXT, SMALL, LEADING = 22.0, 15.0, 14.0, 17.0
BAR, BAR_GAP, LINE = 30.0, 7.0, 20.0
LOOP_LEFT, LOOP_RIGHT, BEND = 14.0, WIDTH - 14, 16.0
# Fill, edge, dash and number of a step's disc.
DISCS: dict[State, tuple[str, str, str | None, str]] = {
    State.NOT_STARTED: ("paper", "faint", "4 3.5", "quiet"),
    State.OPEN: ("paper", "brand", None, "brand"),
    State.REOPENED: ("paper", "reopened", None, "reopened"),
    State.DONE: ("brand", "brand", None, "paper"),
}


@dataclass(frozen=True)
class Node:
    """A step ("1" …) or an activity ("A" …); `in_figure` is False for what is not in the published figure."""

    number: str
    label: str
    state: State = State.NOT_STARTED
    status: Status = Status.NOT_JUDGED
    href: str = ""
    in_figure: bool = True


@dataclass(frozen=True)
class Phase:
    """`first` and `last` count the steps from 1."""

    name: str
    first: int
    last: int


@dataclass(frozen=True)
class Activity:
    """Runs beside the steps from `first` to `last`, counted from 1."""

    node: Node
    first: int
    last: int


@dataclass(frozen=True)
class JourneyLabels:
    states: dict[State, str]
    statuses: dict[Status, str]
    number: str
    name: str
    phase: str
    state: str
    status: str
    activities: str  # heads the bars
    not_in_figure: str  # marks an activity that the figure does not show
    time: str
    loop: str  # "Cycle of learning"
    loop_detail: str  # "4 loops, 23 days from signal to decision", or nothing
    empty: str


@dataclass(frozen=True)
class Plot:
    """The drawing's heights, from the top down, all in pixels."""

    steps: Sequence[Node]
    phases: Sequence[Phase]
    activities: Sequence[Activity]
    labels: JourneyLabels
    edges: Sequence[float]  # of the columns, one more than there are steps
    head: float
    names: int  # lines of the longest step label
    rows: Sequence[float]  # heights of the activities' rows

    @property
    def node_y(self) -> float:
        return self.head + 40

    @property
    def status_y(self) -> float:
        return self.node_y + NODE_R + 22 + self.names * LEADING

    @property
    def panel_end(self) -> float:
        return self.status_y + 34

    @property
    def bars_y(self) -> float:
        return self.panel_end + 32

    @property
    def time_y(self) -> float:
        return self.bars_y + sum(self.rows) + 12

    @property
    def loop_y(self) -> float:
        return self.time_y + 28

    def width(self, index: int) -> float:
        return self.edges[index + 1] - self.edges[index]

    def middle(self, index: int) -> float:
        """The middle of the step counted from 0."""
        return (self.edges[index] + self.edges[index + 1]) / 2


def journey(
    steps: Sequence[Node],
    phases: Sequence[Phase],
    activities: Sequence[Activity],
    heading: Heading,
    labels: JourneyLabels,
) -> Chart:
    """The whole map; steps and activities with an `href` are links."""
    if not steps:
        return empty_chart(heading, labels.empty, journey_columns(labels), width=WIDTH)
    plot = _plot(steps, phases, activities, labels)
    body = [*_phases(plot), *_loop(plot), *_links(plot)]
    body += [_step(plot, index, node) for index, node in enumerate(steps)]
    body += [*_activities(plot), *_time(plot)]
    has_links = any(node.href for node in (*steps, *(activity.node for activity in activities)))
    table = _table(plot, heading)
    return charted(heading, WIDTH, plot.loop_y + 22, body, table, kind="journey", has_links=has_links)


def _plot(
    steps: Sequence[Node], phases: Sequence[Phase], activities: Sequence[Activity], labels: JourneyLabels
) -> Plot:
    edges = _edges(steps, phases, labels)
    names = max(len(_step_lines(node, edges[i + 1] - edges[i])) for i, node in enumerate(steps))
    lines = max((len(_phase_lines(phase, edges)) for phase in phases), default=0)
    head = 16 + lines * 19 if phases else 8
    heights = [BAR + BAR_GAP + (0 if _place(activity, edges, labels) else LINE) for activity in activities]
    return Plot(steps, phases, activities, labels, edges, head, names, heights)


def _edges(steps: Sequence[Node], phases: Sequence[Phase], labels: JourneyLabels) -> list[float]:
    """Columns as wide as their longest word, what room is left shared out; narrower only if they must be."""
    status = max(text_width(labels.statuses[node.status], SMALL) for node in steps) + 34
    needed = [max(status, _longest(node.label) + 12) for node in steps]
    for phase in phases:
        share = (_longest(phase.name) + 44) / (phase.last - phase.first + 1)
        for index in range(phase.first - 1, phase.last):
            needed[index] = max(needed[index], share)
    spare = (RIGHT - LEFT) - sum(needed)
    if spare < 0:
        widths = [width * (RIGHT - LEFT) / sum(needed) for width in needed]
    else:
        widths = [width + spare / len(steps) for width in needed]
    return [LEFT + sum(widths[:index]) for index in range(len(widths) + 1)]


def _longest(label: str) -> float:
    """The width of the longest word."""
    return max((text_width(word, TEXT, is_bold=True) for word in label.split()), default=0)


def _step_lines(node: Node, width: float) -> list[str]:
    return wrap(node.label, width - 10, TEXT, is_bold=True)


def _phase_lines(phase: Phase, edges: Sequence[float]) -> list[str]:
    return wrap(phase.name, edges[phase.last] - edges[phase.first - 1] - 36, TEXT, is_bold=True)


def _phases(plot: Plot) -> list[Element]:
    """A panel behind each phase's steps, headed by a band that points onwards."""
    drawn: list[Element] = []
    for index, phase in enumerate(plot.phases):
        left, right = plot.edges[phase.first - 1] + 3, plot.edges[phase.last] - 3
        panel = tag(
            "rect", x=left, y=plot.head, width=right - left, height=plot.panel_end - plot.head, fill="wash"
        )
        tip, notch = right + 8, left + 8 if index else left
        middle, bottom = plot.head / 2 + 1, plot.head - 2
        corners = ((left, 4), (right, 4), (tip, middle), (right, bottom), (left, bottom), (notch, middle))
        band = tag("polygon", points=" ".join(f"{written(x)},{written(y)}" for x, y in corners), fill="band")
        lines = _phase_lines(phase, plot.edges)
        first = middle - (len(lines) - 1) * 9.5 + 5
        drawn += [panel, band, *paragraph(lines, left + 18, first, size=TEXT, leading=19 / TEXT, weight=600)]
    return drawn


def _links(plot: Plot) -> list[Element]:
    """The way from each step to the next; solid where the step behind is done."""
    drawn: list[Element] = []
    for index, node in enumerate(plot.steps[:-1]):
        is_done = node.state is State.DONE
        left, right = plot.middle(index) + NODE_R + 5, plot.middle(index + 1) - NODE_R - 6
        colour = "brand" if is_done else "faint"
        drawn.append(
            line(left, plot.node_y, right - 6, plot.node_y, stroke=colour, width=2.4 if is_done else 1.6)
        )
        drawn.append(arrow_head(right, plot.node_y, 1, 0, 9, fill=colour))
    return drawn


def _step(plot: Plot, index: int, node: Node) -> Element:
    """Disc with number, state in its shoulder, name, status and state in words."""
    x, y = plot.middle(index), plot.node_y
    fill, stroke, dash, ink = DISCS[node.state]
    hit = tag(
        "rect",
        x=plot.edges[index] + 5,
        y=plot.head + 4,
        width=plot.width(index) - 10,
        height=plot.panel_end - plot.head - 8,
        rx=6,
        fill="wash",
        fill_opacity=0,
        class_="hit",
    )
    disc = tag(
        "circle", cx=x, cy=y, r=NODE_R, fill=fill, stroke=stroke, stroke_width=2.8, stroke_dasharray=dash
    )
    number = words(node.number, x, y + 6.5, size=19, fill=ink, anchor="middle", weight=600)
    badge = [tag("circle", cx=x + 19, cy=y - 17, r=10.5, fill="wash"), placed(node.state, x + 19, y - 17, 19)]
    lines = _step_lines(node, plot.width(index))
    name = paragraph(
        lines, x, y + NODE_R + 21, size=TEXT, leading=LEADING / TEXT, anchor="middle", weight=600
    )
    words_ = _status_words(plot, node, x, plot.status_y)
    return _linked(plot, node, node.label, hit, disc, number, *badge, *name, *words_)


def _status_words(plot: Plot, node: Node, x: float, y: float) -> list[Element]:
    """The status with its shape, centred on `x`; the state under it."""
    word = plot.labels.statuses[node.status]
    left = x - (text_width(word, SMALL) + 18) / 2
    state = words(plot.labels.states[node.state], x, y + 21, size=13, fill="quiet", anchor="middle")
    return [placed(node.status, left + 6, y, 15), words(word, left + 18, y + 5, size=SMALL), state]


def _linked(plot: Plot, node: Node, label: str, *children: Element) -> Element:
    """The children under one name, and in a link if there is an address.

    The name says the words in the order in which they are drawn, so that who speaks to a computer can say what they see.
    """
    state, status = plot.labels.states[node.state], plot.labels.statuses[node.status]
    name = f"{node.number}. {label}: {status}, {state}"
    if not node.href:
        return group(*children, title=name)
    return link(node.href, *children, label=name)


def _activities(plot: Plot) -> list[Element]:
    drawn = []
    if plot.activities:
        drawn.append(
            words(plot.labels.activities, LEFT + 3, plot.bars_y - 9, size=SMALL, fill="quiet", weight=600)
        )
    y = plot.bars_y
    for activity, height in zip(plot.activities, plot.rows, strict=True):
        drawn.append(_activity(plot, activity, y))
        y += height
    return drawn


def _activity(plot: Plot, activity: Activity, y: float) -> Element:
    """A long bar with its words."""
    node = activity.node
    left, right = _bar_edges(activity, plot.edges)
    texts, place = _Texts(node, plot.labels), _place(activity, plot.edges, plot.labels)
    start = min(left, RIGHT - 4 - texts.width)
    drawn = texts.drawn(*(place or (start, start + texts.width)), y + (BAR / 2 if place else 8))
    y += 0 if place else LINE
    fill, stroke, dash = ("tint", None, None) if node.in_figure else ("paper", "brand", "6 4")
    bar = tag(
        "rect",
        x=left,
        y=y,
        width=right - left,
        height=BAR,
        rx=BAR / 2,
        fill=fill,
        stroke=stroke,
        stroke_dasharray=dash,
    )
    disc = tag("circle", cx=left + BAR / 2, cy=y + BAR / 2, r=BAR / 2 - 3, fill="brand")
    letter = words(node.number, left + BAR / 2, y + 20, size=TEXT, fill="paper", anchor="middle", weight=600)
    return _linked(plot, node, texts.name, bar, disc, letter, *drawn)


def _bar_edges(activity: Activity, edges: Sequence[float]) -> tuple[float, float]:
    return edges[activity.first - 1] + 3, edges[activity.last] - 3


def _place(activity: Activity, edges: Sequence[float], labels: JourneyLabels) -> tuple[float, float] | None:
    """Where the words of a bar run from and to: in it, after it or before it; None: a line of their own above it."""
    left, right = _bar_edges(activity, edges)
    width = _Texts(activity.node, labels).width
    if width <= right - left - BAR - 22:
        return left + BAR + 8, right - 14
    if width <= RIGHT - right - 8:
        return right + 8, right + 8 + width
    return (left - 8 - width, left - 8) if width <= left - 8 - LEFT else None


class _Texts:
    """Name, state and status of an activity in one line: how wide they are, and drawn between two edges."""

    def __init__(self, node: Node, labels: JourneyLabels) -> None:
        self.node = node
        self.name = node.label if node.in_figure else f"{node.label} ({labels.not_in_figure})"
        self.state, self.status = labels.states[node.state], labels.statuses[node.status]
        self.name_width = text_width(self.name, TEXT, is_bold=True)
        self.state_width = text_width(self.state, SMALL) + 22
        self.status_width = text_width(self.status, SMALL) + 20
        self.width = self.name_width + self.state_width + self.status_width + 40

    def drawn(self, start: float, end: float, y: float) -> list[Element]:
        status = end - self.status_width
        state = status - self.state_width - 16
        return [
            words(self.name, start, y + 5, size=TEXT, weight=600),
            placed(self.node.status, status + 7, y, 15),
            words(self.status, status + 19, y + 5, size=SMALL),
            placed(self.node.state, state + 7, y, 15),
            words(self.state, state + 20, y + 5, size=SMALL, fill="quiet"),
        ]


def _time(plot: Plot) -> list[Element]:
    y, start = plot.time_y, LEFT + text_width(plot.labels.time, 13) + 14
    return [
        words(plot.labels.time, LEFT + 3, y + 4, size=13, fill="quiet"),
        line(start, y, RIGHT - 10, y, stroke="faint", width=1.4),
        arrow_head(RIGHT - 2, y, 1, 0, 10, fill="faint"),
    ]


def _loop(plot: Plot) -> list[Element]:
    """From the last step round underneath and back into the first."""
    top, bottom = plot.node_y, plot.loop_y
    start, end = plot.middle(len(plot.steps) - 1) + NODE_R + 5, plot.middle(0) - NODE_R - 6
    b = BEND
    d = (
        f"M{written(start)},{written(top)} H{LOOP_RIGHT - b:g} a{b:g},{b:g} 0 0 1 {b:g},{b:g} V{written(bottom - b)} "
        f"a{b:g},{b:g} 0 0 1 -{b:g},{b:g} H{LOOP_LEFT + b:g} a{b:g},{b:g} 0 0 1 -{b:g},-{b:g} V{written(top + b)} "
        f"a{b:g},{b:g} 0 0 1 {b:g},-{b:g} H{written(end - 7)}"
    )
    path = tag("path", d=d, fill="none", stroke="brand", stroke_width=2.6)
    return [path, arrow_head(end, top, 1, 0, 12, fill="brand"), *_loop_words(plot)]


def _loop_words(plot: Plot) -> list[Element]:
    """The name of the loop on a plate in the middle of its lower edge, arrows pointing back at either side."""
    name, detail = plot.labels.loop, plot.labels.loop_detail
    name_width = text_width(name, TEXT, is_bold=True)
    width = name_width + (text_width(detail, SMALL) + 14 if detail else 0)
    left, y = (WIDTH - width) / 2, plot.loop_y
    plate = tag("rect", x=left - 16, y=y - 14, width=width + 32, height=28, fill="paper")
    heads = [arrow_head(x, y, -1, 0, 12, fill="brand") for x in (left - 130, left + width + 118)]
    drawn = [plate, *heads, words(name, left, y + 5, size=TEXT, fill="brand", weight=600)]
    return drawn + (
        [words(detail, left + name_width + 14, y + 5, size=SMALL, fill="quiet")] if detail else []
    )


def journey_columns(labels: JourneyLabels) -> list[Column]:
    return [Column(name) for name in (labels.number, labels.name, labels.phase, labels.state, labels.status)]


def _table(plot: Plot, heading: Heading) -> Table:
    labels = plot.labels
    rows = []
    for index, node in enumerate(plot.steps, start=1):
        phase = next((phase.name for phase in plot.phases if phase.first <= index <= phase.last), "")
        rows.append([node.number, node.label, phase, labels.states[node.state], labels.statuses[node.status]])
    for node in (activity.node for activity in plot.activities):
        place = labels.activities if node.in_figure else f"{labels.activities} ({labels.not_in_figure})"
        rows.append([node.number, node.label, place, labels.states[node.state], labels.statuses[node.status]])
    return Table(heading.title, journey_columns(labels), rows)
