"""Run charts: the median, and the two Anhøj rules for a shift that chance does not explain.

Source: Anhøj and Olesen, "Run charts revisited", PLoS ONE 2014; Anhøj and Wentzel-Larsen, BMC Medical Research
Methodology 2018. The limits agree with the tables that qicharts2 prints.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from itertools import accumulate, groupby, pairwise
from statistics import median
from typing import Any


@dataclass(frozen=True)
class Part:
    """The rows from `first` to `last` (numbers from 0). Without a useful value the limits are None."""

    part: int
    first: int
    last: int
    median: float | None
    n_obs: int
    n_useful: int
    longest_run: int
    longest_run_max: int | None
    n_crossings: int
    n_crossings_min: int | None

    @property
    def long_run_signal(self) -> bool:
        return self.longest_run_max is not None and self.longest_run > self.longest_run_max

    @property
    def crossings_signal(self) -> bool:
        return self.n_crossings_min is not None and self.n_crossings < self.n_crossings_min

    @property
    def signal(self) -> bool:
        return self.long_run_signal or self.crossings_signal

    def to_dict(self) -> dict[str, Any]:
        return asdict(self) | {
            "long_run_signal": self.long_run_signal,
            "crossings_signal": self.crossings_signal,
            "signal": self.signal,
        }


@dataclass(frozen=True)
class Result:
    parts: tuple[Part, ...]

    def to_dict(self) -> dict[str, Any]:
        return {"parts": [part.to_dict() for part in self.parts]}


def analyse(
    values: Sequence[float | None],
    *,
    recalculate_at: Iterable[int] = (),
    baseline_points: int | None = None,
) -> Result:
    """The parts between the row numbers in `recalculate_at`, each judged on its own.

    None, NaN and infinite values count as missing. With `baseline_points` the first part takes its median from
    that many rows at its start.
    """
    rows = [value if value is not None and math.isfinite(value) else None for value in values]
    cuts = sorted({0, len(rows)} | {row for row in recalculate_at if 0 < row < len(rows)})
    return Result(
        parts=tuple(
            _part(number, start, rows[start:end], baseline_points if number == 0 else None)
            for number, (start, end) in enumerate(pairwise(cuts))
        )
    )


def longest_run_max(n_useful: int) -> int:
    """The longest run that chance explains among so many useful values."""
    return round(math.log2(n_useful)) + 3


def crossings_min(n_useful: int) -> int:
    """The fewest crossings that chance explains: the 5 % point of Bin(n - 1, 1/2), in whole numbers."""
    chances = n_useful - 1
    ways = accumulate(math.comb(chances, crossings) for crossings in range(n_useful))
    return next(crossings for crossings, count in enumerate(ways) if 20 * count >= 2**chances)


def _part(number: int, start: int, rows: Sequence[float | None], baseline_points: int | None) -> Part:
    baseline = [value for value in rows[:baseline_points] if value is not None]
    centre = median(baseline) if baseline else None
    runs = [len(list(run)) for _, run in groupby(_sides(rows, centre))]
    n_useful = sum(runs)
    return Part(
        part=number,
        first=start,
        last=start + len(rows) - 1,
        median=centre,
        n_obs=len(rows),
        n_useful=n_useful,
        longest_run=max(runs, default=0),
        longest_run_max=longest_run_max(n_useful) if n_useful else None,
        n_crossings=max(len(runs) - 1, 0),
        n_crossings_min=crossings_min(n_useful) if n_useful else None,
    )


def _sides(rows: Sequence[float | None], centre: float | None) -> list[bool]:
    """Above the median or not, for the useful values: present, and not on the median."""
    if centre is None:
        return []
    present = [value for value in rows if value is not None]
    return [value > centre for value in present if not math.isclose(value, centre, rel_tol=1e-9)]
