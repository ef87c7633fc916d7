"""The stakeholder register: who sees it, what it says, how positions are kept."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from accounts.models import Sector
from history.actions import add_row
from history.changes import change_set
from history.models import Change
from stakeholders.actions import add_stakeholder
from stakeholders.models import Position, Stakeholder
from tests.conftest import sign_in

SCORES = {"power": 4, "interest": 4, "attitude_now": -1, "attitude_needed": 1}


def a_stakeholder(programme, by, name="Dr Hale", scores=SCORES, **fields):
    row = Stakeholder(programme=programme, name=name, sector=fields.pop("sector", Sector.HEALTH), **fields)
    return add_stakeholder(row=row, by=by, scores=scores)


def moved(stakeholder, by, attitude, on, reason="He spoke for it at the board"):
    values = {**SCORES, "attitude_now": attitude}
    row = Position(programme=stakeholder.programme, stakeholder=stakeholder, on=on, reason=reason, **values)
    return add_row(row=row, by=by)


@pytest.fixture
def hale(programme, manager):
    return a_stakeholder(programme, manager, office="Medical director", belongs_to="Riverside Health Trust")


@pytest.fixture
def register_url(programme):
    return reverse("stakeholders", args=[programme.slug])


def body(response):
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


# The register


def test_an_empty_register_says_what_it_is_for(as_manager, register_url):
    page = body(as_manager.get(register_url))
    assert "stop, speed up or be changed by the programme" in page
    assert "Add the first stakeholder" in page


def test_the_register_says_where_somebody_stands_and_is_needed(as_manager, register_url, hale):
    page = body(as_manager.get(register_url))
    assert (
        "1 stakeholder; 1 to manage closely; 1 not yet where the programme needs them; 0 contacts overdue."
        in page
    )
    assert "2 steps to go" in page
    assert "Medical director, Riverside Health Trust" in page
    assert "<svg" in page
    assert "1 of those with high power and high interest stands against the programme." in page


def test_the_latest_position_is_in_force_whenever_it_was_entered(programme, manager, hale):
    moved(hale, manager, 2, date.today())
    moved(hale, manager, 0, date.today() - timedelta(days=400), reason="Entered late, from the minutes")
    assert Stakeholder.objects.get(pk=hale.pk).position.attitude_now == 2


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({}, {"Ann", "Ben", "Cem"}),
        ({"show": "manage-closely"}, {"Ann"}),
        ({"show": "unplaced"}, {"Cem"}),
        ({"show": "overdue"}, {"Ben"}),
        ({"show": "gap"}, {"Ann"}),
        ({"sector": "council"}, {"Ben"}),
        ({"q": "bEn"}, {"Ben"}),
        ({"q": "nobody of that name"}, set()),
        ({"show": "no such", "sector": "'--", "owner": "x", "page": "9" * 99}, {"Ann", "Ben", "Cem"}),
        ({"owner": "9" * 40}, set()),
    ],
)
def test_the_register_is_filtered_and_nonsense_is_ignored(
    programme, manager, as_manager, register_url, query, expected
):
    a_stakeholder(programme, manager, "Ann")
    calm = {"power": 1, "interest": 5, "attitude_now": 1, "attitude_needed": 0}
    yesterday = date.today() - timedelta(days=1)
    a_stakeholder(programme, manager, "Ben", scores=calm, sector=Sector.COUNCIL, next_contact_on=yesterday)
    a_stakeholder(programme, manager, "Cem", scores=None)
    response = as_manager.get(register_url, query)
    assert {line.row.name for line in response.context["register"].lines} == expected


def test_filters_find_the_owner_of_a_relationship(programme, manager, as_manager, register_url, contributor):
    a_stakeholder(programme, manager, "Ann", owner=contributor)
    a_stakeholder(programme, manager, "Ben")
    response = as_manager.get(register_url, {"owner": contributor.pk})
    assert [line.row.name for line in response.context["register"].lines] == ["Ann"]


def test_the_register_costs_the_same_queries_for_ten_and_for_two_hundred(
    programme, manager, contributor, as_manager, register_url, django_assert_max_num_queries
):
    def fill(names):
        with change_set(by=manager, scope=programme.pk):
            for name in names:
                a_stakeholder(programme, manager, f"Somebody {name}", owner=contributor)

    fill(range(10))
    as_manager.get(register_url)
    with django_assert_max_num_queries(20) as few:
        as_manager.get(register_url)
    fill(range(10, 200))
    with django_assert_max_num_queries(20) as many:
        page = body(as_manager.get(register_url))
    assert len(few) == len(many)
    assert "The 40 with most power of 200." in page


# Adding and moving


def test_a_stakeholder_is_added_with_the_first_position_in_one_act(programme, as_manager):
    url = reverse("record_add", args=[programme.slug, "stakeholder"])
    form = {"name": "Dr Hale", "kind": "person", "sector": "health", **SCORES}
    assert as_manager.post(url, form).status_code == 302
    position = Position.objects.get()
    assert (position.stakeholder.name, position.power, position.attitude_now) == ("Dr Hale", 4, -1)
    change_sets = Change.objects.filter(model__startswith="stakeholders.").values_list(
        "change_set", flat=True
    )
    assert len(change_sets) == 2
    assert len(set(change_sets)) == 1


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"power": 4}, "interest"),
        ({**SCORES, "attitude_now": ""}, "attitude_now"),
        ({**SCORES, "power": 6}, "power"),
        ({**SCORES, "attitude_needed": 3}, "attitude_needed"),
        ({**SCORES, "interest": "high"}, "interest"),
        ({"name": ""}, "name"),
        ({"sector": "space"}, "sector"),
        ({"next_contact_on": "31/31/2025"}, "next_contact_on"),
    ],
)
def test_bad_input_is_named_beside_its_field_and_kept(programme, as_manager, given, field):
    url = reverse("record_add", args=[programme.slug, "stakeholder"])
    form = {"name": "Dr Hale", "kind": "person", "sector": "health", "concerns": "Beds may close", **given}
    response = as_manager.post(url, form)
    assert response.status_code == 422
    assert response.context["form"].errors[field]
    assert "Beds may close" in response.content.decode()
    assert not Stakeholder.objects.exists()


def test_somebody_is_in_the_register_once(programme, as_manager, hale):
    url = reverse("record_add", args=[programme.slug, "stakeholder"])
    form = {"name": hale.name, "belongs_to": hale.belongs_to, "kind": "person", "sector": "health"}
    response = as_manager.post(url, form)
    assert response.status_code == 422
    assert "in the register already" in response.content.decode()


def test_a_new_position_begins_with_the_scores_in_force_and_never_overwrites(programme, as_manager, hale):
    url = reverse("record_add", args=[programme.slug, "position"]) + f"?stakeholder={hale.pk}"
    form = as_manager.get(url).context["form"]
    assert {name: form[name].value() for name in SCORES} == SCORES
    sent = {
        **SCORES,
        "attitude_now": 1,
        "stakeholder": hale.pk,
        "on": "2025-03-03",
        "reason": "Won over by nurses",
    }
    assert as_manager.post(url, sent).status_code == 302
    assert sorted(Position.objects.values_list("attitude_now", flat=True)) == [-1, 1]


def test_a_position_cannot_lie_in_the_future(programme, as_manager, hale):
    url = reverse("record_add", args=[programme.slug, "position"])
    tomorrow = date.today() + timedelta(days=2)
    response = as_manager.post(url, {**SCORES, "stakeholder": hale.pk, "on": tomorrow, "reason": "Hope"})
    assert response.context["form"].errors["on"]


def test_a_position_cannot_be_edited(programme, as_manager, hale):
    url = reverse("record_edit", args=[programme.slug, "position", hale.positions.get().pk])
    assert as_manager.get(url).status_code == 404
    assert as_manager.post(url, {**SCORES, "power": 1}).status_code == 404


def test_the_page_of_a_stakeholder_tells_movements_in_words(programme, manager, as_manager, hale):
    hale.positions.get()
    moved(hale, manager, 1, date.today(), reason="The nurses won him over")
    page = body(as_manager.get(hale.get_absolute_url()))
    assert "Moved from resistant to supporter" in page
    assert "because: The nurses won him over" in page


# Who sees it


@pytest.fixture(params=["observer", "board_member", "organisation_administrator", "site_administrator"])
def outsider(request, hale):
    return request.getfixturevalue(request.param)


def test_the_register_is_closed_to_roles_without_the_permission(outsider, programme, hale, register_url):
    client = sign_in(outsider)
    assert client.get(register_url).status_code == 403
    position = hale.positions.get()
    for kind, pk in (("stakeholder", hale.pk), ("position", position.pk)):
        for name in ("record", "record_edit", "record_remove"):
            url = reverse(name, args=[programme.slug, kind, pk])
            assert client.get(url).status_code == 404
            assert client.post(url, {"version": 1}).status_code == 404
        assert client.post(reverse("record_add", args=[programme.slug, kind]), {}).status_code == 404
    assert Stakeholder.objects.filter(pk=hale.pk, version=1).exists()


def test_no_page_that_such_a_role_may_open_tells_the_name(outsider, programme, hale):
    client = sign_in(outsider)
    for name, args in (
        ("programme", []),
        ("people", []),
        ("history", []),
        ("history_csv", []),
        ("step", ["building-support"]),
    ):
        url = reverse(name, args=[programme.slug, *args])
        for query in ({}, {"topic": "building-support"}, {"kind": "stakeholder"}, {"q": "Hale"}):
            response = client.get(url, query)
            assert response.status_code == 200, (url, query)
            text = b"".join(response.streaming_content if response.streaming else [response.content]).decode()
            assert "Dr Hale" not in text, (url, query)
            assert "Medical director" not in text, (url, query)


def test_the_step_page_shows_the_card_only_to_those_who_may_open_it(programme, manager, observer, hale):
    url = reverse("step", args=[programme.slug, "building-support"])
    assert "Stakeholder register" in sign_in(manager).get(url).content.decode()
    assert "Stakeholder register" not in sign_in(observer).get(url).content.decode()


def test_contributors_may_write_and_are_shown_the_way(contributor, register_url, programme, hale):
    page = body(sign_in(contributor).get(register_url))
    assert reverse("record_add", args=[programme.slug, "stakeholder"]) in page
