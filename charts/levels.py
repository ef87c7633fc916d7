"""The ground of a drawing with a row for each dimension: its name, the levels across, and a verdict at the end."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from xml.etree.ElementTree import Element

from .layout import paragraph
from .numbers import PLAIN, NumberFormat, Scale, tick_format
from .svg import line, words
from .text import wrap

SIZE, LEADING = 14.0, 17.0


@dataclass(frozen=True)
class Levels:
    """A scale of answers. `ticks` are the levels with a line of their own; without any, each whole level has one.

    `low_word` and `high_word` say what the ends mean; `numbers` writes a value.
    """

    low: float
    high: float
    ticks: Sequence[float] = ()
    low_word: str = ""
    high_word: str = ""
    numbers: NumberFormat = PLAIN

    def lines(self) -> list[float]:
        return [*self.ticks] or [float(level) for level in range(round(self.low), round(self.high) + 1)]

    def written(self, value: float) -> str:
        """As `numbers` has it, but a value between two whole ones always with a decimal."""
        is_between = abs(value - round(value)) > 0.05
        form = replace(self.numbers, decimals=1) if is_between and not self.numbers.decimals else self.numbers
        return form(value)


@dataclass(frozen=True)
class Frame:
    """Where the columns stand. On a phone the name and the verdict of a row stand above its plot, not beside it."""

    width: float
    left: float  # of the plot
    right: float
    is_narrow: bool = False

    @property
    def name_room(self) -> float:
        return (self.width if self.is_narrow else self.left) - 16

    @property
    def verdict_left(self) -> float:
        return 8 if self.is_narrow else self.right + 14

    @property
    def verdict_room(self) -> float:
        return self.width - self.verdict_left - 8

    def scale(self, levels: Levels, pad: float) -> Scale:
        """The levels across the plot, `pad` pixels free at either end."""
        return Scale(levels.low, levels.high, self.left + pad, self.right - pad)


WIDE = Frame(760, 216, 590)
NARROW = Frame(360, 8, 352, is_narrow=True)


def frame_for(*, is_narrow: bool) -> Frame:
    return NARROW if is_narrow else WIDE


def name_tag(lines: Sequence[str], x: float, y: float, *, is_part: bool = False) -> list[Element]:
    """The name of a row, `y` the top of its first line; that of a part is quieter."""
    weight, fill = (None, "quiet") if is_part else (600, "ink")
    return paragraph(lines, x, y + 13, size=SIZE, leading=LEADING / SIZE, fill=fill, weight=weight)


def head_height(frame: Frame, levels: Levels) -> float:
    """The room above the first row."""
    return max(map(len, _ends(frame, levels))) * LEADING + 26


def head(frame: Frame, levels: Levels, x: Scale) -> list[Element]:
    """What the ends of the scale mean, and the numbers of its levels under that."""
    low, high = _ends(frame, levels)
    leading = LEADING / SIZE
    drawn = paragraph(low, frame.left, 16, size=SIZE, leading=leading, fill="quiet")
    drawn += paragraph(high, frame.right, 16, size=SIZE, leading=leading, fill="quiet", anchor="end")
    return drawn + numbers(levels, x, head_height(frame, levels) - 10)


def numbers(levels: Levels, x: Scale, y: float) -> list[Element]:
    """The levels in a row, their baseline at `y`."""
    form = tick_format(levels.numbers, levels.lines())
    return [
        words(form(level), x(level), y, size=SIZE, fill="quiet", anchor="middle") for level in levels.lines()
    ]


def upright(levels: Levels, x: Scale, top: float, bottom: float) -> list[Element]:
    return [line(x(level), top, x(level), bottom, stroke="grid") for level in levels.lines()]


def _ends(frame: Frame, levels: Levels) -> tuple[list[str], list[str]]:
    room = (frame.right - frame.left) / 2 - 10
    return wrap(levels.low_word, room, SIZE), wrap(levels.high_word, room, SIZE)
