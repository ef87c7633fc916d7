"""How much data a size has. The days are fixed, so that the same bytes come out whenever it is made."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

LAST_MONTH = date(2025, 12, 1)


@dataclass(frozen=True)
class Size:
    """`indicators` is for each programme; each has a figure a month. `raters` rate one assessment of the first one."""

    organisations: int
    programmes: int
    years: int
    indicators: int
    raters: int = 0

    @property
    def months(self) -> int:
        return 12 * self.years

    @property
    def first(self) -> date:
        return date(LAST_MONTH.year + 1 - self.years, 1, 1)

    def calendar(self) -> Iterator[date]:
        """The first day of each month, oldest first."""
        for number in range(self.months):
            yield month_after(self.first, number)


def month_after(first: date, number: int) -> date:
    """The first day of the month that lies so many months after one."""
    months = first.year * 12 + first.month - 1 + number
    return date(months // 12, months % 12 + 1, 1)


SIZES = {
    "S": Size(organisations=2, programmes=4, years=1, indicators=6, raters=12),
    "M": Size(organisations=50, programmes=200, years=5, indicators=40, raters=500),
    "L": Size(organisations=500, programmes=2000, years=5, indicators=40, raters=500),
}
AT_ONCE = (
    200  # programmes told side by side, a month at a time; what they are now is kept in memory meanwhile
)
