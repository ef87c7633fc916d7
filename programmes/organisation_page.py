"""An organisation's people with what they do in programmes; and a person's own offices."""

from dataclasses import dataclass

from django.db.models import QuerySet

from accounts.models import Organisation, OrganisationMember, User
from programmes.models import Membership, Partner


@dataclass(frozen=True)
class OrganisationPerson:
    """`member` is None for somebody who acts for the organisation without belonging to it."""

    user: User
    member: OrganisationMember | None
    memberships: list[Membership]


@dataclass(frozen=True)
class OrganisationPage:
    organisation: Organisation
    people: list[OrganisationPerson]
    partnerships: list[Partner]


def administered_by(user: User) -> QuerySet[Organisation]:
    """The organisations whose people somebody looks after; a site administrator looks after all."""
    if user.is_superuser:
        return Organisation.objects.all()
    offices = OrganisationMember.objects.filter(user=user, is_administrator=True)
    return Organisation.objects.filter(pk__in=offices.values("organisation"))


def offices_of(user: User) -> QuerySet[Membership]:
    """What somebody is in which programme, for whom."""
    memberships = Membership.objects.filter(user=user, programme__removed_at=None)
    return memberships.select_related("programme", "organisation").order_by(
        "programme__name", "organisation__name"
    )


def organisation_page(organisation: Organisation) -> OrganisationPage:
    """Four queries, whatever the people. Of programmes it names those in which they act for this organisation."""
    members = {member.user: member for member in organisation.members.select_related("user")}
    acting = Membership.objects.filter(organisation=organisation, programme__removed_at=None)
    memberships = list(acting.select_related("programme", "user").order_by("programme__name"))
    users = sorted(members.keys() | {row.user for row in memberships}, key=lambda user: (user.name, user.pk))
    partnerships = Partner.objects.filter(organisation=organisation, programme__removed_at=None)
    return OrganisationPage(
        organisation,
        [
            OrganisationPerson(
                user, members.get(user), [row for row in memberships if row.user_id == user.pk]
            )
            for user in users
        ],
        list(partnerships.select_related("programme").order_by("programme__name")),
    )
