"""Where the partners stand by an assessment: of each dimension the level in force, else the figure of its ratings.

The rounds and what was agreed come from the lens. What a round came to is stored once, at its reveal, and never changes:
so the result of a round that was revealed on the day of the lens is the result, whichever day that is.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any, TypeVar

from django.utils import timezone
from django.utils.translation import get_language

from assessments.agreement_words import level as in_words
from assessments.instrument_pack import Dimension, Instrument
from assessments.models import AgreedLevel, Assessment, MinorityView, Round, RoundResult, TargetLevel
from assessments.results import Kind, figure, kind_of
from history.lens import Lens

Row = TypeVar("Row", AgreedLevel, MinorityView, TargetLevel)


@dataclass(frozen=True)
class Standing:
    """One dimension. `level` is the agreed one or, with `is_agreed` False, what stands for its ratings
    (`results.figure`); None where there is neither.
    """

    dimension: Dimension
    level: float | None = None
    agreed: AgreedLevel | None = None
    earlier: list[AgreedLevel] = field(default_factory=list)  # newest first
    views: list[MinorityView] = field(default_factory=list)
    target: TargetLevel | None = None
    kind: Kind = "median"  # of figure that stands for its ratings
    result: Mapping[str, Any] = field(default_factory=dict)  # as `results` has it; empty before a reveal
    round: Round | None = None  # the one that `result` is of, and the level rests on

    @property
    def is_agreed(self) -> bool:
        return self.agreed is not None

    @property
    def is_unrated(self) -> bool:
        """It has been revealed, and nobody gave it a rating."""
        return bool(self.result) and not self.result["is_hidden"] and not self.result["n"]

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


def assessed(lens: Lens, assessment: Assessment, until: date | None = None) -> Assessed | None:
    """Four kinds of rows and one query for the results; None for an instrument that cannot be read.

    With `until`, only rounds that were revealed and levels that were agreed up to the end of that day.
    """
    pack = pack_of(assessment)
    if pack is None:
        return None
    rounds = [row for row in revealed_rounds(lens, assessment) if not until or revealed_on(row) <= until]
    contents = contents_of(rounds)
    agreed = _agreed(lens, assessment, until)
    views = _by_dimension(lens, MinorityView, assessment)
    targets = _by_dimension(lens, TargetLevel, assessment)
    standings = [
        _standing(
            one,
            agreed[one.key],
            views[one.key],
            targets[one.key],
            resting_on(rounds, contents, one.key),
            pack.answer,
        )
        for one in pack.dimensions
    ]
    return Assessed(assessment, pack, rounds, standings)


def _standing(
    dimension: Dimension,
    agreed: list[AgreedLevel],
    views: list[MinorityView],
    targets: list[TargetLevel],
    rests_on: tuple[Round | None, Mapping[str, Any]],
    answer: str,
) -> Standing:
    """From the rows of one dimension, the oldest first."""
    found, result = rests_on
    present = agreed[-1] if agreed else None
    return Standing(
        dimension=dimension,
        level=float(present.level) if present else figure(answer, result),
        agreed=present,
        earlier=agreed[-2::-1] if present else [],
        views=views,
        target=targets[-1] if targets else None,
        kind=kind_of(answer, has_items=bool(dimension.items)),
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


def revealed_on(round_: Round) -> date:
    """Of a round that has been revealed."""
    return timezone.localtime(round_.revealed_at).date()


def days_by_assessment(lens: Lens) -> tuple[dict[int, list[date]], dict[int, list[date]]]:
    """The days on which rounds were revealed, and those on which levels were agreed; empty lists for the others."""
    reveals: dict[int, list[date]] = defaultdict(list)
    levels: dict[int, list[date]] = defaultdict(list)
    for round_ in lens.rows(Round):
        if round_.revealed_at:
            reveals[round_.assessment_id].append(revealed_on(round_))
    for level in lens.rows(AgreedLevel):
        levels[level.assessment_id].append(level.agreed_on)
    return reveals, levels


def contents_of(rounds: Iterable[Round]) -> dict[int, Mapping[str, Any]]:
    """What revealed rounds came to, by the round's primary key."""
    keys = [round_.pk for round_ in rounds]
    if not keys:
        return {}
    return dict(RoundResult.everything.filter(round__in=keys).values_list("round_id", "content"))


def in_force(rows: Iterable[AgreedLevel]) -> AgreedLevel | None:
    """The newest: what was agreed later stands in the place of what was agreed before."""
    return max(rows, key=lambda row: row.pk, default=None)


def short(level: Decimal | float) -> str:
    """A level as people write it: 3, 2.5."""
    return in_words(float(level))


def _agreed(lens: Lens, assessment: Assessment, until: date | None) -> dict[str, list[AgreedLevel]]:
    found = _by_dimension(lens, AgreedLevel, assessment)
    if until is None:
        return found
    return defaultdict(
        list, {key: [row for row in rows if row.agreed_on <= until] for key, rows in found.items()}
    )


def _by_dimension(lens: Lens, model: type[Row], assessment: Assessment) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for row in sorted(lens.rows(model), key=lambda row: row.pk):
        if row.assessment_id == assessment.pk:
            found[row.dimension].append(row)
    return found


def resting_on(
    rounds: Iterable[Round], contents: Mapping[int, Mapping[str, Any]], key: str
) -> tuple[Round | None, Mapping[str, Any]]:
    """The round on which the level of a dimension rests, and what it says of it; `rounds` with the newest last.

    It is the newest that shows a figure and in which people rated: what fewer than the minimum rate anew, or nobody is
    asked, stands as an earlier round has it. Where none shows a figure, the newest that asked says why.
    """
    told = [
        (round_, contents[round_.pk]["answer"], result)
        for round_ in reversed([*rounds])
        if (result := contents.get(round_.pk, {}).get("dimensions", {}).get(key))
    ]
    shown = [one for one in told if figure(one[1], one[2]) is not None]
    anew = [one for one in shown if one[2]["n_anew"]]
    asked = [one for one in told if not one[0].asked or key in one[0].asked]
    for round_, _answer, result in (*anew, *shown, *asked, *told):
        return round_, result
    return None, {}
