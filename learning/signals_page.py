"""What the page of learning signals says: those that wait for an answer first."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import cached_property

from history.lens import Lens
from learning.models import Signal
from programmes.threads import End, came_from_by_outcome, led_to_by_origin


@dataclass(frozen=True)
class Line:
    row: Signal
    came_from: Sequence[End]
    led_to: Sequence[End]


@dataclass(frozen=True)
class SignalsPage:
    lines: Sequence[Line]

    @cached_property
    def waiting(self) -> list[Line]:
        return [line for line in self.lines if line.row.is_open]

    @cached_property
    def answered(self) -> list[Line]:
        """The newest answer first."""
        answered = [line for line in self.lines if not line.row.is_open]
        return sorted(answered, key=lambda line: (line.row.answered_on, line.row.pk), reverse=True)


def signals_page(lens: Lens) -> SignalsPage:
    came_from, led_to = came_from_by_outcome(lens, Signal), led_to_by_origin(lens, Signal)
    return SignalsPage(
        [Line(row, came_from.get(row.pk, ()), led_to.get((row.pk, ""), ())) for row in lens.rows(Signal)]
    )
