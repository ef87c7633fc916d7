"""The kinds of record of a programme's journey, registers and plan."""

from typing import Any

from django.urls import reverse

from programmes.forms import record_form
from programmes.kinds import Kind, register
from programmes.models import (
    Action,
    Decision,
    DecisionOption,
    DueDate,
    Forecast,
    Issue,
    Milestone,
    Risk,
)
from programmes.models.programme import ProgrammeRow


def own_page(row: ProgrammeRow) -> str:
    return row.get_absolute_url()


def page_of(parent: str) -> Any:
    """The page of the record to which a row belongs."""
    return lambda row: getattr(row, parent).get_absolute_url()


def in_register(name: str) -> Any:
    return lambda row: f"{reverse('register', args=[row.programme.slug, name])}#{row._meta.model_name}-{row.pk}"


register(
    Kind(
        Milestone,
        record_form(Milestone, "title", "step", "workstream", "owner", "planned_on", "reached_on", "note", protected=("planned_on",)),
        page=own_page,
        children=("forecasts",),
    ),
    Kind(Forecast, record_form(Forecast, "milestone", "expected_on", "reason"), page=page_of("milestone"), is_revisable=False),
    Kind(
        Action,
        record_form(Action, "title", "step", "owner", "organisation", "status", "note"),
        page=own_page,
        children=("due_dates",),
    ),
    Kind(DueDate, record_form(DueDate, "action", "due_on", "reason"), page=page_of("action"), is_revisable=False),
    Kind(
        Risk,
        record_form(Risk, "title", "step", "likelihood", "impact", "response", "owner", "review_on"),
        page=in_register("risks"),
        children=("issues",),
    ),
    Kind(
        Issue,
        record_form(Issue, "title", "step", "impact", "response", "owner", "due_on", "settled_on"),
        page=in_register("issues"),
    ),
    Kind(
        Decision,
        record_form(Decision, "title", "step", "status", "reason", "decided_by", "decided_on", "review_on", "superseded_by"),
        page=own_page,
        children=("options",),
    ),
    Kind(DecisionOption, record_form(DecisionOption, "decision", "text", "appraisal", "is_chosen"), page=page_of("decision")),
)

