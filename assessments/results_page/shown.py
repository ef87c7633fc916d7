"""One revealed round, as one breakdown shows it: what every part of the page begins from."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from math import floor
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import Sector
from assessments.agreement_words import CONFIDENCE
from assessments.instrument_pack import Dimension, Instrument
from assessments.level_scale import LevelScale, level_scale
from assessments.models import Profession, Round
from assessments.outcome import with_unit
from assessments.results import figure
from assessments.results_page.onward import Plan
from charts.chart import Table

Json = Mapping[str, Any]

BREAKDOWNS = {
    "sector": gettext_lazy("By sector"),
    "organisation": gettext_lazy("By organisation"),
    "profession": gettext_lazy("By profession"),
}
LABELS = {"sector": dict(Sector.choices), "profession": dict(Profession.choices)}
MOST_NAMED = 2  # groups put together; more are "others", named in the note


@dataclass(frozen=True)
class Element:
    """What is answered by itself: the dimension, or one of its items. `found` is what the result says of it."""

    key: str
    text: str
    found: Json

    @property
    def is_hidden(self) -> bool:
        return bool(self.found["is_hidden"])


@dataclass(frozen=True)
class Group:
    """A block of a breakdown: its name, its parts where several are put together, and its figures."""

    name: str
    parts: list[str]
    found: Json


@dataclass(frozen=True)
class Shown:
    """`by` is the breakdown that is chosen, empty for the panel as a whole; `agreed` the agreed levels in force."""

    pack: Instrument
    round: Round
    content: Json
    by: str
    agreed: Mapping[str, float]
    plan: Plan

    @cached_property
    def scale(self) -> LevelScale:
        return level_scale(self.pack)

    @property
    def minimum(self) -> int:
        return int(self.content["minimum"])

    @property
    def asked_again(self) -> list[str]:
        """Titles of what a later round asked, where that was not everything."""
        return [one.title for one in self.pack.dimensions if one.key in self.round.asked]

    @property
    def is_joint(self) -> bool:
        """One sheet, filled in by the group as one."""
        return bool(self.content.get("is_joint"))

    @cached_property
    def dimensions(self) -> list[tuple[Dimension, Json]]:
        """In the instrument's order, with what the result says of each."""
        found = self.content["dimensions"]
        return [(one, found[one.key]) for one in self.pack.dimensions if one.key in found]

    def groups(self, found: Json) -> list[Group]:
        """The blocks of the chosen breakdown, of a dimension or of the whole."""
        blocks = found["breakdowns"].get(self.by, {}).get("blocks", [])
        return [Group(block_name(self.by, block), _parts(self.by, block), block) for block in blocks]

    def why_not(self, found: Json) -> str:
        """Why the chosen breakdown has no groups here; empty where it has some, or none is chosen."""
        if not self.by or found["is_hidden"] or self.groups(found):
            return ""
        return why_not(found["breakdowns"].get(self.by, {}), self.minimum)

    @property
    def way(self) -> str:
        """How the page shows it: "ratings", "items", "yes-partly-no" or "presence"."""
        if self.pack.is_rated:
            return "items" if any(dimension.items for dimension in self.pack.dimensions) else "ratings"
        return self.pack.answer

    def figure(self, found: Json) -> float | None:
        """What stands for a dimension, or for a group in it."""
        return figure(self.pack.answer, found)

    def value(self, level: float | None) -> str:
        """A level or a share, with its unit."""
        return with_unit(level, self.scale)


def why_not(breakdown: Json, minimum: int) -> str:
    if breakdown.get("why_not") == "one-group":
        return _("Everybody who answered belongs to one group.")
    return _(
        "The groups are too small to be told apart: with fewer than %(n)d people in one, nobody's answer would be safe."
    ) % {"n": minimum}


def block_name(by: str, block: Json) -> str:
    parts = _parts(by, block)
    if len(parts) <= MOST_NAMED:
        return _(" and ").join(parts)
    return ngettext("%(n)d group together", "%(n)d groups together", len(parts)) % {"n": len(parts)}


def _parts(by: str, block: Json) -> list[str]:
    """The names of its groups: of organisations as of the reveal, of the others in the language of the page."""
    labels = LABELS.get(by, {})
    named = zip(block["groups"], block["names"], strict=True)
    return [str(labels.get(key, name)) if key else str(_("Not given")) for key, name in named]


def elements(dimension: Dimension, found: Json) -> list[Element]:
    if not dimension.items:
        return [Element(dimension.key, dimension.title, found)]
    keyed = {f"{dimension.key}/{item.key}": item.text for item in dimension.items}
    return [Element(key, text, found["items"][key]) for key, text in keyed.items() if key in found["items"]]


def confidence_words(found: Json | None) -> str:
    """ "Fairly sure (Not very sure: 1, Fairly sure: 6, Sure: 3)", a half counting up; empty where too few said."""
    if not found:
        return ""
    typical = CONFIDENCE[floor(found["mean"] + 0.5)]
    said = [f"{word}: {n}" for key, word in CONFIDENCE.items() if (n := found["counts"].get(str(key)))]
    return _("%(typical)s (%(counts)s)") % {"typical": typical, "counts": ", ".join(said)}


def said_reasons(found: Json, words: Mapping[int, str] | None = None) -> list[tuple[str, list[str]]]:
    """The reasons by the answer that they explain, the lowest first; under no word those of a dimension with items."""
    words = words or {}
    told: dict[int | None, list[str]] = {}
    for one in found.get("reasons") or []:
        told.setdefault(one["value"], []).append(one["reason"])
    ordered = sorted(told.items(), key=lambda pair: (pair[0] is None, pair[0] or 0))
    return [("" if value is None else words.get(value, str(value)), texts) for value, texts in ordered]


@dataclass(frozen=True, kw_only=True)
class LineOfDimension:
    """What the line of every kind of answer has: the dimension, its groups in the chosen breakdown, the reasons."""

    dimension: Dimension
    found: Json
    groups: Table | None
    why_no_groups: str
    reasons: list[tuple[str, list[str]]]

    @property
    def n_reasons(self) -> int:
        return sum(len(texts) for _word, texts in self.reasons)
