"""The kinds of record of the canvases of the situational analysis, and their working papers."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from assessments.forms.situation import SwotEntryForm
from assessments.models import SwotEntry
from programmes.kinds import Kind, Paper
from programmes.models.programme import Programme, ProgrammeRow


def swot_of(programme: Programme) -> str:
    return reverse("swot", args=[programme.slug])


def in_swot(entry: ProgrammeRow) -> str:
    return f"{swot_of(entry.programme)}#swotentry-{entry.pk}"


SITUATION_KINDS = (
    Kind(
        SwotEntry,
        SwotEntryForm,
        page=in_swot,
        listing=swot_of,
        section="journey",
        leads_to=("priorityissue", "objective", "risk", "action"),
    ),
)

SWOT = Paper(
    step_key=SwotEntry.step_key,
    title=_("SWOT"),
    purpose=_("Strengths and weaknesses within the partnership, opportunities and threats around it."),
    url_name="swot",
    models=(SwotEntry,),
)
