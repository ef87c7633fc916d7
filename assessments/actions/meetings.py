"""Asking another programme to meet, and answering. The request belongs to who asks; the other programme answers it."""

import logging
from collections.abc import Callable

from django.conf import settings
from django.core.mail.message import EmailMessage
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import PERMISSIONS, Permission
from assessments.mailing import MailSession, Undelivered
from assessments.models import MeetingRequest
from history.actions import add_row, hold, revise_row
from programmes.models import Membership, Programme

log = logging.getLogger(__name__)

Link = Callable[[], str]  # where the mail leads; asked for when the request is stored


class AnsweredBefore(Exception):
    """Somebody of the programme has answered; `request` is as it is now."""

    def __init__(self, request: MeetingRequest) -> None:
        super().__init__(str(request))
        self.request = request


@transaction.atomic
def ask_to_meet(*, request: MeetingRequest, by: User, link: Link) -> MeetingRequest:
    """Store the request and mail it to who steers the other programme. `link` is the page on which it is answered.

    Whether the other is there to be asked is for the form to see (`assessments.benchmark_page.partner_to_ask`).
    """
    add_row(row=request, by=by)
    transaction.on_commit(lambda: _tell_other(request, by, link), robust=True)
    return request


@transaction.atomic
def answer_request(
    *, request: MeetingRequest, state: str, answer: str, version: int, by: User, link: Link
) -> MeetingRequest:
    """Raises AnsweredBefore; Stale where the request has been taken back. `link` leads who asked to the answer."""
    present = MeetingRequest.everything.select_for_update().get(pk=request.pk)
    if not present.is_open and present.removed_at is None:
        raise AnsweredBefore(present)
    hold(request, version)
    request.state, request.answer = state, answer
    revise_row(row=request, version=version, by=by)
    transaction.on_commit(lambda: _tell_asker(request, by, link), robust=True)
    return request


@transaction.atomic
def _tell_other(request: MeetingRequest, by: User, link: Link) -> None:
    words = {**_words(request, by), "link": link()}
    paragraphs = [
        _("%(programme)s asks %(other)s to meet about “%(dimension)s”, where you are stronger.") % words,
        request.message,
        _("It comes from %(person)s. Answer here:\n%(link)s") % words,
        _("You get this because your programme takes part in the comparison and may be asked.") % words,
    ]
    _send(request.other, _("%(programme)s asks to meet") % words, paragraphs)


def _tell_asker(request: MeetingRequest, by: User, link: Link) -> None:
    words = {**_words(request, by), "link": link()}
    is_yes = request.state == MeetingRequest.State.ACCEPTED
    subject = _("%(other)s will meet you") if is_yes else _("%(other)s cannot meet you now")
    paragraphs = [
        _("You asked %(other)s to meet about “%(dimension)s”. %(person)s has answered.") % words,
        *([request.answer] if request.answer else []),
        _("The request is here:\n%(link)s") % words,
    ]
    _send(request.programme, subject % words, paragraphs)


def _words(request: MeetingRequest, by: User) -> dict[str, object]:
    return {
        "programme": request.programme,
        "other": request.other,
        "dimension": request.dimension_title,
        "person": by,
    }


def _send(programme: Programme, subject: str, paragraphs: list[str]) -> None:
    """A mail of their own to each who steers the programme. Who gets none finds the request on the programme's home."""
    roles = [role for role, allowed in PERMISSIONS.items() if Permission.STEER in allowed]
    steering = Membership.objects.filter(programme=programme, role__in=roles, user__is_active=True)
    addresses = sorted(set(steering.values_list("user__email", flat=True)))
    body, line = "\n\n".join(paragraphs), " ".join(subject.split())
    messages = [EmailMessage(line, body, settings.DEFAULT_FROM_EMAIL, [address]) for address in addresses]
    with MailSession() as session:
        for message in messages:
            try:
                session.send(message)
            except Undelivered as failure:
                log.warning("A mail about a request to meet could not be sent (%s)", failure)
