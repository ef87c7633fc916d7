"""Who takes part, as the people page shows it, and whom the reader may look after."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, OrganisationMember
from accounts.roles import PERMISSIONS, Permission, Role
from history.lens import Lens
from programmes.models import Invitation, Membership, Partner, Programme
from programmes.reading import members, partners

ROLES_IN_WORDS = {
    Role.MANAGER: _("Runs the programme: steps and their status, plan, people, workshops and reports."),
    Role.FACILITATOR: _("Adds and changes everything a contributor does, and prepares and runs workshops."),
    Role.CONTRIBUTOR: _(
        "Adds and changes plan, papers, measures and registers; rates and commits for the organisation."
    ),
    Role.BOARD_MEMBER: _("Reads the programme and its reports, and signs reports for the organisation."),
    Role.OBSERVER: _("Reads the programme and its issued reports."),
}


@dataclass(frozen=True)
class Party:
    """A partner with the people who act for it. `may_manage`: whether the reader looks after them."""

    partner: Partner
    members: list[Membership]
    may_manage: bool


@dataclass(frozen=True)
class RoleInWords:
    label: str
    words: str
    count: int


@dataclass(frozen=True)
class PeoplePage:
    parties: list[Party]
    roles: list[RoleInWords]
    invitations: list[Invitation]
    people: int
    may_invite: bool


def people_page(lens: Lens) -> PeoplePage:
    programme = lens.programme
    managed = set(managed_organisations(programme).values_list("pk", flat=True))
    everybody = members(lens)
    parties = [
        Party(
            partner,
            [member for member in everybody if member.organisation_id == partner.organisation_id],
            partner.organisation_id in managed,
        )
        for partner in sorted(partners(lens), key=lambda partner: partner.organisation.name)
    ]
    return PeoplePage(
        parties=parties,
        roles=[
            RoleInWords(role.label, words, sum(member.role == role for member in everybody))
            for role, words in ROLES_IN_WORDS.items()
        ],
        invitations=[row for row in lens.rows(Invitation) if row.is_open and row.organisation_id in managed],
        people=len({member.user_id for member in everybody}),
        may_invite=bool(managed),
    )


def managed_organisations(programme: Programme) -> QuerySet[Organisation]:
    """The partners whose people the reader looks after: all of them, those one administers, or none."""
    found = Organisation.objects.filter(pk__in=programme.partners.values("organisation"))
    if programme.may(Permission.MANAGE_PEOPLE):
        return found
    if not programme.may(Permission.MANAGE_OWN_PEOPLE):
        return found.none()
    administered = OrganisationMember.objects.filter(user=programme.user, is_administrator=True)
    return found.filter(pk__in=administered.values("organisation"))


def managed(rows: QuerySet[Any], programme: Programme) -> QuerySet[Any]:
    """Memberships or invitations of this programme that the reader looks after."""
    return rows.filter(programme=programme, organisation__in=managed_organisations(programme))


def roles_to_give(programme: Programme) -> list[tuple[str, str]]:
    """One may give the roles that hold no more than one may do oneself; whoever manages people gives them all."""
    if programme.may(Permission.MANAGE_PEOPLE):
        return list(Role.choices)
    return [
        (role, label) for role, label in Role.choices if Permission.MANAGE_PEOPLE not in PERMISSIONS[role]
    ]


def known_organisations(programme: Programme) -> QuerySet[Organisation]:
    """Organisations that may be offered as new partners: those of programmes that the reader sees anyway."""
    visible = Programme.objects.for_user(programme.user)
    met = Partner.objects.filter(programme__in=visible.values("pk")).values("organisation")
    own = OrganisationMember.objects.filter(user=programme.user).values("organisation")
    partners_here = programme.partners.values("organisation")
    return Organisation.objects.filter(Q(pk__in=met) | Q(pk__in=own)).exclude(pk__in=partners_here)
