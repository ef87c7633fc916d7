"""Who is asked: the panel, adding people to it, and a sheet of links to hand over."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.roles import Permission
from assessments.actions.panel import PanelIsComplete, ask_people
from assessments.assessment_frame import Frame, frame_of
from assessments.forms.panel import PanelForm
from assessments.panel_page import offered, panel_page, partner_organisations, respondents_of
from history.lens import Lens
from programmes.access import needs
from programmes.models import Programme
from programmes.reading import lens_on
from programmes.views.answers import sent

SLIPS_AT_ONCE = 60  # drawing a code takes some 10 ms


def site_of(request: HttpRequest) -> str:
    """The address of the site as the person has it, for links that go out from here."""
    return request.build_absolute_uri("/").rstrip("/")


@needs(Permission.FACILITATE)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def assessment_panel(request: HttpRequest, programme: Programme, pk: int) -> HttpResponse:
    lens = lens_on(programme)
    frame = frame_of(lens, pk, "assessment_panel")
    form = _form(request, lens, frame)
    if form.is_valid() and (added := _add(request, form, frame)):
        words = ngettext("%(n)d person added.", "%(n)d people added.", added) % {"n": added}
        messages.success(request, words)
        return redirect("assessment_panel", programme.slug, pk)
    context = _context(programme, frame, panel_page(lens, frame.assessment, site_of(request)))
    context |= {"form": form, "parties": _parties(form, lens)}
    return render(request, "assessments/panel.html", context, status=422 if form.errors else 200)


@needs(Permission.FACILITATE)
@never_cache
@require_safe
def assessment_links(request: HttpRequest, programme: Programme, pk: int) -> HttpResponse:
    """Everybody's link on paper, to be cut and handed over."""
    lens = lens_on(programme)
    frame = frame_of(lens, pk, "assessment_panel")
    page = panel_page(lens, frame.assessment, site_of(request))
    slips = Paginator(page.everybody, SLIPS_AT_ONCE).get_page(request.GET.get("page"))
    return render(request, "assessments/links.html", _context(programme, frame, page) | {"slips": slips})


def _context(programme: Programme, frame: Frame, page: Any) -> dict[str, Any]:
    return {"programme": programme, "section": "journey", "frame": frame, "page": page}


def _form(request: HttpRequest, lens: Lens, frame: Frame) -> PanelForm:
    asked = respondents_of(lens, frame.assessment)
    return PanelForm(
        sent(request),
        assessment=frame.assessment,
        members=offered(lens, asked),
        partners=partner_organisations(lens),
        asked=asked,
    )


def _add(request: HttpRequest, form: PanelForm, frame: Frame) -> int:
    """How many were added; 0 with the reason in the form."""
    people = form.respondents()
    try:
        ask_people(assessment=frame.assessment, respondents=people, by=request.user, site=site_of(request))
    except PanelIsComplete:
        form.add_error(
            None,
            _(
                "The first round is over. Who did not rate in it cannot join; start another assessment for them."
            ),
        )
    except IntegrityError:  # somebody else added one of them between the check and the act
        form.add_error(
            None, _("Somebody added one of them at this moment. Look at the list, then try again.")
        )
    else:
        return len(people)
    return 0


def _parties(form: PanelForm, lens: Lens) -> list[tuple[Any, list[tuple[Any, Any]]]]:
    """Each partner with its members who can be ticked, as (tick box, member)."""
    boxes = list(zip(form["members"], form.offered.values(), strict=True))
    return [
        (partner, [(box, member) for box, member in boxes if member.organisation_id == partner.pk])
        for partner in partner_organisations(lens)
    ]
