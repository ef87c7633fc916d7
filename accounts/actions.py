"""What changes people and the organisations that they belong to."""

from django.db import transaction

from accounts.models import Organisation, OrganisationMember, User
from history.actions import hold
from history.changes import change_set


@transaction.atomic
def register_person(*, email: str, name: str, password: str) -> User:
    """A new account. Only an invitation leads here: nobody signs up by themselves."""
    return User.objects.create_user(email, password, name=name)


@transaction.atomic
def rename_person(*, person: User, name: str) -> User:
    person.name = name
    person.save()
    return person


@transaction.atomic
def join_organisation(*, person: User, organisation: Organisation, by: User) -> OrganisationMember:
    """Make sure that the person belongs to the organisation."""
    found: OrganisationMember | None = OrganisationMember.objects.filter(
        user=person, organisation=organisation
    ).first()
    if found:
        return found
    with change_set(by=by):
        member = OrganisationMember(user=person, organisation=organisation)
        member.save()
    return member


@transaction.atomic
def let_administer(
    *, member: OrganisationMember, is_administrator: bool, by: User, version: int | None = None
) -> OrganisationMember:
    """Give or take the office of looking after the organisation's people. Raises Stale."""
    hold(member, version)
    with change_set(by=by):
        member.is_administrator = is_administrator
        member.save()
    return member
