"""Who takes part: partners, roles, release, and who looks after an organisation."""

import pytest
from django.urls import reverse

from accounts.models import Organisation, OrganisationMember, Sector
from accounts.roles import Role
from history.changes import change_set
from history.models import Change
from programmes.actions import add_member
from programmes.models import Invitation, Membership, Partner, Programme
from tests.conftest import make_organisation, make_person, sign_in
from tests.programmes.inviting import NEW, body, invited, membership_of, url

# The page


def test_the_page_lists_partners_and_who_acts_for_them(programme, as_manager, contributor, observer):
    page = body(as_manager.get(url("people", programme)))
    assert "2 partners, equals in the programme; 3 people act for them." in page
    for word in (
        "Riverside Health Trust",
        "Riverside Council",
        "Cora Contributor",
        "Observer",
        "Programme manager",
    ):
        assert word in page
    assert "contributor@example.org" in page


def test_a_reader_sees_people_without_addresses_controls_or_invitations(
    programme, as_manager, council, observer
):
    invited(as_manager, programme, council)
    page = body(sign_in(observer).get(url("people", programme)))
    assert "Mira Manager" in page
    for word in ("manager@example.org", NEW, "Invite", "Release", "Change role", "Add a partner"):
        assert word not in page


def test_an_invited_address_is_in_the_history_of_managers_alone(programme, as_manager, council, contributor):
    invited(as_manager, programme, council)
    history = url("history", programme)
    assert NEW in body(as_manager.get(history))
    assert NEW not in body(sign_in(contributor).get(history))


def test_the_page_costs_the_same_queries_for_ten_people_and_for_two_hundred(
    programme, manager, council, as_manager, django_assert_max_num_queries
):
    def fill(numbers):
        with change_set(by=manager, scope=programme.pk):
            for number in numbers:
                person = make_person(f"person{number}@example.org", f"Person {number}")
                add_member(
                    programme=programme, user=person, organisation=council, role=Role.OBSERVER, by=manager
                )

    fill(range(10))
    as_manager.get(url("people", programme))
    with django_assert_max_num_queries(20) as few:
        as_manager.get(url("people", programme))
    fill(range(10, 200))
    with django_assert_max_num_queries(20) as many:
        as_manager.get(url("people", programme))
    assert len(few) == len(many)


# Partners


def test_a_new_organisation_joins_as_a_partner(programme, as_manager):
    sent = {
        "name": "Carers' Voice",
        "sector": "carers",
        "contribution": "Lived experience",
        "joined_on": "2025-03-01",
    }
    assert as_manager.post(url("partner_add", programme), sent).status_code == 302
    partner = Partner.objects.get(organisation__name="Carers' Voice")
    assert (partner.organisation.sector, partner.contribution) == ("carers", "Lived experience")
    assert Change.objects.filter(
        model="programmes.partner", scope=programme.pk, title="Carers' Voice"
    ).exists()


def test_an_organisation_of_that_name_is_taken_not_stored_twice(programme, manager, as_manager):
    known = make_organisation("Housing Association", Sector.HOUSING, manager)
    sent = {"name": "housing association", "joined_on": "2025-03-01"}
    assert as_manager.post(url("partner_add", programme), sent).status_code == 302
    assert Partner.objects.filter(organisation=known, programme=programme).exists()
    assert Organisation.objects.filter(name__iexact="housing association").count() == 1


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"joined_on": "2025-03-01"}, "organisation"),
        ({"name": "New", "joined_on": "2025-03-01"}, "sector"),
        ({"name": "Riverside Council", "sector": "council", "joined_on": "2025-03-01"}, "name"),
        ({"name": "New", "sector": "space", "joined_on": "2025-03-01"}, "sector"),
        ({"name": "New", "sector": "health", "joined_on": "soon"}, "joined_on"),
        ({"name": "N" * 161, "sector": "health", "joined_on": "2025-03-01"}, "name"),
    ],
)
def test_a_partner_that_is_not_described_is_refused_beside_the_field(programme, as_manager, sent, field):
    response = as_manager.post(url("partner_add", programme), sent)
    assert response.status_code == 422
    assert response.context["form"].errors[field]
    assert programme.partners.count() == 2


def test_organisations_of_programmes_one_does_not_see_are_no_choice(programme, as_manager, stranger):
    elsewhere = Organisation.objects.get(name="Elsewhere Trust")
    response = as_manager.get(url("partner_add", programme))
    assert "Elsewhere Trust" not in body(response)
    sent = {"organisation": elsewhere.pk, "joined_on": "2025-03-01"}
    assert as_manager.post(url("partner_add", programme), sent).context["form"].errors["organisation"]
    assert not Partner.objects.filter(programme=programme, organisation=elsewhere).exists()


