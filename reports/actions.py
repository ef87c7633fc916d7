"""What changes a report: issuing seals it, and the worker is asked for its PDF."""

from functools import partial

from django.db import transaction
from django.db.models import Max

from accounts.models import User
from history.actions import hold
from history.changes import change_set
from programmes.models import Programme
from reports.dataset import compile_dataset
from reports.models import Rendering, Report, Sealed
from reports.sealing import canonical, fingerprint
from reports.tasks import render_report


@transaction.atomic
def issue_report(*, report: Report, version: int, by: User) -> Report:
    """Freeze what the programme says today as this report's data set, number and fingerprint it, and have it drawn.

    Raises Stale when the draft was edited after the person saw it, Sealed when it was issued already.
    """
    Programme.objects.select_for_update().get(
        pk=report.programme_id
    )  # reports of a programme are numbered one by one
    report = Report.objects.select_for_update().get(pk=report.pk)
    if report.is_issued:
        raise Sealed(f"{report} was issued already.")
    hold(report, version)
    with change_set(by=by, scope=report.programme_id) as changes:
        last = Report.objects.filter(programme=report.programme).aggregate(last=Max("number"))["last"]
        report.number = (last or 0) + 1
        report.issued_at, report.issued_by = changes.at, by
        report.dataset = canonical(compile_dataset(report))
        report.sha256 = fingerprint(report.dataset)
        report.save()
    ask_for_rendering(report=report)
    return report


@transaction.atomic
def ask_for_rendering(*, report: Report) -> Rendering:
    """Queue the PDF; one that is at work already is not asked for twice."""
    at_work = next((r for r in report.renderings.all() if r.is_at_work), None)
    if at_work:
        return at_work
    rendering = Rendering.objects.create(programme=report.programme, report=report)
    transaction.on_commit(partial(render_report.enqueue, rendering.pk))
    return rendering
