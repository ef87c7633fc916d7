"""The pages of every kind of record: its facts, adding, editing, removing. What differs stands in `records.py` of each app."""

from collections.abc import Mapping
from functools import partial
from typing import Any
from urllib.parse import urldefrag

from django.contrib import messages
from django.core.cache import cache
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.drafts import typed_in
from accounts.drafts_once import fingerprint
from accounts.roles import Permission
from history.actions import Stale
from history.lens import Lens
from programmes.access import needs
from programmes.actions_links import add_from
from programmes.actions_records import add_record, revise_record
from programmes.beginnings import Beginning, beginning_of
from programmes.clash import meet
from programmes.facts import children_of, facts_of, with_references
from programmes.forms import ReasonForm, RecordForm
from programmes.kinds import Kind, kind_called, kind_of
from programmes.models.programme import Programme, ProgrammeRow
from programmes.paging import page_number, pages
from programmes.panels import panels_at
from programmes.reading import lens_on, visible_changes
from programmes.threads import Origin, thread_of
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
        "above": panels_at(f"above:{kind.key}", lens_on(programme), request, form, request),
        "panels": panels_at(f"form:{kind.key}", lens_on(programme), request, form, request),
    }
    begun: Beginning | None = context.get("begun")
    has_moved_on = "clash" in context or (begun is not None and bool(begun.gone))
    status = 409 if has_moved_on else 422 if form.errors else 200
    return in_page_or_drawer(request, "record_form", context, status)


@needs(Permission.VIEW)
def record(request: HttpRequest, programme: Programme, kind: str, pk: int) -> HttpResponse:
    found = _kind(programme, kind)
    lens = lens_on(programme)
    row = _row_on_the_day(lens, found, pk)
    if row is None:
        messages.warning(request, _not_yet_there(_row(programme, found, pk, may_be_removed=True), programme))
        return redirect(programme)
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
        "thread": thread_of(lens, row),
        "panels": panels_at("record", lens, request, row),
        "entries": shown[:ENTRIES],
        "pages": pages(request.GET, number, has_older=len(shown) > ENTRIES),
        "may_edit": programme.may(found.edit),
        "back": found.page(row),
        "listing": found.listing(programme) if found.listing else "",
    }
    return render(request, found.template, context)


def _row_on_the_day(lens: Lens, kind: Kind, pk: int) -> ProgrammeRow | None:
    """The row as it is, or as it was on the day that is shown; None when it was not there yet."""
    if lens.at is None:
        return _row(lens.programme, kind, pk, may_be_removed=True)
    return lens.trace(kind.model, pk, *kind.children)


def _not_yet_there(row: ProgrammeRow, programme: Programme) -> str:
    return _("“%(title)s” was not there yet on %(day)s. You see the programme as it was then.") % {
        "title": row,
        "day": date_format(timezone.localtime(programme.at)),
    }


@needs(Permission.VIEW)
def record_add(request: HttpRequest, programme: Programme, kind: str) -> HttpResponse:
    found = _editable(programme, kind)
    if not found.is_addable:
        raise Http404
    begun = beginning_of(request, programme, found)
    origin, is_sent = begun.origin, request.method == "POST" and not begun.gone
    form = _form_to_add(request, programme, found, begun)
    back = origin.page if origin else _before(programme, found, form, begun.suggested)
    row = None
    try:
        row = _add_once(found, form, request, origin) if is_sent and form.is_valid() else None
    except Stale:  # the form, begun anew, knows what it was too late for
        form = _form_to_add(request, programme, found, begun)
        _say_overtaken(form)
    if not is_sent or form.errors:
        return _form_page(request, programme, found, form, back, origin=origin, begun=begun)
    if row is None:
        return done(request, back, _("This was sent twice; it has been added once."))
    return done(request, back if origin else found.page(row), _("Added: %(title)s") % {"title": row})


def _form_to_add(request: HttpRequest, programme: Programme, kind: Kind, begun: Beginning) -> RecordForm:
    of = {"programme": programme, "user": request.user, "parents": begun.parents}
    try:
        return kind.form(begun.typed(_sent(request)), initial=begun.suggested, **of)
    except ObjectDoesNotExist as missing:
        raise Http404 from missing


def _before(programme: Programme, kind: Kind, form: RecordForm, suggested: Mapping[str, str]) -> str:
    """The page from which a row of this kind is added.

    That is the page on which the row will stand, there at the place of what it belongs to. A kind with a listing stands
    in it whatever it belongs to, and is added from both.
    """
    parent = _page_of_parent(form)
    if kind.listing:
        return parent or kind.listing(programme)
    place = _place(kind, kind.model(programme=programme, **suggested, **form.given))
    if not place or urldefrag(place).url == urldefrag(parent).url:
        return parent or programme.get_absolute_url()
    return place