def test_a_partner_leaves_once_nobody_acts_for_it(programme, council, as_manager, contributor):
    partner = Partner.objects.get(organisation=council)
    address = url("partner_remove", programme, partner.pk)
    assert "Release them first" in body(as_manager.post(address, {"version": partner.version}))
    member = membership_of(contributor, programme)
    as_manager.post(url("member_release", programme, member.pk), {"version": member.version})
    assert as_manager.post(address, {"version": partner.version, "reason": "Merged"}).status_code == 302
    assert not Partner.objects.filter(organisation=council).exists()


# Roles and release


def test_a_role_is_changed_with_its_reason(programme, as_manager, contributor):
    member = membership_of(contributor, programme)
    sent = {"role": Role.FACILITATOR, "version": member.version, "reason": "Runs the workshops now"}
    assert as_manager.post(url("member_role", programme, member.pk), sent).status_code == 302
    assert membership_of(contributor, programme).role == Role.FACILITATOR
    change = Change.objects.filter(model="programmes.membership", kind="changed").get()
    assert change.change_set.reason == "Runs the workshops now"


@pytest.mark.parametrize("version", ["", "999", "garbage", "-1", "1e9", "9" * 40])
def test_a_role_is_not_changed_from_an_unknown_version(programme, as_manager, contributor, version):
    member = membership_of(contributor, programme)
    sent = {"role": Role.MANAGER, "version": version, "reason": "Kept text"}
    response = as_manager.post(url("member_role", programme, member.pk), sent)
    assert response.status_code == 409
    assert "Kept text" in body(response)
    assert membership_of(contributor, programme).role == Role.CONTRIBUTOR


def test_release_shuts_the_programme_from_the_next_request(programme, as_manager, contributor):
    client = sign_in(contributor)
    assert client.get(url("people", programme)).status_code == 200
    member = membership_of(contributor, programme)
    release = url("member_release", programme, member.pk)
    assert as_manager.get(release).status_code == 200
    assert client.get(url("people", programme)).status_code == 200
    assert as_manager.post(release, {"version": member.version, "reason": "New post"}).status_code == 302
    assert client.get(url("people", programme)).status_code == 404
    assert Change.objects.filter(model="programmes.membership", kind="removed").exists()


def test_the_last_manager_can_neither_be_released_nor_given_another_role(
    programme, as_manager, manager, contributor
):
    member = membership_of(manager, programme)
    for name, sent in (("member_release", {}), ("member_role", {"role": Role.OBSERVER})):
        response = as_manager.post(url(name, programme, member.pk), {"version": member.version, **sent})
        assert response.status_code == 422
        assert "Nobody else manages the programme" in body(response)
    assert membership_of(manager, programme).role == Role.MANAGER


def test_a_manager_who_has_a_successor_may_leave(programme, as_manager, manager, contributor):
    successor = membership_of(contributor, programme)
    sent = {"role": Role.MANAGER, "version": successor.version}
    as_manager.post(url("member_role", programme, successor.pk), sent)
    member = membership_of(manager, programme)
    response = as_manager.post(url("member_release", programme, member.pk), {"version": member.version})
    assert response.url == reverse("portfolio")
    assert as_manager.get(url("people", programme)).status_code == 404


# Administrators of one organisation


@pytest.fixture
def as_council(organisation_administrator):
    return sign_in(organisation_administrator)


def test_an_organisation_looks_after_its_own_people_alone(
    programme, trust, council, as_council, contributor, manager
):
    assert invited(as_council, programme, council)
    sent = {"email": NEW, "organisation": trust.pk, "role": "observer"}
    refused = as_council.post(url("invitation_add", programme), sent)
    assert refused.context["form"].errors["organisation"]
    assert not Invitation.objects.filter(organisation=trust).exists()
    own, other = membership_of(contributor, programme), membership_of(manager, programme)
    for name in ("member_role", "member_release"):
        assert as_council.get(url(name, programme, own.pk)).status_code == 200
        assert as_council.get(url(name, programme, other.pk)).status_code == 404
        assert (
            as_council.post(url(name, programme, other.pk), {"version": 1, "role": "observer"}).status_code
            == 404
        )
    assert membership_of(manager, programme).role == Role.MANAGER


def test_an_organisation_cannot_make_its_people_manager(programme, council, as_council, contributor):
    sent = {"email": NEW, "organisation": council.pk, "role": Role.MANAGER}
    assert as_council.post(url("invitation_add", programme), sent).context["form"].errors["role"]
    member = membership_of(contributor, programme)
    sent = {"role": Role.MANAGER, "version": member.version}
    assert as_council.post(url("member_role", programme, member.pk), sent).context["form"].errors["role"]
    assert membership_of(contributor, programme).role == Role.CONTRIBUTOR


