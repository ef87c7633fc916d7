"""Where the partners stand by an assessment: of each dimension the level that is in force, else the middle of its ratings.

The rounds and what was agreed come from the lens. What a round came to is stored once, at its reveal, and never changes:
so the result of a round that was revealed on the day of the lens is the result, whichever day that is.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any, TypeVar

from django.utils.translation import get_language

from assessments.agreement_words import level as in_words
from assessments.instrument_pack import Dimension, Instrument
from assessments.models import AgreedLevel, Assessment, MinorityView, Round, RoundResult, TargetLevel
from history.lens import Lens

Row = TypeVar("Row", AgreedLevel, MinorityView, TargetLevel)


@dataclass(frozen=True)
class Standing:
    """One dimension. `level` is the agreed one or, with `is_agreed` False, the median; None where there is neither."""

    dimension: Dimension
    level: float | None = None
    agreed: AgreedLevel | None = None
    earlier: list[AgreedLevel] = field(default_factory=list)  # newest first
    views: list[MinorityView] = field(default_factory=list)
    target: TargetLevel | None = None
    result: Mapping[str, Any] = field(default_factory=dict)  # as `results` has it; empty before a reveal
    round: Round | None = None  # the one that `result` is of

    @property
    def is_agreed(self) -> bool:
        return self.agreed is not None

    @property
    def wanted(self) -> float | None:
        """The target level."""
        return None if self.target is None else float(self.target.level)


@dataclass(frozen=True)
class Assessed:
    """An assessment with the rounds that have been revealed, the newest last, and where each dimension stands."""

    assessment: Assessment
    pack: Instrument
    rounds: list[Round]
    standings: list[Standing]

    @property
    def latest(self) -> Round | None:
        return self.rounds[-1] if self.rounds else None

    @cached_property
    def by_key(self) -> dict[str, Standing]:
        return {standing.dimension.key: standing for standing in self.standings}


def assessed(lens: Lens, assessment: Assessment) -> Assessed | None:
    """Five kinds of rows and one query for the results; None for an instrument that cannot be read."""
    pack = pack_of(assessment)
    if pack is None:
        return None
    rounds = revealed_rounds(lens, assessment)
    contents = contents_of(rounds)
    agreed = _by_dimension(lens, AgreedLevel, assessment)
    views = _by_dimension(lens, MinorityView, assessment)
    targets = _by_dimension(lens, TargetLevel, assessment)
    standings = [
        _standing(one, agreed[one.key], views[one.key], targets[one.key], *_result(rounds, contents, one.key))
        for one in pack.dimensions
    ]
    return Assessed(assessment, pack, rounds, standings)


def _standing(
    dimension: Dimension,
    agreed: list[AgreedLevel],
    views: list[MinorityView],
    targets: list[TargetLevel],
    found: Round | None,
    result: Mapping[str, Any],
) -> Standing:
    """From the rows of one dimension, the oldest first."""
    present = agreed[-1] if agreed else None
    return Standing(
        dimension=dimension,
        level=float(present.level) if present else middle(result),
        agreed=present,
        earlier=agreed[-2::-1] if present else [],
        views=views,
        target=targets[-1] if targets else None,
        result=result,
        round=found,
    )


def pack_of(assessment: Assessment) -> Instrument | None:
    """Its instrument in the language of the page; None when the file is gone."""
    try:
        return assessment.instrument.in_language(get_language())
    except LookupError:
        return None


def revealed_rounds(lens: Lens, assessment: Assessment) -> list[Round]:
    rounds = [row for row in lens.rows(Round) if row.assessment_id == assessment.pk and row.revealed_at]
    return sorted(rounds, key=lambda row: row.number)


def contents_of(rounds: Iterable[Round]) -> dict[int, Mapping[str, Any]]:
    """What revealed rounds came to, by the round's primary key."""
    keys = [round_.pk for round_ in rounds]
    if not keys:
        return {}
    return dict(RoundResult.everything.filter(round__in=keys).values_list("round_id", "content"))


def in_force(rows: Iterable[AgreedLevel]) -> AgreedLevel | None:
    """The newest: what was agreed later stands in the place of what was agreed before."""
    return max(rows, key=lambda row: row.pk, default=None)


def middle(result: Mapping[str, Any]) -> float | None:
    """Of ratings the median, of several answers their pooled value; None where it is hidden."""
    found: float | None = result.get("pooled" if "items" in result else "median")
    return found


def short(level: Decimal | float) -> str:
    """A level as people write it: 3, 2.5."""
    return in_words(float(level))


def _by_dimension(lens: Lens, model: type[Row], assessment: Assessment) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for row in sorted(lens.rows(model), key=lambda row: row.pk):
        if row.assessment_id == assessment.pk:
            found[row.dimension].append(row)
    return found


def _result(
    rounds: list[Round], contents: Mapping[int, Mapping[str, Any]], key: str
) -> tuple[Round | None, Mapping[str, Any]]:
    """What the newest round that has something to say of a dimension says of it."""
    for round_ in reversed(rounds):
        if result := contents.get(round_.pk, {}).get("dimensions", {}).get(key):
            return round_, result
    return None, {}
