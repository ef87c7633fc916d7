"""Many new rows of one kind, as an import makes them, are told as one, by the kind's name."""

from collections.abc import Sequence
from typing import Protocol, TypeVar

from history.models import Change

CROWD = 4  # new rows of one kind that are still told one by one


class Told(Protocol):
    @property
    def kind(self) -> str: ...

    @property
    def noun(self) -> str: ...


T = TypeVar("T", bound=Told)


def apart(rows: Sequence[T]) -> tuple[list[T], list[tuple[str, list[T]]]]:
    """The rows that are told one by one, and the crowds: (noun, its new rows)."""
    added: dict[str, list[T]] = {}
    for row in rows:
        if row.kind == Change.Kind.ADDED:
            added.setdefault(row.noun, []).append(row)
    crowds = {noun: found for noun, found in added.items() if len(found) > CROWD}
    single = [row for row in rows if row.kind != Change.Kind.ADDED or row.noun not in crowds]
    return single, list(crowds.items())
