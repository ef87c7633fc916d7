"""The page of learning signals; adding and answering them are pages of records."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.roles import Permission
from learning.signals_page import signals_page
from programmes.access import needs
from programmes.models import Programme
from programmes.reading import lens_on


@needs(Permission.VIEW)
def signals(request: HttpRequest, programme: Programme) -> HttpResponse:
    context = {
        "programme": programme,
        "section": "journey",
        "page": signals_page(lens_on(programme)),
        "may_edit": programme.may(Permission.EDIT),
    }
    return render(request, "learning/signals.html", context)
