"""A reading of the phase of development: which of the elements that decide on reaching a next phase are in place.

The reading is ours. Minkman et al. computed a phase from the elements that a service has; how, was not read. Which
elements services named as decisive was: doi:10.1186/1472-6963-13-214, table 4, marked in the pack as `is_decisive`.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.instrument_pack import Dimension, Instrument
from assessments.results_page.shown import Element, Json, elements
from assessments.results_page.states import (
    ABSENT,
    NOT_RELEVANT,
    PLANNED,
    PRESENT,
    is_undecided,
    reading_of,
    says,
    since,
    state_of,
)
from assessments.standing import Assessed
from charts.chart import Column, Table

UNDECIDED, UNKNOWN = "undecided", "unknown"  # beside the states: no majority; hidden, or not answered
TO_TALK_ABOUT = (ABSENT, UNDECIDED, PLANNED, UNKNOWN)  # in this order
OF_TABLE = (*TO_TALK_ABOUT, PRESENT, NOT_RELEVANT)


@dataclass(frozen=True)
class Decisive:
    """The decisive elements with their dimensions, in the instrument's order; `note` says what they can tell."""

    found: list[tuple[Dimension, Element]]
    is_joint: bool
    note: str

    @property
    def keys(self) -> list[str]:
        return [element.key for _one, element in self.found]

    @cached_property
    def counts(self) -> Counter[int | str]:
        return Counter(_place(element) for _one, element in self.found)

    @property
    def in_place(self) -> int:
        return self.counts[PRESENT]

    @property
    def open(self) -> int:
        """Those of which it cannot be said that they are in place, though they may be relevant."""
        return sum(self.counts[place] for place in TO_TALK_ABOUT)

    @property
    def short(self) -> str:
        """ "6 of 13"."""
        return _("%(n)d of %(all)d") % {"n": self.in_place, "all": len(self.found)}

    @property
    def rest(self) -> str:
        """ "5 are planned, 2 are neither present nor planned": the others by what is said of them; empty without others."""
        n = self.counts
        parts = [
            (n[PLANNED], ngettext("%(n)d is planned", "%(n)d are planned", n[PLANNED])),
            (
                n[ABSENT],
                ngettext(
                    "%(n)d is neither present nor planned",
                    "%(n)d are neither present nor planned",
                    n[ABSENT],
                ),
            ),
            (n[UNDECIDED], _("on %(n)d there is no majority")),
            (n[NOT_RELEVANT], ngettext("%(n)d is not relevant", "%(n)d are not relevant", n[NOT_RELEVANT])),
            (n[UNKNOWN], ngettext("%(n)d is not known", "%(n)d are not known", n[UNKNOWN])),
        ]
        return ", ".join(words % {"n": count} for count, words in parts if count)

    @property
    def sentence(self) -> str:
        words = ngettext(
            "Of the %(all)d element that decides on reaching a next phase, %(n)d is in place",
            "Of the %(all)d elements that decide on reaching a next phase, %(n)d are in place",
            len(self.found),
        ) % {"all": len(self.found), "n": self.in_place}
        return f"{words}; {self.rest}." if self.rest else f"{words}."

    @property
    def table(self) -> Table:
        """What is not in place first."""
        columns = [
            Column(_("Element")),
            Column(_("Cluster")),
            Column(says(is_joint=self.is_joint)),
            Column(_("Since"), True),
        ]
        ordered = sorted(self.found, key=lambda pair: OF_TABLE.index(_place(pair[1])))
        rows = [[element.text, one.title, reading_of(element), since(element)] for one, element in ordered]
        return Table(_("Elements that decide on reaching a next phase"), columns, rows)


def decisive(pack: Instrument, found: Mapping[str, Json], *, is_joint: bool) -> Decisive | None:
    """`found` is what a result says of each dimension; None for an instrument that marks no element as decisive.

    A dimension of which the result says nothing is left out.
    """
    marked = {f"{one.key}/{item.key}" for one in pack.dimensions for item in one.items if item.is_decisive}
    pairs = [
        (one, element)
        for one in pack.dimensions
        if found.get(one.key)
        for element in elements(one, found[one.key])
        if element.key in marked
    ]
    return Decisive(pairs, is_joint, pack.on_phases or "") if pairs else None


def decisive_of(found: Assessed) -> Decisive | None:
    """By the newest round that says something of each dimension."""
    results = {key: standing.result for key, standing in found.by_key.items()}
    return decisive(found.pack, results, is_joint=found.assessment.is_joint)


def _place(element: Element) -> int | str:
    if is_undecided(element):
        return UNDECIDED
    state = state_of(element)
    return UNKNOWN if state is None else state
