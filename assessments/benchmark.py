"""Where other programmes of this installation stand by the same instrument: with their consent, and never one alone.

`figures` is the only place that reads other programmes' figures, and it asks for both consents in the query. What may be
shown of them is arithmetic on plain values. Who reads may set a level of their own as they like, and look each time:

- Of a dimension something is shown once five others have a level in it. One's own is no part of it.
- Counted is who has no name here. Programmes that may be named, or once might, and those with which requests to meet
  were exchanged are left out: the reader may know their levels and subtract them, or know that they are among the low.
- Whom the reader can open counts and is no cover: besides those, five or more are counted, or nobody.
- So one's own level has no say in what is counted, nor in whether it is shown.
- A programme is named where it has agreed to be, and stands two levels or more above: that depends on nobody else, such
  as on the middle of all, which would be found by trying levels.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from django.db.models import Q, QuerySet

from assessments.models import AgreedLevel, Assessment, BenchmarkConsent, MeetingRequest, RoundResult
from assessments.sharing import Json, shared_dimensions

FEWEST = 5
STRONGER = 2  # levels


@dataclass(frozen=True)
class Figure:
    """One other programme. `name` is empty unless it may be named and asked; `levels` only where there is one.

    `is_apart`: the reader may know it by name, so it is not counted.
    """

    programme: int
    name: str
    levels: Mapping[str, float]
    is_apart: bool = False


@dataclass(frozen=True)
class Band:
    """A level with what is rounded to it, or a stretch of percentages: from `low` up to, and without, `high`."""

    label: str
    low: float
    high: float

    def holds(self, level: float) -> bool:
        return self.low <= level < self.high


@dataclass(frozen=True)
class Compared:
    """One dimension. `n` others have a level; `counts` are those without a name by band, None where they may not be
    shown; `strong` are those that are named."""

    dimension: str
    own: float | None
    n: int
    counts: list[int] | None = None
    strong: Sequence[Figure] = ()

    @property
    def is_enough(self) -> bool:
        return self.n >= FEWEST


# Arithmetic


def bands(low: int, high: int, unit: str = "") -> list[Band]:
    """Each level of the scale; of percentages five stretches of twenty."""
    if unit:
        edges = [*range(low, high, 20), high + 1]
        pairs = pairwise(edges)
        return [Band(f"{a}–{min(b - 1, high)} {unit}", a, b) for a, b in pairs]
    return [Band(str(level), level - 0.5, level + 0.5) for level in range(low, high + 1)]


def stronger_by(unit: str) -> float:
    """How much higher "two levels" are."""
    return STRONGER * (20 if unit else 1)


def compared(
    own: Mapping[str, float | None],
    others: Sequence[Figure],
    known: Collection[int],
    scale: Sequence[Band],
    step: float = STRONGER,
) -> list[Compared]:
    """By dimension, in the order of `own`. `known` are the programmes that the reader can open."""
    return [_dimension(key, level, others, known, scale, step) for key, level in own.items()]


def _dimension(
    key: str,
    own: float | None,
    others: Sequence[Figure],
    known: Collection[int],
    scale: Sequence[Band],
    step: float,
) -> Compared:
    there = [one for one in others if key in one.levels]
    if len(there) < FEWEST:
        return Compared(key, own, len(there))
    strong = _strong(key, own, there, step)
    counted = [one for one in there if not one.name and not one.is_apart]
    hidden = [one for one in counted if one.programme not in known]
    counts = None
    if counted and (not hidden or len(hidden) >= FEWEST):
        counts = [sum(band.holds(one.levels[key]) for one in counted) for band in scale]
    return Compared(key, own, len(there), counts, strong)


def _strong(key: str, own: float | None, there: Sequence[Figure], step: float) -> list[Figure]:
    """Who may be named and stands clearly higher."""
    if own is None:
        return []
    found = [one for one in there if one.name and one.levels[key] >= own + step]
    return sorted(found, key=lambda one: (one.name.casefold(), one.programme))


# What is stored


def figures(assessment: Assessment, opened: Collection[int] = ()) -> list[Figure]:
    """Of each other programme the newest assessment by the same version of the same instrument that takes part.

    `opened` are the programmes that the reader can open. Empty unless this assessment takes part itself. Five queries,
    however many programmes. An example is compared with examples only. A median counts from ten answers on, as in all
    that leaves an organisation; a level that a panel agreed is nobody's answer, and counts always.
    """
    same = _same_instrument(assessment)
    consents = list(
        BenchmarkConsent.objects.filter(
            assessment__in=same,
            assessment__removed_at=None,
            programme__removed_at=None,
            programme__illustrative=assessment.programme.illustrative,
        )
        .select_related("programme")
        .order_by("-assessment_id")
    )
    if not any(row.assessment_id == assessment.pk for row in consents):
        return []
    rows = [row for row in consents if row.programme_id != assessment.programme_id]
    levels = _levels([row.assessment_id for row in rows])
    apart = _once_named(same) | _met(same, {*opened, assessment.programme_id})
    found: dict[int, Figure] = {}
    for row in rows:
        if row.programme_id not in found and levels.get(row.assessment_id):
            name = row.programme.name if row.may_be_named and row.is_open_to_meet else ""
            found[row.programme_id] = Figure(
                row.programme_id, name, levels[row.assessment_id], row.programme_id in apart
            )
    return list(found.values())


def _same_instrument(assessment: Assessment) -> QuerySet[Assessment]:
    return Assessment.everything.filter(
        instrument_key=assessment.instrument_key,
        instrument_version=assessment.instrument_version,
        own_instrument=assessment.own_instrument_id,
    )


def _once_named(same: QuerySet[Assessment]) -> set[int]:
    """Who has ever agreed to be named: whoever read that then may remember the level."""
    rows = BenchmarkConsent.history.filter(assessment__in=same, may_be_named=True, is_open_to_meet=True)
    return set(rows.values_list("programme", flat=True))


def _met(same: QuerySet[Assessment], opened: Collection[int]) -> set[int]:
    """With whom the programmes that the reader can open have exchanged requests to meet, also such as were taken back.

    Who asks tells that they stand two levels or more below.
    """
    rows = MeetingRequest.everything.filter(assessment__in=same)
    rows = rows.filter(Q(programme__in=opened) | Q(other__in=opened))
    return {pk for pair in rows.values_list("programme", "other") for pk in pair}


def _levels(assessments: Collection[int]) -> dict[int, dict[str, float]]:
    """By assessment and dimension: the level agreed last, else what the ratings come to."""
    consenting = BenchmarkConsent.objects.filter(assessment__in=assessments).values("assessment")
    revealed = RoundResult.objects.filter(round__assessment__in=consenting, round__removed_at=None)
    results: dict[int, list[Json]] = defaultdict(list)
    for pk, content in revealed.order_by("round__number", "pk").values_list("round__assessment", "content"):
        results[pk].append(content)
    found: dict[int, dict[str, float]] = defaultdict(dict)
    for pk, contents in results.items():
        found[pk] = _of_ratings(contents)
    agreed = AgreedLevel.objects.filter(assessment__in=consenting).order_by("pk")
    for pk, key, level in agreed.values_list("assessment", "dimension", "level"):
        found[pk][key] = float(level)
    return found


def _of_ratings(contents: Sequence[Json]) -> dict[str, float]:
    """From the revealed rounds of one assessment, in their order: the last that may leave, of each dimension."""
    levels: dict[str, float] = {}
    for n in range(1, len(contents) + 1):
        for key, table in shared_dimensions(contents[:n]).items():
            level = table.get("value", table.get("median"))
            if level is not None:
                levels[key] = level
    return levels
