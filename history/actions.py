"""The ordinary ways to write a tracked row: add, revise, remove, restore. Other actions build on these."""

from typing import TypeVar

from django.db import transaction

from history.changes import change_set
from history.models import Tracked

Row = TypeVar("Row", bound=Tracked)


class Stale(Exception):
    """Somebody saved the row after the form was opened; `row` is the row as it is now."""

    def __init__(self, row: Tracked) -> None:
        super().__init__(f"{row} is at version {row.version}")
        self.row = row


def _check(row: Tracked, version: int) -> None:
    """Hold the row until the transaction ends, and refuse an edit that began from another version."""
    present = type(row).everything.select_for_update().get(pk=row.pk)
    if present.version != version or present.removed_at:
        raise Stale(present)


def hold(row: Tracked, version: int | None) -> None:
    """For acts that change what a row stands for by adding others to it: as `revise_row` does, hold and compare it.

    None where nobody read a page first: files that are taken in, the demonstration.
    """
    if version is not None:
        _check(row, version)


@transaction.atomic
def add_row(*, row: Row, by: object, reason: str = "") -> Row:
    with change_set(by=by, reason=reason, scope=row.scope):
        row.save()
    return row


@transaction.atomic
def revise_row(*, row: Row, version: int, by: object, reason: str = "") -> Row:
    """Save the changed fields of `row`, which was read at `version`; raises Stale when it has moved on."""
    _check(row, version)
    with change_set(by=by, reason=reason, scope=row.scope):
        row.save()
    return row


@transaction.atomic
def remove_row(*, row: Row, version: int, by: object, reason: str = "") -> Row:
    _check(row, version)
    with change_set(by=by, reason=reason, scope=row.scope):
        row.remove()
    return row


@transaction.atomic
def restore_row(*, row: Row, by: object, reason: str = "") -> Row:
    with change_set(by=by, reason=reason, scope=row.scope):
        row.restore()
    return row
