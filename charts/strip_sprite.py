"""The cells of the journey strip as symbols that are drawn once on a page and used in every row of a long list.

A list of two hundred programmes has 2,600 cells but only thirty-two kinds of them; drawn each for itself, they would
weigh a megabyte.
"""

from functools import cache
from xml.etree.ElementTree import Element

from django.utils.safestring import SafeString

from .icons import State, Status, placed
from .svg import markup, tag

HEIGHT = 30
STEP_WIDTH, BAR_WIDTH = 19, 29
PARTS: dict[State, tuple[tuple[float, float], ...]] = {
    State.NOT_STARTED: (),
    State.OPEN: ((0, 0.5),),
    State.REOPENED: ((0, 0.36), (0.64, 1)),
    State.DONE: ((0, 1),),
}
EDGES = {State.NOT_STARTED: "faint", State.REOPENED: "reopened"}


def symbol_id(width: int, state: State, status: Status) -> str:
    return f"cell-{width}-{state.value}-{status.value}"


@cache
def strip_sprite() -> SafeString:
    """All symbols in a drawing that takes no room and is not read out; it stands on the page before its first use."""
    symbols = [
        _symbol(width, state, status)
        for width in (STEP_WIDTH, BAR_WIDTH)
        for state in State
        for status in Status
    ]
    root = tag("svg", *symbols, xmlns="http://www.w3.org/2000/svg", width=0, height=0, aria_hidden="true")
    root.set("class", "chart sprite")
    return markup(root)


def _symbol(width: int, state: State, status: Status) -> Element:
    """The status above; below it the bar of the state, empty, half, full, or split for what was taken up again."""
    edge = EDGES.get(state, "brand")
    frame: dict[str, str | float | None] = {"y": 21, "height": 6, "rx": 2}
    drawn = [tag("rect", x=0.5, width=width - 1, fill="paper", stroke=edge, **frame)]
    for start, end in PARTS[state]:
        drawn.append(tag("rect", x=start * width, width=(end - start) * width, fill=edge, **frame))
    return tag(
        "symbol",
        placed(status, width / 2, 11, 15),
        *drawn,
        id=symbol_id(width, state, status),
        viewBox=f"0 0 {width} {HEIGHT}",
    )
