"""Being signed in: what counts as use, and where else a person is signed in."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from time import time
from typing import Any

from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Session, User
from accounts.session_store import SEEN_AT, SIGNED_IN_AT, end_of, named

NOTED_EVERY = 60  # seconds; a busy person's session is written once a minute, not at every page
BROWSER = "browser"
# The first that stands in what the browser says of itself: most also name the ones below them.
BROWSERS = {
    "Edg": "Edge",
    "OPR/": "Opera",
    "SamsungBrowser/": "Samsung Internet",
    "Firefox/": "Firefox",
    "FxiOS/": "Firefox",
    "Chrome/": "Chrome",
    "CriOS/": "Chrome",
    "Safari/": "Safari",
}
SYSTEMS = {
    "Windows": "Windows",
    "Android": "Android",
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Mac OS X": "macOS",
    "CrOS": "ChromeOS",
    "Linux": "Linux",
}


def session_use(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Notes that a session is in use, and by which kind of browser; costs a query once a minute only."""

    def answer(request: HttpRequest) -> HttpResponse:
        if settings.SESSION_COOKIE_NAME in request.COOKIES and _counts_as_use(request):
            note_use(request.session)
        response = get_response(request)
        if request.session.modified and SESSION_KEY in request.session:
            _note_browser(request)
        return response

    return answer


def _note_browser(request: HttpRequest) -> None:
    if BROWSER not in request.session:  # somebody has just signed in: time to sweep out what is over
        Session.objects.filter(expire_date__lt=timezone.now()).delete()
    request.session[BROWSER] = browser_of(request.headers.get("User-Agent", ""))


def _counts_as_use(request: HttpRequest) -> bool:
    """What a page sends by itself, without its reader, carries `X-Beat`; asking how long is left is no use either."""
    return "X-Beat" not in request.headers and request.path != reverse("session")


def note_use(session: SessionBase, *, now: bool = False) -> None:
    """Begin the idle time anew; `now` even when it was noted within the last minute."""
    if SESSION_KEY not in session:
        return
    if now or time() - session[SEEN_AT] >= NOTED_EVERY:
        session[SEEN_AT] = int(time())


def browser_of(agent: str) -> str:
    """The family of browser and system, such as "Firefox on Windows", or nothing; no more of it is kept."""
    browser = next((name for mark, name in BROWSERS.items() if mark in agent), "")
    system = next((name for mark, name in SYSTEMS.items() if mark in agent), "")
    if browser and system:
        return _("%(browser)s on %(system)s") % {"browser": browser, "system": system}
    return browser or system


@dataclass(frozen=True)
class Place:
    """Somewhere a person is signed in. `token` names it in an address; the session's key never leaves the server."""

    token: str
    browser: str
    since: datetime
    seen: datetime
    is_this: bool


def places_of(user: User, current: str | None) -> list[Place]:
    """Where the person is signed in now, this browser (the session with the key `current`) first, then by last use."""
    found = [_place(session, data, current) for session, data in _alive(user)]
    return sorted(found, key=lambda place: (place.is_this, place.seen), reverse=True)


def end_place(user: User, token: str, current: str | None) -> bool:
    """Sign the person out at one other place; False when there is no such place (any more)."""
    keys = [session.pk for session, _data in _alive(user) if named(session.pk) == token]
    count, _kinds = Session.objects.filter(user=user, pk__in=keys).exclude(pk=current).delete()
    return count > 0


def end_sessions(user: User, *, but: str | None = None) -> int:
    """Sign the person out everywhere, except in the session with the key `but`; how many places that were."""
    keys = [session.pk for session, _data in _alive(user) if session.pk != but]
    Session.objects.filter(user=user).exclude(pk=but).delete()
    return len(keys)


def _alive(user: User) -> list[tuple[Session, dict[str, Any]]]:
    """The person's sessions that still open something: not over, and begun with the password of today."""
    known = {user.get_session_auth_hash(), *user.get_session_auth_fallback_hash()}
    sessions = Session.objects.filter(user=user, expire_date__gt=timezone.now())
    read = [(session, session.get_decoded()) for session in sessions]
    return [
        (session, data)
        for session, data in read
        if data.get(HASH_SESSION_KEY) in known and end_of(data) > time()
    ]


def _place(session: Session, data: dict[str, Any], current: str | None) -> Place:
    return Place(
        token=named(session.pk),
        browser=data.get(BROWSER) or _("Unknown browser"),
        since=datetime.fromtimestamp(data[SIGNED_IN_AT], UTC),
        seen=datetime.fromtimestamp(data[SEEN_AT], UTC),
        is_this=session.pk == current,
    )
