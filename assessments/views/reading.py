"""How agreement is read: the rule behind every verdict, one click away from it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from assessments.agreement_words import STUDY, limits
from assessments.grouping import SMALLEST
from programmes.access import public


@public
@require_safe
def how_agreement_is_read(request: HttpRequest) -> HttpResponse:
    context = {"limits": limits(), "study": STUDY, "smallest_group": SMALLEST}
    return render(request, "assessments/how_agreement_is_read.html", context)
