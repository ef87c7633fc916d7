"""The canvases of the situational analysis."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.roles import Permission
from assessments.swot_page import swot_page
from programmes.access import needs
from programmes.models import Programme
from programmes.reading import lens_on


@needs(Permission.VIEW)
def swot(request: HttpRequest, programme: Programme) -> HttpResponse:
    context = {
        "programme": programme,
        "section": "journey",
        "page": swot_page(lens_on(programme)),
        "may_edit": programme.may(Permission.EDIT),
    }
    return render(request, "assessments/swot.html", context)