def _page_of_parent(form: RecordForm) -> str:
    """Where the row stands that the address names as the new one's parent; empty where it names none."""
    for row in form.given.values():
        if isinstance(row, ProgrammeRow):
            kind = kind_of(row)
            return kind.page(row) if kind else row.get_absolute_url()
    return ""


def _place(kind: Kind, row: ProgrammeRow) -> str:
    """Where a row will stand that is not saved yet; empty where that page too is not there before it is."""
    try:
        page, anchor = urldefrag(kind.page(row))
    except (NoReverseMatch, ObjectDoesNotExist):
        return ""  # a page of its own, or of a parent that is still to be chosen
    is_its_own = anchor.endswith(f"-{row.pk}")
    return f"{page}#{anchor}" if anchor and not is_its_own else page


def _add_once(
    kind: Kind, form: RecordForm, request: HttpRequest, origin: Origin | None
) -> ProgrammeRow | None:
    """Add the row; None when this form has been sent before with these words (a double click, a page sent again).

    `accounts.drafts_once` sees to that for every form; this holds even when the server dies between act and answer.
    """
    add = partial(add_from, origin=origin, add=kind.add) if origin else kind.add
    sending, words = form.cleaned_data.get("sending"), fingerprint(typed_in(request.POST))
    try:
        with transaction.atomic():
            if sending and not cache.add(f"sent:{request.user.pk}:{words}", True, SENT_TWICE_WITHIN):
                return None
            return add_record(
                kind=kind,
                add=add,
                row=form.instance,
                typed=request.POST,
                by=request.user,
                besides=form.besides(),
            )
    except IntegrityError:  # what the form checked has changed between the check and the act
        _say_overtaken(form)
        return None


def _say_overtaken(form: RecordForm) -> None:
    if form.is_valid():
        words = _("Somebody saved the same at this moment. Look at the page before you try again.")
        form.add_error(None, words)


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
            revise_record(
                kind=found,
                row=form.instance,
                version=form.token(),
                typed=request.POST,
                by=request.user,
                reason=form.reason(),
            )
        except Stale as stale:
            return _clash(request, programme, found, form, stale)
        return done(request, found.page(row), _("Saved: %(title)s") % {"title": row})
    return _form_page(request, programme, found, form, found.page(row))


def _clash(
    request: HttpRequest, programme: Programme, kind: Kind, form: RecordForm, stale: Stale
) -> HttpResponse:
    """Somebody saved first: show both texts; saving again is then a decision, made with both in sight."""
    now = _row(programme, kind, stale.row.pk, may_be_removed=True)
    new_form = partial(kind.form, programme=programme, user=request.user)
    clash, form = meet(form, now, new_form, programme)
    restore_url = reverse("record", args=[programme.slug, kind.key, now.pk])
    return _form_page(request, programme, kind, form, kind.page(now), clash=clash, restore_url=restore_url)


@needs(Permission.VIEW)
@require_http_methods(["GET", "POST"])
def record_remove(request: HttpRequest, programme: Programme, kind: str, pk: int) -> HttpResponse:
    found = _editable(programme, kind)
    if not found.is_removable:
        raise Http404
    row = _row(programme, found, pk)
    form = ReasonForm(_sent(request), version=row.version)
    now = None
    if request.method == "POST" and form.is_valid():
        try:
            found.remove(row=row, version=form.token(), by=request.user, reason=form.cleaned_data["reason"])
        except Stale:
            now = _row(programme, found, pk, may_be_removed=True)
            form = form.anew(now.version)
        else:
            return done(
                request,
                found.page(row),
                _("Removed: %(title)s. It lies in the bin, from where it can come back.") % {"title": row},
                undo_url=reverse("record_restore", args=[programme.slug, kind, pk]),
            )
    return ask(request, programme, _removal(now or row, found, programme), form, overtaken=now)


def _removal(row: ProgrammeRow, kind: Kind, programme: Programme) -> Question:
    groups = [group for group in children_of(row, kind, programme) if group.children and group.is_part]
    with_it = tuple(
        (group.kind.label_plural, ", ".join(str(child) for child in group.rows)) for group in groups
    )
    message = _("It goes from every page into the bin. Its history stays, and it can be brought back.")
    if kind.parting:
        message += f" {kind.parting}"
    if with_it:
        message += " " + _("What belongs to it goes from the pages too:")
    title = _("Remove %(noun)s “%(title)s”?") % {"noun": kind.label, "title": row}
    return Question(title, message, _("Remove"), kind.page(row), with_it, is_danger=True)
