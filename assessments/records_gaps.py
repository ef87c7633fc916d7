"""The kinds of record between an assessment and the plan: targets, and the priority issues of the situational analysis."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from assessments.actions.agreement import set_target
from assessments.forms.targets import TargetLevelForm
from assessments.gaps_page import part_page
from assessments.models import PriorityIssue, TargetLevel
from programmes.forms import record_form
from programmes.kinds import Kind, Paper
from programmes.models.programme import Programme, ProgrammeRow


def on_gaps_page(target: ProgrammeRow) -> str:
    return part_page(target.assessment, target.dimension)


def listed(programme: Programme) -> str:
    return reverse("priority_issues", args=[programme.slug])


def in_list(issue: ProgrammeRow) -> str:
    return f"{listed(issue.programme)}#priorityissue-{issue.pk}"


GAP_KINDS = (
    Kind(
        TargetLevel,
        TargetLevelForm,
        page=on_gaps_page,
        is_revisable=False,
        add=set_target,
        section="journey",
    ),
    Kind(
        PriorityIssue,
        record_form(PriorityIssue, "title", "why", "fit", "rank"),
        page=in_list,
        listing=listed,
        section="journey",
        leads_to=("objective", "action"),
    ),
)

PRIORITY_ISSUES = Paper(
    step_key="situational-analysis",
    title=_("Priority issues"),
    purpose=_("What must be dealt with first, why, and how it fits what the partners want."),
    url_name="priority_issues",
    models=(PriorityIssue,),
)
