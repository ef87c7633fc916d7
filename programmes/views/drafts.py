"""Keeping what is typed, and throwing it away."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.formats import time_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.drafts import Opening, TooLarge, beat, discard, keep, opening_in, opening_of, typed_in
from accounts.models import Draft
from programmes.access import signed_in
from programmes.editing import in_words, others_at, programme_at, saved_since


@signed_in
@require_POST
def draft_keep(request: HttpRequest) -> HttpResponse:
    """What draft.js sends: the form as it is now, or with the header `X-Beat` only that it stands open.

    JSON: saved_at and words (when it was kept, also as a sentence), others (names) and others_words, saved_by (who,
    at, words, url; or null), is_taken, and then `token`, with which what is typed from now on is a draft of its own.
    """
    opening = opening_in(request.POST)
    if opening is None:
        return HttpResponseBadRequest()
    try:
        draft = beat(opening) if "X-Beat" in request.headers else keep(opening, typed_in(request.POST))
    except TooLarge:
        words = _("This is too long to be kept as a draft. Save it soon, or shorten it.")
        return JsonResponse({"words": words}, status=413)
    return JsonResponse(_kept(draft, opening) | _around(request, opening))


def _kept(draft: Draft, opening: Opening) -> dict[str, Any]:
    if draft.taken_at:
        return {"is_taken": True, "token": opening.again().token()}
    at = time_format(timezone.localtime(draft.changed_at), "H:i") if draft.changed_at else ""
    words = _("Draft kept %(at)s") % {"at": at} if at else ""
    return {"is_taken": False, "saved_at": at, "words": words}


def _around(request: HttpRequest, opening: Opening) -> dict[str, Any]:
    """What others do there, for somebody who may still open the form."""
    programme = programme_at(opening.place, request.user)
    others = others_at(opening) if programme else []
    saved = saved_since(opening, programme, request.user) if programme else None
    return {
        "others": others,
        "others_words": in_words(others),
        "saved_by": vars(saved) if saved else None,
    }


@signed_in
@require_POST
def draft_discard(request: HttpRequest) -> HttpResponse:
    """Throw away what was typed, and open the form as it is saved."""
    opening = opening_of(request.POST.get("discard", ""))
    if opening is None or opening.user_id != request.user.pk:
        return HttpResponseBadRequest()
    discard(opening)
    return redirect(opening.place)


@signed_in
@require_POST
def draft_throw_away(request: HttpRequest, pk: int) -> HttpResponse:
    """The same from the list of what is unfinished."""
    get_object_or_404(Draft, user=request.user, pk=pk).delete()
    messages.success(request, _("Thrown away."))
    return redirect("account")
