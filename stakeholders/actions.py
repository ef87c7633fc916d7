"""What changes the stakeholder register beyond adding, revising and removing rows."""

from django.db import transaction

from accounts.models import User
from history.changes import change_set
from stakeholders.models import Stakeholder


@transaction.atomic
def add_stakeholder(*, row: Stakeholder, by: User, reason: str = "") -> Stakeholder:
    """Store a stakeholder, and in the same act the position that the form brought along, if it did."""
    with change_set(by=by, reason=reason, scope=row.scope):
        row.save()
        if row.first_position:
            row.first_position.stakeholder = row
            row.first_position.save()
    return row
