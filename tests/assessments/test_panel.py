"""Who is asked: adding people by ticks and lines, their links, and asking somebody no longer."""

from html import unescape

import pytest
from django.core import mail
from django.urls import reverse

from accounts.models import Sector
from accounts.roles import Role
from assessments.ballots import respondent_for, sheet_of, token_of
from assessments.models import Respondent, Sheet
from history.actions import add_row
from history.models import Change
from programmes.actions import add_member, add_partner
from tests.assessments.panels import assessed, invited, opened, rated
from tests.conftest import make_organisation, sign_in

SLUG = "riverside"


def url(name, *args):
    return reverse(name, args=[SLUG, *args])


def body(response):
    return " ".join(unescape(response.content.decode()).split())


@pytest.fixture
def assessment(programme, manager):
    assessment = assessed(programme, manager)
    opened(assessment, manager, launched=False)
    return assessment


@pytest.fixture
def client(facilitator):
    return sign_in(facilitator)


def add(client, assessment, lines="", members=()):
    sent = {"lines": lines, "members": [member.pk for member in members]}
    return client.post(url("assessment_panel", assessment.pk), sent)


def membership(person):
    return person.memberships.get()


def asked():
    return {
        (str(one), one.address, str(one.organisation or ""))
        for one in Respondent.objects.select_related("user")
    }


def test_members_are_asked_by_ticks_and_others_by_lines(client, assessment, contributor):
    lines = (
        "Ana Silva, Ana@Example.org, riverside council\nBen Okoro\ncara@example.org;Riverside Health Trust\n"
    )
    assert add(client, assessment, lines, [membership(contributor)]).status_code == 302
    assert asked() == {
        ("Cora Contributor", "contributor@example.org", "Riverside Council"),
        ("Ana Silva", "ana@example.org", "Riverside Council"),
        ("Ben Okoro", "", ""),
        ("cara@example.org", "cara@example.org", "Riverside Health Trust"),
    }
    told = Change.objects.filter(model="assessments.respondent")
    assert len({change.change_set_id for change in told}) == 1


def test_the_address_of_a_member_is_taken_for_the_member(client, assessment, contributor):
    add(client, assessment, "Somebody, CONTRIBUTOR@example.org")
    one = Respondent.objects.get()
    assert (one.user, one.name, one.organisation.name) == (contributor, "", "Riverside Council")


def test_lines_that_cannot_be_read_are_told_by_number_and_all_of_them_are_kept(client, assessment):
    lines = "\n".join(
        [
            "Ana Silva, ana@example.org",
            "Ben, not an address@",
            "Cara, cara@example.org, Unknown Ltd",
            "",
            "Dan, dan@example.org, ANA@example.org",
            "Eve, ana@example.org",
            "a, b, c, d",
            "x" * 130,
            ", ,",
        ]
    )
    response = add(client, assessment, lines)
    assert response.status_code == 422
    errors = response.context["form"].errors["lines"]
    assert [error.split(":")[0] for error in errors] == [f"Line {n}" for n in (2, 3, 5, 6, 7, 8, 9)]
    assert "“Unknown Ltd” is no partner" in errors[1]
    assert response.context["form"]["lines"].value() == lines
    assert not Respondent.objects.exists()


def test_nobody_is_asked_twice(client, assessment, contributor):
    add(client, assessment, "Ana, ana@example.org", [membership(contributor)])
    assert "asked already" in body(add(client, assessment, "Ana again, ANA@EXAMPLE.ORG"))
    refused = add(client, assessment, members=[membership(contributor)])
    assert "asked already or has left" in body(refused)
    assert Respondent.objects.count() == 2


def test_a_person_of_two_organisations_answers_once(
    client, programme, assessment, contributor, trust, manager
):
    add_member(programme=programme, user=contributor, organisation=trust, role=Role.CONTRIBUTOR, by=manager)
    refused = add(client, assessment, members=contributor.memberships.all())
    assert refused.status_code == 422
    assert "Ticked for two organisations: Cora Contributor" in body(refused)
    both = add(client, assessment, "contributor@example.org", [contributor.memberships.first()])
    assert "ticked above and written below" in body(both)


def test_nothing_chosen_is_said(client, assessment):
    response = add(client, assessment)
    assert response.status_code == 422
    assert "Tick somebody, or write a line." in body(response)


def test_forged_ticks_reach_nobody(client, assessment, stranger):
    refused = add(client, assessment, members=[membership(stranger)])
    assert refused.status_code == 422
    assert not Respondent.objects.exists()


def test_whoever_is_added_to_an_open_round_is_invited_at_once(
    client, programme, manager, django_capture_on_commit_callbacks
):
    assessment = assessed(programme, manager)
    opened(assessment, manager)
    with django_capture_on_commit_callbacks(execute=True):
        add(client, assessment, "Ana, ana@example.org\nBen")
    assert [letter.to for letter in mail.outbox] == [["ana@example.org"]]


def test_five_hundred_are_added_at_once(client, assessment, django_assert_max_num_queries):
    lines = "\n".join(f"Person {n}, person{n}@example.org" for n in range(500))
    with django_assert_max_num_queries(45):
        assert add(client, assessment, lines).status_code == 302
    assert Respondent.objects.count() == 500
    assert "at most" in body(add(client, assessment, "\n".join(f"More {n}" for n in range(501))))


