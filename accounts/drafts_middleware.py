"""What happens to a form that carries a draft when it is sent: by its owner, by nobody, by somebody else."""

from collections.abc import Callable
from urllib.parse import urlencode

from django.contrib import messages
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.drafts import Opening, TooLarge, keep, opening_in, typed_in
from accounts.drafts_once import Turn, fingerprint, settle, wait_for_turn
from accounts.models import Draft

Answer = Callable[[HttpRequest], HttpResponse]


def keep_what_is_typed(get_response: Answer) -> Answer:
    """Stands where the person is known. It reads nobody's draft to anybody: it only writes the one that is named."""

    def answer(request: HttpRequest) -> HttpResponse:
        opening = opening_in(request.POST) if request.method == "POST" else None
        if opening is None:
            return get_response(request)
        if request.user.pk != opening.user_id:
            return _not_the_owner(request, opening, get_response)
        if request.path == reverse("draft_keep"):
            return get_response(request)
        return _once(request, opening, get_response)

    return answer


def is_script(request: HttpRequest) -> bool:
    """Whether static/js/draft.js is asking."""
    return request.headers.get("Accept") == "application/json"


def _not_the_owner(request: HttpRequest, opening: Opening, get_response: Answer) -> HttpResponse:
    """The session has ended, or somebody else has signed in since: the text is kept for whose it is, and not used."""
    if "X-Beat" not in request.headers and not _is_kept(request, opening):
        return get_response(request)
    if request.user.is_authenticated:
        words = _("Somebody else had opened this form. Their text is kept for them, and nothing was saved.")
        return _told(request, words, reverse("portfolio"), 403, _("To your programmes"))
    words = _("You had been signed out. What you typed is kept: sign in, and it stands in the form again.")
    sign_in = f"{reverse('account_login')}?{urlencode({'next': opening.place})}"
    return _told(request, words, sign_in, 401, _("Sign in"))


def _is_kept(request: HttpRequest, opening: Opening) -> bool:
    try:
        keep(opening, typed_in(request.POST))
    except (TooLarge, DatabaseError):
        return False
    return True


def _told(request: HttpRequest, words: str, url: str, status: int, link: str) -> HttpResponse:
    if is_script(request):
        return JsonResponse({"words": words, "url": url, "link": link}, status=status)
    if request.htmx:
        return render(request, "accounts/_draft_told.html", {"words": words, "url": url, "link": link})
    messages.warning(request, words)
    return redirect(url)


def _once(request: HttpRequest, opening: Opening, get_response: Answer) -> HttpResponse:
    typed = typed_in(request.POST)
    turn, draft = wait_for_turn(opening, typed)
    if turn is Turn.BUSY:
        words = _("This is being saved at this moment. Look whether it is there before you send it again.")
        return _on(request, words, opening.place)
    if turn is Turn.DONE and draft.sent == fingerprint(typed):
        return _on(request, _("This was sent twice; it has been done once."), draft.answer or opening.place)
    if turn is Turn.DONE:
        return _sent_with_other_words(request, opening)
    response = get_response(request)
    settle(opening, request, response)
    return response


def _sent_with_other_words(request: HttpRequest, opening: Opening) -> HttpResponse:
    """The way back led to a form that was done, and it was changed: whether that is another act, the person says."""
    _is_kept(request, opening.again())
    words = _(
        "What this form said before has been saved. What it says now stands below and is not saved yet."
    )
    return _on(request, words, opening.place)


def _on(request: HttpRequest, words: str, url: str) -> HttpResponse:
    messages.info(request, words)
    return HttpResponse(headers={"HX-Redirect": url}) if request.htmx else redirect(url)


def draft_of_failure(request: HttpRequest) -> Draft | None:
    """Keeps what a refused sending says; None when it carries no sound token. May raise DatabaseError."""
    opening = opening_in(request.POST)
    if opening is None or "X-Beat" in request.headers:
        return None
    return keep(opening, typed_in(request.POST))
