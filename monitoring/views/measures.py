"""The scorecard, the page of one indicator, and figures as CSV."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.roles import Permission
from monitoring.exports import figures_csv, template_csv
from monitoring.forms import EntryForm
from monitoring.indicator_page import indicator_page
from monitoring.measures_page import load, scorecard
from monitoring.models import Indicator
from programmes.access import needs
from programmes.models import Programme
from programmes.reading import lens_on


@needs(Permission.VIEW)
@require_safe
def measures(request: HttpRequest, programme: Programme) -> HttpResponse:
    show, by = request.GET.get("show", "all"), request.GET.get("by", "aim")
    context = {
        "programme": programme,
        "section": "measures",
        "card": scorecard(lens_on(programme), request.user, show=show, by=by),
        "may_edit": programme.may(Permission.EDIT),
    }
    return render(request, "monitoring/measures.html", context)


@needs(Permission.VIEW)
@require_safe
def indicator(request: HttpRequest, programme: Programme, pk: int) -> HttpResponse:
    is_run, has_all = request.GET.get("chart") == "run", request.GET.get("figures") == "all"
    page = indicator_page(lens_on(programme), pk, is_run=is_run, has_all=has_all)
    if page is None:
        raise Http404
    may_edit = programme.may(Permission.EDIT)
    form = EntryForm(programme=programme, user=request.user, parents={"indicator": pk}) if may_edit else None
    context = {
        "programme": programme,
        "section": "measures",
        "page": page,
        "form": form,
        "may_edit": may_edit,
    }
    return render(request, "monitoring/indicator.html", context)


def _wanted(programme: Programme, pk: int | None) -> tuple[list[Indicator], str]:
    """The indicators of an export, all or one, and a name for the file."""
    indicators = [row for row in load(lens_on(programme)) if pk is None or row.pk == pk]
    if pk is not None and not indicators:
        raise Http404
    return indicators, f"{programme.slug}-{indicators[0].code}" if pk else programme.slug


@needs(Permission.VIEW)
@require_safe
def observations_export(request: HttpRequest, programme: Programme, pk: int | None = None) -> HttpResponse:
    indicators, name = _wanted(programme, pk)
    return figures_csv(indicators, f"{name}-figures")


@needs(Permission.VIEW)
@require_safe
def observations_template(request: HttpRequest, programme: Programme, pk: int | None = None) -> HttpResponse:
    indicators, name = _wanted(programme, pk)
    return template_csv(indicators, f"{name}-to-fill-in")
