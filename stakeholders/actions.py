"""What changes the stakeholder register beyond adding, revising and removing rows."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from history.changes import change_set
from stakeholders.models import Position, Stakeholder


@transaction.atomic
def add_stakeholder(
    *, row: Stakeholder, by: User, scores: dict[str, int] | None = None, reason: str = ""
) -> Stakeholder:
    """Store a stakeholder and, in the same act, the first position where `scores` gives its four values."""
    with change_set(by=by, reason=reason, scope=row.scope):
        row.save()
        if scores:
            first = _("First judgement, on entry in the register")
            Position(programme=row.programme, stakeholder=row, reason=first, **scores).save()
    return row
