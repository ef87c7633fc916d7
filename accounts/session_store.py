"""Sessions in the database that know their person and end by themselves.

A session ends when nothing was done for `SESSION_IDLE_SECONDS`, and `SESSION_COOKIE_AGE` after the sign-in whatever
was done. What has ended no longer loads, so whoever still sends its cookie is nobody. The names of the moments below
stand in the session's data, in seconds since 1970.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from time import time
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends import db
from django.utils.crypto import salted_hmac

from accounts.models import Session

SIGNED_IN_AT, SEEN_AT = "signed_in_at", "seen_at"
WARN_BEFORE = 125  # seconds; 120 are promised, and a timer may be late


def last_moment(data: Mapping[str, Any]) -> int:
    """When somebody's session is over at the latest, however busy they are."""
    return int(data.get(SIGNED_IN_AT, 0)) + settings.SESSION_COOKIE_AGE


def end_of(data: Mapping[str, Any]) -> int:
    """When it is over if nothing more is done."""
    return min(int(data.get(SEEN_AT, 0)) + settings.SESSION_IDLE_SECONDS, last_moment(data))


def named(secret: str) -> str:
    """A name for a page to say in the place of a session's key or a person's number."""
    return salted_hmac("accounts.session_store", secret, algorithm="sha256").hexdigest()[:32]


class SessionStore(db.SessionStore):
    """Django's own, with the person beside the data (see "Extending database-backed session engines" in its docs)."""

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        """Whichever page signs somebody in, the first saving notes when."""
        if SESSION_KEY not in data:
            return super().create_model_instance(data)
        for moment in (SIGNED_IN_AT, SEEN_AT):
            data.setdefault(moment, int(time()))
        made: Session = super().create_model_instance(data)
        made.user_id = int(data[SESSION_KEY])
        made.expire_date = datetime.fromtimestamp(end_of(data), UTC)
        return made

    @property
    def ends_in(self) -> int:
        """Seconds that are left; 0 when nobody is signed in."""
        return max(0, end_of(self) - int(time())) if SESSION_KEY in self else 0

    @property
    def can_be_prolonged(self) -> bool:
        return SESSION_KEY in self and end_of(self) < last_moment(self)

    @property
    def person(self) -> str:
        """Tells a page whether still the same person is signed in, and nothing about who it is."""
        return named(f"person {self[SESSION_KEY]}") if SESSION_KEY in self else ""

    @property
    def warn_before(self) -> int:
        """How many seconds before the end a page says so."""
        return WARN_BEFORE
