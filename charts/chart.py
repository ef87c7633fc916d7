"""What every kind of chart gives back."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from xml.etree.ElementTree import Element

from django.utils.safestring import SafeString

from .svg import picture, tag, words
from .text import wrap


@dataclass(frozen=True)
class Column:
    label: str
    is_numeric: bool = False


@dataclass(frozen=True)
class Table:
    """The twin: everything that the drawing shows, as text. Each row is as long as `columns`."""

    caption: str
    columns: list[Column]
    rows: list[list[str]]


@dataclass(frozen=True)
class Chart:
    svg: SafeString
    title: str
    summary: str
    table: Table
    narrow: SafeString | None = None  # the same for a phone, where there is one


# Width, height and what stands inside.
Drawing = tuple[float, float, list[Element]]


@dataclass(frozen=True)
class Heading:
    """What a drawing is called. `id` starts every id inside it, so it must be unique on the page."""

    id: str
    title: str
    summary: str


def charted(
    heading: Heading,
    width: float,
    height: float,
    body: Sequence[Element],
    table: Table,
    *,
    kind: str,
    has_links: bool = False,
    is_fixed: bool = False,
) -> Chart:
    """The finished drawing beside its table."""
    svg = picture(
        heading.id,
        heading.title,
        heading.summary,
        width,
        height,
        body,
        kind=kind,
        has_links=has_links,
        is_fixed=is_fixed,
    )
    return Chart(svg, heading.title, heading.summary, table)


def charted_twice(heading: Heading, draw: Callable[[bool], Drawing], table: Table, *, kind: str) -> Chart:
    """One drawing for a page and for paper, and `draw(True)` for a phone, so that neither has too small letters."""
    wide = charted(heading, *draw(False), table, kind=kind)
    phone = replace(heading, id=f"{heading.id}-narrow")
    return replace(wide, narrow=charted(phone, *draw(True), table, kind=kind).svg)


def empty_chart(
    heading: Heading,
    message: str,
    columns: Sequence[Column],
    *,
    width: float = 760,
    height: float = 180,
    is_fixed: bool = False,
) -> Chart:
    """A drawn empty state: a quiet frame that says what will stand here."""
    size = 14 if width > 300 else 11
    lines = wrap(message, width - 48, size)
    top = (height - (len(lines) - 1) * size * 1.4) / 2 + size * 0.35
    frame = tag(
        "rect",
        x=1,
        y=1,
        width=width - 2,
        height=height - 2,
        rx=6,
        fill="wash",
        stroke="grid",
        stroke_dasharray="6 5",
    )
    texts = [
        words(line, width / 2, top + i * size * 1.4, size=size, fill="quiet", anchor="middle")
        for i, line in enumerate(lines)
    ]
    return charted(
        heading,
        width,
        height,
        [frame, *texts],
        Table(heading.title, list(columns), []),
        kind="empty",
        is_fixed=is_fixed,
    )
