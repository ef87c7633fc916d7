"""The overview of the plan, the registers, and what happens to a risk."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from accounts.roles import Permission
from history.actions import Stale
from programmes.access import needs
from programmes.actions import turn_risk_into_issue
from programmes.actions_plan import settle_risk
from programmes.forms import ReasonForm
from programmes.models import Risk
from programmes.models.programme import Programme
from programmes.plan_page import overview
from programmes.reading import lens_on
from programmes.records import in_register
from programmes.register_page import register_page
from programmes.registers import REGISTERS
from programmes.views.answers import Question, ask, done


@needs(Permission.VIEW)
def plan(request: HttpRequest, programme: Programme) -> HttpResponse:
    context = {
        "programme": programme,
        "section": "plan",
        "registers": REGISTERS.values(),
        "page": overview(lens_on(programme)),
        "may_edit": programme.may(Permission.EDIT),
    }
    return render(request, "programmes/plan.html", context)


@needs(Permission.VIEW)
def register(request: HttpRequest, programme: Programme, register: str) -> HttpResponse:
    found = REGISTERS.get(register)
    if found is None:
        raise Http404
    context = {
        "programme": programme,
        "section": "plan",
        "registers": REGISTERS.values(),
        "page": register_page(lens_on(programme), found, request.GET),
        "may_edit": programme.may(Permission.EDIT),
    }
    return render(request, "programmes/register.html", context)


def _risk(programme: Programme, pk: int) -> Risk:
    risk = Risk.objects.filter(programme=programme, pk=pk).select_related("step", "owner").first()
    if risk is None:
        raise Http404
    risk.programme = programme
    return risk


@needs(Permission.EDIT)
def risk_happened(request: HttpRequest, programme: Programme, pk: int) -> HttpResponse:
    risk = _risk(programme, pk)
    if not risk.is_open:
        return done(request, in_register("risks")(risk), _("Nothing to do: this risk is not open any more."))
    form = ReasonForm(request.POST if request.method == "POST" else None, version=risk.version)
    question = _happening(risk)
    if not form.is_valid():
        return ask(request, programme, question, form)
    try:
        issue = turn_risk_into_issue(
            risk=risk, version=form.token(), by=request.user, reason=form.cleaned_data["reason"]
        )
    except Stale:
        now = _risk(programme, pk)
        return ask(request, programme, _happening(now), form.anew(now.version), overtaken=now)
    return done(request, in_register("issues")(issue), _("Now an issue: %(title)s") % {"title": issue})


def _happening(risk: Risk) -> Question:
    return Question(
        _("Has “%(title)s” happened?") % {"title": risk},
        _(
            "The risk is marked as having become an issue. The issue takes over its words, owner and step, and points back to it."
        ),
        _("Make it an issue"),
        in_register("risks")(risk),
    )


@needs(Permission.EDIT)
def risk_settle(request: HttpRequest, programme: Programme, pk: int) -> HttpResponse:
    """Close an open risk; watch one again that was closed."""
    risk = _risk(programme, pk)
    if risk.status == Risk.Status.HAPPENED:
        raise Http404
    form = ReasonForm(
        request.POST if request.method == "POST" else None, version=risk.version, is_needed=True
    )
    question = _settling(risk)
    if not form.is_valid():
        return ask(request, programme, question, form)
    status = Risk.Status.CLOSED if risk.is_open else Risk.Status.OPEN
    try:
        settle_risk(
            risk=risk,
            version=form.token(),
            status=status,
            by=request.user,
            reason=form.cleaned_data["reason"],
        )
    except Stale:
        now = _risk(programme, pk)
        return ask(request, programme, _settling(now), form.anew(now.version), overtaken=now)
    return done(request, in_register("risks")(risk), _("Saved: %(title)s") % {"title": risk})


def _settling(risk: Risk) -> Question:
    back = in_register("risks")(risk)
    if risk.is_open:
        title = _("Close the risk “%(title)s”?") % {"title": risk}
        return Question(
            title,
            _("It leaves the open risks and the heat map, and can be watched again."),
            _("Close the risk"),
            back,
        )
    title = _("Watch “%(title)s” again?") % {"title": risk}
    return Question(title, _("It returns to the open risks."), _("Watch it again"), back)
