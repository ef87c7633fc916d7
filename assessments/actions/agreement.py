"""Agreeing levels and setting targets: each is a new row, and the one before stays to be read."""

from collections.abc import Mapping, Sequence

from django.db import transaction

from accounts.models import User
from assessments.models import AgreedLevel, Assessment, TargetLevel
from history.actions import Stale, add_row
from history.changes import change_set
from history.grid import token
from history.models import Tracked, add_many


class Overtaken(Exception):
    """Levels were agreed meanwhile; `present` holds, by dimension, those that are in force now (None: none)."""

    def __init__(self, present: Mapping[str, AgreedLevel | None]) -> None:
        super().__init__(", ".join(present))
        self.present = present


@transaction.atomic
def agree_levels(*, levels: Sequence[AgreedLevel], seen: Mapping[str, str], by: User) -> list[AgreedLevel]:
    """Put levels of one assessment in force, all or none. `seen`: by dimension, the token of what was in force.

    Raises Overtaken where a dimension of `levels` has another level in force than the one that was seen.
    """
    if not levels:
        return []
    assessment = Assessment.objects.select_for_update().get(pk=levels[0].assessment_id)
    present = levels_in_force(assessment)
    keys = [row.dimension for row in levels]
    moved = {key: present.get(key) for key in keys if seen.get(key, "") != token_of(present.get(key))}
    if moved:
        raise Overtaken(moved)
    added: list[Tracked] = list(levels)
    with change_set(by=by, scope=assessment.programme_id, cause=assessment):
        add_many(added)
    return list(levels)


@transaction.atomic
def agree_level(*, row: AgreedLevel, by: User, seen: str | None = None) -> AgreedLevel:
    """Put one level in force. Raises Stale where another one is by now than the one with the primary key `seen`.

    "" where none was; None where nobody read a page first, as in the demonstration.
    """
    _refuse_unseen(row, seen)
    return add_row(row=row, by=by)


@transaction.atomic
def set_target(*, row: TargetLevel, by: User, seen: str | None = None) -> TargetLevel:
    """As `agree_level`."""
    _refuse_unseen(row, seen)
    return add_row(row=row, by=by)


def _refuse_unseen(row: AgreedLevel | TargetLevel, seen: str | None) -> None:
    """Hold the assessment until the transaction ends, so that the second of two at once finds what the first said."""
    Assessment.everything.select_for_update().get(pk=row.assessment_id)
    rows = type(row).objects.filter(assessment=row.assessment_id, dimension=row.dimension)
    present = rows.order_by("pk").last()
    if seen is not None and seen != (str(present.pk) if present else ""):
        raise Stale(present or row)


def levels_in_force(assessment: Assessment) -> dict[str, AgreedLevel]:
    rows = AgreedLevel.objects.filter(assessment=assessment).order_by("pk")
    return {row.dimension: row for row in rows}


def token_of(level: AgreedLevel | None) -> str:
    """What a form carries to say which level it was written against; never empty."""
    return token([level] if level else [])
