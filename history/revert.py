"""Undoing: what has to be written so that rows are again as they were before an act, or before one change.

    moves = undoing(act.changes.all())     the whole act, last row first
    moves = as_before(change)              one row; or one field of it with names={"impact"}

A plan is read first and done later: `fingerprint` of its moves changes with every row in it. Values come from the
historical rows, which keep their types, not from the words of the index. Nothing here decides who may undo what, nor
writes past the actions of a kind: `carry_out` is given the function that writes one move.
"""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db import transaction

from history.changes import change_set
from history.models import Change, ChangeSet, Tracked
from history.values import as_stored

BOOKKEEPING = frozenset({"id", "version", "removed_at", "programme"})

Key = tuple[str, int]  # label of a model and primary key of a row


@dataclass
class Move:
    """One row: what becomes of it when the plan is done.

    row     as it is now
    kind    removed, restored or changed; empty when nothing is left to do
    values  field name -> (value now, value that is put back)
    since   the later changes of what is put back, oldest first, with their change sets
    """

    row: Tracked
    kind: str
    values: dict[str, tuple[Any, Any]] = field(default_factory=dict)
    since: list[Change] = field(default_factory=list)

    @property
    def key(self) -> Key:
        return self.row._meta.label_lower, self.row.pk

    def applied(self) -> Tracked:
        """A copy of the row with the values put back; not saved, and neither removed nor restored yet."""
        row = copy(self.row)
        for name, (_now, then) in self.values.items():
            setattr(row, _attname(row, name), then)
        return row

    def told(self) -> Change:
        """What will be told of the row, for pages that show it before it is done; not to be saved."""
        row, values = self.row, self.values
        return Change(
            model=row._meta.label_lower,
            object_id=row.pk,
            kind=self.kind,
            title=str(row)[:300],
            values={
                name: [as_stored(row, name, now), as_stored(row, name, then)]
                for name, (now, then) in values.items()
                if name not in row.untold
            },
        )


class Overtaken(Exception):
    """A row of the plan was saved after the plan was shown."""


class Unknown(LookupError):
    """The historical rows that would say how it was are not there."""


def _attname(row: Tracked, name: str) -> str:
    return str(row._meta.get_field(name).attname)  # type: ignore[union-attr]


def undoing(changes: Iterable[Change], *, lock: bool = False) -> list[Move]:
    """The moves that undo one act, in the reverse of the order in which it wrote; rows in their place are left out.

    `changes` are all of one change set. With `lock` the rows are held until the transaction ends.
    """
    told = _by_row(changes)
    rows = _rows(told, lock=lock)
    first, last = _ends(told)
    later = _later({key: found[-1].pk for key, found in told.items()}, rows)
    moves = []
    for key in sorted(told, key=lambda key: told[key][-1].pk, reverse=True):
        if move := _move(rows[key], first[key], last[key], later.get(key, [])):
            moves.append(move)
    return moves


def as_before(change: Change, names: frozenset[str] | None = None, *, lock: bool = False) -> list[Move]:
    """The move that makes a row, or only its fields `names`, as it was before a change; none if it is so already."""
    key = (change.model, change.object_id)
    row = _rows([key], lock=lock)[key]
    first, _last = _ends({key: [change]})
    then = first[key]
    later = _later({key: change.pk}, {key: row}).get(key, [])
    later = [one for one in later if one.change_set_id != change.change_set_id]
    move = _move(row, then, row, later) if names is None else _fields_only(row, then, names, later)
    return [move] if move else []


def _by_row(changes: Iterable[Change]) -> dict[Key, list[Change]]:
    told: dict[Key, list[Change]] = defaultdict(list)
    for change in sorted(changes, key=lambda change: change.pk):
        told[change.model, change.object_id].append(change)
    return told


def _rows(keys: Iterable[Key], *, lock: bool) -> dict[Key, Tracked]:
    """The rows as they are now, one query a model, in one order for everybody who holds them. Raises Unknown."""
    found: dict[Key, Tracked] = {}
    for label, pks in sorted(_by_model(keys).items()):
        model = _model(label)
        references = [f.name for f in model._meta.concrete_fields if f.is_relation]
        rows = model.everything.select_related(*references).filter(pk__in=pks).order_by("pk")
        for row in rows.select_for_update(of=("self",)) if lock else rows:
            found[label, row.pk] = row
    if missing := [key for key in keys if key not in found]:
        raise Unknown(str(missing[0]))
    return found


def _by_model(keys: Iterable[Key]) -> dict[str, list[int]]:
    wanted: dict[str, list[int]] = defaultdict(list)
    for label, pk in keys:
        wanted[label].append(pk)
    return wanted


