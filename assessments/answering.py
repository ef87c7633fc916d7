"""What one screen of a rating says about a dimension, and which answers an instrument takes. Pure.

The coding of values by the instrument's kind of answer: see `assessments.models.Answer`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from assessments.instrument_pack import Dimension, Instrument

CODED = {"yes-partly-no": range(0, 3), "presence": range(0, 4)}  # answers that are no numbers on a scale
NO, PARTLY, YES = CODED["yes-partly-no"]
NOT_RELEVANT, ABSENT, PLANNED, PRESENT = CODED["presence"]
EARLIEST_YEAR = 1900
CONFIDENCE = range(1, 4)
LONGEST_REASON = 2000


class OffTheScale(ValueError):
    """An answer that the instrument does not have; the forms offer none."""


@dataclass(frozen=True, kw_only=True)
class Given:
    """What somebody says about one dimension. `values` and `years` by element; a year only of what is present."""

    values: Mapping[str, int] = field(default_factory=dict)
    years: Mapping[str, int] = field(default_factory=dict)
    is_not_my_field: bool = False
    confidence: int | None = None
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class Line:
    """One answer as it is stored."""

    element: str
    value: int | None = None
    year: int | None = None
    is_not_my_field: bool = False
    confidence: int | None = None
    reason: str = ""


Lines = dict[str, list[Line]]  # by dimension; dimensions without an answer are left out


def element_of(dimension: Dimension, item_key: str) -> str:
    return f"{dimension.key}/{item_key}"


def elements(dimension: Dimension) -> list[str]:
    """What is answered by itself: each item of the dimension, or the dimension."""
    return [element_of(dimension, item.key) for item in dimension.items] or [dimension.key]


def values_of(instrument: Instrument) -> range:
    return instrument.scale.levels if instrument.scale else CODED[instrument.answer]


def lines(given: Given, dimension: Dimension, instrument: Instrument, *, this_year: int) -> list[Line]:
    """The answers to store, checked; raises OffTheScale for anything that the instrument does not ask.

    What is said about a dimension with items as a whole (its reason, how sure one is, "not my field") is a line of its
    own, without a value.
    """
    _check(given, dimension, instrument, this_year)
    whole = Line(
        element=dimension.key,
        value=given.values.get(dimension.key),
        is_not_my_field=given.is_not_my_field,
        confidence=given.confidence,
        reason=given.reason.strip(),
    )
    return [*_item_lines(given, dimension), *([whole] if whole != Line(element=dimension.key) else [])]


def _item_lines(given: Given, dimension: Dimension) -> Iterator[Line]:
    for item in dimension.items:
        element = element_of(dimension, item.key)
        if element in given.values:
            yield Line(element=element, value=given.values[element], year=given.years.get(element))


def _check(given: Given, dimension: Dimension, instrument: Instrument, this_year: int) -> None:
    known = elements(dimension)
    if stray := (given.values.keys() | given.years.keys()) - {*known}:
        raise OffTheScale(f"{dimension.key} has no {', '.join(sorted(stray))}")
    for element, value in given.values.items():
        if isinstance(value, bool) or value not in values_of(instrument):
            raise OffTheScale(f"{element} cannot be {value!r}")
    for element, year in given.years.items():
        if instrument.answer != "presence" or given.values.get(element) != PRESENT:
            raise OffTheScale(f"{element} is not present, so it has no year")
        if not EARLIEST_YEAR <= year <= this_year:
            raise OffTheScale(f"{element} cannot be present since {year}")
    _check_whole(given, dimension)


def _check_whole(given: Given, dimension: Dimension) -> None:
    if bool(given.values) == given.is_not_my_field:
        raise OffTheScale(f"{dimension.key} is either answered or not the person's field")
    if given.confidence is not None and (given.confidence not in CONFIDENCE or given.is_not_my_field):
        raise OffTheScale(f"{dimension.key} cannot be answered with the confidence {given.confidence!r}")
    if len(given.reason) > LONGEST_REASON:
        raise OffTheScale(f"the reason for {dimension.key} is too long")
