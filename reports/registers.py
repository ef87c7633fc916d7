"""Plan and registers as a report tells them: milestones, workstreams, actions, risks, issues, decisions."""

from datetime import date
from typing import Any

from history.lens import Lens
from programmes.models import Action, Decision, DecisionOption, Forecast, Issue, Milestone, Risk, Workstream
from programmes.models.programme import today
from reports.models import Report

MOST_RISKS = 10  # the board looks at the highest; the register has them all
MOST_LATE = 10

Rows = list[dict[str, Any]]


def step_of(row: Any) -> str:
    return str(row.step) if row.step_id else ""


def workstreams_of(lens: Lens) -> Rows:
    return [
        {
            "title": stream.title,
            "purpose": stream.purpose,
            "lead": str(stream.organisation) if stream.organisation_id else "",
            "starts_on": stream.starts_on,
            "ends_on": stream.ends_on,
        }
        for stream in lens.rows(Workstream)
    ]


def milestones_of(lens: Lens) -> Rows:
    lens.rows(Workstream)
    return [_milestone(row) for row in lens.rows(Milestone, "forecasts")]


def _milestone(row: Milestone) -> dict[str, Any]:
    forecast: Forecast | None = max(row.forecasts.all(), key=lambda forecast: forecast.pk, default=None)
    return {
        "title": row.title,
        "workstream": str(row.workstream) if row.workstream_id else "",
        "step": step_of(row),
        "planned_on": row.planned_on,
        "forecast_on": row.forecast_on,
        "reached_on": row.reached_on,
        "slip_days": row.slip_days,
        "is_late": row.is_late,
        "reason": forecast.reason if forecast else "",
    }


def actions_of(lens: Lens) -> dict[str, Any]:
    """How many actions are open and late, and those that are late for the longest."""
    open_ = [action for action in lens.rows(Action, "due_dates") if action.is_open]
    late = sorted(
        (action for action in open_ if action.is_late), key=lambda action: action.due_on or date.max
    )
    return {
        "open": len(open_),
        "late": len(late),
        "latest": [
            {
                "title": action.title,
                "organisation": str(action.organisation) if action.organisation_id else "",
                "due_on": action.due_on,
                "days_late": (today() - action.due_on).days,
            }
            for action in late[:MOST_LATE]
        ],
    }


def risks_of(lens: Lens) -> dict[str, Any]:
    """The open risks of the highest score, and how many there are at each place of the matrix."""
    open_ = sorted(
        (risk for risk in lens.rows(Risk) if risk.is_open), key=lambda risk: (-risk.score, risk.pk)
    )
    return {
        "open": len(open_),
        "levels": {
            level: sum(risk.level == level for risk in open_) for level in ("high", "moderate", "low")
        },
        "top": [
            {
                "title": risk.title,
                "step": step_of(risk),
                "likelihood": risk.likelihood,
                "impact": risk.impact,
                "score": risk.score,
                "level": risk.level,
                "response": risk.response,
                "review_on": risk.review_on,
                "is_late": risk.is_late,
            }
            for risk in open_[:MOST_RISKS]
        ],
    }


def issues_of(lens: Lens) -> Rows:
    return [
        {
            "title": issue.title,
            "step": step_of(issue),
            "impact": issue.impact,
            "response": issue.response,
            "due_on": issue.due_on,
            "is_late": issue.is_late,
        }
        for issue in lens.rows(Issue)
        if issue.is_open
    ]


def decisions_of(lens: Lens, report: Report) -> dict[str, Rows]:
    """Those made within the report's period, and all that are asked for."""
    decisions = lens.rows(Decision, "options")
    made = [
        row
        for row in decisions
        if row.status == Decision.Status.MADE and report.period_from <= row.decided_on <= report.period_to
    ]
    asked = [row for row in decisions if row.is_open]
    return {
        "made": [_decision(row) for row in sorted(made, key=lambda row: (row.decided_on, row.pk))],
        "asked": [_decision(row) for row in asked],
    }


def _decision(row: Decision) -> dict[str, Any]:
    options: list[DecisionOption] = list(row.options.all())
    return {
        "title": row.title,
        "step": step_of(row),
        "reason": row.reason,
        "decided_by": row.decided_by,
        "decided_on": row.decided_on,
        "review_on": row.review_on,
        "options": [{"text": option.text, "is_chosen": option.is_chosen} for option in options],
        "superseded_by": str(row.superseded_by) if row.superseded_by_id else "",
    }
