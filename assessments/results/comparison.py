"""From one round to the next: what stands; and how far it is to the targets."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Protocol, TypeVar

from assessments.grouping import SMALLEST
from assessments.results.sheets import Answer, Sheet

Key = TypeVar("Key")


class Said(Protocol):
    """What one person said of one element, or of a dimension as a whole."""

    @property
    def value(self) -> int | None: ...

    @property
    def is_not_my_field(self) -> bool: ...


Words = TypeVar("Words", bound=Said)


@dataclass(frozen=True)
class Gap:
    """`rank` counts from 1, the largest gap first; None without a gap to rank. A negative gap: beyond the target."""

    dimension: str
    level: float | None
    target: float | None
    gap: float | None = None
    rank: int | None = None


def carried(
    previous: Mapping[Key, Sheet], now: Mapping[Key, Sheet], *, minimum: int = SMALLEST
) -> dict[Key, Sheet]:
    """The sheets of a later round, by respondent: an answer that is not given anew is the one of the round before.

    So both rounds have the same raters, and nobody's answer is the difference between two results. For the same reason
    nothing of an element changes until at least `minimum` people answer it anew, a person stays in the groups of their
    first sheet, and an answer once given is not withdrawn. An element that too few answered before to be shown under
    any minimum counts as new altogether. `previous` is what the round before was computed from, carried as well.
    """
    before, anew = _raters(previous.values()), _raters(now.values())
    shown = {element for element, n in _with_headings(before, sum).items() if n >= SMALLEST}
    renewed = {element for element, n in _with_headings(anew, max).items() if n >= minimum}
    settled = shown - renewed
    found = {}
    for key in {**previous, **now}:
        old, new = previous.get(key, Sheet()), now.get(key, Sheet())
        answers = {
            element: in_force(
                _standing(old.answers.get(element), was_shown=element in shown),
                new.answers.get(element),
                is_settled=element in settled,
            )
            for element in {**old.answers, **new.answers}
        }
        groups = old.groups if key in previous else new.groups
        found[key] = Sheet(groups, {element: answer for element, answer in answers.items() if answer})
    return found


def _raters(sheets: Iterable[Sheet]) -> Counter[str]:
    """How many answer each element."""
    return Counter(
        element for sheet in sheets for element, answer in sheet.answers.items() if answer.value is not None
    )


def _with_headings(raters: Mapping[str, int], of_items: Callable[[list[int]], int]) -> dict[str, int]:
    """And a number for each dimension whose items are answered by themselves."""
    items: dict[str, list[int]] = defaultdict(list)
    for element, n in raters.items():
        items[element.partition("/")[0]].append(n)
    return {heading: of_items(numbers) for heading, numbers in items.items()} | dict(raters)


def _standing(old: Answer | None, *, was_shown: bool) -> Answer | None:
    return replace(old, is_carried=was_shown) if old else None


def in_force(old: Words | None, new: Words | None, *, is_settled: bool) -> Words | None:
    """What counts of two rounds. `is_settled`: the earlier one showed it, and too few answer it anew to change it."""
    if is_settled and old is None:
        return new if new and new.is_not_my_field else None
    if is_settled or new is None or (old and new.is_not_my_field):
        return old
    is_rating_left_out = new.value is None and old is not None and old.value is not None
    return old if is_rating_left_out else new


def gaps(levels: Mapping[str, float | None], targets: Mapping[str, float | None]) -> list[Gap]:
    """From level to target, the largest gap first; ties, and dimensions without a gap, in the order of `levels`."""
    found = []
    for key, level in levels.items():
        target = targets.get(key)
        gap = None if level is None or target is None else _less(target, level)
        found.append(Gap(key, level, target, gap))
    ranked = sorted((one for one in found if one.gap is not None), key=lambda one: one.gap or 0, reverse=True)
    return [replace(one, rank=rank) for rank, one in enumerate(ranked, 1)] + [
        one for one in found if one.gap is None
    ]


def _less(one: float, other: float) -> float:
    """Levels have at most a few decimals; what floating point adds is left off."""
    return round(float(one) - float(other), 6)
