"""The kinds of record of the journey. Steps, claims, visits and ticks are made by acts of their own, not on an add page."""

from django.urls import reverse

from accounts.roles import Permission
from programmes.forms import record_form
from programmes.forms_journey import StepForm, TickRecordForm, VisitForm
from programmes.kinds import Kind
from programmes.models import CriterionTick, RagClaim, Step, Visit
from programmes.models.programme import ProgrammeRow


def on_step_page(row: ProgrammeRow) -> str:
    return f"{reverse('step', args=[row.programme.slug, row.step.key])}#{row._meta.model_name}-{row.pk}"


JOURNEY_KINDS = (
    Kind(
        Step,
        StepForm,
        page=lambda step: step.get_absolute_url(),
        edit=Permission.STEER,
        is_addable=False,
        is_removable=False,
        section="journey",
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
    ),
    Kind(
        Visit,
        VisitForm,
        page=on_step_page,
        edit=Permission.STEER,
        is_addable=False,
        is_removable=False,
        section="journey",
    ),
)
