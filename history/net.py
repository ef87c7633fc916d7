"""What changed between two instants, row by row: the sum of the acts, not their list.

A row that was changed and changed back is not in it, nor one that was added and removed in between.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from history.models import Change, ChangeSet

Values = dict[str, list[Any]]


class Touch(NamedTuple):
    """What is read of a `Change` to sum it: reading whole rows takes several times as long."""

    model: str
    object_id: int
    topic: str
    kind: str
    title: str
    values: Values
    change_set: ChangeSet


@dataclass
class Net:
    """One row: added, changed, removed or restored; each field from what to what; the acts that did it, oldest first."""

    model: str
    object_id: int
    topic: str
    title: str
    kind: str
    values: Values = field(default_factory=dict)
    acts: list[ChangeSet] = field(default_factory=list)

    @property
    def is_nothing(self) -> bool:
        return self.kind == Change.Kind.CHANGED and not self.values


def net(changes: Iterable[Change | Touch]) -> list[Net]:
    """The sum of `changes`, which come oldest first with their change sets, in the order of the first touch."""
    rows: dict[tuple[str, int], list[Change | Touch]] = {}
    for change in changes:
        rows.setdefault((change.model, change.object_id), []).append(change)
    found = (_sum(told) for told in rows.values())
    return [row for row in found if row is not None and not row.is_nothing]


def _sum(told: Sequence[Change | Touch]) -> Net | None:
    first, last = told[0], told[-1]
    was_there = first.kind in {Change.Kind.CHANGED, Change.Kind.REMOVED}
    is_there = last.kind != Change.Kind.REMOVED
    if not was_there and not is_there:
        return None
    kind = Change.Kind.CHANGED
    if not was_there:
        kind = Change.Kind.ADDED if first.kind == Change.Kind.ADDED else Change.Kind.RESTORED
    elif not is_there:
        kind = Change.Kind.REMOVED
    acts = [change.change_set for change in told]
    return Net(last.model, last.object_id, last.topic, last.title, kind, _values(told), acts)


def _values(told: Sequence[Change | Touch]) -> Values:
    """Field -> [value at the first instant, value at the second], for the fields that differ."""
    values: Values = {}
    for change in told:
        for name, (before, after) in change.values.items():
            values[name] = [values[name][0] if name in values else before, after]
    return {name: pair for name, pair in values.items() if pair[0] != pair[1]}
