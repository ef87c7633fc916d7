"""How long somebody stays signed in, and where."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.sessions import end_place, end_sessions, note_use
from programmes.access import public, signed_in


@public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def session(request: HttpRequest) -> HttpResponse:
    """How long one stays signed in if nothing is done; sending the form begins that time anew.

    JSON: ends_in (seconds, 0 when nobody is signed in), can_be_prolonged, person (the same as long as the same
    person is signed in). Without scripts the form leads back to where it was sent from.
    """
    is_in = request.user.is_authenticated
    if request.method == "POST" and is_in:
        note_use(request.session, now=True)
    if (
        request.method == "POST"
        and request.get_preferred_type(["text/html", "application/json"]) == "text/html"
    ):
        return redirect(_back(request))
    state = request.session
    return JsonResponse(
        {
            "ends_in": state.ends_in if is_in else 0,
            "can_be_prolonged": is_in and state.can_be_prolonged,
            "person": state.person if is_in else "",
        }
    )


def _back(request: HttpRequest) -> str:
    back = request.headers.get("Referer", "")
    is_ours = url_has_allowed_host_and_scheme(
        back, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return back if is_ours else "account"


@signed_in
@require_POST
def session_end(request: HttpRequest, token: str) -> HttpResponse:
    """Sign oneself out in another browser."""
    if not end_place(request.user, token, request.session.session_key):
        raise Http404
    messages.success(request, _("You are signed out there."))
    return redirect("account")


@signed_in
@require_POST
def session_end_others(request: HttpRequest) -> HttpResponse:
    """Sign oneself out everywhere but here."""
    count = end_sessions(request.user, but=request.session.session_key)
    words = ngettext(
        "You are signed out in one other place.", "You are signed out in %d other places.", count
    )
    messages.success(request, words % count if count != 1 else words)
    return redirect("account")
