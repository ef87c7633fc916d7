"""The journey as data: nine steps and four relationship-building activities, with the guidance of each.

The model is N. Goodwin's (Change management, in Handbook Integrated Care, Springer 2017); the wording is ours.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import ClassVar, Literal

from content.packs import Key, Pack, Problems, Source
from content.registry import newest

FOLDER = Path(__file__).parent / "packs"
LONGEST_SHORT_TITLE = 16  # what a cell of the map has room for


@dataclass(frozen=True, kw_only=True)
class Phase:
    key: Key
    title: str


@dataclass(frozen=True, kw_only=True)
class Criterion:
    key: Key
    text: str
    evidence: str  # what would count as showing it


@dataclass(frozen=True, kw_only=True)
class Tool:
    key: Key
    name: str
    purpose: str
    source: Key | None = None


@dataclass(frozen=True, kw_only=True)
class Example:
    key: Key
    title: str
    text: str
    place: str
    source: Key
    documented: bool  # False would mark an illustration of ours


@dataclass(frozen=True, kw_only=True)
class Finding:
    key: Key
    text: str
    figure: str | None = None  # as published: "82 %"
    source: Key


@dataclass(frozen=True, kw_only=True)
class Guidance:
    """What a step and an activity have in common."""

    key: Key
    title: str
    short_title: str
    in_figure: bool  # drawn in Goodwin's figure, or only on his list
    purpose: str
    good_looks_like: str
    exit_criteria: tuple[Criterion, ...]
    tools: tuple[Tool, ...]
    examples: tuple[Example, ...]
    pitfalls: tuple[str, ...]
    evidence: tuple[Finding, ...]
    sources: tuple[Key, ...]

    def problems(self) -> Problems:
        if len(self.short_title) > LONGEST_SHORT_TITLE:
            yield ("short_title",), f"has a short_title of more than {LONGEST_SHORT_TITLE} characters"
        if not self.exit_criteria:
            yield ("exit_criteria",), "has no exit criteria"

    def cited(self) -> Iterator[tuple[tuple[str | int, ...], Key]]:
        """Every source that is named, with the path to the place that names it."""
        yield from ((("sources", position), key) for position, key in enumerate(self.sources))
        for name in ("tools", "examples", "evidence"):
            for item in getattr(self, name):
                if item.source:
                    yield (name, item.key, "source"), item.source


@dataclass(frozen=True, kw_only=True)
class Step(Guidance):
    kind: ClassVar[Literal["step"]] = "step"
    number: int
    phase: Key

    @property
    def mark(self) -> str:
        return str(self.number)


@dataclass(frozen=True, kw_only=True)
class Activity(Guidance):
    kind: ClassVar[Literal["activity"]] = "activity"
    letter: Literal["A", "B", "C", "D"]
    from_step: Key  # the first and last step it runs beside: our reading of the figure
    to_step: Key

    @property
    def mark(self) -> str:
        return self.letter


@dataclass(frozen=True, kw_only=True)
class FeedbackLoop:
    title: str
    text: str
    from_step: Key
    to_step: Key
    source: Key


@dataclass(frozen=True, kw_only=True)
class Horizon:
    text: str
    sources: tuple[Key, ...]


@dataclass(frozen=True, kw_only=True)
class JourneyPack(Pack):
    introduction: str
    phases: tuple[Phase, ...]
    phase_note: str
    steps: tuple[Step, ...]
    activities: tuple[Activity, ...]
    activity_note: str
    feedback: FeedbackLoop
    horizon: Horizon
    sources: tuple[Source, ...]

    @property
    def entries(self) -> tuple[Step | Activity, ...]:
        return (*self.steps, *self.activities)

    def entry(self, key: str) -> Step | Activity:
        """The step or activity with this key; raises LookupError."""
        for entry in self.entries:
            if entry.key == key:
                return entry
        raise LookupError(f"the journey has no step or activity '{key}'")

    def in_phase(self, key: str) -> tuple[Step, ...]:
        return tuple(step for step in self.steps if step.phase == key)

    def source_of(self, key: str) -> Source:
        return next(source for source in self.sources if source.key == key)

    def span(self, activity: Activity) -> range:
        """The numbers of the steps beside which the activity runs."""
        numbers = {step.key: step.number for step in self.steps}
        return range(numbers[activity.from_step], numbers[activity.to_step] + 1)

    def problems(self) -> Problems:
        yield from self.number_problems()
        yield from self.reference_problems()
        yield from self.citation_problems()

    def number_problems(self) -> Problems:
        for position, step in enumerate(self.steps):
            if step.number != position + 1:
                yield ("steps", position, "number"), f"has step {step.number} in place {position + 1}"
        criteria: set[str] = set()
        for group, entry in self.grouped():
            for criterion in entry.exit_criteria:
                if criterion.key in criteria:
                    place = (group, entry.key, "exit_criteria", criterion.key)
                    yield place, f"has the criterion '{criterion.key}' twice"
                criteria.add(criterion.key)

    def reference_problems(self) -> Problems:
        phases = {phase.key for phase in self.phases}
        steps = {step.key for step in self.steps}
        for step in self.steps:
            if step.phase not in phases:
                yield ("steps", step.key, "phase"), f"has no phase '{step.phase}'"
        for activity in self.activities:
            for name in ("from_step", "to_step"):
                if getattr(activity, name) not in steps:
                    yield ("activities", activity.key, name), f"has no step '{getattr(activity, name)}'"
        for name in ("from_step", "to_step"):
            if getattr(self.feedback, name) not in steps:
                yield ("feedback", name), f"has no step '{getattr(self.feedback, name)}'"

    def citation_problems(self) -> Problems:
        known = {source.key for source in self.sources}
        named = [
            ((group, entry.key, *path), key) for group, entry in self.grouped() for path, key in entry.cited()
        ]
        named.append((("feedback", "source"), self.feedback.source))
        named += [
            (("horizon", "sources", position), key) for position, key in enumerate(self.horizon.sources)
        ]
        for path, key in named:
            if key not in known:
                yield path, f"has no source '{key}'"

    def grouped(self) -> Iterator[tuple[str, Step | Activity]]:
        yield from (("steps", step) for step in self.steps)
        yield from (("activities", activity) for activity in self.activities)


@cache
def journey() -> JourneyPack:
    """The journey as shown today; `.in_language(code)` gives it in another tongue."""
    return newest(FOLDER, "journey", JourneyPack)
