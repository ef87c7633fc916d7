"""The journey in one row of a table: a cell a step, a gap, a cell an activity."""

from collections.abc import Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from .chart import Chart, Heading, Table, charted
from .icons import State, placed
from .journey import JourneyLabels, Node, journey_columns
from .svg import group, tag


@dataclass(frozen=True)
class _Cell:
    node: Node
    x: float
    width: float


def journey_strip(
    steps: Sequence[Node], activities: Sequence[Node], heading: Heading, labels: JourneyLabels
) -> Chart:
    """The map in one table row: a cell a step, a gap, a cell an activity; status above, state in the bar beneath."""
    cells = [_Cell(node, 2 + index * 22, 19) for index, node in enumerate(steps)]
    start = 2 + len(steps) * 22 + 10
    cells += [_Cell(node, start + index * 32, 29) for index, node in enumerate(activities)]
    body = [_strip_cell(cell, labels) for cell in cells]
    rows = [
        [c.node.number, c.node.label, "", labels.states[c.node.state], labels.statuses[c.node.status]]
        for c in cells
    ]
    width = start + len(activities) * 32
    table = Table(heading.title, journey_columns(labels), rows)
    return charted(heading, width, 30, body, table, kind="journey-strip", is_fixed=True)


def _strip_cell(cell: _Cell, labels: JourneyLabels) -> Element:
    """The bar is empty, half full or full; reopened, it has a gap in its middle."""
    node, x, width = cell.node, cell.x, cell.width
    frame: dict[str, str | float | None] = {"y": 21, "height": 6, "rx": 2}
    edge = (
        "reopened"
        if node.state is State.REOPENED
        else "brand"
        if node.state is not State.NOT_STARTED
        else "faint"
    )
    drawn = [tag("rect", x=x + 0.5, width=width - 1, fill="paper", stroke=edge, **frame)]
    parts = {State.DONE: ((0, 1),), State.OPEN: ((0, 0.5),), State.REOPENED: ((0, 0.36), (0.64, 1))}
    for start, end in parts.get(node.state, ()):
        drawn.append(tag("rect", x=x + start * width, width=(end - start) * width, fill=edge, **frame))
    title = f"{node.number}. {node.label}: {labels.states[node.state]}, {labels.statuses[node.status]}"
    return group(placed(node.status, x + width / 2, 11, 15), *drawn, title=title)
