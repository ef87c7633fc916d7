"""What ties rows together: the golden thread."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.db import transaction

from accounts.models import User
from history.changes import change_set
from programmes.models import Link
from programmes.models.programme import ProgrammeRow
from programmes.threads import Origin

Row = TypeVar("Row", bound=ProgrammeRow)

TITLE = 300  # characters of a title that a thread keeps


@transaction.atomic
def add_from(*, origin: Origin, add: Callable[..., Row], row: Row, by: User, **besides: Any) -> Row:
    """Add a row by its kind's own `add` and tie it to what it came from: one act, which the origin brought about."""
    with change_set(by=by, scope=row.scope) as act:
        act.cause_model, act.cause_id = origin.row._meta.label_lower, origin.row.pk
        act.cause_title = origin.title[:TITLE]
        added = add(row=row, by=by, **besides)
        tie(origin=origin, outcome=added, by=by)
    return added


@transaction.atomic
def tie(*, origin: Origin, outcome: ProgrammeRow, by: User) -> Link:
    """Say that a row came from another, or from a part of it."""
    link = Link(
        programme=outcome.programme,
        origin_model=origin.row._meta.label_lower,
        origin_id=origin.row.pk,
        origin_part=origin.part,
        origin_title=origin.title[:TITLE],
        outcome_model=outcome._meta.label_lower,
        outcome_id=outcome.pk,
        outcome_title=str(outcome)[:TITLE],
    )
    with change_set(by=by, scope=outcome.scope):
        link.save()
    return link
