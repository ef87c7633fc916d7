"""The library of instruments: what there is to choose from, and everything that one of them asks."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from assessments.instrument_pack import Dimension, Instrument, Item, instruments, is_published, library

LONGEST_SEARCH = 100


@dataclass(frozen=True)
class Answering:
    """One way of answering: the heading of the instruments that use it, and what a rater does."""

    title: Any
    lead: Any
    how: Any


ANSWERS = {
    "level": Answering(
        gettext_lazy("Maturity models"),
        gettext_lazy("For each dimension, the group settles on the level that describes it best."),
        gettext_lazy("One level for each dimension."),
    ),
    "agreement": Answering(
        gettext_lazy("Agreement questionnaires"),
        gettext_lazy("People say how far they agree, each for themselves."),
        gettext_lazy(
            "A number on the scale for each statement; for each dimension where it has no statements."
        ),
    ),
    "presence": Answering(
        gettext_lazy("Elements in place"),
        gettext_lazy("For each element of a service: is it relevant here, is it in place, is it planned?"),
        gettext_lazy(
            "For each element: relevant or not; if relevant, in place (since which year) or not; if not in place, "
            "planned (for which year) or not."
        ),
    ),
    "yes-partly-no": Answering(
        gettext_lazy("Checklists"),
        gettext_lazy("Lessons of others, held against one's own programme point by point."),
        gettext_lazy("Yes, partly or no for each point; for each dimension where it has no points."),
    ),
}
RULES = {
    "profile": gettext_lazy("One level for each dimension, read as a profile. There is no total."),
    "mean-of-items": gettext_lazy(
        "For each dimension the mean of the statements answered. Where a statement speaks against the dimension, its "
        "answer is turned round first."
    ),
    "share-met": gettext_lazy("The share of points that are met: yes counts one, partly a half, no nothing."),
    "presence": gettext_lazy(
        "Two shares for each dimension: of the relevant elements, how many are in place (PI); of those not in place, "
        "how many are planned (PP)."
    ),
}
ORIGINS = {
    "seen": (gettext_lazy("Read in the source"), ""),
    "in-part": (
        gettext_lazy("Read in part"),
        gettext_lazy("Some of it was read in the source; the rest is filled in and may differ."),
    ),
    "memory": (
        gettext_lazy("From memory"),
        gettext_lazy("Known to us but not yet held against the source."),
    ),
    "ours": (
        gettext_lazy("Our own"),
        gettext_lazy(
            "A convention of Common Cause; the source has nothing like it, or we could not read it."
        ),
    ),
}


@dataclass(frozen=True)
class Entry:
    """An instrument as the library lists it. `url` is its page."""

    pack: Instrument
    size: str
    url: str


@dataclass(frozen=True)
class Group:
    key: str
    answering: Answering
    entries: list[Entry]


@dataclass(frozen=True)
class Rung:
    value: int
    text: str


@dataclass(frozen=True)
class AskedItem:
    text: str
    marks: list[Any]


@dataclass(frozen=True)
class Asked:
    """A dimension as a rater sees it. `rungs` only where the dimension words its levels itself."""

    dimension: Dimension
    group: str
    rungs: list[Rung]
    items: list[AskedItem]
    origin: Any  # empty where the source was read


@dataclass(frozen=True)
class Known:
    """How many dimensions and elements of an instrument have this origin; `meaning` is empty where the word says all."""

    origin: str
    word: Any
    meaning: Any
    counted: str


@dataclass(frozen=True)
class Version:
    number: int
    url: str


@dataclass(frozen=True)
class InstrumentPage:
    """`others` are the other versions, the newest first; `newer` is the newest where this is not it."""

    pack: Instrument
    answering: Answering
    rule: Any
    size: str
    scale: list[Rung]
    scale_origin: Any  # as that of a dimension
    dimensions: list[Asked]
    known: list[Known]
    others: list[Version]
    is_published: bool
    pack_url: str  # its file
    start: str  # as `start_with` has it

    @property
    def is_newest(self) -> bool:
        return self.newer is None

    @property
    def newer(self) -> Version | None:
        return next((other for other in self.others if other.number > self.pack.version), None)


def groups(text: str = "") -> list[Group]:
    """The newest version of each instrument that holds all words of `text`, by way of answering."""
    packs = [pack.in_language(get_language()) for pack in instruments().values()]
    fitting = sorted((pack for pack in packs if pack.holds(text)), key=lambda pack: pack.title.casefold())
    found = [
        Group(key, answering, [_entry(pack) for pack in fitting if pack.answer == key])
        for key, answering in ANSWERS.items()
    ]
    return [group for group in found if group.entries]


def offered_at(step: str) -> list[Entry]:
    """The instruments that the page of a step offers, as their files say."""
    return [entry for group in groups() for entry in group.entries if step in entry.pack.steps]


def _entry(pack: Instrument) -> Entry:
    return Entry(pack, size_of(pack), reverse("instrument", args=[pack.key, pack.version]))


def size_of(pack: Instrument) -> str:
    return _counted(pack, len(pack.dimensions), len([*_items(pack)]))


def _items(pack: Instrument) -> Iterator[Item]:
    return (item for dimension in pack.dimensions for item in dimension.items)


def _counted(pack: Instrument, dimensions: int, items: int) -> str:
    """ "9 dimensions, 23 elements"; what there is none of is left out."""
    names = {
        "presence": ngettext("%d element", "%d elements", items),
        "yes-partly-no": ngettext("%d point", "%d points", items),
    }
    item_words = names.get(pack.answer, ngettext("%d statement", "%d statements", items))
    parts = (
        ngettext("%d dimension", "%d dimensions", dimensions) % dimensions if dimensions else "",
        item_words % items if items else "",
    )
    return ", ".join(part for part in parts if part)


def instrument_page(key: str, version: int) -> InstrumentPage:
    """Of the library; raises LookupError."""
    shelf = library()
    pack = shelf.packs[key, version]
    numbers = [number for number in reversed(shelf.versions(key)) if number != version]
    return page_of_pack(
        pack,
        others=[Version(number, reverse("instrument", args=[key, number])) for number in numbers],
        is_published=is_published(pack),
        pack_url=reverse("instrument_pack", args=[key, version]),
        start=start_with(key, version),
    )


def start_with(key: str, version: int) -> str:
    """What the address that starts an assessment says after its "?": a version of the library, or "own" and which."""
    return f"instrument={key}&version={version}"


def page_of_pack(
    pack: Instrument, *, others: list[Version], is_published: bool, pack_url: str, start: str
) -> InstrumentPage:
    """Any instrument as its raters will see it, in the language of the page."""
    pack = pack.in_language(get_language())
    return InstrumentPage(
        pack=pack,
        answering=ANSWERS[pack.answer],
        rule=RULES[pack.scoring],
        size=size_of(pack),
        scale=_rungs(pack.scale.labels) if pack.scale else [],
        scale_origin=_origin(pack.scale.origin) if pack.scale else "",
        dimensions=[_asked(dimension) for dimension in pack.dimensions],
        known=_known(pack),
        others=others,
        is_published=is_published,
        pack_url=pack_url,
        start=start,
    )


def _rungs(texts: dict[int, str]) -> list[Rung]:
    return [Rung(value, text) for value, text in sorted(texts.items())]


def _origin(origin: str) -> Any:
    """The word for it; empty where the source was read, which needs no mark."""
    return "" if origin == "seen" else ORIGINS[origin][0]


def _asked(dimension: Dimension) -> Asked:
    return Asked(
        dimension=dimension,
        group=dimension.group or "",
        rungs=_rungs(dimension.levels),
        items=[AskedItem(item.text, _marks(item, dimension)) for item in dimension.items],
        origin=_origin(dimension.origin),
    )


def _marks(item: Item, dimension: Dimension) -> list[Any]:
    """What is special about an item; its origin where it is not that of its dimension."""
    return [
        *([_("speaks against the dimension")] if item.is_reversed else []),
        *([_("decides on the next phase")] if item.is_decisive else []),
        *([ORIGINS[item.origin][0]] if item.origin != dimension.origin else []),
    ]


def _known(pack: Instrument) -> list[Known]:
    """What was read where, in the order of ORIGINS."""
    dimensions = Counter(dimension.origin for dimension in pack.dimensions)
    items = Counter(item.origin for item in _items(pack))
    return [
        Known(origin, word, meaning, _counted(pack, dimensions[origin], items[origin]))
        for origin, (word, meaning) in ORIGINS.items()
        if dimensions[origin] or items[origin]
    ]
