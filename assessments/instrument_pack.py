"""Scored instruments and checklists as data: what is asked, on which scale, how the answers are scored, and whose it is.

A published version is never edited: an assessment keeps the version that it was made with. Where a source could not be
read in full the pack says so, and so does the page.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Literal

from assessments.scoring import SCORINGS
from content.packs import Key, Pack, Problems, Source
from content.registry import Shelf, edited, published, shelf
from programmes.journey_pack import journey

FOLDER = Path(__file__).parent / "instruments"

# seen: read in the source · in-part: some of it · memory: to be held against the source · ours: our own convention
Origin = Literal["seen", "in-part", "memory", "ours"]
Answer = Literal["level", "agreement", "yes-partly-no", "presence"]

# What the tables of ratings hold, and what somebody can be asked in one sitting.
LOWEST, HIGHEST = 0, 10
LONGEST_KEY, LONGEST_TITLE, LAST_VERSION = 79, 160, 9_999
MOST_DIMENSIONS, MOST_ITEMS = 60, 400
TAKEN = frozenset({"yours"})  # names of pages beside those of the dimensions


def anchor_of(part: str) -> str:
    """The id of a dimension, or of one of its items ("dimension/item"), on every page. No page names anything else so."""
    return f"dimension-{part}"


@dataclass(frozen=True, kw_only=True)
class Scale:
    """Whole numbers from `low` to `high`; labels name some of them, or all where they stand for every dimension."""

    low: int
    high: int
    labels: dict[int, str]
    origin: Origin

    @property
    def levels(self) -> range:
        return range(self.low, self.high + 1)

    def problems(self) -> Problems:
        if self.low >= self.high:
            yield ("high",), "should have its high above its low"
        if self.low < LOWEST or self.high > HIGHEST:
            yield ("high",), f"should lie between {LOWEST} and {HIGHEST}"
        for level in self.labels:
            if level not in self.levels:
                yield ("labels", level), f"has a label for {level}, which is not on the scale"


@dataclass(frozen=True, kw_only=True)
class Item:
    """One statement or element that is answered by itself."""

    key: Key
    text: str
    is_reversed: bool = False  # agreeing speaks against the dimension
    is_decisive: bool = False  # said to decide whether a next phase of development is reached
    origin: Origin = "seen"


@dataclass(frozen=True, kw_only=True)
class Dimension:
    """Rated by itself where it has no items."""

    key: Key
    title: str
    objective: str
    levels: dict[int, str] = field(default_factory=dict)
    items: tuple[Item, ...] = ()
    group: str | None = None  # a heading that the source puts over several dimensions
    origin: Origin = "seen"
    note: str | None = None


@dataclass(frozen=True, kw_only=True)
class Phase:
    key: Key
    title: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Instrument(Pack):
    """`wording` says whose words are shown; `missing` what could not be read of a source known in part.

    `steps` are the steps and activities of the journey whose pages offer the instrument. `on_phases` says what the
    decisive elements can tell about the phase of development, and what they cannot.
    """

    short_title: str
    purpose: str
    answered_by: str
    answer: Answer
    scoring: Key
    extent: Literal["full", "in-part"]
    wording: str
    missing: str | None = None
    elements_in_full: int | None = None  # of an instrument of which the pack shows a part
    scale: Scale | None = None
    steps: tuple[Key, ...] = ()
    process: tuple[str, ...] = ()
    phases: tuple[Phase, ...] = ()
    on_phases: str | None = None
    dimensions: tuple[Dimension, ...]
    sources: tuple[Source, ...]

    @property
    def is_rated(self) -> bool:
        """Answered by a number on a scale."""
        return self.answer in {"level", "agreement"}

    def holds(self, text: str) -> bool:
        """Whether all words of `text` stand in what says what it is about."""
        titles = [dimension.title for dimension in self.dimensions]
        said = " ".join([self.title, self.short_title, self.purpose, self.answered_by, *titles]).casefold()
        return all(word in said for word in text.casefold().split())

    def problems(self) -> Problems:
        yield from self._size_problems()
        yield from self._scoring_problems()
        if self.is_rated != (self.scale is not None):
            lack = "has no scale" if self.is_rated else "needs no scale"
            yield ("answer",), f"is answered by '{self.answer}' and {lack}"
        if self.extent == "in-part" and not self.missing:
            yield ("extent",), "is known in part and does not say what is missing"
        shown = sum(len(dimension.items) for dimension in self.dimensions)
        if self.elements_in_full is not None and self.elements_in_full < shown:
            yield ("elements_in_full",), f"should be {shown} or more: so many are shown"
        known = {entry.key for entry in journey().entries}
        for position, step in enumerate(self.steps):
            if step not in known:
                yield ("steps", position), f"names the unknown step '{step}'"
        if not self.dimensions:
            yield ("dimensions",), "has no dimensions"
        for dimension in self.dimensions:
            yield from self._dimension_problems(dimension)

    def _size_problems(self) -> Problems:
        if not 1 <= self.version <= LAST_VERSION:
            yield ("version",), f"has the version {self.version}; versions are counted from 1"
        for name in ("title", "short_title"):
            if len(getattr(self, name)) > LONGEST_TITLE:
                yield (name,), f"has a {name} of more than {LONGEST_TITLE} characters"
        if len(self.dimensions) > MOST_DIMENSIONS:
            yield ("dimensions",), f"has more than {MOST_DIMENSIONS} dimensions"
        if sum(len(dimension.items) for dimension in self.dimensions) > MOST_ITEMS:
            yield ("dimensions",), f"has more than {MOST_ITEMS} items"
        for path, record in self._keyed():
            if len(record.key) > LONGEST_KEY:
                yield path, f"has a key of more than {LONGEST_KEY} characters"

    def _keyed(self) -> Iterator[tuple[tuple[str | int, ...], "Instrument | Dimension | Item | Phase"]]:
        """Whatever is named by a key that is stored, with the path to it."""
        yield ("key",), self
        yield from ((("phases", phase.key), phase) for phase in self.phases)
        for dimension in self.dimensions:
            yield ("dimensions", dimension.key), dimension
            yield from ((("dimensions", dimension.key, "items", item.key), item) for item in dimension.items)

    def _scoring_problems(self) -> Problems:
        if self.scoring not in SCORINGS:
            yield ("scoring",), f"has the unknown scoring '{self.scoring}'; there are {', '.join(SCORINGS)}"
        elif self.answer not in SCORINGS[self.scoring].answers:
            yield (
                ("scoring",),
                f"has the scoring '{self.scoring}', which does not fit the answer '{self.answer}'",
            )

    def _dimension_problems(self, dimension: Dimension) -> Problems:
        place, name = ("dimensions", dimension.key), f"the dimension '{dimension.key}'"
        if dimension.key in TAKEN or len(dimension.title) > LONGEST_TITLE:
            yield place, f"has {name} with a key or a title that cannot be used: give it another"
        if self.answer == "presence" and not dimension.items:
            yield place, f"has {name} without items, and presence is answered item by item"
        if self.answer == "level" and self.scale:
            yield from self._level_problems(dimension, self.scale)
        elif dimension.levels:
            yield (
                (*place, "levels"),
                f"has texts for the levels of {name}, but is answered by '{self.answer}'",
            )
        for item in dimension.items:
            if item.is_decisive and not (self.phases and self.answer == "presence"):
                yield (
                    (*place, "items", item.key, "is_decisive"),
                    "marks a decisive element; that needs phases, and 'presence' as the answer",
                )

    @staticmethod
    def _level_problems(dimension: Dimension, scale: Scale) -> Problems:
        place, name = ("dimensions", dimension.key, "levels"), f"the dimension '{dimension.key}'"
        said: Mapping[int, str] = dimension.levels or scale.labels
        missing = [str(level) for level in scale.levels if level not in said]
        if missing:
            nor = "" if dimension.levels else ", and the scale has none either"
            yield place, f"has {name} without a text for level {', '.join(missing)}{nor}"
        for level in dimension.levels:
            if level not in scale.levels:
                yield (*place, level), f"has {name} with a text for level {level}, which is not on the scale"


def library() -> Shelf[Instrument]:
    """Every version of every instrument that can be read, and the mistakes of the files that cannot."""
    return _read(FOLDER)


@cache
def _read(folder: Path) -> Shelf[Instrument]:
    return shelf(folder, Instrument)


def instruments() -> dict[str, Instrument]:
    """The newest version of every instrument, by key."""
    return library().newest()


def instrument(key: str, version: int) -> Instrument:
    """One given version; raises LookupError."""
    return library().packs[key, version]


def file_of(key: str, version: int) -> Path:
    """The file of a version that can be read; raises LookupError."""
    pack = instrument(key, version)
    return FOLDER / f"{pack.key}.v{pack.version}.yaml"


def mistakes() -> list[str]:
    """What is wrong with the files, one line each: "assessments/instruments/team-readiness.v1.yaml:31: ..."."""
    return library().mistakes(below=FOLDER.parents[1])


def is_published(pack: Instrument) -> bool:
    """Listed, so never to be edited again; what is not may still change."""
    return (pack.key, pack.version) in published(FOLDER)


def edited_since_published() -> list[str]:
    return list(edited(FOLDER))
