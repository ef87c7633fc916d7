"""What changes the registers and the strategic plan beyond adding, revising and removing a row."""

from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.models import User
from accounts.roles import Permission, permissions
from history.actions import revise_row
from history.changes import change_set
from programmes.models import Action, Commitment, DueDate, Membership, Risk
from programmes.models.programme import today


@transaction.atomic
def add_action(*, row: Action, by: User, due_on: date | None = None, reason: str = "") -> Action:
    """Store an action and, as a row of its own, the date by which it is due."""
    with change_set(by=by, reason=reason, scope=row.scope):
        row.save()
        if due_on:
            DueDate(programme=row.programme, action=row, due_on=due_on).save()
    return row


def settle_risk(*, risk: Risk, version: int, status: Risk.Status, by: User, reason: str) -> Risk:
    """Close a risk, or watch it again; raises Stale when it has moved on since `version`."""
    risk.status = status
    return revise_row(row=risk, version=version, by=by, reason=reason)


def may_sign(*, memberships: list[Membership], organisation_id: int) -> bool:
    """Whether one of these memberships lets the person commit this organisation."""
    return any(
        membership.organisation_id == organisation_id and Permission.RATE in permissions({membership.role})
        for membership in memberships
    )


def sign_commitment(*, commitment: Commitment, version: int, by: User) -> Commitment:
    """Sign for the partner that promises. Raises Stale when the words are no longer those that were read."""
    memberships = list(commitment.programme.memberships.filter(user=by))
    if not may_sign(memberships=memberships, organisation_id=commitment.organisation_id):
        raise PermissionDenied
    commitment.signed_by, commitment.signed_on = by, today()
    return revise_row(row=commitment, version=version, by=by)


def revise_commitment(*, row: Commitment, version: int, by: User, reason: str = "") -> Commitment:
    """Save the commitment; when what was signed has changed, the signature goes, and somebody has to sign anew."""
    if row.signed_by_id and Commitment.TERMS & row.changed_fields().keys():
        row.signed_by = row.signed_on = None
    return revise_row(row=row, version=version, by=by, reason=reason)