def test_an_organisation_releases_its_own_people(programme, as_council, contributor):
    member = membership_of(contributor, programme)
    released = as_council.post(url("member_release", programme, member.pk), {"version": member.version})
    assert released.status_code == 302
    assert not Membership.objects.filter(pk=member.pk).exists()


def test_the_invitations_of_others_are_not_shown_nor_withdrawn(programme, trust, as_manager, as_council):
    invited(as_manager, programme, trust)
    assert NEW not in body(as_council.get(url("people", programme)))
    withdraw = url("invitation_withdraw", programme, Invitation.objects.get().pk)
    assert as_council.post(withdraw).status_code == 404


@pytest.mark.parametrize("person", ["observer", "board_member", "contributor", "facilitator"])
def test_roles_without_the_permission_change_nobody(request, programme, council, manager, person):
    client = sign_in(request.getfixturevalue(person))
    member = membership_of(manager, programme)
    sent = {
        "email": NEW,
        "organisation": council.pk,
        "role": "observer",
        "version": member.version,
        "name": "X",
    }
    for name, args in (
        ("invitation_add", []),
        ("partner_add", []),
        ("member_role", [member.pk]),
        ("member_release", [member.pk]),
        ("partner_remove", [Partner.objects.get(organisation=council).pk]),
    ):
        assert client.get(url(name, programme, *args)).status_code == 403
        assert client.post(url(name, programme, *args), sent).status_code == 403
    assert not Invitation.objects.exists()
    assert Membership.objects.filter(pk=member.pk, version=member.version).exists()


# Accounts and organisations


def test_a_person_changes_the_name_and_nothing_else(programme, contributor):
    client = sign_in(contributor)
    page = body(client.get(reverse("account")))
    assert "Riverside Integrated Care" in page
    sent = {"name": "Cora Changed", "email": "evil@example.org", "is_superuser": "on", "is_active": ""}
    assert client.post(reverse("account"), sent).status_code == 302
    contributor.refresh_from_db()
    assert contributor.name == "Cora Changed"
    assert (contributor.email, contributor.is_superuser, contributor.is_active) == (
        "contributor@example.org",
        False,
        True,
    )
    assert client.post(reverse("account"), {"name": " "}).status_code == 422


def test_an_administrator_sees_own_people_and_their_programmes(
    programme, council, trust, as_council, contributor, stranger
):
    page = body(as_council.get(reverse("organisation", args=[council.pk])))
    assert "Cora Contributor" in page
    assert "Riverside Integrated Care" in page
    for hidden in ("Mira Manager", "Stan Stranger", "Elsewhere"):
        assert hidden not in page
    assert as_council.get(reverse("organisation", args=[trust.pk])).status_code == 404


def test_nobody_else_opens_the_page_of_an_organisation(programme, council, manager, contributor):
    for person in (manager, contributor):
        client = sign_in(person)
        assert client.get(reverse("organisation", args=[council.pk])).status_code == 404


def test_the_office_of_administrator_is_given_and_taken_by_administrators(
    council, trust, site_administrator, organisation_administrator, contributor
):
    with change_set(by=site_administrator):
        member = OrganisationMember(user=contributor, organisation=council)
        member.save()
    address = reverse("organisation_administrator", args=[council.pk, member.pk])
    assert sign_in(contributor).post(address, {"is_administrator": "yes"}).status_code == 404
    for client, answer, expected in (
        (sign_in(site_administrator), "yes", True),
        (sign_in(organisation_administrator), "no", False),
    ):
        sent = {"is_administrator": answer}
        assert client.post(address, sent).status_code == 409
        member.refresh_from_db()
        assert client.post(address, sent | {"version": member.version}).status_code == 302
        assert OrganisationMember.objects.get(pk=member.pk).is_administrator is expected
    elsewhere = reverse("organisation_administrator", args=[trust.pk, member.pk])
    assert sign_in(site_administrator).post(elsewhere, {"is_administrator": "yes"}).status_code == 404


def test_people_act_for_two_organisations_and_have_both_roles(programme, manager, trust, council):
    add_member(programme=programme, user=manager, organisation=council, role=Role.BOARD_MEMBER, by=manager)
    opened = Programme.objects.for_user(manager).get(pk=programme.pk).open_for(manager)
    assert opened.roles == {Role.MANAGER, Role.BOARD_MEMBER}
    assert opened.own_organisations == [trust, council]
