"""Agreeing levels: each is a new row, and the one before stays to be read."""

from collections.abc import Mapping, Sequence

from django.db import transaction

from accounts.models import User
from assessments.models import AgreedLevel, Assessment
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


def levels_in_force(assessment: Assessment) -> dict[str, AgreedLevel]:
    rows = AgreedLevel.objects.filter(assessment=assessment).order_by("pk")
    return {row.dimension: row for row in rows}


def token_of(level: AgreedLevel | None) -> str:
    """What a form carries to say which level it was written against; never empty."""
    return token([level] if level else [])