def _model(label: str) -> Any:
    """The model. Raises Unknown for one that an earlier version of the product had."""
    try:
        return apps.get_model(label)
    except LookupError as error:
        raise Unknown(label) from error


def _ends(told: Mapping[Key, Sequence[Change]]) -> tuple[dict[Key, Any], dict[Key, Any]]:
    """The record of each row before its changes (None: there was none) and the one that its last change wrote."""
    before: dict[Key, Any] = {}
    after: dict[Key, Any] = {}
    for label, pks in _by_model(told).items():
        acts = {change.change_set_id for pk in pks for change in told[label, pk]}
        records = _model(label).history.filter(id__in=pks, change_set__in=acts).order_by("version")
        written: dict[int, list[Any]] = defaultdict(list)
        for record in records:
            written[record.id].append(record)
        for pk in pks:
            after[label, pk] = written[pk][-1] if written[pk] else None
        earlier = _earlier(label, {pk: found[0].version - 1 for pk, found in written.items() if found})
        for pk in pks:
            before[label, pk] = _found(label, pk, written[pk], earlier)
    return before, after


def _earlier(label: str, versions: Mapping[int, int]) -> dict[int, Any]:
    """Primary key -> the record with that version; rows whose version is 0 had none."""
    by_version: dict[int, list[int]] = defaultdict(list)
    for pk, version in versions.items():
        if version:
            by_version[version].append(pk)
    history = _model(label).history
    return {
        record.id: record
        for version, pks in by_version.items()
        for record in history.filter(id__in=pks, version=version)
    }


def _found(label: str, pk: int, written: Sequence[Any], earlier: Mapping[int, Any]) -> Any:
    if not written or (written[0].version > 1 and pk not in earlier):
        raise Unknown(f"{label} {pk}")
    return earlier.get(pk)


def _later(last: Mapping[Key, int], rows: Mapping[Key, Tracked]) -> dict[Key, list[Change]]:
    """The changes of each row after the one whose primary key is given, oldest first: one query a model."""
    found: dict[Key, list[Change]] = defaultdict(list)
    for label, pks in _by_model(rows).items():
        earliest = min(last[label, pk] for pk in pks)
        changes = Change.objects.filter(model=label, object_id__in=pks, pk__gt=earliest)
        for change in changes.select_related("change_set__by").order_by("pk"):
            if change.pk > last[label, change.object_id]:
                found[label, change.object_id].append(change)
    return found


def _is_live(record: Any) -> bool:
    return record is not None and record.removed_at is None


def _move(row: Tracked, then: Any, after: Any, later: list[Change]) -> Move | None:
    """What brings `row` from where it is to `then`, as far as what lies between `then` and `after` differs."""
    if then is None:
        return Move(row, Change.Kind.REMOVED, {}, later) if _is_live(row) else None
    names = [f.name for f in row._meta.concrete_fields if f.name not in BOOKKEEPING]
    touched = frozenset(name for name in names if _value(after, name) != _value(then, name))
    move = _fields_only(row, then, touched, later) or Move(row, "")
    if _is_live(then) != _is_live(after) and _is_live(then) != _is_live(row):
        move.kind = Change.Kind.RESTORED if _is_live(then) else Change.Kind.REMOVED
        move.since = later
    return move if move.kind else None


def _fields_only(row: Tracked, then: Any, names: frozenset[str], later: list[Change]) -> Move | None:
    if then is None:
        return None
    values = {
        f.name: (_value(row, f.name), _value(then, f.name))
        for f in row._meta.concrete_fields
        if f.name in names - BOOKKEEPING and _value(row, f.name) != _value(then, f.name)
    }
    since = [change for change in later if values.keys() & change.values.keys()]
    return Move(row, Change.Kind.CHANGED, values, since) if values else None


def _value(row: Any, name: str) -> Any:
    return getattr(row, row._meta.get_field(name).attname)


def fingerprint(moves: Iterable[Move]) -> str:
    """Changes when any row of the plan is saved, and when another row or field comes into it."""
    parts = [f"{move.key}{move.row.version}{move.kind}{sorted(move.values)}" for move in moves]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def carry_out(
    moves: Iterable[Move],
    *,
    by: Any,
    reason: str,
    cause: ChangeSet,
    title: str,
    write: Callable[[Move], None],
) -> ChangeSet:
    """Write the moves as one new change set, whose cause is the act that is undone; `title` says so in words."""
    with transaction.atomic(), change_set(by=by, reason=reason, scope=cause.scope) as act:
        act.cause_model, act.cause_id = ChangeSet._meta.label_lower, cause.pk
        act.cause_title = title[:300]
        for move in moves:
            write(move)
    return act
