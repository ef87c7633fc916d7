"""Keeping things apart: labels down a margin, legends in rows, paragraphs."""

from collections.abc import Callable, Sequence
from xml.etree.ElementTree import Element

from .svg import words
from .text import text_width, wrap

Key = tuple[Callable[[float, float], Element], str]
ROW = 22.0


def spread(wanted: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Positions at least `gap` apart, in the order of and as near as can be to those wanted.

    Within `low`…`high` if they fit; labels that stick together are moved as one block about their middle.
    """
    order = sorted(range(len(wanted)), key=lambda index: wanted[index])
    blocks: list[tuple[float, int]] = []  # the centre and the number of labels of each block
    for index in order:
        blocks.append((wanted[index], 1))
        while len(blocks) > 1 and _overlap(blocks[-2], blocks[-1], gap):
            (one, n), (two, m) = blocks[-2:]
            blocks[-2:] = [((one * n + two * m) / (n + m), n + m)]
    placed = [centre + (i - (n - 1) / 2) * gap for centre, n in blocks for i in range(n)]
    placed = _pushed(placed, gap, low, high)
    result = [0.0] * len(placed)
    for index, value in zip(order, placed, strict=True):
        result[index] = value
    return result


def _overlap(upper: tuple[float, int], lower: tuple[float, int], gap: float) -> bool:
    return lower[0] - upper[0] < (upper[1] + lower[1]) / 2 * gap - 1e-9


def _pushed(placed: list[float], gap: float, low: float, high: float) -> list[float]:
    """The ascending positions pushed up from the lower end, then down from the upper one."""
    for i in range(len(placed) - 1, -1, -1):
        placed[i] = min(placed[i], high - (len(placed) - 1 - i) * gap)
    for i in range(len(placed)):
        placed[i] = max(placed[i], low + i * gap)
    return placed


def legend(
    keys: Sequence[Key], x: float, y: float, width: float, size: float = 13, mark_width: float = 16
) -> tuple[list[Element], float]:
    """Marks with their words in rows that wrap; the elements and the height they take. `y` is the first centre."""
    indent = mark_width + 8
    drawn: list[Element] = []
    left, top = x, y
    for draw, word in keys:
        lines = wrap(word, width - indent, size)
        taken = indent + max((text_width(part, size) for part in lines), default=0) + 18
        if left > x and left + taken - 18 > x + width:
            left, top = x, top + ROW
        drawn.append(draw(left + mark_width / 2, top))
        drawn += [
            words(part, left + indent - 2, top + size * 0.35 + i * 17, size=size)
            for i, part in enumerate(lines)
        ]
        left += taken
        top += (len(lines) - 1) * 17
    return drawn, (top - y + ROW if keys else 0)


def paragraph(
    lines: Sequence[str],
    x: float,
    y: float,
    *,
    size: float = 13,
    leading: float = 1.3,
    fill: str = "ink",
    anchor: str | None = None,
    weight: int | None = None,
) -> list[Element]:
    """Lines of text under each other; `y` is the first baseline."""
    return [
        words(line, x, y + i * size * leading, size=size, fill=fill, anchor=anchor, weight=weight)
        for i, line in enumerate(lines)
    ]
