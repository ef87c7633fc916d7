"""What the paper of priority issues says: each issue, what it came from, and what came of it."""

from collections.abc import Sequence
from dataclasses import dataclass

from assessments.models import PriorityIssue
from history.lens import Lens
from programmes.kinds import kind_of
from programmes.threads import End, Onward, came_from_by_outcome, led_to_by_origin, onward


@dataclass(frozen=True)
class Issue:
    row: PriorityIssue
    came_from: Sequence[End]
    led_to: Sequence[End]
    onward: Sequence[Onward]


def priorities(lens: Lens) -> list[Issue]:
    """The first in rank first; those without a rank last."""
    came_from = came_from_by_outcome(lens, PriorityIssue)
    led_to = led_to_by_origin(lens, PriorityIssue)
    ways = kind_of(PriorityIssue).leads_to
    rows = sorted(lens.rows(PriorityIssue), key=lambda row: (row.rank is None, row.rank or 0, row.pk))
    return [
        Issue(
            row,
            came_from.get(row.pk, ()),
            led_to.get((row.pk, ""), ()),
            onward(lens.programme, row, ways),
        )
        for row in rows
    ]
