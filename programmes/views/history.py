"""What happened in a programme: who changed what, when and why."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from accounts.roles import Permission
from programmes.access import needs
from programmes.compare_page import comparison, comparison_table
from programmes.history_page import history_page, history_table
from programmes.instants import tail
from programmes.models.programme import Programme
from programmes.moments_page import moments_page
from programmes.spreadsheet import csv_answer

LONGEST = 100  # what an address has room for; a longer text is no day


@needs(Permission.VIEW)
def history(request: HttpRequest, programme: Programme) -> HttpResponse:
    page = history_page(programme, request.GET)
    return render(
        request, "programmes/history.html", {"programme": programme, "section": "history", "page": page}
    )


@needs(Permission.VIEW)
def changes(request: HttpRequest, programme: Programme) -> HttpResponse:
    page = comparison(programme, request.GET)
    context = {"programme": programme, "section": "history", "page": page}
    return render(request, "programmes/changes.html", context)


@needs(Permission.VIEW)
def changes_csv(request: HttpRequest, programme: Programme) -> HttpResponse:
    return csv_answer(comparison_table(programme, request.GET), f"{programme.slug}-changes.csv")


@needs(Permission.VIEW)
@require_safe
@vary_on_headers("HX-Request")
def moments(request: HttpRequest, programme: Programme) -> HttpResponse:
    """All moments as a page; for the time bar, the newest of them."""
    page = moments_page(programme, request.GET.get("page", ""))
    context = {"programme": programme, "section": "history", "page": page}
    return render(
        request, "programmes/_moments_menu.html" if request.htmx else "programmes/moments.html", context
    )


@needs(Permission.VIEW)
def as_of(request: HttpRequest, programme: Programme) -> HttpResponse:
    """The page on which the day or moment was chosen, as of then; without one, as it is today."""
    day = request.GET.get("day", "").strip()
    address = f"{programme.address}@{day}"[:LONGEST].replace("/", "") if day else programme.address
    return redirect(reverse("programme", args=[address]) + tail(request.GET.get("page", "")))


@needs(Permission.VIEW)
def history_csv(request: HttpRequest, programme: Programme) -> HttpResponse:
    return csv_answer(history_table(programme, request.GET), f"{programme.slug}-history.csv")
