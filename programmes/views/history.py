"""What happened in a programme: who changed what, when and why."""

import csv
from io import StringIO

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from accounts.roles import Permission
from programmes.access import needs
from programmes.compare_page import comparison
from programmes.history_page import history_page, history_table
from programmes.instants import tail
from programmes.models.programme import Programme

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
def as_of(request: HttpRequest, programme: Programme) -> HttpResponse:
    """The page on which the day was chosen, as of that day; without a day, as it is today."""
    day = request.GET.get("day", "").strip()
    address = f"{programme.address}@{day}"[:LONGEST].replace("/", "") if day else programme.address
    return redirect(reverse("programme", args=[address]) + tail(request.GET.get("page", "")))


@needs(Permission.VIEW)
def history_csv(request: HttpRequest, programme: Programme) -> HttpResponse:
    text = StringIO(newline="")
    csv.writer(text).writerows(history_table(programme, request.GET))
    # The mark at the start lets spreadsheet programs read é and ł as they are.
    content = text.getvalue().encode("utf-8-sig")
    name = f"{programme.slug}-history.csv"
    return HttpResponse(
        content,
        content_type="text/csv; charset=utf-8",
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "X-Content-Type-Options": "nosniff",
        },
    )
