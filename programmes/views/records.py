"""The pages of every kind of record: its facts, adding, editing, removing. What differs stands in `records.py` of each app."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.roles import Permission
from history.actions import Stale
from history.models import Change
from programmes.access import needs
from programmes.facts import children_of, facts_of
from programmes.forms import RecordForm
from programmes.kinds import Kind, kind_called
from programmes.models.programme import Programme, ProgrammeRow
from programmes.timeline import entries


def _kind(programme: Programme, key: str) -> Kind:
    """The kind, if the person may see it; what one may not see is not there."""
    kind = kind_called(key)
    if kind is None or not programme.may(kind.see):
        raise Http404
    return kind


def _row(programme: Programme, kind: Kind, pk: int) -> ProgrammeRow:
    row = kind.model.objects.filter(programme=programme, pk=pk).first()
    if row is None:
        raise Http404
    row.programme = programme
    return row


def _editable(programme: Programme, key: str) -> Kind:
    kind = _kind(programme, key)
    if not programme.may(kind.edit):
        raise PermissionDenied
    return kind


def _answer(request: HttpRequest, url: str, message: str) -> HttpResponse:
    """Back to the page on which the row stands; a form that slid into a page makes the page load anew."""
    messages.success(request, message)
    if request.htmx:
        return HttpResponse(headers={"HX-Redirect": url})
    return redirect(url)


def _form_page(request: HttpRequest, programme: Programme, kind: Kind, form: RecordForm, **context: Any) -> HttpResponse:
    template = "programmes/_record_form.html" if request.htmx else "programmes/record_form.html"
    context |= {"programme": programme, "kind": kind, "form": form, "row": form.instance}
    return render(request, template, context, status=422 if form.errors and not request.htmx else 200)


@needs(Permission.VIEW)
def record(request: HttpRequest, programme: Programme, kind: str, pk: int) -> HttpResponse:
    found = _kind(programme, kind)
    row = _row(programme, found, pk)
    changes = Change.objects.filter(model=row._meta.label_lower, object_id=row.pk)
    context = {
        "programme": programme,
        "kind": found,
        "row": row,
        "facts": facts_of(row, found),
        "groups": children_of(row, found, programme),
        "timeline": entries(changes, limit=20),
        "may_edit": programme.may(found.edit),
        "back": found.page(row),
    }
    return render(request, found.template, context)


@needs(Permission.VIEW)
def record_add(request: HttpRequest, programme: Programme, kind: str) -> HttpResponse:
    found = _editable(programme, kind)
    if not found.is_addable:
        raise Http404
    parents = {name: int(pk) for name in found.parents if (pk := request.GET.get(name, "")).isdecimal()}
    form = found.form(request.POST or None, programme=programme, user=request.user, parents=parents)
    if request.method == "POST" and form.is_valid():
        row = found.add(row=form.instance, by=request.user)
        return _answer(request, found.page(row), _("Added: %(title)s") % {"title": row})
    return _form_page(request, programme, found, form)


@needs(Permission.VIEW)
def record_edit(request: HttpRequest, programme: Programme, kind: str, pk: int) -> HttpResponse:
    found = _editable(programme, kind)
    if not found.is_revisable:
        raise Http404
    row = _row(programme, found, pk)
    form = found.form(request.POST or None, instance=row, programme=programme, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            found.revise(row=form.instance, version=form.token(), by=request.user, reason=form.reason())
        except Stale as stale:
            return _conflict(request, programme, found, form, stale)
        return _answer(request, found.page(row), _("Saved: %(title)s") % {"title": row})
    return _form_page(request, programme, found, form)


def _conflict(request: HttpRequest, programme: Programme, kind: Kind, form: RecordForm, stale: Stale) -> HttpResponse:
    """Somebody saved first: show both texts; saving again is then a decision, made with both in sight."""
    theirs = kind.form(instance=stale.row, programme=programme, user=request.user)
    form.data = form.data.copy()
    form.data["version"] = stale.row.version
    pairs = [
        (form.fields[name].label, theirs[name].value(), form[name].value())
        for name in form.Meta.fields
        if str(theirs[name].value() or "") != str(form[name].value() or "")
    ]
    last = Change.objects.filter(model=stale.row._meta.label_lower, object_id=stale.row.pk).select_related("change_set__by")
    return _form_page(request, programme, kind, form, conflict=pairs, last=last.order_by("-pk").first(), removed=stale.row.removed_at)


@needs(Permission.VIEW)
@require_http_methods(["GET", "POST"])
def record_remove(request: HttpRequest, programme: Programme, kind: str, pk: int) -> HttpResponse:
    found = _editable(programme, kind)
    if not found.is_removable:
        raise Http404
    row = _row(programme, found, pk)
    stale = False
    if request.method == "POST":
        version, reason = request.POST.get("version", ""), request.POST.get("reason", "")
        try:
            found.remove(row=row, version=int(version) if version.isdecimal() else -1, by=request.user, reason=reason)
        except Stale:
            stale = True
        else:
            return _answer(request, found.page(row), _("Removed: %(title)s. It stays in the history.") % {"title": row})
    context = {"programme": programme, "kind": found, "row": row, "stale": stale, "back": found.page(row)}
    return render(request, "programmes/record_remove.html", context, status=409 if stale else 200)
