"""The pages of every kind of record: its facts, adding, editing, removing. What differs stands in `records.py` of each app."""

from datetime import date
from typing import Any

from django.core.cache import cache
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.forms import ChoiceField, ModelChoiceField
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.roles import Permission
from history.actions import Stale, restore_row
from history.models import Change
from programmes.access import needs
from programmes.facts import children_of, facts_of, with_references
from programmes.forms import ReasonForm, RecordForm
from programmes.kinds import Kind, kind_called, kind_of
from programmes.models.programme import Programme, ProgrammeRow
from programmes.paging import page_number, pages
from programmes.reading import visible_changes
from programmes.timeline import entries
from programmes.views.answers import Question, ask, done, in_page_or_drawer

ENTRIES = 15
SENT_TWICE_WITHIN = 3600  # seconds


def _kind(programme: Programme, key: str) -> Kind:
    """The kind, if the person may see it; what one may not see is not there."""
    kind = kind_called(key)
    if kind is None or not programme.may(kind.see):
        raise Http404
    return kind


def _row(programme: Programme, kind: Kind, pk: int, *, may_be_removed: bool = False) -> ProgrammeRow:
    rows = kind.model.everything if may_be_removed else kind.model.objects
    row = with_references(rows.filter(programme=programme, pk=pk)).first()
    if row is None:
        raise Http404
    for value in row._state.fields_cache.values():
        if isinstance(value, ProgrammeRow):
            value.programme = programme
    row.programme = programme
    return row


def _editable(programme: Programme, key: str) -> Kind:
    kind = _kind(programme, key)
    if not programme.may(kind.edit):
        raise PermissionDenied
    return kind


