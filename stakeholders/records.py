"""The kinds of record of the stakeholder register, and its card on the page of the activity."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.roles import Permission
from programmes.kinds import Kind, Paper, register, register_paper
from stakeholders.actions import add_stakeholder
from stakeholders.forms import PositionForm, StakeholderForm
from stakeholders.models import Position, Stakeholder

register(
    Kind(
        Stakeholder,
        StakeholderForm,
        page=lambda row: row.get_absolute_url(),
        see=Permission.SEE_STAKEHOLDERS,
        children=("positions",),
        add=add_stakeholder,
        listing=lambda programme: reverse("stakeholders", args=[programme.slug]),
        section="people",
        template="stakeholders/stakeholder.html",
    ),
    Kind(
        Position,
        PositionForm,
        page=lambda row: row.stakeholder.get_absolute_url(),
        see=Permission.SEE_STAKEHOLDERS,
        is_revisable=False,
        section="people",
    ),
)
register_paper(
    Paper(
        step_key="building-support",
        title=_("Stakeholder register"),
        purpose=_(
            "Who can stop, speed up or be changed by the programme; where they stand, and what we do about it."
        ),
        url_name="stakeholders",
        models=(Stakeholder, Position),
        see=Permission.SEE_STAKEHOLDERS,
    )
)
