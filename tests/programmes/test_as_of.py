"""A programme as it was: the address carries the instant, and nothing can be changed there."""

from datetime import UTC, date, datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.roles import Role
from history.actions import remove_row
from history.changes import change_set
from programmes.instants import tail
from programmes.models import Membership, Risk
from tests.conftest import sign_in, start_old

FIRST = datetime(2024, 1, 8, 9, 0, tzinfo=UTC)
LATER = datetime(2025, 3, 3, 9, 0, tzinfo=UTC)


@pytest.fixture
def old(manager, trust):
    """A programme since January 2024; a risk of then was reworded and lowered in March 2025."""
    programme = start_old(trust, by=manager, at=FIRST)
    with change_set(by=manager, scope=programme.pk, at=FIRST):
        risk = Risk(
            programme=programme, title="Beds are cut", likelihood=4, impact=5, review_on=date(2024, 6, 1)
        )
        risk.save()
    with change_set(by=manager, scope=programme.pk, at=LATER):
        risk.title, risk.likelihood = "Beds were cut", 1
        risk.save()
    return programme


def page(client, address, name="register", *args):
    return client.get(reverse(name, args=[address, *args]))


def test_a_page_shows_what_it_showed_on_the_day(as_manager, old):
    now = page(as_manager, "old", "register", "risks").content.decode()
    then = page(as_manager, "old@2024-06-30", "register", "risks").content.decode()
    assert "Beds were cut" in now
    assert "Beds are cut" in then
    assert "You see 30 Jun 2024." in then
    assert "Beds were cut" not in then


def test_what_was_late_is_judged_by_that_day(as_manager, old):
    assert "1 late" in page(as_manager, "old@2024-06-30", "register", "risks").content.decode()
    assert "1 late" not in page(as_manager, "old@2024-05-30", "register", "risks").content.decode()


def test_every_link_of_the_frame_keeps_the_day(as_manager, old):
    then = page(as_manager, "old@2024-06-30", "programme").content.decode()
    assert reverse("plan", args=["old@2024-06-30"]) in then
    assert f'href="{reverse("plan", args=["old"])}"' not in then


def test_nothing_can_be_changed_in_the_past(as_manager, old):
    risk = Risk.objects.get(programme=old)
    then = page(as_manager, "old@2024-06-30", "register", "risks").content.decode()
    assert "record_edit" not in then
    assert reverse("record_edit", args=["old@2024-06-30", "risk", risk.pk]) not in then
    for name in ("record_edit", "record_remove"):
        address = reverse(name, args=["old@2024-06-30", "risk", risk.pk])
        assert as_manager.get(address).status_code == 403
        assert as_manager.post(address, {"version": risk.version, "title": "Forged"}).status_code == 403
    assert Risk.objects.get(pk=risk.pk).title == "Beds were cut"


@pytest.mark.parametrize(
    ("day", "says"),
    [
        ("2031-01-01", "yet to come"),
        ("2019-01-01", "had not begun"),
        ("2024-02-31", "is not a day"),
        ("yesterday", "is not a day"),
        ("", ""),
        ("<b>", "is not a day"),
    ],
)
def test_a_day_that_cannot_be_shown_leads_to_today_and_says_why(as_manager, old, day, says):
    asked = as_manager.get(
        reverse("as_of", args=["old"]), {"day": day, "page": "/programmes/old/plan/"}, follow=True
    )
    assert asked.status_code == 200
    assert asked.request["PATH_INFO"] == reverse("plan", args=["old"])
    assert says in asked.content.decode()


def test_the_day_is_chosen_on_any_page_and_keeps_the_page(as_manager, old):
    answer = as_manager.get(
        reverse("as_of", args=["old"]), {"day": "2024-06-30", "page": "/programmes/old/plan/risks/"}
    )
    assert answer.headers["Location"] == reverse("register", args=["old@2024-06-30", "risks"])


@pytest.mark.parametrize(
    "path", ["https://elsewhere.example/", "//elsewhere.example/plan/", "/accounts/login/", "plan"]
)
def test_only_a_page_of_a_programme_is_gone_back_to(path):
    assert tail(path) == ""


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("records/risk/7/edit/", "records/risk/7/"),
        ("records/risk/7/remove/", "records/risk/7/"),
        ("records/risk/add/", ""),
        ("edit/", ""),
        ("journey/needs-assessment/status/", "journey/needs-assessment/"),
        ("journey/needs-assessment/criteria/one/tick/", "journey/needs-assessment/"),
        ("plan/risks/", "plan/risks/"),
    ],
)
def test_from_a_form_one_comes_to_the_page_to_which_it_belongs(path, expected):
    assert tail(f"/programmes/old/{path}") == expected


def test_history_ends_at_the_day(as_manager, old):
    assert "Beds were cut" in page(as_manager, "old", "history").content.decode()
    then = page(as_manager, "old@2024-06-30", "history").content.decode()
    assert "8 Jan 2024" in then
    assert "Beds were cut" not in then


def test_a_row_that_was_removed_since_is_there_on_the_day(as_manager, old, manager):
    risk = Risk.objects.get(programme=old)
    remove_row(row=risk, version=risk.version, by=manager)
    assert "Beds" not in page(as_manager, "old", "register", "risks").content.decode()
    assert "Beds are cut" in page(as_manager, "old@2024-06-30", "register", "risks").content.decode()


def test_who_may_see_it_is_decided_by_today(old, manager, observer, stranger):
    assert page(sign_in(stranger), "old@2024-06-30", "programme").status_code == 404
    with change_set(by=manager, scope=old.pk):
        Membership(
            programme=old, user=observer, organisation=old.partners.get().organisation, role=Role.OBSERVER
        ).save()
    assert page(sign_in(observer), "old@2024-06-30", "programme").status_code == 200
    assert page(sign_in(observer), "old@2024-06-30", "stakeholders").status_code in {403, 404}


def test_a_day_of_the_past_costs_at_most_one_query_more(as_manager, old, django_assert_max_num_queries):
    page(as_manager, "old", "programme")
    with django_assert_max_num_queries(22) as now:
        page(as_manager, "old", "programme")
    with django_assert_max_num_queries(len(now) + 1):
        page(as_manager, f"old@{timezone.localdate():%Y-%m-%d}", "programme")