def test_once_the_first_round_is_over_nobody_is_added(client, programme, manager):
    assessment = assessed(programme, manager)
    round = opened(assessment, manager)
    rated(round, invited(assessment, manager, 5), lambda n, element: 3)
    client.post(url("assessment_close", assessment.pk), {"version": round.version})
    page = body(client.get(url("assessment_panel", assessment.pk)))
    assert "A panel stays a panel" in page
    assert "Add to the panel" not in page
    refused = add(client, assessment, "Late, late@example.org")
    assert refused.status_code == 422
    assert Respondent.objects.count() == 5


def test_the_page_has_everybodys_link_and_is_not_kept_by_the_browser(client, assessment, manager):
    people = invited(assessment, manager, 3)
    for name in ("assessment_panel", "assessment_links"):
        response = client.get(url(name, assessment.pk))
        assert "no-store" in response.headers["Cache-Control"]
        for one in people:
            assert reverse("rate", args=[token_of(one)]) in response.content.decode()


def test_each_slip_has_a_code_and_many_slips_come_in_pages(client, assessment, manager):
    invited(assessment, manager, 61)
    first, second = (body(client.get(url("assessment_links", assessment.pk) + f"?page={n}")) for n in (1, 2))
    assert (first.count('class="qr"'), second.count('class="qr"')) == (60, 1)
    assert "1–60 of 61" in first
    assert "61–61 of 61" in second


def test_names_and_links_reach_nobody_who_does_not_facilitate(programme, assessment, manager, contributor):
    one = invited(assessment, manager, 1)[0]
    reader = sign_in(contributor)
    addresses = [
        url("history"),
        url("changes"),
        url("assessment", assessment.pk),
        url("record", "assessment", assessment.pk),
        url("bin"),
        url("step", "situational-analysis"),
    ]
    for address in addresses:
        text = reader.get(address).content.decode()
        assert "Respondent 0" not in text, address
        assert one.link_key not in text, address
    assert reader.get(url("record", "respondent", one.pk)).status_code == 404


def test_the_history_of_those_who_facilitate_has_no_link_in_it(client, assessment, manager):
    one = invited(assessment, manager, 1)[0]
    for address in (url("history"), url("record", "respondent", one.pk)):
        text = client.get(address).content.decode()
        assert "Respondent 0" in text
        assert one.link_key not in text


def test_removing_somebody_says_what_goes_and_deletes_their_answers(client, programme, manager):
    assessment = assessed(programme, manager)
    round = opened(assessment, manager)
    first, second = people = invited(assessment, manager, 2)
    rated(round, people, lambda n, element: 3)
    page = client.get(url("record_remove", "respondent", first.pk))
    assert "not revealed yet is deleted" in body(page)
    client.post(url("record_remove", "respondent", first.pk), {"version": first.version})
    assert Sheet.objects.count() == 1
    assert sheet_of(second, round)
    assert respondent_for(token_of(first)) is None


def test_removing_somebody_after_the_reveal_changes_no_result(client, programme, manager):
    assessment = assessed(programme, manager)
    round = opened(assessment, manager)
    people = invited(assessment, manager, 6)
    rated(round, people, lambda n, element: 3)
    client.post(url("assessment_reveal", assessment.pk), {"version": round.version})
    client.post(url("record_remove", "respondent", people[0].pk), {"version": people[0].version})
    assert Sheet.objects.count() == 6
    round.refresh_from_db()
    assert round.result.content["answered"] == 6


def test_an_address_is_put_right_and_not_given_twice(client, assessment):
    add(client, assessment, "Ana, ana@example.org\nBen, ben@example.org")
    one = Respondent.objects.get(name="Ana")
    sent = {
        "name": "Ana",
        "email": "ben@example.org",
        "organisation": "",
        "version": one.version,
        "reason": "",
    }
    refused = client.post(url("record_edit", "respondent", one.pk), sent)
    assert refused.status_code == 422
    assert "asked already" in body(refused)
    assert (
        client.post(url("record_edit", "respondent", one.pk), sent | {"email": "new@example.org"}).status_code
        == 302
    )
    assert Respondent.objects.get(pk=one.pk).email == "new@example.org"


def test_somebody_with_an_account_keeps_the_name_and_address_of_the_account(
    client, programme, assessment, contributor, manager
):
    one = add_row(row=Respondent(programme=programme, assessment=assessment, user=contributor), by=manager)
    form = client.get(url("record_edit", "respondent", one.pk)).context["form"]
    assert set(form.fields) == {"organisation", "version", "reason"}


def test_people_are_listed_by_organisation_those_of_none_last(client, programme, assessment, manager):
    carers = make_organisation("A Carers' Voice", Sector.CARERS, manager)
    add_partner(programme=programme, organisation=carers, by=manager)
    add(client, assessment, "Zoe; A Carers' Voice\nAnonymous\nAda; Riverside Council")
    page = client.get(url("assessment_panel", assessment.pk)).context["page"]
    assert [str(group.organisation) for group in page.groups] == [
        "A Carers' Voice",
        "Riverside Council",
        "None",
    ]
