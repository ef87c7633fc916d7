"""The comparison with other programmes, asking one of them to meet, and answering such a request."""

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.roles import Permission
from assessments.actions.meetings import AnsweredBefore, Link, answer_request, ask_to_meet
from assessments.assessment_frame import Frame, frame_of
from assessments.benchmark import FEWEST
from assessments.benchmark_page import Partner, benchmark_page, partner_to_ask
from assessments.forms.meetings import AnswerForm, AskForm
from assessments.models import MeetingRequest
from assessments.sharing import SHARED_MINIMUM
from history.actions import Stale
from history.lens import Lens
from programmes.access import needs
from programmes.models import Programme
from programmes.reading import lens_on
from programmes.views.answers import sent


@needs(Permission.VIEW)
@require_safe
def assessment_benchmark(request: HttpRequest, programme: Programme, pk: int) -> HttpResponse:
    lens = lens_on(programme)
    frame = frame_of(lens, pk, "assessment_benchmark")
    context = {
        "programme": programme,
        "section": "journey",
        "frame": frame,
        "page": benchmark_page(lens, frame.assessment, request.user),
        "fewest": FEWEST,
        "minimum": SHARED_MINIMUM,
        "may_steer": programme.may(Permission.STEER),
    }
    return render(request, "assessments/benchmark.html", context)


@needs(Permission.STEER)
@require_http_methods(["GET", "HEAD", "POST"])
def meeting_ask(
    request: HttpRequest, programme: Programme, pk: int, other: int, dimension: str
) -> HttpResponse:
    """Of those whom the comparison names in the dimension, and nobody else."""
    lens = lens_on(programme)
    frame = frame_of(lens, pk, "assessment_benchmark")
    partner = _partner(lens, frame, request, dimension, other)
    if partner is None and request.method != "POST":
        raise Http404
    row = MeetingRequest(
        programme=programme, assessment=frame.assessment, other_id=other, dimension=dimension
    )
    may_ask = partner is not None and partner.request is None
    form = AskForm(sent(request) if may_ask else None, instance=row)
    if may_ask and form.is_valid():
        if _is_asked(request, row):
            return redirect(row)
        partner, may_ask = _partner(lens_on(programme), frame, request, dimension, other), False
    context = {
        "programme": programme,
        "section": "journey",
        "frame": frame,
        "form": form,
        "partner": partner,
        "may_ask": may_ask,
        "typed": request.POST.get("message", "").strip(),
        "dimension": frame.assessment.dimension_title(dimension),
    }
    is_too_late = request.method == "POST" and not may_ask
    status = 409 if is_too_late else 422 if form.errors else 200
    return render(request, "assessments/meeting_ask.html", context, status=status)


def _partner(lens: Lens, frame: Frame, request: HttpRequest, dimension: str, other: int) -> Partner | None:
    """None for whom the page does not name: any more, or never, which nobody can tell apart."""
    try:
        return partner_to_ask(lens, frame.assessment, request.user, dimension, other)
    except LookupError:
        return None


def _is_asked(request: HttpRequest, row: MeetingRequest) -> bool:
    """False where a colleague asked at the same moment."""
    try:
        with transaction.atomic():
            ask_to_meet(request=row, by=request.user, link=_answer_page(request, row))
    except IntegrityError:
        return False
    messages.success(request, _("%(other)s has been asked.") % {"other": row.other})
    return True


def _answer_page(request: HttpRequest, row: MeetingRequest) -> Link:
    """Its number is known when it is stored."""
    return lambda: request.build_absolute_uri(reverse("meeting", args=[row.other.slug, row.pk]))


@needs(Permission.STEER)
@require_http_methods(["GET", "HEAD", "POST"])
def meeting(request: HttpRequest, programme: Programme, pk: int) -> HttpResponse:
    """A request that is addressed to this programme; the row belongs to the programme that asks."""
    rows = MeetingRequest.objects.filter(other=programme, programme__removed_at=None)
    row = get_object_or_404(rows.select_related("programme", "assessment__own_instrument"), pk=pk)
    form = AnswerForm(request.POST if request.method == "POST" else None, version=row.version)
    overtaken = False
    if request.method == "POST" and form.is_valid():
        try:
            return _answered(request, row, form)
        except (AnsweredBefore, Stale):
            overtaken = True
            row = rows.filter(pk=pk).first() or row
    context = {"programme": programme, "section": "journey", "row": row, "form": form, "overtaken": overtaken}
    status = 409 if overtaken else 422 if form.errors else 200
    return render(request, "assessments/meeting.html", context, status=status)


def _answered(request: HttpRequest, row: MeetingRequest, form: AnswerForm) -> HttpResponse:
    answer_request(
        request=row,
        state=form.cleaned_data["state"],
        answer=form.cleaned_data["answer"],
        version=form.token(),
        by=request.user,
        link=lambda: request.build_absolute_uri(row.get_absolute_url()),
    )
    messages.success(request, _("Your answer has been sent to %(asking)s.") % {"asking": row.programme})
    return redirect("programme", row.other.slug)
