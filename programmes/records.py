"""The kinds of record of a programme's registers and strategic plan; those of the journey are in `records_journey`."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from programmes.actions_plan import add_action, revise_commitment
from programmes.forms import ActionForm, CommitmentForm, DueDateForm, record_form
from programmes.kinds import Kind, Paper, register, register_paper
from programmes.models import (
    Action,
    Commitment,
    Decision,
    DecisionOption,
    DueDate,
    Forecast,
    Goal,
    Issue,
    Measure,
    Milestone,
    Objective,
    PlanRole,
    Risk,
    RuleOfEngagement,
    Workstream,
)
from programmes.models.programme import Programme, ProgrammeRow
from programmes.records_journey import JOURNEY_KINDS
from programmes.records_links import LINK_KINDS
from programmes.records_people import PEOPLE_KINDS


def own_page(row: ProgrammeRow) -> str:
    return row.get_absolute_url()


def page_of(parent: str) -> Any:
    """The page of the record to which a row belongs."""
    return lambda row: getattr(row, parent).get_absolute_url()


def anchor(row: ProgrammeRow) -> str:
    return f"{row._meta.model_name}-{row.pk}"


def in_register(name: str) -> Any:
    return lambda row: f"{reverse('register', args=[row.programme.slug, name])}#{anchor(row)}"


def listed_in(name: str) -> Any:
    return lambda programme: reverse("register", args=[programme.slug, name])


def listed_in_plan(programme: Programme) -> str:
    return reverse("strategic_plan", args=[programme.slug])


def in_plan(row: ProgrammeRow) -> str:
    return f"{reverse('strategic_plan', args=[row.programme.slug])}#{anchor(row)}"


register(
    *JOURNEY_KINDS,
    *LINK_KINDS,
    *PEOPLE_KINDS,
    Kind(
        Milestone,
        record_form(
            Milestone,
            *("title", "note", "planned_on", "reached_on", "owner", "step", "workstream"),
            protected=("planned_on",),
            rows=(("planned_on", "reached_on"), ("step", "workstream")),
        ),
        page=own_page,
        listing=listed_in("milestones"),
        children=("forecasts",),
    ),
    Kind(
        Forecast,
        record_form(Forecast, "milestone", "expected_on", "reason"),
        page=page_of("milestone"),
        is_revisable=False,
    ),
    Kind(
        Action,
        ActionForm,
        page=own_page,
        listing=listed_in("actions"),
        children=("due_dates",),
        add=add_action,
    ),
    Kind(DueDate, DueDateForm, page=page_of("action"), is_revisable=False),
    Kind(
        Risk,
        record_form(
            Risk,
            *("title", "likelihood", "impact", "response", "owner", "review_on", "step"),
            rows=(("likelihood", "impact"), ("owner", "review_on")),
        ),
        page=in_register("risks"),
        listing=listed_in("risks"),
        children=("issues",),
        put_back=frozenset({"status"}),
    ),
    Kind(
        Issue,
        record_form(
            Issue,
            *("title", "impact", "response", "owner", "due_on", "settled_on", "step"),
            rows=(("due_on", "settled_on"),),
        ),
        page=in_register("issues"),
        listing=listed_in("issues"),
    ),
    Kind(
        Decision,
        record_form(
            Decision,
            *("title", "status", "decided_on", "reason", "decided_by", "review_on", "step", "superseded_by"),
            rows=(("status", "decided_on"), ("decided_by", "review_on")),
        ),
        page=own_page,
        listing=listed_in("decisions"),
        children=("options",),
    ),
    Kind(
        DecisionOption,
        record_form(DecisionOption, "decision", "text", "appraisal", "is_chosen"),
        page=page_of("decision"),
    ),
)

register(
    Kind(
        Goal,
        record_form(Goal, "title", "why", "position"),
        page=in_plan,
        listing=listed_in_plan,
        children=("objectives",),
    ),
    Kind(
        Objective,
        record_form(
            Objective, "goal", "title", "owner", "organisation", "due_on", rows=(("owner", "organisation"),)
        ),
        page=in_plan,
        listing=listed_in_plan,
        children=("measures",),
    ),
    Kind(
        Measure, record_form(Measure, "objective", "title", "question"), page=in_plan, listing=listed_in_plan
    ),
    Kind(
        Workstream,
        record_form(
            Workstream,
            *("title", "purpose", "owner", "organisation", "starts_on", "ends_on"),
            rows=(("owner", "organisation"), ("starts_on", "ends_on")),
        ),
        page=in_plan,
        listing=listed_in_plan,
        children=("milestones", "roles"),
    ),
    Kind(
        PlanRole,
        record_form(PlanRole, "workstream", "organisation", "part"),
        page=in_plan,
        listing=listed_in_plan,
    ),
    Kind(
        RuleOfEngagement, record_form(RuleOfEngagement, "about", "text"), page=in_plan, listing=listed_in_plan
    ),
    Kind(
        Commitment,
        CommitmentForm,
        page=in_plan,
        listing=listed_in_plan,
        revise=revise_commitment,
        instead=_("A signature is given and ended by the partner: sign anew, or change the words."),
    ),
)

register_paper(
    Paper(
        "strategic-plan",
        _("Strategic plan"),
        _(
            "Goals, objectives and measures; workstreams and who does what; rules; what each partner commits to."
        ),
        "strategic_plan",
        (Goal, Objective, Measure, Workstream, PlanRole, RuleOfEngagement, Commitment),
    )
)
