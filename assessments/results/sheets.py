"""The answers of a panel as plain values, and what of an instrument decides how they are counted."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from assessments.answering import ABSENT, NO, NOT_RELEVANT, PARTLY, PLANNED, PRESENT, YES, values_of
from assessments.instrument_pack import Instrument
from assessments.scoring import Presence

# What the values stand for, as `assessments.scoring` takes them.
WORDS = {NO: "no", PARTLY: "partly", YES: "yes"}
STATES = {
    NOT_RELEVANT: Presence(is_relevant=False),
    ABSENT: Presence(is_relevant=True),
    PLANNED: Presence(is_relevant=True, is_planned=True),
    PRESENT: Presence(is_relevant=True, is_present=True),
}


@dataclass(frozen=True)
class Answer:
    """To one element: the level or agreement, or the key of `WORDS` or `STATES` (`year`: since when it is present).

    `is_carried`: given in an earlier round, and standing.
    """

    value: int | None = None
    year: int | None = None
    is_not_my_field: bool = False
    confidence: int | None = None  # 1 to 3
    reason: str = ""
    is_carried: bool = False


@dataclass(frozen=True)
class Sheet:
    """`groups`: breakdown → group, "" where unknown; `answers`: element → answer.

    An element is a dimension's key, or "dimension/item". Beside items, a dimension's key holds what was said of it as a
    whole: a reason, a confidence, that it is not one's field.
    """

    groups: Mapping[str, str] = field(default_factory=dict)
    answers: Mapping[str, Answer] = field(default_factory=dict)

    def value(self, element: str) -> int | None:
        answer = self.answers.get(element)
        return answer.value if answer else None

    @property
    def is_answered(self) -> bool:
        return any(answer.value is not None or answer.is_not_my_field for answer in self.answers.values())


@dataclass(frozen=True)
class Part:
    """One dimension: the elements that are answered (itself, or its items), and those of them that are reversed."""

    key: str
    elements: tuple[str, ...]
    reversed: frozenset[str] = frozenset()

    @property
    def has_items(self) -> bool:
        return self.elements != (self.key,)


@dataclass(frozen=True)
class Shape:
    """`codes`: the values that an element may have, in order."""

    instrument: str
    version: int
    answer: str
    scoring: str
    codes: range
    parts: tuple[Part, ...]


def shape_of(instrument: Instrument) -> Shape:
    parts = []
    for dimension in instrument.dimensions:
        items = {f"{dimension.key}/{item.key}": item for item in dimension.items}
        turned_round = frozenset(element for element, item in items.items() if item.is_reversed)
        parts.append(Part(dimension.key, tuple(items) or (dimension.key,), turned_round))
    return Shape(
        instrument=instrument.key,
        version=instrument.version,
        answer=instrument.answer,
        scoring=instrument.scoring,
        codes=values_of(instrument),
        parts=tuple(parts),
    )
