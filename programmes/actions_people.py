"""Who takes part: partners, invitations, roles, release."""

import hashlib
import secrets
from collections.abc import Callable
from datetime import date, timedelta

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions import join_organisation, register_person
from accounts.models import Organisation, User
from accounts.roles import Role
from history.actions import add_row, remove_row, revise_row
from history.changes import change_set
from programmes.actions import add_partner
from programmes.models import Invitation, Membership, Partner, Programme

TOKEN_BYTES = 32
LIFETIME = timedelta(days=7)


class LastManager(Exception):
    """Without this member nobody could manage the programme."""


class StillNeeded(Exception):
    """The partner has people in the programme; they are released first."""


class NoLongerOpen(Exception):
    """The invitation was used, withdrawn or ran out a moment ago."""


def hash_of(token: str) -> str:
    """What is stored of a token: enough to know it again, not to rebuild it."""
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def add_new_partner(
    *, programme: Programme, organisation: Organisation, by: User, on: date, contribution: str = ""
) -> Partner:
    """Take in an organisation, which is stored first when it is new."""
    with change_set(by=by, scope=programme.pk):
        if organisation.pk is None:
            organisation.save()
        return add_partner(
            programme=programme, organisation=organisation, by=by, on=on, contribution=contribution
        )


@transaction.atomic
def remove_partner(*, partner: Partner, version: int, by: User, reason: str = "") -> Partner:
    """The organisation leaves; raises StillNeeded while people act for it, Stale when the row has moved on."""
    if Membership.objects.filter(programme=partner.programme, organisation=partner.organisation).exists():
        raise StillNeeded
    with change_set(by=by, reason=reason, scope=partner.programme_id):
        for invitation in _open_invitations(partner.programme).filter(organisation=partner.organisation):
            invitation.remove()
        return remove_row(row=partner, version=version, by=by)


@transaction.atomic
def invite(
    *,
    programme: Programme,
    email: str,
    organisation: Organisation,
    role: Role,
    by: User,
    address: Callable[[str], str],
) -> tuple[Invitation, str]:
    """Open a door for one address and mail its key; an open invitation to the same place is replaced.

    `address` turns the token into the link. The token is returned and mailed, never stored.
    """
    token = secrets.token_urlsafe(TOKEN_BYTES)
    invitation = Invitation(
        programme=programme,
        email=email.lower(),
        organisation=organisation,
        role=role,
        token_hash=hash_of(token),
        expires_at=timezone.now() + LIFETIME,
    )
    with change_set(by=by, scope=programme.pk):
        for earlier in _open_invitations(programme).filter(email=invitation.email, organisation=organisation):
            earlier.remove()
        add_row(row=invitation, by=by)
    # robust: the invitation stands, and its link can be handed over, even when the mail server is down.
    transaction.on_commit(lambda: _send(invitation, by, address(token)), robust=True)
    return invitation, token


def _open_invitations(programme: Programme) -> QuerySet[Invitation]:
    return Invitation.objects.filter(programme=programme, accepted_at=None)


def _send(invitation: Invitation, by: User, link: str) -> None:
    words = {
        "person": by,
        "programme": invitation.programme,
        "organisation": invitation.organisation,
        "role": invitation.get_role_display(),
        "days": LIFETIME.days,
        "link": link,
    }
    subject = _("%(person)s invites you to %(programme)s") % words
    paragraphs = (
        _("%(person)s invites you to take part in %(programme)s, as %(role)s for %(organisation)s."),
        _("Open this link to accept:\n%(link)s"),
        _(
            "It works once, for %(days)d days. If you did not expect it, do nothing: nothing happens without you."
        ),
    )
    body = "\n\n".join(paragraph % words for paragraph in paragraphs)
    send_mail(" ".join(subject.split()), body, settings.DEFAULT_FROM_EMAIL, [invitation.email])


def invitation_for(token: str) -> Invitation | None:
    """The open invitation that the token belongs to; None for every other token, whatever is wrong with it."""
    found = Invitation.objects.select_related("programme", "organisation").filter(
        token_hash=hash_of(token), programme__removed_at=None
    )
    invitation = found.first()
    return invitation if invitation and invitation.is_open else None


@transaction.atomic
def accept_invitation(*, invitation: Invitation, person: User) -> Membership:
    """The person joins; the link is dead from here on. Raises NoLongerOpen."""
    invitation = Invitation.everything.select_for_update().get(pk=invitation.pk)
    if not invitation.is_open:
        raise NoLongerOpen
    programme, organisation = invitation.programme, invitation.organisation
    with change_set(by=person, scope=programme.pk, cause=invitation):
        invitation.accepted_at = timezone.now()
        invitation.save()
        join_organisation(person=person, organisation=organisation, by=person)
        held = Membership.objects.filter(programme=programme, user=person, organisation=organisation).first()
        if held:  # somebody who takes part already keeps the role that the manager last gave
            return held
        membership = Membership(
            programme=programme, user=person, organisation=organisation, role=invitation.role
        )
        membership.save()
    return membership


@transaction.atomic
def accept_as_new_person(*, invitation: Invitation, name: str, password: str) -> User:
    """Make the account and join in one act. Raises NoLongerOpen."""
    person = register_person(email=invitation.email, name=name, password=password)
    accept_invitation(invitation=invitation, person=person)
    return person


@transaction.atomic
def withdraw_invitation(*, invitation: Invitation, version: int, by: User) -> Invitation:
    """The link is dead at once. Raises Stale when the invitation has moved on: it was accepted meanwhile, say."""
    return remove_row(row=invitation, version=version, by=by)


@transaction.atomic
def change_role(*, membership: Membership, version: int, by: User, reason: str = "") -> Membership:
    """Store the role that `membership` carries now. Raises LastManager, or Stale when the row has moved on."""
    if membership.role != Role.MANAGER:
        _keep_a_manager(membership)
    return revise_row(row=membership, version=version, by=by, reason=reason)


@transaction.atomic
def release_member(*, membership: Membership, version: int, by: User, reason: str = "") -> Membership:
    """End the membership at once. Raises LastManager, or Stale when the row has moved on."""
    _keep_a_manager(membership)
    return remove_row(row=membership, version=version, by=by, reason=reason)


def _keep_a_manager(membership: Membership) -> None:
    """Refuse what would leave a programme without a manager; two who leave at once wait for each other here."""
    Programme.everything.select_for_update().get(pk=membership.programme_id)
    managers = Membership.objects.filter(
        programme=membership.programme_id, role=Role.MANAGER, user__is_active=True
    )
    was_manager = Membership.everything.filter(pk=membership.pk, role=Role.MANAGER, removed_at=None).exists()
    if was_manager and not managers.exclude(pk=membership.pk).exists():
        raise LastManager
