"""The home of a programme, its steps, and what is done to them."""

from copy import copy
from typing import Any

from django import forms
from django.db import IntegrityError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.drafts_once import was_not_needed
from accounts.roles import Permission
from history.actions import Stale, revise_row
from history.models import Change
from programmes.access import needs
from programmes.actions import close_step, declare_rag, open_step, tick_criterion
from programmes.actions_journey import note_visit, untick_criterion
from programmes.clash import last_of, meet
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
from programmes.models import CriterionTick, Programme, RagClaim, Step, Visit
from programmes.panels import panels_at
from programmes.reading import lens_on
from programmes.step_page import step_page
from programmes.views.answers import done, sent, set_apart

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
    # A copy, because what is refused must not stand in the frame of the page.
    form = ProgrammeEditForm(sent(request), instance=copy(programme))
    clash = None
    if request.method == "POST" and form.is_valid():
        try:
            revise_row(
                row=form.instance,
                version=form.token(),
                by=request.user,
                reason=form.cleaned_data["reason"],
            )
        except Stale as stale:
            clash, form = meet(form, stale.row, ProgrammeEditForm, programme)
        else:
            return done(request, programme.get_absolute_url(), _("Saved: %(name)s") % {"name": form.instance})
    return _form(request, programme, form, "programme_edit", clash=clash)


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
        "learned": panels_at(f"learn:{key}", lens, request),
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
    status = 409 if context.get("is_stale") or context.get("clash") else 422 if form.errors else 200
    return render(request, "programmes/step_act.html", context, status=status)


def _stale_act(
    request: HttpRequest, programme: Programme, form: Any, name: str, step: Step, **context: Any
) -> HttpResponse:
    """Somebody changed the step while the form was open: nothing is done until it is sent again, with that in sight."""
    form.anew(step)
    return _form(
        request,
        programme,
        form,
        name,
        step=step,
        is_stale=True,
        act=last_of(_acts_on(step), programme),
        **context,
    )


def _acts_on(step: Step) -> QuerySet[Change]:
    """What was done to the step itself: opened, closed, judged, ticked; not the records that are written in it."""
    models = [model._meta.label_lower for model in (Step, Visit, RagClaim, CriterionTick)]
    return Change.objects.filter(scope=step.scope, topic=step.topic, model__in=models)


def _overtaken(request: HttpRequest, step: Step) -> HttpResponse:
    """Somebody was quicker, or the form was sent twice: nothing is left to do, and the page shows why."""
    was_not_needed(request)
    message = _("Somebody was quicker: %(step)s is now “%(state)s”.")
    return done(request, step.get_absolute_url(), message % {"step": step, "state": step.get_state_display()})


def _ticked_already(request: HttpRequest, step: Step) -> HttpResponse:
    was_not_needed(request)
    return done(
        request, step.get_absolute_url(), _("This criterion is ticked already; somebody was quicker.")
    )


def _not_ticked(request: HttpRequest, step: Step) -> HttpResponse:
    was_not_needed(request)
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
    form = OpenStepForm(sent(request), step=step)
    if request.method == "POST" and form.is_valid():
        try:
            open_step(step=step, version=form.token(), by=request.user, **form.said())
        except Stale:
            return _stale_act(request, programme, form, "step_open", _step(programme, key))
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
    form = CloseStepForm(sent(request), step=step, open_criteria=len(still_open))
    if request.method == "POST" and form.is_valid():
        try:
            close_step(step=step, version=form.token(), by=request.user, **form.said())
        except Stale:
            return _stale_act(
                request, programme, form, "step_close", _step(programme, key), still_open=still_open
            )
        except Visit.DoesNotExist:
            return _overtaken(request, _step(programme, key))
        return done(request, step.get_absolute_url(), _("Closed: %(step)s") % {"step": step})
    return _form(request, programme, form, "step_close", step=step, still_open=still_open)


@needs(Permission.STEER)
@form_page
def step_rag(request: HttpRequest, programme: Programme, key: str) -> HttpResponse:
    step = _step(programme, key)
    form = RagForm(sent(request), step=step)
    if request.method == "POST" and form.is_valid():
        said, claim = form.said(), step.current_claim
        if claim is None or any(
            getattr(claim, name) != said[name] for name in ("rag", "reason", "on")
        ):  # not sent twice
            try:
                claim = declare_rag(step=step, version=form.token(), by=request.user, **said)
            except Stale:
                return _stale_act(request, programme, form, "step_rag", _step(programme, key))
        return done(request, step.get_absolute_url(), _("Declared: %(claim)s") % {"claim": claim})
    return _form(request, programme, form, "step_rag", step=step)


@needs(Permission.EDIT)
@form_page
def step_tick(request: HttpRequest, programme: Programme, key: str, criterion: str) -> HttpResponse:
    step = _step(programme, key)
    found = _criterion(step, criterion)
    if criterion in step.ticked:
        return _ticked_already(request, step)
    form = TickForm(sent(request), step=step, expected=found.evidence)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        words = {"evidence": said["evidence"], "link": said["link"], "on": said["met_on"]}
        try:
            tick_criterion(step=step, criterion=criterion, version=form.token(), by=request.user, **words)
        except Stale:
            return _stale_act(request, programme, form, "step_tick", _step(programme, key), criterion=found)
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
    form = ReasonForm(sent(request), is_needed=True, version=tick.version)
    is_stale = False
    if request.method == "POST" and form.is_valid():
        try:
            untick_criterion(
                tick=tick, version=form.token(), by=request.user, reason=form.cleaned_data["reason"]
            )
        except Stale as stale:
            form, tick, is_stale = asked_again(form, stale.row), stale.row, True
            tick.programme = programme
        else:
            return done(
                request, _anchor(step, criterion), _("Unticked: %(criterion)s") % {"criterion": found.text}
            )
        if tick.removed_at:
            return _not_ticked(request, step)
    return _form(
        request, programme, form, "step_untick", step=step, criterion=found, tick=tick, is_stale=is_stale
    )
