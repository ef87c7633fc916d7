"""What the panel agreed, all levels in one sitting, and how far the partners have come since the last time."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from accounts.roles import Permission
from assessments.actions.agreement import Overtaken, agree_levels
from assessments.agreement_page import agreement_page
from assessments.assessment_frame import frame_of
from assessments.change_page import change_page
from assessments.forms.sitting import SittingForm
from programmes.access import needs
from programmes.models import Programme
from programmes.reading import lens_on
from programmes.views.answers import sent


@needs(Permission.VIEW)
@require_safe
def assessment_agreement(request: HttpRequest, programme: Programme, pk: int) -> HttpResponse:
    lens = lens_on(programme)
    frame = frame_of(lens, pk, "assessment_agreement")
    context = {
        "programme": programme,
        "section": "journey",
        "frame": frame,
        "page": agreement_page(lens, frame.assessment),
        "may_agree": programme.may(Permission.FACILITATE),
        "may_rate": programme.may(Permission.RATE),
    }
    return render(request, "assessments/agreement.html", context)


@needs(Permission.VIEW)
@require_safe
def assessment_change(request: HttpRequest, programme: Programme, pk: int) -> HttpResponse:
    lens = lens_on(programme)
    frame = frame_of(lens, pk, "assessment_change")
    page = change_page(lens, frame.assessment, request.GET.get("with", ""))
    context = {"programme": programme, "section": "journey", "frame": frame, "page": page}
    return render(request, "assessments/change.html", context)


@needs(Permission.FACILITATE)
def assessment_agree(request: HttpRequest, programme: Programme, pk: int) -> HttpResponse:
    """A level for every dimension in one sitting; what was left alone stays as it is."""
    lens = lens_on(programme)
    frame = frame_of(lens, pk, "assessment_agreement")
    page = agreement_page(lens, frame.assessment)
    if page is None:
        raise Http404
    form = SittingForm(sent(request), page=page)
    status = 422 if form.errors else 200
    if form.has_news:
        status = 409
    elif request.method == "POST" and form.is_valid():
        try:
            levels = agree_levels(levels=form.levels(), seen=form.seen(), by=request.user)
        except Overtaken as overtaken:
            form.meet(overtaken.present)
            status = 409
        else:
            words = ngettext("%(n)s level agreed.", "%(n)s levels agreed.", len(levels)) % {"n": len(levels)}
            messages.success(request, words)
            return redirect(reverse("assessment_agreement", args=[programme.slug, pk]))
    context = {"programme": programme, "section": "journey", "frame": frame, "page": page, "form": form}
    return render(request, "assessments/sitting.html", context, status=status)
