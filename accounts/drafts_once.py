"""One filled-in form is done once, however often it is sent, and what it says is kept until it has been done.

A form claims its draft before its view runs. A second sending waits for the first and is told how that ended. What
was sent is stored with the claim, so that it outlives a server that dies in between.
"""

import json
from datetime import timedelta
from enum import Enum
from hashlib import sha256
from time import monotonic, sleep

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from accounts.drafts import Opening, TooLarge, Typed, check_size, held
from accounts.models import Draft

CLAIM_LASTS = timedelta(seconds=30)  # then whoever claimed is taken for dead
WAIT = 10.0  # seconds
LOOK_EVERY = 0.1


class Turn(Enum):
    OURS = "ours"
    BUSY = "busy"  # the first sending is still on its way
    DONE = "done"  # it has been done


def fingerprint(typed: Typed) -> str:
    return sha256(json.dumps(sorted(typed.items())).encode()).hexdigest()


@transaction.atomic
def claim(opening: Opening, typed: Typed) -> tuple[Turn, Draft]:
    draft, now = held(opening), timezone.now()
    if draft.taken_at and draft.sent:
        return Turn.DONE, draft
    if draft.claimed_at and draft.claimed_at > now - CLAIM_LASTS:
        return Turn.BUSY, draft
    draft.claimed_at, draft.taken_at, draft.sent = now, None, fingerprint(typed)
    draft.fields, draft.changed_at = _what_fits(typed), now
    draft.save()
    return Turn.OURS, draft


def _what_fits(typed: Typed) -> Typed:
    """A form that is too large for a draft may still be sent."""
    try:
        check_size(typed)
    except TooLarge:
        return {}
    return typed


def wait_for_turn(opening: Opening, typed: Typed) -> tuple[Turn, Draft]:
    """BUSY only when the first sending takes longer than anybody would wait."""
    until = monotonic() + WAIT
    turn, draft = claim(opening, typed)
    while turn is Turn.BUSY and monotonic() < until:
        sleep(LOOK_EVERY)
        turn, draft = claim(opening, typed)
    return turn, draft


@transaction.atomic
def settle(opening: Opening, request: HttpRequest, response: HttpResponse) -> None:
    """Forget what was typed when the form was accepted; keep it when it was refused or something broke."""
    draft = held(opening)
    draft.claimed_at = None
    if is_accepted(request, response):
        draft.fields, draft.taken_at = {}, timezone.now()
        draft.answer = _where(response)[: Draft._meta.get_field("answer").max_length]
    draft.save()


def was_not_needed(request: HttpRequest) -> None:
    """A view that leads on without the act, since somebody was quicker, says so here: what was typed is kept."""
    request.is_not_done = True


def is_accepted(request: HttpRequest, response: HttpResponse) -> bool:
    """Views answer an act with a way on; a refused form comes back with 409 or 422, in the drawer with 200."""
    if getattr(request, "is_not_done", False):
        return False
    if _where(response):
        return True
    return response.status_code == 200 and not request.htmx


def _where(response: HttpResponse) -> str:
    is_way_on = response.status_code in {301, 302, 303}
    return response.headers.get("HX-Redirect", "") or (response.headers["Location"] if is_way_on else "")
