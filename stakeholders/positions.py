"""What positions tell: the quadrant of power and interest, and how somebody moved from one position to the next."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Protocol

HIGH = 3  # a score of power or interest from here on counts as high


class Quadrant(StrEnum):
    """The four ways to treat a stakeholder, after power and interest."""

    MANAGE_CLOSELY = "manage-closely"
    KEEP_SATISFIED = "keep-satisfied"
    KEEP_INFORMED = "keep-informed"
    MONITOR = "monitor"


def quadrant(power: int, interest: int) -> Quadrant:
    if power >= HIGH:
        return Quadrant.MANAGE_CLOSELY if interest >= HIGH else Quadrant.KEEP_SATISFIED
    return Quadrant.KEEP_INFORMED if interest >= HIGH else Quadrant.MONITOR


class Held(Protocol):
    """What `movements` reads of a position."""

    pk: int
    on: date
    attitude_now: int


@dataclass(frozen=True)
class Movement:
    """One position beside the one before it (None for the first)."""

    position: Held
    before: Held | None

    @property
    def steps(self) -> int:
        """Steps of attitude towards the programme; negative when away from it, 0 for the first."""
        return self.position.attitude_now - self.before.attitude_now if self.before else 0


def movements(positions: Iterable[Held]) -> list[Movement]:
    """The positions as movements, newest first."""
    held = sorted(positions, key=lambda position: (position.on, position.pk))
    pairs = zip(held, [None, *held], strict=False)
    return [Movement(position, before) for position, before in pairs][::-1]
