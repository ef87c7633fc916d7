"""The page of the stakeholder register. The page of one stakeholder is that of a record."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.roles import Permission
from programmes.access import needs
from programmes.models import Programme
from programmes.reading import lens_on
from stakeholders.register import stakeholder_register


@needs(Permission.SEE_STAKEHOLDERS)
@require_safe
def stakeholders(request: HttpRequest, programme: Programme) -> HttpResponse:
    context = {
        "programme": programme,
        "section": "people",
        "register": stakeholder_register(lens_on(programme), request.GET),
        "may_edit": programme.may(Permission.EDIT),
    }
    return render(request, "stakeholders/stakeholders.html", context)
