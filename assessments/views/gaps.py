"""The page that leads from the gaps of an assessment into the plan, and the paper of priority issues."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.roles import Permission
from assessments.assessment_frame import frame_of
from assessments.gaps_page import gaps_page
from assessments.priorities_page import priorities
from programmes.access import needs
from programmes.models import Programme
from programmes.reading import lens_on


@needs(Permission.VIEW)
def assessment_gaps(request: HttpRequest, programme: Programme, pk: int) -> HttpResponse:
    lens = lens_on(programme)
    frame = frame_of(lens, pk, "assessment_gaps")
    context = {
        "programme": programme,
        "section": "journey",
        "frame": frame,
        "page": gaps_page(lens, frame.assessment),
        "may_edit": programme.may(Permission.EDIT),
    }
    return render(request, "assessments/gaps.html", context)


@needs(Permission.VIEW)
def priority_issues(request: HttpRequest, programme: Programme) -> HttpResponse:
    context = {
        "programme": programme,
        "section": "journey",
        "issues": priorities(lens_on(programme)),
        "may_edit": programme.may(Permission.EDIT),
    }
    return render(request, "assessments/priority_issues.html", context)
