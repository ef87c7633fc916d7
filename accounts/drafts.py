"""What a person has typed and not sent yet, kept on the server for that person alone (docs/adr/0008-drafts.md).

A form carries its `Opening` in the field `draft`, signed: whoever sends it may write that one draft and read nothing.
So what was typed can be kept even when the session has ended, and never reaches another account.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.core import signing
from django.db import transaction
from django.db.models import Q
from django.http import QueryDict
from django.utils import timezone

from accounts.models import Draft, User

FIELD = "draft"
SALT = "accounts.drafts"
KEPT_FOR = timedelta(days=30)  # also how long a form may stand open and still be kept
UNTYPED_FOR = timedelta(days=1)  # forms that were only looked at, and what is known of forms that were sent
LARGEST = 256 * 1024  # bytes of text in one draft
MOST = 200  # drafts of one person
SECRET = ("password", "secret")  # in a field's name: never kept
OUR_OWN = {"csrfmiddlewaretoken", FIELD}

Typed = dict[str, list[str]]


class TooLarge(ValueError):
    """More text than one draft holds."""


@dataclass(frozen=True)
class Opening:
    """One rendering of a form: whose, which, where, and about which row (see `accounts.models.Draft`)."""

    user_id: int
    name: str
    place: str
    title: str
    about: str
    object_id: int | None
    at: float  # seconds since 1970

    def token(self) -> str:
        return signing.dumps(list(vars(self).values()), salt=SALT, compress=True)

    @property
    def opened_at(self) -> datetime:
        return datetime.fromtimestamp(self.at, timezone.get_current_timezone())

    def again(self) -> "Opening":
        """Another one at the same place, for what is still to be said after this one has been sent."""
        return Opening(**{**vars(self), "name": uuid4().hex, "at": timezone.now().timestamp()})


def opening_of(token: str) -> Opening | None:
    """None for a token that is forged, damaged, too old or missing: all the same to whoever asks."""
    try:
        return Opening(*signing.loads(token, salt=SALT, max_age=KEPT_FOR))
    except (signing.BadSignature, TypeError, ValueError):
        return None


def opening_in(data: QueryDict) -> Opening | None:
    return opening_of(data[FIELD]) if FIELD in data else None


def typed_in(data: QueryDict) -> Typed:
    """The texts of a form as it was sent, without secrets; those that PostgreSQL cannot store lose their NULs."""
    return {
        name: [text.replace("\0", "") for text in texts]
        for name, texts in data.lists()
        if name not in OUR_OWN and not any(word in name.lower() for word in SECRET)
    }


def as_form_data(typed: Typed) -> QueryDict:
    data = QueryDict(mutable=True)
    for name, texts in typed.items():
        data.setlist(name, texts)
    return data


def check_size(typed: Typed) -> None:
    size = sum(len(text.encode()) for texts in typed.values() for text in texts)
    if size > LARGEST:
        raise TooLarge


@transaction.atomic
def keep(opening: Opening, typed: Typed) -> Draft:
    """Keep what is typed now in the place of what was; a draft that has been sent or thrown away stays so.

    Nothing typed means that the form stands as it was opened again: then there is nothing to offer back.
    """
    check_size(typed)
    draft = held(opening)
    if not draft.taken_at:
        draft.fields, draft.changed_at = typed, timezone.now() if typed else None
    _seen(draft)
    return draft


@transaction.atomic
def beat(opening: Opening) -> Draft:
    """The form still stands open, and nothing new was typed."""
    draft = held(opening)
    _seen(draft)
    return draft


def _seen(draft: Draft) -> None:
    draft.seen_at = timezone.now()
    draft.save()


def held(opening: Opening) -> Draft:
    """The opening's draft, new or not, held until the transaction ends."""
    now = timezone.now()
    facts: dict[str, Any] = {
        "place": opening.place,
        "title": opening.title,
        "about": opening.about,
        "object_id": opening.object_id,
        "opened_at": opening.opened_at,
        "seen_at": now,
    }
    draft, is_new = Draft.objects.select_for_update().get_or_create(
        user_id=opening.user_id, opening=opening.name, defaults=facts
    )
    if is_new:
        sweep(now)
        _keep_to_the_newest(opening.user_id)
    return draft


def sweep(now: datetime) -> None:
    """Drop what has been kept long enough, of everybody: a new draft is the occasion, so no timetable is needed."""
    untyped = Q(changed_at=None) | Q(taken_at__isnull=False)
    over = Q(seen_at__lt=now - KEPT_FOR) | (untyped & Q(seen_at__lt=now - UNTYPED_FOR))
    Draft.objects.filter(over).delete()


def _keep_to_the_newest(user_id: int) -> None:
    newest = Draft.objects.filter(user_id=user_id).order_by("-seen_at").values_list("pk", flat=True)
    surplus = list(newest[MOST:])
    if surplus:
        Draft.objects.filter(pk__in=surplus).delete()


def unfinished(user: User) -> list[Draft]:
    """What the person typed and never sent, newest first."""
    return list(
        Draft.objects.filter(user=user, taken_at=None, changed_at__isnull=False).order_by("-changed_at")
    )


def begun_at(user: User, place: str) -> Draft | None:
    """What the person last typed at a place and never sent."""
    drafts = Draft.objects.filter(user=user, place=place, taken_at=None, changed_at__isnull=False)
    return drafts.order_by("-changed_at").first()


@transaction.atomic
def discard(opening: Opening) -> None:
    """Throw away what was typed; a page that still shows it cannot bring it back by the way."""
    draft = held(opening)
    draft.fields, draft.taken_at, draft.sent = {}, timezone.now(), ""
    draft.save()
