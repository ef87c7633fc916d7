"""The library of instruments, and one of them as its raters will see it."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from assessments.instrument_choice import programmes_to_start_in
from assessments.instrument_pack import file_of, mistakes
from assessments.library_page import LONGEST_SEARCH, groups, instrument_page
from assessments.own_instruments import own_groups
from assessments.views.own_instruments import as_file
from programmes.access import signed_in


@signed_in
@require_safe
def instrument_library(request: HttpRequest) -> HttpResponse:
    text = request.GET.get("q", "").strip()[:LONGEST_SEARCH]
    context = {
        "text": text,
        "groups": groups(text),
        "own_groups": own_groups(request.user, text),
        "mistakes": mistakes() if request.user.is_superuser else [],
    }
    return render(request, "assessments/instrument_library.html", context)


@signed_in
@require_safe
def instrument(request: HttpRequest, instrument: str, version: int) -> HttpResponse:
    try:
        page = instrument_page(instrument, version)
    except LookupError as error:
        raise Http404 from error
    context = {"page": page, "pack": page.pack, "programmes": programmes_to_start_in(request.user)}
    return render(request, "assessments/instrument.html", context)


@signed_in
@require_safe
def instrument_pack(request: HttpRequest, instrument: str, version: int) -> HttpResponse:
    """The file of an instrument of the library."""
    try:
        path = file_of(instrument, version)
    except LookupError as error:
        raise Http404 from error
    return as_file(path.read_text(encoding="utf-8"), path.name)
