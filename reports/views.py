"""Reports: writing and issuing them, reading and downloading them."""

from typing import Any

from django.contrib import messages
from django.core.files.storage import default_storage
from django.db import transaction
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.roles import Permission
from history.actions import Stale, add_row
from programmes.access import needs
from programmes.forms import ReasonForm
from programmes.models.programme import Programme
from programmes.views.answers import sent
from reports.actions import ask_for_rendering, issue_report
from reports.forms import ReportForm
from reports.models import Report
from reports.render import html_of
from reports.shelf import latest_rendering, next_report, shelf_of


def _report(programme: Programme, pk: int, **conditions: Any) -> Report:
    """A report of this programme; a draft does not exist for those who do not compose."""
    rows = Report.objects.filter(programme=programme, **conditions).select_related("issued_by")
    if not programme.may(Permission.REPORT):
        rows = rows.filter(issued_at__isnull=False)
    report = get_object_or_404(rows, pk=pk)
    report.programme = programme
    return report


def _issued(programme: Programme, pk: int) -> Report:
    return _report(programme, pk, issued_at__isnull=False)


def _page(request: HttpRequest, name: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    return render(request, f"reports/{name}.html", context | {"section": "reports"}, status=status)


@needs(Permission.READ_REPORTS)
@require_safe
def reports(request: HttpRequest, programme: Programme) -> HttpResponse:
    return _page(request, "reports", {"programme": programme, "shelf": shelf_of(programme)})


@needs(Permission.REPORT)
def report_compose(request: HttpRequest, programme: Programme) -> HttpResponse:
    form = ReportForm(
        request.POST or None, instance=next_report(programme), programme=programme, user=request.user
    )
    if form.is_valid():
        report = add_row(row=form.instance, by=request.user)
        messages.success(request, _("The draft is kept. Say next what is asked of the board."))
        return redirect(report)
    return _page(
        request, "report_compose", {"programme": programme, "form": form}, 422 if form.errors else 200
    )


@needs(Permission.READ_REPORTS)
@require_safe
def report(request: HttpRequest, programme: Programme, pk: int) -> HttpResponse:
    """A draft with all that can be done to it, or an issued report with its copies; htmx asks how far the PDF is."""
    report = _report(programme, pk)
    context = {"programme": programme, "report": report, "may_compose": programme.may(Permission.REPORT)}
    if not report.is_issued:
        return _page(request, "draft", context | {"asks": report.asks.select_related("decision")})
    context["rendering"] = latest_rendering(report)
    return _page(request, "_rendering" if request.htmx else "report", context)


@needs(Permission.REPORT)
@require_safe
def report_preview(request: HttpRequest, programme: Programme, pk: int) -> HttpResponse:
    report = _report(programme, pk)
    if report.is_issued:
        return redirect("report_html", programme.slug, pk)
    return HttpResponse(html_of(report, request))


@needs(Permission.REPORT)
def report_issue(request: HttpRequest, programme: Programme, pk: int) -> HttpResponse:
    report = _report(programme, pk, issued_at__isnull=True)
    form = ReasonForm(sent(request), version=report.version)
    context = {"programme": programme, "report": report, "form": form}
    if request.method == "POST" and form.is_valid():
        try:
            issue_report(report=report, version=form.token(), by=request.user)
        except Stale as stale:
            context |= {
                "is_stale": True,
                "form": ReasonForm(version=stale.row.version),
                "report": _report(programme, pk),
            }
            return _page(request, "report_issue", context, 409)
        messages.success(request, _("The report is issued. Its PDF is being made."))
        return redirect(report)
    return _page(request, "report_issue", context)


@needs(Permission.REPORT)
@require_POST
def report_again(request: HttpRequest, programme: Programme, pk: int) -> HttpResponse:
    """Have the PDF made again; it will be the same file."""
    report = _issued(programme, pk)
    with transaction.atomic():
        ask_for_rendering(report=report)
    return redirect(report)


@needs(Permission.READ_REPORTS)
@require_safe
def report_html(request: HttpRequest, programme: Programme, pk: int) -> HttpResponse:
    return HttpResponse(html_of(_issued(programme, pk), request))


@needs(Permission.READ_REPORTS)
@require_safe
def report_pdf(request: HttpRequest, programme: Programme, pk: int) -> HttpResponse | FileResponse:
    """The file; who is allowed to have it is asked at every request."""
    report = _issued(programme, pk)
    rendering = latest_rendering(report)
    if rendering is None or not rendering.is_done or not default_storage.exists(rendering.file):
        messages.warning(request, _("The PDF is not there. The web edition says the same."))
        return redirect(report)
    file = default_storage.open(rendering.file)
    return FileResponse(
        file, as_attachment=True, filename=f"{report.file_stem}.pdf", content_type="application/pdf"
    )


@needs(Permission.READ_REPORTS)
@require_safe
def report_data(request: HttpRequest, programme: Programme, pk: int) -> HttpResponse:
    """The sealed data set, byte for byte what the fingerprint was taken of."""
    report = _issued(programme, pk)
    name = f'attachment; filename="{report.file_stem}.json"'
    return HttpResponse(
        report.dataset, content_type="application/json", headers={"Content-Disposition": name}
    )
