"""The kinds of record of the journey, and named moments.

Steps, claims, visits and ticks are made by acts of their own, not on an add page.
"""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.roles import Permission
from programmes.forms import record_form
from programmes.forms_journey import StepForm, TickRecordForm, VisitForm
from programmes.forms_moments import MomentForm
from programmes.kinds import Kind
from programmes.models import CriterionTick, Moment, RagClaim, Step, Visit
from programmes.models.programme import Programme, ProgrammeRow


def on_step_page(row: ProgrammeRow) -> str:
    return f"{reverse('step', args=[row.programme.slug, row.step.key])}#{row._meta.model_name}-{row.pk}"


def listed_as_moments(programme: Programme) -> str:
    return reverse("moments", args=[programme.slug])


def on_moments_page(row: ProgrammeRow) -> str:
    return f"{listed_as_moments(row.programme)}#moment-named-{row.pk}"


JOURNEY_KINDS = (
    Kind(
        Step,
        StepForm,
        page=lambda step: step.get_absolute_url(),
        edit=Permission.STEER,
        is_addable=False,
        is_removable=False,
        section="journey",
        instead=_("Open or close the step on its own page."),
    ),
    Kind(
        RagClaim,
        record_form(RagClaim, "step", "rag", "reason", "on"),
        page=on_step_page,
        edit=Permission.STEER,
        is_addable=False,
        is_revisable=False,
        section="journey",
    ),
    Kind(
        CriterionTick,
        TickRecordForm,
        page=on_step_page,
        is_addable=False,
        is_removable=False,
        section="journey",
        instead=_("Tick or untick the criterion on the page of its step."),
    ),
    Kind(
        Visit,
        VisitForm,
        page=on_step_page,
        edit=Permission.STEER,
        is_addable=False,
        is_removable=False,
        section="journey",
        instead=_("Open or close the step on its own page."),
    ),
    Kind(
        Moment,
        MomentForm,
        page=on_moments_page,
        listing=listed_as_moments,
        section="history",
    ),
)
