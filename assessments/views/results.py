"""What a round came to, once it has been revealed: as a page, and its figures as a table."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.roles import Permission
from assessments.agreement_words import STUDY
from assessments.assessment_frame import frame_of
from assessments.results_page import results_page, results_shown, results_table
from programmes.access import needs
from programmes.models import Programme
from programmes.reading import lens_on
from programmes.spreadsheet import csv_answer


@needs(Permission.VIEW)
@require_safe
def assessment_results(request: HttpRequest, programme: Programme, pk: int) -> HttpResponse:
    lens = lens_on(programme)
    frame = frame_of(lens, pk, "assessment_results")
    context = {
        "programme": programme,
        "section": "journey",
        "frame": frame,
        "page": results_page(lens, frame.assessment, request.GET),
        "study": STUDY,
        "may_facilitate": programme.may(Permission.FACILITATE),
    }
    return render(request, "assessments/results.html", context)


@needs(Permission.VIEW)
@require_safe
def assessment_results_csv(request: HttpRequest, programme: Programme, pk: int) -> HttpResponse:
    """What the page shows of the same round and breakdown; there is no file of a round that shows nothing."""
    lens = lens_on(programme)
    shown = results_shown(lens, frame_of(lens, pk, "assessment_results").assessment, request.GET)
    if shown is None or shown.content["is_hidden"]:
        raise Http404
    name = f"{programme.slug}-assessment-{pk}-round-{shown.round.number}.csv"
    return csv_answer(results_table(shown), name)
