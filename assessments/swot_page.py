"""What the paper of the SWOT says: four quadrants, in each what is decisive first, and what came of every entry."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from assessments.models import Citation, Quadrant, SwotEntry
from history.lens import Lens
from programmes.kinds import kind_of
from programmes.threads import End, Onward, came_from_by_outcome, led_to_by_origin, onward


@dataclass(frozen=True)
class Words:
    """What the page calls a quadrant, whom it speaks for, what belongs there, and what its way to add says."""

    title: Any
    speaks: Any
    belongs: Any
    add: Any


WORDS = {
    Quadrant.STRENGTH: Words(
        _("Strengths"),
        _("With you"),
        _("what the partners have, know or do well, and the programme can build on."),
        _("Add a strength"),
    ),
    Quadrant.WEAKNESS: Words(
        _("Weaknesses"),
        _("Against you"),
        _("what the partners lack or do badly, and could change themselves."),
        _("Add a weakness"),
    ),
    Quadrant.OPPORTUNITY: Words(
        _("Opportunities"),
        _("With you"),
        _("what is so or changes around the partnership, and could be used."),
        _("Add an opportunity"),
    ),
    Quadrant.THREAT: Words(
        _("Threats"),
        _("Against you"),
        _("what could hinder the programme and is not in the partners' hands."),
        _("Add a threat"),
    ),
}
SIDES = (
    (_("Within the partnership"), (Quadrant.STRENGTH, Quadrant.WEAKNESS)),
    (_("Around it"), (Quadrant.OPPORTUNITY, Quadrant.THREAT)),
)


@dataclass(frozen=True)
class Entry:
    """`cited`: how many factors of the evidence library are cited for it."""

    row: SwotEntry
    cited: int
    came_from: Sequence[End]
    led_to: Sequence[End]
    onward: Sequence[Onward]


@dataclass(frozen=True)
class Part:
    """One quadrant; `key` is its value in addresses."""

    key: str
    words: Words
    entries: Sequence[Entry]


@dataclass(frozen=True)
class Side:
    title: Any
    parts: Sequence[Part]


@dataclass(frozen=True)
class SwotPage:
    sides: Sequence[Side]

    @property
    def is_empty(self) -> bool:
        return not any(part.entries for side in self.sides for part in side.parts)


def swot_page(lens: Lens) -> SwotPage:
    found: dict[str, list[Entry]] = {quadrant: [] for quadrant in Quadrant}
    for entry in _entries(lens):
        found[entry.row.quadrant].append(entry)
    return SwotPage([Side(title, [_part(key, found) for key in quadrants]) for title, quadrants in SIDES])


def _part(quadrant: Quadrant, found: Mapping[str, Sequence[Entry]]) -> Part:
    return Part(quadrant.value, WORDS[quadrant], found[quadrant])


def _entries(lens: Lens) -> list[Entry]:
    """The weightiest first, what nobody has weighed last; then the oldest first."""
    came_from, led_to = came_from_by_outcome(lens, SwotEntry), led_to_by_origin(lens, SwotEntry)
    cited = Counter(
        citation.target_id
        for citation in lens.rows(Citation)
        if citation.target_model == SwotEntry._meta.label_lower
    )
    return [
        Entry(
            row,
            cited[row.pk],
            came_from.get(row.pk, ()),
            led_to.get((row.pk, ""), ()),
            onward(lens.programme, row, _ways(row)),
        )
        for row in sorted(lens.rows(SwotEntry), key=lambda row: (-(row.weight or 0), row.pk))
    ]


def _ways(row: SwotEntry) -> list[str]:
    """A threat is watched as a risk; for what lies elsewhere the partners set themselves an objective."""
    other = "objective" if row.quadrant == Quadrant.THREAT else "risk"
    return [key for key in kind_of(SwotEntry).leads_to if key != other]