def _sent(request: HttpRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


def _form_page(
    request: HttpRequest, programme: Programme, kind: Kind, form: RecordForm, back: str, **context: Any
) -> HttpResponse:
    context |= {
        "programme": programme,
        "section": kind.section,
        "kind": kind,
        "form": form,
        "row": form.instance,
        "back": back,
    }
    status = 409 if "clash" in context else 422 if form.errors else 200
    return in_page_or_drawer(request, "record_form", context, status)


@needs(Permission.VIEW)
def record(request: HttpRequest, programme: Programme, kind: str, pk: int) -> HttpResponse:
    found = _kind(programme, kind)
    row = _row(programme, found, pk, may_be_removed=True)
    number = page_number(request.GET.get("page"))
    changes = visible_changes(programme).filter(model=row._meta.label_lower, object_id=row.pk)
    shown = entries(changes, limit=ENTRIES + 1, offset=(number - 1) * ENTRIES, programme=programme)
    context = {
        "programme": programme,
        "section": found.section,
        "kind": found,
        "row": row,
        "facts": [fact for fact in facts_of(row, found) if str(fact.value) != str(row)],
        "groups": children_of(row, found, programme),
        "entries": shown[:ENTRIES],
        "pages": pages(request.GET, number, has_older=len(shown) > ENTRIES),
        "may_edit": programme.may(found.edit),
        "back": found.page(row),
        "listing": found.listing(programme) if found.listing else "",
    }
    return render(request, found.template, context)


@needs(Permission.VIEW)
def record_add(request: HttpRequest, programme: Programme, kind: str) -> HttpResponse:
    found = _editable(programme, kind)
    if not found.is_addable:
        raise Http404
    parents = {name: int(pk) for name in found.parents if (pk := request.GET.get(name, "")).isdecimal()}
    try:
        form = found.form(_sent(request), programme=programme, user=request.user, parents=parents)
    except ObjectDoesNotExist as missing:
        raise Http404 from missing
    back = _before(programme, found, form)
    row = _add_once(found, form, request) if request.method == "POST" and form.is_valid() else None
    if request.method != "POST" or form.errors:
        return _form_page(request, programme, found, form, back)
    if row is None:
        return done(request, back, _("This was sent twice; it has been added once."))
    return done(request, found.page(row), _("Added: %(title)s") % {"title": row})


def _before(programme: Programme, kind: Kind, form: RecordForm) -> str:
    """The page from which a row of this kind is added."""
    for row in form.given.values():
        if isinstance(row, ProgrammeRow):
            parent = kind_of(row)
            return parent.page(row) if parent else row.get_absolute_url()
    return kind.listing(programme) if kind.listing else programme.get_absolute_url()


def _add_once(kind: Kind, form: RecordForm, request: HttpRequest) -> ProgrammeRow | None:
    """Add the row; None when this filled-in form has been sent before (a double click, a page sent again)."""
    sending = form.cleaned_data.get("sending")
    try:
        with transaction.atomic():
            if sending and not cache.add(f"sent:{request.user.pk}:{sending}", True, SENT_TWICE_WITHIN):
                return None
            return kind.add(row=form.instance, by=request.user, **form.besides())
    except IntegrityError:  # what the form checked has changed between the check and the act
        form.add_error(
            None, _("Somebody saved the same at this moment. Look at the page before you try again.")
        )
        return None


@needs(Permission.VIEW)
def record_edit(request: HttpRequest, programme: Programme, kind: str, pk: int) -> HttpResponse:
    found = _editable(programme, kind)
    if not found.is_revisable:
        raise Http404
    # What was typed into a record that has been removed meanwhile is shown again, so that it is not lost.
    row = _row(programme, found, pk, may_be_removed=request.method == "POST")
    form = found.form(_sent(request), instance=row, programme=programme, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            found.revise(row=form.instance, version=form.token(), by=request.user, reason=form.reason())
        except Stale as stale:
            return _clash(request, programme, found, form, stale)
        return done(request, found.page(row), _("Saved: %(title)s") % {"title": row})
    return _form_page(request, programme, found, form, found.page(row))


def _clash(
    request: HttpRequest, programme: Programme, kind: Kind, form: RecordForm, stale: Stale
) -> HttpResponse:
    """Somebody saved first: show both texts; saving again is then a decision, made with both in sight."""
    now = _row(programme, kind, stale.row.pk, may_be_removed=True)
    theirs = kind.form(instance=now, programme=programme, user=request.user)
    form.data = form.data.copy()
    form.data["version"] = now.version
    pairs = [
        {"label": form.fields[name].label, "theirs": _shown(theirs, name), "yours": _shown(form, name)}
        for name in form.Meta.fields
        if _shown(theirs, name) != _shown(form, name)
    ]
    changes = Change.objects.filter(model=now._meta.label_lower, object_id=now.pk)
    last = entries(changes, limit=1, programme=programme)[0]
    clash = {
        "pairs": pairs,
        "last": last,
        "is_removed": now.removed_at is not None,
        "is_known": 0 < form.token() < now.version,
    }
    return _form_page(request, programme, kind, form, kind.page(now), clash=clash)


def _shown(form: RecordForm, name: str) -> str:
    """What a field of the form holds, in words."""
    bound = form[name]
    value = bound.value()
    if value in (None, ""):
        return ""
    try:
        value = bound.field.clean(value)
    except ValidationError:  # what cannot be read is shown as it was typed
        return str(value)
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, date):
        return date_format(value)
    if isinstance(bound.field, ChoiceField) and not isinstance(bound.field, ModelChoiceField):
        value = dict(bound.field.choices).get(value, value)
    return str(value).replace("\r\n", "\n")


@needs(Permission.VIEW)
@require_http_methods(["GET", "POST"])
def record_remove(request: HttpRequest, programme: Programme, kind: str, pk: int) -> HttpResponse:
    found = _editable(programme, kind)
    if not found.is_removable:
        raise Http404
    row = _row(programme, found, pk)
    form = ReasonForm(_sent(request), version=row.version)
    is_stale = False
    if request.method == "POST" and form.is_valid():
        try:
            found.remove(row=row, version=form.token(), by=request.user, reason=form.cleaned_data["reason"])
        except Stale:
            is_stale, form = True, form.anew(_row(programme, found, pk, may_be_removed=True).version)
        else:
            return done(
                request,
                found.page(row),
                _("Removed: %(title)s. It stays in the history, from where it can come back.")
                % {"title": row},
            )
    return ask(request, programme, _removal(row, found, programme), form, is_stale=is_stale)


def _removal(row: ProgrammeRow, kind: Kind, programme: Programme) -> Question:
    groups = [group for group in children_of(row, kind, programme) if group.children]
    with_it = tuple(
        (group.kind.label_plural, ", ".join(str(child) for child in group.rows)) for group in groups
    )
    message = _("It goes from every page. Its history stays, and it can be brought back from there.")
    if with_it:
        message += " " + _("What belongs to it goes from the pages too:")
    title = _("Remove %(noun)s “%(title)s”?") % {"noun": kind.label, "title": row}
    return Question(title, message, _("Remove"), kind.page(row), with_it, is_danger=True)


@needs(Permission.VIEW)
@require_http_methods(["GET", "POST"])
def record_restore(request: HttpRequest, programme: Programme, kind: str, pk: int) -> HttpResponse:
    found = _editable(programme, kind)
    if not found.is_removable:  # what only an action of its own ends, this page does not bring back
        raise Http404
    row = _row(programme, found, pk, may_be_removed=True)
    if row.removed_at is None:
        return done(request, found.page(row), _("Nothing to do: it is in its place."))
    form = ReasonForm(_sent(request), version=row.version)
    if request.method == "POST" and form.is_valid() and _has_room(row, form):
        restore_row(row=row, by=request.user, reason=form.cleaned_data["reason"])
        return done(request, found.page(row), _("Brought back: %(title)s") % {"title": row})
    title = _("Bring back “%(title)s”?") % {"title": row}
    question = Question(
        title,
        _("It returns to its place as it was when it was removed."),
        _("Bring back"),
        row.get_absolute_url(),
    )
    return ask(request, programme, question, form)


def _has_room(row: ProgrammeRow, form: ReasonForm) -> bool:
    """Whether the row may return; what took its place meanwhile is named in the form."""
    row.removed_at = None
    try:
        row.validate_constraints()
    except ValidationError as error:
        form.add_error(None, error.messages)
    return not form.errors
