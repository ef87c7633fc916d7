"""The assessments of a programme, starting one, and the page of each."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.roles import Permission
from assessments.actions.rounds import start_assessment
from assessments.assessment_frame import frame_of
from assessments.assessments_page import assessment_lines, overview
from assessments.forms.rounds import AssessmentStartForm
from assessments.instrument_choice import identity_of
from assessments.models import Assessment
from history.actions import Stale
from programmes.access import needs
from programmes.models import Programme
from programmes.reading import lens_on
from programmes.views.answers import sent


@needs(Permission.VIEW)
@require_safe
def assessments(request: HttpRequest, programme: Programme) -> HttpResponse:
    context = {
        "programme": programme,
        "section": "journey",
        "lines": assessment_lines(lens_on(programme)),
        "may_facilitate": programme.may(Permission.FACILITATE),
    }
    return render(request, "assessments/assessments.html", context)


@needs(Permission.FACILITATE)
@require_http_methods(["GET", "HEAD", "POST"])
def assessment_start(request: HttpRequest, programme: Programme) -> HttpResponse:
    wanted = f"{request.GET.get('instrument', '')}-{request.GET.get('version', '')}"
    form = AssessmentStartForm(sent(request), programme=programme, user=request.user, preselected=wanted)
    if not form.is_valid():
        return _start_page(request, programme, form, 422 if form.errors else 200)
    days = {name: form.cleaned_data[name] for name in ("opens_on", "closes_on")}
    try:
        assessment = start_assessment(assessment=form.started(), by=request.user, **days)
    except Stale:
        form.add_error("instrument", _("This instrument was removed at this moment. Choose another one."))
        return _start_page(request, programme, form, 409)
    messages.success(request, _started(assessment))
    if assessment.before and identity_of(assessment.before) != identity_of(assessment):
        messages.info(
            request,
            _(
                "The earlier assessment used another instrument of the same family: only shared dimensions are compared."
            ),
        )
    return redirect("assessment_panel", programme.slug, assessment.pk)


def _start_page(
    request: HttpRequest, programme: Programme, form: AssessmentStartForm, status: int
) -> HttpResponse:
    context = {"programme": programme, "section": "journey", "form": form}
    return render(request, "assessments/assessment_start.html", context, status=status)


def _started(assessment: Assessment) -> str:
    words = (
        _("Started: %(title)s. You enter the answers of the group, unless you leave it to somebody else.")
        if assessment.is_joint
        else _("Started: %(title)s. Choose who is asked next.")
    )
    return words % {"title": assessment}


@needs(Permission.VIEW)
@require_safe
def assessment(request: HttpRequest, programme: Programme, pk: int) -> HttpResponse:
    lens = lens_on(programme)
    frame = frame_of(lens, pk, "assessment")
    context = {
        "programme": programme,
        "section": "journey",
        "frame": frame,
        "page": overview(lens, frame),
        "may_facilitate": programme.may(Permission.FACILITATE),
    }
    return render(request, "assessments/assessment.html", context)
