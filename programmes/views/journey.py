"""The home of a programme, its steps, and what is done to them."""

from typing import Any

from django import forms
from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.roles import Permission
from history.actions import Stale, revise_row
from programmes.access import needs
from programmes.actions import close_step, declare_rag, open_step, tick_criterion
from programmes.actions_journey import note_visit, untick_criterion
from programmes.forms import ReasonForm
from programmes.forms_journey import (
    CloseStepForm,
    OpenStepForm,
    ProgrammeEditForm,
    RagForm,
    TickForm,
    asked_again,
)
from programmes.home import home_of
from programmes.journey_pack import Criterion
from programmes.models import Programme, Step, Visit
from programmes.panels import panels_at
from programmes.reading import lens_on
from programmes.step_page import step_page
from programmes.views.answers import done, set_apart

form_page = require_http_methods(["GET", "POST"])


@needs(Permission.VIEW)
@require_safe
def programme(request: HttpRequest, programme: Programme) -> HttpResponse:
    lens = lens_on(programme)
    since = note_visit(programme=programme, by=request.user)
    context = {
        "programme": programme,
        "section": "journey",
        "home": home_of(lens, request.user, since),
        "panels": panels_at("home", lens, request),
    }
    return render(request, "programmes/programme.html", context)


@needs(Permission.STEER)
@form_page
def programme_edit(request: HttpRequest, programme: Programme) -> HttpResponse:
    form = ProgrammeEditForm(request.POST or None, instance=programme)
    if request.method == "POST" and form.is_valid():
        try:
            revise_row(
                row=programme, version=form.token(), by=request.user, reason=form.cleaned_data["reason"]
            )
        except Stale as stale:
            form.meet(stale.row)
        else:
            return done(request, programme.get_absolute_url(), _("Saved: %(name)s") % {"name": programme})
    return _form(request, programme, form, "programme_edit")


@needs(Permission.VIEW)
@require_safe
def step(request: HttpRequest, programme: Programme, key: str) -> HttpResponse:
    lens = lens_on(programme)
    try:
        page = step_page(lens, key)
    except LookupError as error:
        raise Http404 from error
    context = {
        "programme": programme,
        "section": "journey",
        "page": page,
        "step": page.step,
        "panels": panels_at(f"step:{key}", lens, request),
        "may_steer": programme.may(Permission.STEER),
        "may_edit": programme.may(Permission.EDIT),
    }
    return render(request, "programmes/step.html", context)


def _step(programme: Programme, key: str) -> Step:
    step = programme.steps.filter(key=key).first()
    if step is None:
        raise Http404
    step.programme = programme
    return step


def _form(
    request: HttpRequest, programme: Programme, form: forms.BaseForm, name: str, **context: Any
) -> HttpResponse:
    """The form of `_<name>.html` as a page or, for the drawer, alone; htmx shows only what comes with 200."""
    body = f"programmes/_{name}.html"
    context |= {"programme": programme, "section": "journey", "form": form, "body": body}
    if request.htmx:
        set_apart(form)
        return render(request, body, context | {"is_drawer": True})
    status = 409 if context.get("is_stale") else 422 if form.errors else 200
    return render(request, "programmes/step_act.html", context, status=status)


def _overtaken(request: HttpRequest, step: Step) -> HttpResponse:
    """Somebody was quicker, or the form was sent twice: nothing is left to do, and the page shows why."""
    message = _("Somebody was quicker: %(step)s is now “%(state)s”.")
    return done(request, step.get_absolute_url(), message % {"step": step, "state": step.get_state_display()})


def _ticked_already(request: HttpRequest, step: Step) -> HttpResponse:
    return done(
        request, step.get_absolute_url(), _("This criterion is ticked already; somebody was quicker.")
    )


def _not_ticked(request: HttpRequest, step: Step) -> HttpResponse:
    return done(
        request, step.get_absolute_url(), _("This criterion is not ticked any more; somebody was quicker.")
    )


