"""The reports of a programme as its list shows them, and the page of one."""

from dataclasses import dataclass

from accounts.roles import Permission
from programmes.models.programme import Programme, today
from reports.models import Rendering, Report


@dataclass(frozen=True)
class Shelf:
    issued: list[Report]
    drafts: list[Report]


def shelf_of(programme: Programme) -> Shelf:
    """Issued reports, newest first; drafts only for those who compose. One query."""
    reports = Report.objects.filter(programme=programme).select_related("issued_by").defer("dataset")
    if not programme.may(Permission.REPORT):
        reports = reports.filter(issued_at__isnull=False)
    rows = [_of(report, programme) for report in reports]
    return Shelf(
        issued=sorted((row for row in rows if row.is_issued), key=lambda row: -row.number),
        drafts=[row for row in rows if not row.is_issued],
    )


def _of(report: Report, programme: Programme) -> Report:
    report.programme = programme
    return report


def latest_rendering(report: Report) -> Rendering | None:
    """The PDF that is there; else the last attempt."""
    renderings = list(report.renderings.all())
    return next((row for row in renderings if row.is_done), renderings[0] if renderings else None)


def next_report(programme: Programme) -> Report:
    """A new draft with its period filled in: from the day after the last report's until today."""
    last = Report.objects.filter(programme=programme, issued_at__isnull=False).order_by("-period_to").first()
    start = last.period_to if last else programme.starts_on
    return Report(programme=programme, period_from=min(start, today()), period_to=today())
