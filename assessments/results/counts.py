"""Answers counted: what a table of a few numbers says of a list of answers. All counts have text for keys, as JSON does."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from hashlib import sha256
from statistics import fmean, median, quantiles
from typing import Any

from assessments.answering import PRESENT
from assessments.results.sheets import STATES, WORDS, Answer, Part, Shape
from assessments.scoring import Presence, implemented, share_met, turned

Json = dict[str, Any]
CONFIDENCES = (1, 2, 3)


def counts(values: Iterable[int], codes: Iterable[int]) -> dict[str, int]:
    """Every code has an entry."""
    found = Counter(values)
    return {str(code): found[code] for code in codes}


def table(shape: Shape, values: Sequence[int]) -> Json:
    """The answers to one element. States of presence have no order, and so no median."""
    has_middle = values and shape.answer != "presence"
    return {
        "n": len(values),
        "counts": counts(values, shape.codes),
        "median": float(median(values)) if has_middle else None,
    }


def middle(values: Sequence[float], *, minimum: int) -> Json:
    """Median and quartiles (type 7, as in `consensus`); None for fewer values than the minimum."""
    if len(values) < minimum:
        return dict.fromkeys(("median", "q1", "q3"))
    if len(values) == 1:
        return dict.fromkeys(("median", "q1", "q3"), float(values[0]))
    q1, q2, q3 = quantiles(values, n=4, method="inclusive")
    return {"median": float(q2), "q1": float(q1), "q3": float(q3)}


def majority(states: Sequence[int]) -> int | None:
    """The state that more than half give; None while they are undecided."""
    state, n = Counter(states).most_common(1)[0] if states else (None, 0)
    return state if 2 * n > len(states) else None


def points(shape: Shape, values: Sequence[int], *, is_reversed: bool = False) -> float:
    """The mean answer to one element: a level, or for yes, partly and no the percentage that is met."""
    if shape.answer == "yes-partly-no":
        return share_met([WORDS[value] for value in values]) or 0.0
    low, high = shape.codes[0], shape.codes[-1]
    return fmean(turned(value, low=low, high=high) if is_reversed else value for value in values)


def pooled(
    shape: Shape,
    part: Part,
    given: Mapping[str, Sequence[int]],
    presence: Callable[[Sequence[Presence]], float | None] = implemented,
) -> float | None:
    """The dimension's value from the answers to each of its elements; None while one of them has none.

    The mean of its elements' means; for presence, `presence` of what the majority says of each element, without those
    that it is undecided about. Of a single sheet, a panel of one, this is what the instrument's scoring makes of it.
    """
    if not all(given[element] for element in part.elements):
        return None
    if shape.answer == "presence":
        states = (majority(given[element]) for element in part.elements)
        return presence([STATES[state] for state in states if state is not None])
    return fmean(points(shape, given[e], is_reversed=e in part.reversed) for e in part.elements)


def years(answers: Iterable[Answer], *, minimum: int) -> Json | None:
    """Since when an element is present, by those who say that it is."""
    given = [answer.year for answer in answers if answer.value == PRESENT and answer.year is not None]
    if len(given) < minimum:
        return None
    return {"n": len(given), "earliest": min(given), "median": float(median(given))}


def confidence(answers: Sequence[Answer], *, minimum: int) -> Json | None:
    given = [answer.confidence for answer in answers if answer.confidence is not None]
    if len(given) < minimum:
        return None
    return {"mean": fmean(given), "counts": counts(given, CONFIDENCES), "not_said": len(answers) - len(given)}


def reasons(answers: Iterable[Answer], *, salt: str) -> list[Json]:
    """With the answer that each explains, in an order that tells nothing about who wrote it."""
    given = [(answer.reason, answer.value) for answer in answers if answer.reason]
    given.sort(key=lambda one: (sha256(f"{salt}{one[0]}".encode()).digest(), one[1] or 0))
    return [{"value": value, "reason": reason} for reason, value in given]