def _criterion(step: Step, key: str) -> Criterion:
    try:
        return step.criterion(key)
    except LookupError as error:
        raise Http404 from error


def _anchor(step: Step, criterion: str) -> str:
    return f"{step.get_absolute_url()}#criterion-{criterion}"


@needs(Permission.STEER)
@form_page
def step_open(request: HttpRequest, programme: Programme, key: str) -> HttpResponse:
    step = _step(programme, key)
    if step.is_open:
        return _overtaken(request, step)
    form = OpenStepForm(request.POST or None, step=step)
    if request.method == "POST" and form.is_valid():
        try:
            open_step(step=step, by=request.user, **form.cleaned_data)
        except IntegrityError:
            return _overtaken(request, _step(programme, key))
        return done(request, step.get_absolute_url(), _("Opened: %(step)s") % {"step": step})
    return _form(request, programme, form, "step_open", step=step)


@needs(Permission.STEER)
@form_page
def step_close(request: HttpRequest, programme: Programme, key: str) -> HttpResponse:
    step = _step(programme, key)
    if not step.is_open:
        return _overtaken(request, step)
    still_open = [one for one in step.guide.exit_criteria if one.key not in step.ticked]
    form = CloseStepForm(request.POST or None, step=step, open_criteria=len(still_open))
    if request.method == "POST" and form.is_valid():
        try:
            close_step(step=step, by=request.user, **form.cleaned_data)
        except Visit.DoesNotExist:
            return _overtaken(request, _step(programme, key))
        return done(request, step.get_absolute_url(), _("Closed: %(step)s") % {"step": step})
    return _form(request, programme, form, "step_close", step=step, still_open=still_open)


@needs(Permission.STEER)
@form_page
def step_rag(request: HttpRequest, programme: Programme, key: str) -> HttpResponse:
    step = _step(programme, key)
    form = RagForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        claim = step.current_claim
        if claim is None or any(
            getattr(claim, name) != value for name, value in said.items()
        ):  # not sent twice
            claim = declare_rag(step=step, by=request.user, **said)
        return done(request, step.get_absolute_url(), _("Declared: %(claim)s") % {"claim": claim})
    return _form(request, programme, form, "step_rag", step=step)


@needs(Permission.EDIT)
@form_page
def step_tick(request: HttpRequest, programme: Programme, key: str, criterion: str) -> HttpResponse:
    step = _step(programme, key)
    found = _criterion(step, criterion)
    if criterion in step.ticked:
        return _ticked_already(request, step)
    form = TickForm(request.POST or None, expected=found.evidence)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        words = {"evidence": said["evidence"], "link": said["link"], "on": said["met_on"]}
        try:
            tick_criterion(step=step, criterion=criterion, by=request.user, **words)
        except IntegrityError:
            return _ticked_already(request, step)
        return done(request, _anchor(step, criterion), _("Ticked: %(criterion)s") % {"criterion": found.text})
    return _form(request, programme, form, "step_tick", step=step, criterion=found)


@needs(Permission.EDIT)
@form_page
def step_untick(request: HttpRequest, programme: Programme, key: str, criterion: str) -> HttpResponse:
    step = _step(programme, key)
    found, tick = _criterion(step, criterion), step.ticked.get(criterion)
    if tick is None:
        return _not_ticked(request, step)
    form = ReasonForm(request.POST or None, is_needed=True, version=tick.version)
    is_stale = False
    if request.method == "POST" and form.is_valid():
        try:
            untick_criterion(
                tick=tick, version=form.token(), by=request.user, reason=form.cleaned_data["reason"]
            )
        except Stale as stale:
            form, tick, is_stale = asked_again(form, stale.row), stale.row, True
        else:
            return done(
                request, _anchor(step, criterion), _("Unticked: %(criterion)s") % {"criterion": found.text}
            )
        if tick.removed_at:
            return _not_ticked(request, step)
    return _form(
        request, programme, form, "step_untick", step=step, criterion=found, tick=tick, is_stale=is_stale
    )
