"""Starting a programme, and editing what it says of itself."""

from datetime import date

import pytest
from django.urls import reverse

from accounts.models import Organisation, OrganisationMember
from history.actions import add_row, remove_row
from programmes.actions_journey import free_address
from programmes.forms_journey import years_after
from programmes.models import Membership, Programme
from tests.conftest import make_person, sign_in


@pytest.fixture
def founder(trust, manager):
    person = make_person("founder@example.org", "Fay Founder")
    add_row(row=OrganisationMember(user=person, organisation=trust), by=manager)
    return person


def said(**other):
    facts = {"name": "Hill Care", "place": "Hill", "aim": "Live well at home", "population": "12,000 over 75"}
    return facts | {"starts_on": "2026-01-01", "horizon_on": "2031-01-01"} | other


def start(person, **other):
    return sign_in(person).post(reverse("programme_start"), said(**other))


def errors(response):
    assert response.status_code == 422
    return set(response.context["form"].errors)


def test_a_member_of_an_organisation_starts_a_programme_and_becomes_its_manager(founder, trust):
    response = start(founder, organisation=trust.pk)
    assert response.url == reverse("programme", args=["hill-care"])
    programme = Programme.objects.get(slug="hill-care")
    membership = Membership.objects.get(programme=programme)
    assert (membership.user, membership.organisation, membership.role) == (founder, trust, "manager")
    assert programme.steps.count() == 13
    assert sign_in(founder).get(response.url).status_code == 200


def test_the_form_opens_with_the_own_organisation_and_five_years(founder, trust):
    form = sign_in(founder).get(reverse("programme_start")).context["form"]
    assert form["organisation"].value() == trust.pk
    assert (form["horizon_on"].value() - form["starts_on"].value()).days in (1826, 1827)
    assert "new_organisation" not in form.fields


def test_somebody_without_an_organisation_may_not_start(manager, observer):
    for person in (manager, observer):
        assert sign_in(person).get(reverse("programme_start")).status_code == 403
        assert start(person).status_code == 403


def test_a_former_member_of_an_organisation_may_not_start(founder, trust, manager):
    belonging = OrganisationMember.objects.get(user=founder)
    remove_row(row=belonging, version=belonging.version, by=manager)
    assert start(founder, organisation=trust.pk).status_code == 403


def test_the_organisation_of_others_is_refused(founder, council):
    assert errors(start(founder, organisation=council.pk)) == {"organisation"}
    assert not Programme.objects.filter(slug="hill-care").exists()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", " "),
        ("name", "x" * 121),
        ("starts_on", "soon"),
        ("horizon_on", ""),
        ("horizon_on", "2026-01-01"),
        ("horizon_on", "2020-01-01"),
    ],
)
def test_what_will_not_do_is_refused_beside_its_field_and_the_rest_is_kept(founder, trust, field, value):
    response = start(founder, organisation=trust.pk, **{field: value})
    assert errors(response) == {field}
    assert "12,000 over 75" in response.content.decode()
    assert Programme.objects.count() == 0


def test_programmes_of_one_name_have_addresses_of_their_own(founder, trust):
    for _ in range(3):
        start(founder, organisation=trust.pk)
    assert set(Programme.objects.values_list("slug", flat=True)) == {
        "hill-care",
        "hill-care-2",
        "hill-care-3",
    }


@pytest.mark.parametrize(
    ("name", "address"),
    [("Łódź: zdrowie & opieka", "odz-zdrowie-opieka"), ("整合照護", "programme"), ("x" * 120, "x" * 50)],
)
def test_every_name_gets_an_address(db, name, address):
    assert free_address(name) == address


def test_a_site_administrator_starts_for_a_new_organisation(site_administrator):
    response = start(site_administrator, new_organisation="Hill Trust", sector="health")
    assert response.status_code == 302
    organisation = Organisation.objects.get(name="Hill Trust")
    assert OrganisationMember.objects.get().is_administrator
    assert Membership.objects.get().organisation == organisation


def test_a_site_administrator_names_one_organisation_either_old_or_new(site_administrator, trust):
    assert errors(start(site_administrator)) == {"organisation"}
    both = {"organisation": trust.pk, "new_organisation": "Hill Trust", "sector": "health"}
    assert errors(start(site_administrator, **both)) == {"new_organisation"}
    assert errors(start(site_administrator, new_organisation="Hill Trust")) == {"sector"}
    known = {"new_organisation": trust.name.upper(), "sector": "health"}
    assert errors(start(site_administrator, **known)) == {"new_organisation"}
    assert Programme.objects.count() == 0


def test_a_leap_day_has_an_anniversary(db):
    assert years_after(date(2028, 2, 29), 5) == date(2033, 2, 28)
    assert years_after(date(2026, 11, 22), 5) == date(2031, 11, 22)


# Editing


def edit(person, programme, **other):
    facts = said(name="Riverside Integrated Care", version=programme.version)
    return sign_in(person).post(reverse("programme_edit", args=[programme.slug]), facts | other)


def test_a_manager_edits_the_programme_and_its_address_stays(manager, programme):
    response = edit(manager, programme, name="Riverside Together", reason="As the partners call it")
    assert response.url == reverse("programme", args=["riverside"])
    assert Programme.objects.get(pk=programme.pk).name == "Riverside Together"


@pytest.mark.parametrize("version", ["", "0", "99", "abc", "-1", "9" * 40])
def test_the_second_of_two_editors_sees_what_the_first_saved(manager, programme, version):
    edit(manager, programme, place="Saved first")
    response = edit(manager, programme, place="Typed with care", version=version)
    text = response.content.decode()
    assert response.status_code == 409
    assert "Saved first" in text
    assert "Typed with care" in text
    assert Programme.objects.get(pk=programme.pk).place == "Saved first"
    again = response.context["form"]["version"].value()
    assert edit(manager, programme, place="Typed with care", version=again).status_code == 302
    assert Programme.objects.get(pk=programme.pk).place == "Typed with care"


def test_only_those_who_steer_edit_the_programme(contributor, observer, stranger, programme):
    assert edit(contributor, programme).status_code == 403
    assert edit(observer, programme).status_code == 403
    assert edit(stranger, programme).status_code == 404
