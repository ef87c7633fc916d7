"""The working paper of the value case, and the grid in which an option's sums are entered."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import ngettext

from accounts.roles import Permission
from programmes.access import needs
from programmes.grid_form import last_saved, save_grid
from programmes.models import Programme
from programmes.reading import lens_on, visible_changes
from valuecase.case_page import case_page
from valuecase.forms import AMOUNTS, AmountsForm
from valuecase.models import CaseOption, Stream, StreamYear, ValueCase

STREAMS_ON_A_PAGE = 40


@needs(Permission.VIEW)
def value_case(request: HttpRequest, programme: Programme) -> HttpResponse:
    changes = visible_changes(programme).filter(model__startswith="valuecase.")
    context = {
        "programme": programme,
        "section": "journey",
        "page": case_page(lens_on(programme), request.GET.get("option", "")),
        "may_edit": programme.may(Permission.EDIT),
        "last_change": changes.select_related("change_set__by").order_by("-pk").first(),
    }
    return render(request, "valuecase/value_case.html", context)


@needs(Permission.EDIT)
def amounts(request: HttpRequest, programme: Programme, pk: int) -> HttpResponse:
    option = get_object_or_404(CaseOption.objects.filter(programme=programme), pk=pk)
    streams = Stream.objects.filter(option=option).select_related("organisation")
    shown = Paginator(streams, STREAMS_ON_A_PAGE).get_page(request.GET.get("page"))
    form = _amounts_form(request, programme, list(shown))
    status = 422 if form.errors else 200
    if request.method == "POST" and form.is_valid():
        saved = save_grid(form, programme=programme, by=request.user)
        if saved is not None:
            messages.success(request, ngettext("%(n)s sum saved.", "%(n)s sums saved.", saved) % {"n": saved})
            return redirect(f"{reverse('value_case', args=[programme.slug])}#caseoption-{option.pk}")
        status = 409
    context = {"programme": programme, "section": "journey", "option": option, "form": form, "shown": shown}
    context["act"] = last_saved(form, programme) if status == 409 else None
    return render(request, "valuecase/amounts.html", context, status=status)


def _amounts_form(request: HttpRequest, programme: Programme, streams: list[Stream]) -> AmountsForm:
    case = ValueCase.objects.filter(programme=programme).first()
    start = case.base_year if case else programme.starts_on.year
    years = case.years if case else ValueCase._meta.get_field("years").default
    rows: Any = AMOUNTS.by_line(StreamYear.objects.filter(stream__in=streams))
    columns = {year: str(start + year) for year in range(years)}
    return AmountsForm(request.POST or None, lines=streams, columns=columns, rows=rows)
