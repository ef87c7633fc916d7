"""A revealed round without names: what goes and what is held back, and the two files of it. Reads only."""

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.roles import Permission
from assessments.assessment_frame import Frame, frame_of
from assessments.share_page import SharePage, share_page, share_table
from assessments.sharing import SHARED_MINIMUM
from history.lens import Lens
from programmes.access import needs
from programmes.models import Programme
from programmes.reading import lens_on
from programmes.spreadsheet import csv_answer, to_keep


@needs(Permission.FACILITATE)
@require_safe
def assessment_share(request: HttpRequest, programme: Programme, pk: int) -> HttpResponse:
    lens = lens_on(programme)
    frame = frame_of(lens, pk, "assessment_results")
    context = {
        "programme": programme,
        "section": "journey",
        "frame": frame,
        "page": _page(request, lens, frame),
        "minimum": SHARED_MINIMUM,
    }
    return render(request, "assessments/share.html", context)


@needs(Permission.FACILITATE)
@require_safe
def assessment_share_json(request: HttpRequest, programme: Programme, pk: int) -> HttpResponse:
    page = _with_file(request, programme, pk)
    options = {"indent": 2, "ensure_ascii": False}
    return JsonResponse(page.shared, json_dumps_params=options, headers=to_keep(f"{page.file_name}.json"))


@needs(Permission.FACILITATE)
@require_safe
def assessment_share_csv(request: HttpRequest, programme: Programme, pk: int) -> HttpResponse:
    page = _with_file(request, programme, pk)
    return csv_answer(share_table(page), f"{page.file_name}.csv")


def _page(request: HttpRequest, lens: Lens, frame: Frame) -> SharePage | None:
    is_named = request.GET.get("named") == "yes"
    return share_page(lens, frame.assessment, request.GET.get("round", ""), is_named=is_named)


def _with_file(request: HttpRequest, programme: Programme, pk: int) -> SharePage:
    """There is no file of a round of which nothing may go."""
    lens = lens_on(programme)
    page = _page(request, lens, frame_of(lens, pk, "assessment_results"))
    if page is None or not page.has_file:
        raise Http404
    return page
