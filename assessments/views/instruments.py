"""The library of instruments, and one of them as its raters will see it."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from assessments.instrument_pack import mistakes
from assessments.library_page import LONGEST_SEARCH, groups, instrument_page
from programmes.access import signed_in


@signed_in
@require_safe
def instrument_library(request: HttpRequest) -> HttpResponse:
    text = request.GET.get("q", "").strip()[:LONGEST_SEARCH]
    context = {
        "text": text,
        "groups": groups(text),
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
    return render(request, "assessments/instrument.html", {"page": page, "pack": page.pack})
