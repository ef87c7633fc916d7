"""Erasing a person as far as programmes are concerned: who may not go yet, and the leaving that comes first."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.erasure import erase, is_erased
from accounts.models import OrganisationMember, User
from accounts.roles import Role
from history.changes import change_set
from history.models import Erasure
from programmes.actions_people import release_member
from programmes.models import Invitation, Membership


class CannotBeErased(Exception):
    """Something has to be done first; its words say what."""


def obstacles(person: User) -> list[str]:
    """What has to be done before the person can be erased, in words; empty when nothing stands in the way."""
    if is_erased(person):
        return [_("This person is erased already.")]
    found = [
        _("%(programme)s would have no manager. Make somebody else manager first.")
        % {"programme": office.programme}
        for office in _offices(person)
        if office.role == Role.MANAGER and not _other_managers(office).exists()
    ]
    others = User.objects.filter(is_superuser=True, is_active=True).exclude(pk=person.pk)
    if person.is_superuser and not others.exists():
        found.append(_("The site would have no administrator. Make somebody else administrator first."))
    return found


@transaction.atomic
def erase_person(*, person: User, by: User | None, actor: str = "", names: Iterable[str] = ()) -> Erasure:
    """End the person's memberships, then take the name out of rows and history. Raises CannotBeErased, LastManager.

    `actor` names what asked for it when nobody who is signed in did. `names` are other names of the person.
    """
    person = User.objects.select_for_update().get(pk=person.pk)
    if found := obstacles(person):
        raise CannotBeErased(" ".join(found))
    reason = _("Erased on request")
    for office in _offices(person):
        with change_set(by=by, actor=actor, reason=reason, scope=office.programme_id):
            release_member(membership=office, version=office.version, by=by)
    for member in OrganisationMember.objects.filter(user=person):
        with change_set(by=by, actor=actor, reason=reason):
            member.remove()
    for invitation in Invitation.objects.filter(email__iexact=person.email, accepted_at=None):
        with change_set(by=by, actor=actor, reason=reason, scope=invitation.programme_id):
            invitation.remove()
    return erase(person=person, by=by, actor=actor, names=names)


def _offices(person: User) -> list[Membership]:
    return list(Membership.objects.filter(user=person).select_related("programme"))


def _other_managers(office: Membership) -> QuerySet[Membership]:
    managers = Membership.objects.filter(
        programme=office.programme_id, role=Role.MANAGER, user__is_active=True
    )
    return managers.exclude(user=office.user_id)
