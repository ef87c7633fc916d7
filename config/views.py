"""The answers that need no database, no session and nobody signed in."""

from collections.abc import Iterator

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from accounts.drafts import OUR_OWN, TooLarge
from accounts.drafts_middleware import draft_of_failure, is_script
from accounts.models import Draft
from history.changes import request_ids
from programmes.access import public, signed_in

UNREPEATABLE = ("password", "token", "secret", "otp")


@public
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """For monitors: this process answers. It says nothing about the database."""
    return HttpResponse("ok", content_type="text/plain")


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form's protection had run out, mostly with the session: what was typed is kept, and shown to its writer.

    A page that stood open while its person signed in again is given the new protection and goes on by itself.
    """
    person = getattr(request, "user", None)
    if is_script(request) and person and person.is_authenticated:
        return JsonResponse({"csrf": get_token(request)}, status=403)
    kept = _kept(request)
    is_somebody_else = bool(person and person.is_authenticated) and (not kept or kept.user_id != person.pk)
    typed = [] if is_somebody_else else list(typed_text(request))
    return _plain("errors/csrf.html", 403, typed=typed, kept=kept)


def _kept(request: HttpRequest) -> Draft | None:
    """The draft of what was sent; None without one, and when the database cannot be asked."""
    try:
        return draft_of_failure(request)
    except (DatabaseError, TooLarge):
        return None


def typed_text(request: HttpRequest) -> Iterator[tuple[str, str]]:
    """(field, text) of the form as it was sent, without what must not be shown again."""
    for name, values in request.POST.lists():
        if name in OUR_OWN or any(word in name.lower() for word in UNREPEATABLE):
            continue
        text = "\n".join(value for value in values if value.strip())
        if text:
            yield name, text


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _plain("400.html", 400)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _plain("403.html", 403)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _plain("404.html", 404)


def server_error(request: HttpRequest) -> HttpResponse:
    return _plain("500.html", 500)


def _plain(template: str, status: int, **context: object) -> HttpResponse:
    """Rendered without the request, so that no context processor asks the session or the database."""
    page = render_to_string(template, {"request_id": request_ids.get(), **context})
    return HttpResponse(page, status=status)


@signed_in
def own_address(request: HttpRequest) -> HttpResponse:
    """Nobody changes the address that stands for them alone: it was proved by the invitation that was sent to it."""
    return redirect("account")
