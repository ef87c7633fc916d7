"""All that a report says, as plain JSON: compiled once, when it is issued (and for each look at a draft).

Schema 1. Days and instants are ISO 8601 text, measured figures and money are decimal text, counts are integers,
codes (states, statuses, levels) are those of the models. Sentences are written in the language named by `language`.
People are not named, except who issued the report: a sealed text cannot forget a name. Nothing of the stakeholder
register enters: every section names the kinds of row that it reads. Reports issued before there were `assessments`
are without them.
"""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import override

from assessments.models import Cohort, CommonCause, Criterion
from assessments.ranking import ranking_of
from history.lens import Lens
from programmes.due import dues, late
from programmes.home import standing_in_words
from programmes.journey_pack import journey
from programmes.models import Step
from programmes.models.programme import today
from programmes.reading import lens_on, partners
from programmes.wording import year_of_plan
from reports.assessed import assessments_of
from reports.changes import changes_since
from reports.glossary import terms_in
from reports.measures import measures_of
from reports.models import Report
from reports.registers import actions_of, decisions_of, issues_of, milestones_of, risks_of, workstreams_of
from reports.value import value_of

SCHEMA = 1


def compile_dataset(report: Report) -> dict[str, Any]:
    """What the report says at this moment; a draft has neither number nor issuer."""
    lens = lens_on(report.programme)
    last = last_before(report)
    with override(settings.LANGUAGE_CODE):
        data = {
            "schema": SCHEMA,
            "language": settings.LANGUAGE_CODE,
            "programme": _programme(lens),
            "report": _cover(report, last),
            "standing": standing_in_words(lens.rows(Step, "visits", "claims"), late(dues(lens))),
            "asks": _asks(lens, report),
            "changes": changes_since(lens, _since(report, last)),
            "journey": _journey(lens),
            "workstreams": workstreams_of(lens),
            "milestones": milestones_of(lens),
            "actions": actions_of(lens),
            "risks": risks_of(lens),
            "issues": issues_of(lens),
            "decisions": decisions_of(lens, report),
            "measures": measures_of(lens),
            "needs": _needs(lens),
            "assessments": assessments_of(lens, report),
            "value": value_of(lens),
        }
        return data | {"glossary": terms_in(data)}


def last_before(report: Report) -> Report | None:
    """The report that was issued last before this one."""
    issued = Report.objects.filter(programme=report.programme, issued_at__isnull=False).exclude(pk=report.pk)
    return issued.defer("dataset").order_by("-number").first()


def _since(report: Report, last: Report | None) -> datetime:
    """From when on the report tells what has changed: the last issue, or for the first report its own period."""
    if last is not None:
        return last.issued_at
    return timezone.make_aware(datetime.combine(report.period_from, datetime.min.time()))


def _programme(lens: Lens) -> dict[str, Any]:
    programme = lens.programme
    return {
        "name": programme.name,
        "place": programme.place,
        "aim": programme.aim,
        "population": programme.population,
        "starts_on": programme.starts_on,
        "horizon_on": programme.horizon_on,
        "year": year_of_plan(programme.starts_on, programme.horizon_on, today()),
        "partners": sorted(str(partner.organisation) for partner in partners(lens)),
        "is_illustrative": programme.illustrative,
        "common_cause": next((row.text for row in reversed(lens.rows(CommonCause))), ""),
    }


def _cover(report: Report, last: Report | None) -> dict[str, Any]:
    return {
        "title": report.title,
        "number": report.number,
        "period_from": report.period_from,
        "period_to": report.period_to,
        "data_as_of": (report.issued_at or timezone.now()).replace(microsecond=0),
        "issued_by": str(report.issued_by) if report.issued_by else "",
        "summary": report.summary,
        "last_number": last.number if last else None,
        "last_issued_at": last.issued_at.replace(microsecond=0) if last else None,
    }


def _asks(lens: Lens, report: Report) -> list[dict[str, Any]]:
    asks = report.asks.select_related("decision").order_by("pk")
    return [
        {"number": number, "text": ask.text, "decision": ask.decision.title if ask.decision else ""}
        for number, ask in enumerate(asks, start=1)
    ]


def _journey(lens: Lens) -> dict[str, Any]:
    steps = {step.key: step for step in lens.rows(Step, "visits", "claims", "ticks")}
    pack = journey()
    phases = [
        {"title": phase.title, "first_step": numbers[0], "last_step": numbers[-1]}
        for phase in pack.phases
        if (numbers := [step.number for step in pack.in_phase(phase.key)])
    ]
    return {
        "phases": phases,
        "loop": pack.feedback.title,
        "nodes": [_node(pack, entry, steps[entry.key]) for entry in pack.entries if entry.key in steps],
    }


def _node(pack: Any, entry: Any, step: Step) -> dict[str, Any]:
    """A step, or an activity with the numbers of the steps that it runs beside."""
    span = pack.span(entry) if step.is_activity else None
    claim = step.current_claim
    return {
        "kind": entry.kind,
        "mark": entry.mark,
        "title": entry.title,
        "short_title": entry.short_title,
        "in_figure": entry.in_figure,
        "span": [span.start, span.stop - 1] if span else None,
        "state": step.state,
        "rag": step.rag,
        "rag_reason": claim.reason if claim else "",
        "rag_on": claim.on if claim else None,
        "due_on": step.due_on,
        "days_late": step.days_late,
        "visits": len(step.visits.all()),
        "criteria_met": len(step.ticked),
        "criteria": len(entry.exit_criteria),
    }


def _needs(lens: Lens) -> dict[str, Any] | None:
    """The ranking of the cohorts; None where nothing is ranked."""
    ranking = ranking_of(lens.rows(Cohort, "scores"), lens.rows(Criterion))
    if not ranking.cohorts:
        return None
    return {
        "sentence": ranking.sentence,
        "criteria": [criterion.title for criterion in ranking.counted],
        "cohorts": [
            {
                "place": item.place,
                "name": item.cohort.name,
                "size": item.cohort.size,
                "parts": [f"{part:.4f}" for part in item.parts],
                "total": f"{item.total:.4f}",
                "why": item.why,
            }
            for item in ranking.cohorts
        ],
    }
