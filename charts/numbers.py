"""Numbers on an axis: round ticks, scales and how a value is written."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

STEPS = (1, 2, 5, 10)


@dataclass(frozen=True)
class NumberFormat:
    """Writes a number: `NumberFormat(prefix="£")(-120000)` is "−£120,000"."""

    decimals: int = 0
    prefix: str = ""
    suffix: str = ""
    thousands: str = ","
    point: str = "."

    def __call__(self, value: float | None) -> str:
        if value is None:
            return ""
        digits = f"{_half_up(abs(value), self.decimals):,.{self.decimals}f}"
        is_zero = not digits.strip("0,.")
        digits = digits.replace(",", "\0").replace(".", self.point).replace("\0", self.thousands)
        return f"{'−' if value < 0 and not is_zero else ''}{self.prefix}{digits}{self.suffix}"


def _half_up(value: float, decimals: int) -> Decimal:
    """Rounded as people do, and as the pages round beside the drawing: 56.25 is 56.3."""
    return Decimal(str(value)).quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)


PLAIN = NumberFormat()


@dataclass(frozen=True)
class Scale:
    """Maps a value in `low`…`high` to a pixel between `start` and `end`; y axes have `start` below `end`."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        if self.high == self.low:
            return (self.start + self.end) / 2
        return self.start + (value - self.low) / (self.high - self.low) * (self.end - self.start)


def nice_step(span: float, count: int) -> float:
    """The smallest of 1, 2, 5 × a power of ten that cuts `span` into at most `count` parts."""
    rough = span / count
    power = 10.0 ** math.floor(math.log10(rough))
    return next((step * power for step in STEPS if step * power >= rough * (1 - 1e-9)), 10 * power)


def nice_ticks(low: float, high: float, *, count: int = 6) -> list[float]:
    """Round values that enclose `low`…`high`, at most about `count` steps apart."""
    if high < low:
        low, high = high, low
    if high - low <= abs(high) * 1e-9:
        reach = abs(high) * 0.1 or 1.0
        low, high = (low - reach, high + reach) if low else (0.0, 1.0)
    step = nice_step(high - low, count)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    decimals = max(0, -math.floor(math.log10(step)))
    return [round(index * step, decimals) + 0.0 for index in range(first, last + 1)]


def tick_format(numbers: NumberFormat, ticks: Iterable[float]) -> NumberFormat:
    """The same format with as many decimals as the ticks need, but no more than nine."""
    values = list(ticks)
    needed = next(d for d in range(10) if d == 9 or all(abs(round(v, d) - v) < 1e-9 for v in values))
    return NumberFormat(needed, numbers.prefix, numbers.suffix, numbers.thousands, numbers.point)
