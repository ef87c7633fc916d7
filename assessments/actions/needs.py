"""What is done in a needs assessment beyond adding, revising and removing rows."""

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.models import User
from assessments.criteria_pack import usual_criteria
from assessments.models import CommonCause, Criterion, Endorsement
from history.actions import add_row, remove_row, restore_row
from history.changes import change_set
from history.models import Tracked, add_many
from programmes.models import Programme


@transaction.atomic
def adopt_usual_criteria(*, programme: Programme, by: User) -> list[Tracked]:
    """Add those of the usual criteria that the programme does not have."""
    present = {
        title.lower()
        for title in Criterion.objects.filter(programme=programme).values_list("title", flat=True)
    }
    criteria: list[Tracked] = [
        Criterion(
            programme=programme,
            title=usual.title,
            weight=usual.weight,
            meaning_of_1=usual.meaning_of_1,
            meaning_of_5=usual.meaning_of_5,
            position=position,
        )
        for position, usual in enumerate(usual_criteria().criteria, start=1)
        if usual.title.lower() not in present
    ]
    with change_set(by=by, scope=programme.pk):
        add_many(criteria)
    return criteria


def wording_in_force(programme: Programme) -> CommonCause | None:
    wording: CommonCause | None = CommonCause.objects.filter(programme=programme).last()
    return wording


@transaction.atomic
def endorse(*, row: Endorsement, by: User, reason: str = "") -> Endorsement:
    """Endorse, for one's organisation, the wording that one has read."""
    _must_act_for(row, by)
    row.endorsed_by = by
    return add_row(row=row, by=by, reason=reason)


@transaction.atomic
def withdraw_endorsement(*, row: Endorsement, version: int, by: User, reason: str = "") -> Endorsement:
    _must_act_for(row, by)
    return remove_row(row=row, version=version, by=by, reason=reason)


@transaction.atomic
def renew_endorsement(*, row: Endorsement, by: User, reason: str = "") -> Endorsement:
    """Bring back an endorsement that was withdrawn; only for one's own organisation, as it was given."""
    _must_act_for(row, by)
    return restore_row(row=row, by=by, reason=reason)


def _must_act_for(row: Endorsement, by: User) -> None:
    if not row.programme.memberships.filter(user=by, organisation=row.organisation_id).exists():
        raise PermissionDenied("Only somebody who acts for an organisation endorses for it.")
