"""Change sets: every write happens inside one, so each row of history knows who, when, why and what caused it.

    with change_set(by=user, reason="Agreed at the March board", scope=programme.pk, cause=decision):
        risk.save()

Nested change sets join the outer one: an action that calls another action is one act. A change set in which
nothing changed leaves no trace.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import models, transaction
from django.utils import timezone

if TYPE_CHECKING:
    from history.models import ChangeSet

request_ids: ContextVar[str] = ContextVar("request_id", default="")
_current: ContextVar["ChangeSet | None"] = ContextVar("change_set", default=None)
_looked_back_to: ContextVar[datetime | None] = ContextVar("looked_back_to", default=None)


class OutsideChangeSet(RuntimeError):
    """A tracked row was saved outside a change set: a fault in the program, never of the user."""


@contextmanager
def change_set(
    *,
    by: Any,
    reason: str = "",
    scope: int | None = None,
    cause: models.Model | None = None,
    actor: str = "",
    at: datetime | None = None,
    names_request: bool = True,
) -> Iterator["ChangeSet"]:
    """Open a change set, or join the one that is open.

    by      the person, or None when `actor` names what wrote instead ("worker", "import")
    scope   primary key of the programme; rows of a programme fill it in when it is left out
    cause   the row that brought the change about: a decision, a review, an import; a new one is the first row
            that is saved in the change set, which is written once and never completed later
    at      the instant it happened; only for loading records that are older than today
    names_request   False where nobody may be led from the record to the request, and by it to who wrote it
    """
    outer = _current.get()
    if outer is not None:
        outer.cause = outer.cause or cause
        yield outer
        return
    with transaction.atomic():
        opened = apps.get_model("history", "ChangeSet")(
            by=by,
            actor=actor,
            reason=reason.strip(),
            scope=scope,
            at=at or timezone.now(),
            request_id=request_ids.get() if names_request else "",
        )
        opened.cause = cause
        token = _current.set(opened)
        try:
            yield opened
        finally:
            _current.reset(token)


@contextmanager
def looking_back(at: datetime | None) -> Iterator[None]:
    """Within it `moment()` is `at`: a page of the past judges what was late by its own day. None changes nothing."""
    token = _looked_back_to.set(at)
    try:
        yield
    finally:
        _looked_back_to.reset(token)


def moment() -> datetime:
    """The instant of the open change set, or the one that is looked back to, or now: what "today" means there."""
    current = _current.get()
    return current.at if current is not None else _looked_back_to.get() or timezone.now()


def required_change_set() -> "ChangeSet":
    """The open change set, stored or not; raises OutsideChangeSet where there is none."""
    current = _current.get()
    if current is None:
        raise OutsideChangeSet("A tracked row is saved inside `with change_set(by=…):` only; call an action.")
    return current


def open_change_set(scope: int | None) -> "ChangeSet":
    """The open change set, stored on its first use, when the first row of the act has its key."""
    current = required_change_set()
    if current._state.adding:
        current.scope = current.scope or scope
        current.save()
    return current
