"""Saving a record together with what was asked in the panels of its form: one act."""

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.http import QueryDict

from accounts.models import User
from history.changes import change_set
from programmes.kinds import Kind
from programmes.models.programme import ProgrammeRow
from programmes.panels import tell_panels


@transaction.atomic
def add_record(
    *,
    kind: Kind,
    add: Callable[..., ProgrammeRow],
    row: ProgrammeRow,
    typed: QueryDict,
    by: User,
    besides: dict[str, Any],
) -> ProgrammeRow:
    """`add` is the kind's own action, or one that does more; `besides` is what it is told beyond the row."""
    with change_set(by=by, scope=row.scope):
        added = add(row=row, by=by, **besides)
        tell_panels(f"form:{kind.key}", added, typed, by)
    return added


@transaction.atomic
def revise_record(
    *, kind: Kind, row: ProgrammeRow, version: int, typed: QueryDict, by: User, reason: str
) -> ProgrammeRow:
    """Raises Stale as the kind's own action does; then nothing is done."""
    with change_set(by=by, scope=row.scope, reason=reason):
        revised: ProgrammeRow = kind.revise(row=row, version=version, by=by, reason=reason)
        tell_panels(f"form:{kind.key}", revised, typed, by)
    return revised
