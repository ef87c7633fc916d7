"""Undoing an act, and putting back one record or one of its fields; and the bin."""

from collections.abc import Callable
from functools import partial

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.roles import Permission
from history.models import Change, ChangeSet
from history.revert import Overtaken
from programmes.access import needs
from programmes.bin_page import bin_page
from programmes.forms_undo import UndoForm
from programmes.kinds import Kind, hidden_models, kind_called
from programmes.models.programme import Programme
from programmes.revert import Plan, plan_for_act, plan_for_change, undo
from programmes.revert_page import RevertPage, label_of, page_for_act, page_for_change, page_for_return
from programmes.views.answers import done, in_page_or_drawer


@needs(Permission.EDIT)
@require_http_methods(["GET", "POST"])
def history_undo(request: HttpRequest, programme: Programme, change_set: int) -> HttpResponse:
    act = get_object_or_404(ChangeSet.objects.select_related("by"), scope=programme.pk, pk=change_set)
    if not act.changes.exclude(model__in=hidden_models(programme)).exists():
        raise Http404
    plan = partial(plan_for_act, programme, act)
    return _answer(request, plan, page_for_act, reverse("history", args=[programme.slug]))


@needs(Permission.VIEW)
@require_http_methods(["GET", "POST"])
def record_put_back(
    request: HttpRequest, programme: Programme, kind: str, pk: int, change: int
) -> HttpResponse:
    """The record as it was before a change; with ?field=name only that field of it."""
    found = _editable(programme, kind)
    changes = Change.objects.select_related("change_set__by")
    told = get_object_or_404(
        changes, pk=change, scope=programme.pk, model=found.model._meta.label_lower, object_id=pk
    )
    name = request.GET.get("field", "")
    label = label_of(programme, told, name) if name else ""
    if name and not label:
        raise Http404
    plan = partial(plan_for_change, programme, told, frozenset({name}) if name else None)
    back = reverse("record", args=[programme.slug, kind, pk])
    return _answer(request, plan, partial(page_for_change, change=told, field=label), back)


@needs(Permission.VIEW)
@require_http_methods(["GET", "POST"])
def record_restore(request: HttpRequest, programme: Programme, kind: str, pk: int) -> HttpResponse:
    found = _editable(programme, kind)
    if not found.is_removable:  # what only an action of its own ends, this page does not bring back
        raise Http404
    row = get_object_or_404(found.model.everything, programme=programme, pk=pk)
    row.programme = programme
    if row.removed_at is None:
        return done(request, found.page(row), _("Nothing to do: it is in its place."))
    removals = Change.objects.select_related("change_set__by").filter(kind=Change.Kind.REMOVED)
    told = removals.filter(model=found.model._meta.label_lower, object_id=pk).latest("pk")
    plan = partial(plan_for_change, programme, told)
    return _answer(request, plan, partial(page_for_return, change=told), found.page(row))


def _editable(programme: Programme, key: str) -> Kind:
    found = kind_called(key)
    if found is None or not programme.may(found.see):
        raise Http404
    if not programme.may(found.edit):
        raise PermissionDenied
    return found


def _answer(
    request: HttpRequest, plan: Callable[..., Plan], page_for: Callable[[Plan], RevertPage], back: str
) -> HttpResponse:
    """Show the plan; do it when the person sends the token of what was shown and it is still the same."""
    if request.method != "POST":
        shown = plan()
        return _show(request, page_for(shown), _form(None, shown), back)
    with transaction.atomic():  # the plan is made and done with its rows held
        now = plan(lock=True)
        page, form = page_for(now), _form(request.POST, now)
        if not now.is_possible or not form.is_valid():
            return _show(request, page, form, back)
        reason = form.cleaned_data["reason"]
        try:
            undo(plan=now, token=form.token(), title=page.cause, by=request.user, reason=reason)
        except Overtaken:
            return _show(request, page, _form(None, now, reason), back, is_stale=True)
    return done(request, back, page.done)


def _form(sent: QueryDict | None, plan: Plan, reason: str = "") -> UndoForm:
    return UndoForm(sent, token=plan.token, needed=plan.protected, initial={"reason": reason})


def _show(
    request: HttpRequest, page: RevertPage, form: UndoForm, back: str, *, is_stale: bool = False
) -> HttpResponse:
    programme = page.plan.programme
    context = {
        "programme": programme,
        "section": "history",
        "page": page,
        "form": form,
        "back": back,
        "is_stale": is_stale,
    }
    status = 409 if is_stale or (request.method == "POST" and not page.plan.is_possible) else 200
    return in_page_or_drawer(request, "undo", context, 422 if form.errors else status)


@needs(Permission.VIEW)
@require_safe
def bin(request: HttpRequest, programme: Programme) -> HttpResponse:
    page = bin_page(programme, request.GET)
    return render(
        request, "programmes/bin.html", {"programme": programme, "section": "history", "page": page}
    )
