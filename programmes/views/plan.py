"""The strategic plan, and signing what a partner commits to."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.roles import Permission
from history.actions import Stale
from programmes.access import needs
from programmes.actions_plan import may_sign, sign_commitment
from programmes.forms import ReasonForm
from programmes.models import Commitment
from programmes.models.programme import Programme
from programmes.plan_page import strategic_plan_page
from programmes.reading import lens_on
from programmes.records import in_plan
from programmes.registers import REGISTERS
from programmes.views.answers import Question, ask, done


@needs(Permission.VIEW)
def strategic_plan(request: HttpRequest, programme: Programme) -> HttpResponse:
    context = {
        "programme": programme,
        "section": "plan",
        "registers": REGISTERS.values(),
        "page": strategic_plan_page(lens_on(programme)),
        "may_edit": programme.may(Permission.EDIT),
    }
    return render(request, "programmes/strategic_plan.html", context)


@needs(Permission.RATE)
def commitment_sign(request: HttpRequest, programme: Programme, pk: int) -> HttpResponse:
    commitment = _commitment(programme, pk)
    if not may_sign(memberships=programme.own_memberships, organisation_id=commitment.organisation_id):
        raise PermissionDenied
    if commitment.signed_by_id:
        return done(request, in_plan(commitment), _("This commitment is signed already."))
    form = ReasonForm(
        request.POST if request.method == "POST" else None, version=commitment.version, is_asked=False
    )
    if not form.is_valid():
        return ask(request, programme, _signing(commitment), form)
    try:
        sign_commitment(commitment=commitment, version=form.token(), by=request.user)
    except Stale:
        now = _commitment(programme, pk)
        return ask(request, programme, _signing(now), form.anew(now.version), overtaken=now)
    return done(
        request, in_plan(commitment), _("Signed for %(partner)s.") % {"partner": commitment.organisation}
    )


def _commitment(programme: Programme, pk: int) -> Commitment:
    commitment = Commitment.objects.filter(programme=programme, pk=pk).select_related("organisation").first()
    if commitment is None:
        raise Http404
    commitment.programme = programme
    return commitment


def _signing(commitment: Commitment) -> Question:
    due = date_format(commitment.due_on) if commitment.due_on else _("no date")
    return Question(
        _("Sign for %(partner)s") % {"partner": commitment.organisation},
        _(
            "You commit your organisation to the words below. Your name and today's date will stand beside them. If they are changed later, the signature goes."
        ),
        _("Sign"),
        in_plan(commitment),
        ((_("Promise"), commitment.promise), (_("To whom"), commitment.to), (_("By"), due)),
    )
