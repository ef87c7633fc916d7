"""Instruments that an organisation brings: taking one in, its page, its file, removing it and bringing it back."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import Organisation
from assessments.actions.own_instruments import InUse, TakenInBefore, bring_back_own, remove_own, take_in
from assessments.forms.own_instruments import PackForm
from assessments.instrument_choice import programmes_to_start_in
from assessments.models import OwnInstrument
from assessments.own_instruments import (
    kept_by,
    organisations_of,
    own_instrument_page,
    own_instruments_for,
    removed_from,
)
from history.actions import Stale
from programmes.access import signed_in
from programmes.forms import version_in
from programmes.models import Programme
from programmes.organisation_page import administered_by
from programmes.spreadsheet import to_keep


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def own_instruments(request: HttpRequest, pk: int) -> HttpResponse:
    """For those who look after the organisation; for everybody else it does not exist."""
    organisation = get_object_or_404(administered_by(request.user), pk=pk)
    if request.method != "POST":
        return _page(request, organisation, PackForm())
    form = PackForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, organisation, form, status=422)
    try:
        own = take_in(organisation=organisation, text=form.cleaned_data["text"], by=request.user)
    except TakenInBefore as before:
        return _there_already(request, organisation, form, before)
    messages.success(request, _("%(title)s has been taken in.") % {"title": own})
    return redirect("own_instrument", own.pk)


def _there_already(
    request: HttpRequest, organisation: Organisation, form: PackForm, before: TakenInBefore
) -> HttpResponse:
    if before.is_same:
        messages.info(request, _("%(title)s is here already, word for word.") % {"title": before.row})
        return redirect("own_instrument", before.row.pk)
    words = _(
        "%(title)s was taken in before, with other words. A version that was taken in is never edited: give the file "
        "a higher version."
    )
    form.add_error("text", words % {"title": before.row})
    return _page(request, organisation, form, status=422)


def _page(
    request: HttpRequest, organisation: Organisation, form: PackForm, status: int = 200, **more: Any
) -> HttpResponse:
    context = {
        "organisation": organisation,
        "form": form,
        "kept": kept_by(organisation),
        "removed": removed_from(organisation),
        **more,
    }
    return render(request, "assessments/own_instruments.html", context, status=status)


@signed_in
@require_safe
def own_instrument(request: HttpRequest, pk: int) -> HttpResponse:
    """For the organisation's people, and members of a programme that has used it."""
    own = get_object_or_404(own_instruments_for(request.user), pk=pk)
    try:
        page = own_instrument_page(own, request.user)
    except LookupError as error:
        raise Http404 from error
    context = {"page": page, "pack": page.pack, "own": own, "programmes": _to_start_in(request, own)}
    return render(request, "assessments/instrument.html", context)


def _to_start_in(request: HttpRequest, own: OwnInstrument) -> list[Programme]:
    """Programmes in which it can be chosen: where the organisation, to which the person belongs, is a partner."""
    if not organisations_of(request.user).filter(pk=own.organisation_id).exists():
        return []
    of_partner = set(own.organisation.partnerships.values_list("programme", flat=True))
    return [row for row in programmes_to_start_in(request.user) if row.pk in of_partner]


@signed_in
@require_safe
def own_instrument_pack(request: HttpRequest, pk: int) -> HttpResponse:
    own = get_object_or_404(own_instruments_for(request.user), pk=pk)
    return as_file(own.text, own.file_name)


def as_file(text: str, name: str) -> HttpResponse:
    """A pack to be kept; browsers do not try to show it (`nosniff` comes with every answer)."""
    return HttpResponse(text, content_type="application/yaml; charset=utf-8", headers=to_keep(name))


@signed_in
@require_POST
def own_instrument_remove(request: HttpRequest, pk: int) -> HttpResponse:
    return _act(request, pk, remove_own, _("Removed: %(title)s. It can be brought back from below."))


@signed_in
@require_POST
def own_instrument_restore(request: HttpRequest, pk: int) -> HttpResponse:
    return _act(request, pk, bring_back_own, _("%(title)s is back."))


def _act(request: HttpRequest, pk: int, act: Callable[..., OwnInstrument], done: str) -> HttpResponse:
    """Remove or bring back, for who looks after the organisation."""
    own = get_object_or_404(
        OwnInstrument.everything.filter(organisation__in=administered_by(request.user)), pk=pk
    )
    version = version_in(request.POST.dict())
    try:
        act(own=own, version=version, by=request.user)
    except Stale:
        refusal = _("Somebody changed this while you were reading. This is how it is now.")
    except InUse:
        refusal = _("An assessment was made with it, so it stays: the assessment is read with its words.")
    except TakenInBefore:
        refusal = _("This version has been taken in again meanwhile. That one stays.")
    else:
        messages.success(request, done % {"title": own})
        return redirect("own_instruments", own.organisation_id)
    return _page(request, own.organisation, PackForm(), status=409, refusal=refusal)
