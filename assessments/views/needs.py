"""The working paper of the needs assessment, and the grid in which its cohorts are scored."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from accounts.roles import Permission
from assessments.actions.needs import adopt_usual_criteria
from assessments.forms.age_bands import BANDS, AgeBandsForm, as_text
from assessments.forms.needs import SCORES, ScoresForm
from assessments.models import AgeBand, Cohort, CohortScore, Criterion, PopulationProfile
from assessments.needs_page import contents, needs_page
from history.grid import StaleLines, revise_lines, token
from history.keys import key_in
from history.models import Change
from programmes.access import needs
from programmes.clash import last_of
from programmes.grid_form import last_saved, save_grid
from programmes.models import Programme
from programmes.reading import lens_on, visible_changes

COHORTS_ON_A_PAGE = 25


@needs(Permission.VIEW)
def needs_assessment(request: HttpRequest, programme: Programme) -> HttpResponse:
    page = needs_page(lens_on(programme))
    changes = visible_changes(programme).filter(topic=Cohort.step_key, model__startswith="assessments.")
    context = {
        "programme": programme,
        "section": "journey",
        "page": page,
        "contents": contents(page),
        "may_edit": programme.may(Permission.EDIT),
        "may_rate": programme.may(Permission.RATE),
        "last_change": changes.select_related("change_set__by").order_by("-pk").first(),
    }
    return render(request, "assessments/needs_assessment.html", context)


@needs(Permission.EDIT)
@require_POST
def criteria_adopt(request: HttpRequest, programme: Programme) -> HttpResponse:
    added = len(adopt_usual_criteria(programme=programme, by=request.user))
    words = ngettext("%(n)s criterion added.", "%(n)s criteria added.", added) % {"n": added}
    messages.success(request, words if added else _("The usual criteria are here already."))
    return redirect(_ranking(programme))


@needs(Permission.EDIT)
def scores(request: HttpRequest, programme: Programme) -> HttpResponse:
    shown = _shown(request, programme)
    form = _scores_form(request, programme, list(shown))
    status = 422 if form.errors else 200
    if request.method == "POST" and form.is_valid():
        saved = save_grid(form, programme=programme, by=request.user)
        if saved is not None:
            messages.success(
                request, ngettext("%(n)s score saved.", "%(n)s scores saved.", saved) % {"n": saved}
            )
            return redirect(_ranking(programme))
        status = 409
    context = {
        "programme": programme,
        "section": "journey",
        "form": form,
        "shown": shown,
        "criteria": _criteria(programme),
        "act": last_saved(form, programme) if status == 409 else None,
    }
    return render(request, "assessments/scores.html", context, status=status)


@needs(Permission.EDIT)
def age_bands(request: HttpRequest, programme: Programme, pk: int) -> HttpResponse:
    profile = get_object_or_404(PopulationProfile.objects.filter(programme=programme), pk=pk)
    bands = list(profile.age_bands.all())
    form = AgeBandsForm(request.POST or None, initial={"bands": as_text(bands), "token": token(bands)})
    context = {"programme": programme, "section": "journey", "profile": profile, "form": form}
    if request.method == "POST" and form.is_valid():
        try:
            _save_bands(programme, profile, form, by=request.user)
        except StaleLines as stale:
            context |= form.meet(profile, stale.rows[profile.pk])
            context["act"] = last_of(Change.objects.filter(model=AgeBand._meta.label_lower), programme)
            return render(request, "assessments/age_bands.html", context, status=409)
        messages.success(request, _("The age bands are saved."))
        return redirect(f"{reverse('needs_assessment', args=[programme.slug])}#population")
    return render(request, "assessments/age_bands.html", context, status=422 if form.errors else 200)


def _save_bands(programme: Programme, profile: PopulationProfile, form: AgeBandsForm, *, by: Any) -> None:
    """Bands that the text no longer has are removed."""
    present = dict.fromkeys(profile.age_bands.values_list("from_age", flat=True))
    wanted = {profile.pk: present | form.cleaned_data["bands"]}
    tokens = {profile.pk: form.cleaned_data["token"]}
    revise_lines(grid=BANDS, programme=programme, wanted=wanted, tokens=tokens, by=by)


def _ranking(programme: Programme) -> str:
    return f"{reverse('needs_assessment', args=[programme.slug])}#ranking"


def _shown(request: HttpRequest, programme: Programme) -> Any:
    """The cohorts of one page of the grid, or the one that the address names."""
    cohorts = Cohort.objects.filter(programme=programme)
    wanted = key_in(request.GET.get("cohort", ""))
    if wanted is not None:
        cohorts = cohorts.filter(pk=wanted)
    return Paginator(cohorts, COHORTS_ON_A_PAGE).get_page(request.GET.get("page"))


def _scores_form(request: HttpRequest, programme: Programme, cohorts: list[Cohort]) -> ScoresForm:
    columns = {criterion.pk: criterion.title for criterion in _criteria(programme)}
    rows = SCORES.by_line(CohortScore.objects.filter(programme=programme, cohort__in=cohorts))
    return ScoresForm(request.POST or None, lines=cohorts, columns=columns, rows=rows)


def _criteria(programme: Programme) -> Any:
    return Criterion.objects.filter(programme=programme)
