"""A session ends without use, after twelve hours, and wherever its person ends it; and a page can ask how long is left."""

from datetime import timedelta

import pytest
from django.conf import settings as project
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Session
from accounts.sessions import browser_of, end_sessions, places_of
from programmes.models import Membership
from tests.conftest import PASSWORD, make_person, sign_in

HOUR = 3600
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"


@pytest.fixture
def person(db):
    return make_person("mira@example.org", "Mira")


@pytest.fixture
def client(person):
    return sign_in(person)


def pass_time(client, *, idle=0, signed_in=0):
    """Let the session's moments lie so many seconds further back."""
    session = client.session
    session["seen_at"] -= idle
    session["signed_in_at"] -= signed_in
    session.save()


def is_in(client):
    return client.get(reverse("account")).status_code == 200


def state(client, **headers):
    return client.get(reverse("session"), **headers).json()


# How a session ends


def test_a_session_ends_after_an_hour_without_use(client):
    pass_time(client, idle=HOUR + 1)
    answer = client.get(reverse("account"))
    assert answer.url.startswith(reverse("account_login"))
    assert answer.cookies["session"].value == ""


def test_within_the_hour_it_goes_on(client):
    pass_time(client, idle=HOUR - 5)
    assert is_in(client)
    assert state(client)["ends_in"] == pytest.approx(HOUR, abs=3)


def test_twelve_hours_after_the_sign_in_it_ends_in_the_midst_of_work(client):
    pass_time(client, signed_in=12 * HOUR - 5)
    assert is_in(client)
    pass_time(client, signed_in=10)
    assert not is_in(client)


def test_the_idle_time_is_a_setting(client, settings):
    settings.SESSION_IDLE_SECONDS = 300
    pass_time(client, idle=301)
    assert not is_in(client)


def test_a_session_without_its_moments_is_over(client):
    session = client.session
    session["seen_at"] = session["signed_in_at"] = 0
    session.save()
    assert not is_in(client)


def test_what_a_page_sends_by_itself_is_no_use(client):
    pass_time(client, idle=HOUR / 2)
    client.get(reverse("account"), HTTP_X_BEAT="1")
    assert state(client)["ends_in"] == pytest.approx(HOUR / 2, abs=3)
    client.get(reverse("account"))
    assert state(client)["ends_in"] == pytest.approx(HOUR, abs=3)


def test_a_deactivated_person_is_out_at_the_next_request(client, person):
    person.is_active = False
    person.save()
    assert not is_in(client)
    assert state(client) == {"ends_in": 0, "can_be_prolonged": False, "person": ""}


def test_a_role_that_was_taken_is_gone_at_the_next_request(programme, contributor, history_is_complete):
    client = sign_in(contributor)
    page = reverse("programme", args=[programme.slug])
    assert client.get(page).status_code == 200
    membership = Membership.objects.get(user=contributor)
    manager = sign_in(programme.memberships.exclude(user=contributor).get().user)
    manager.post(
        reverse("member_release", args=[programme.slug, membership.pk]),
        {"version": membership.version, "reason": "Left"},
    )
    assert client.get(page).status_code == 404


def test_somebody_else_who_signs_in_gets_a_session_of_their_own(client, person):
    before = client.session.session_key
    client.force_login(make_person("other@example.org", "Olu"))
    assert client.session.session_key != before
    assert not Session.objects.filter(pk=before).exists()


# What it costs


def test_only_one_page_a_minute_writes_and_only_the_session(client):
    pass_time(client, idle=61)
    client.get(reverse("account"))
    with CaptureQueriesContext(connection) as quiet:
        client.get(reverse("account"))
    assert updates(quiet) == []
    pass_time(client, idle=61)
    with CaptureQueriesContext(connection) as noted:
        client.get(reverse("account"))
    assert updates(noted) == ['"accounts_session"']
    assert len(noted) == len(quiet) + 3  # the row, between a savepoint and its release


def updates(queries):
    """The tables that were written."""
    return [query["sql"].split()[1] for query in queries if query["sql"].startswith("UPDATE")]


def test_a_sign_in_sweeps_out_what_is_over(client, person):
    pass_time(client, idle=HOUR + 1)
    Client().post(reverse("account_login"), {"login": person.email, "password": PASSWORD})
    assert not Session.objects.filter(pk=client.session.session_key).exists()
    assert Session.objects.filter(user=person).count() == 1


# How long is left


def test_nobody_may_ask_too_and_learns_nothing(db):
    assert state(Client()) == {"ends_in": 0, "can_be_prolonged": False, "person": ""}
    assert Client().post(reverse("session"), HTTP_ACCEPT="application/json").json()["ends_in"] == 0


def test_asking_is_no_use(client):
    pass_time(client, idle=HOUR - 100)
    for _ in range(3):
        assert state(client)["ends_in"] <= 100


def test_a_press_prolongs(client):
    pass_time(client, idle=HOUR - 100)
    answer = client.post(reverse("session"), HTTP_ACCEPT="application/json").json()
    assert answer["ends_in"] == pytest.approx(HOUR, abs=3)
    assert answer["can_be_prolonged"]
    assert (
        answer["person"] == client.session.person != sign_in(make_person("b@example.org", "B")).session.person
    )


def test_a_press_prolongs_even_within_the_minute(client):
    pass_time(client, idle=30)
    assert client.post(reverse("session"), HTTP_ACCEPT="application/json").json()["ends_in"] >= HOUR - 3


def test_nothing_prolongs_beyond_twelve_hours(client):
    pass_time(client, signed_in=12 * HOUR - 90)
    answer = client.post(reverse("session"), HTTP_ACCEPT="application/json").json()
    assert answer["ends_in"] <= 90
    assert not answer["can_be_prolonged"]


def test_without_scripts_the_press_leads_back(client):
    there = "http://testserver/organisations/"
    browser = {"HTTP_ACCEPT": "text/html,application/xhtml+xml,*/*;q=0.8"}
    assert client.post(reverse("session"), HTTP_REFERER=there, **browser).url == there
    assert client.post(reverse("session"), HTTP_REFERER="https://evil.example/", **browser).url == reverse(
        "account"
    )


def test_every_page_of_somebody_signed_in_says_when_the_session_ends(client):
    page = client.get(reverse("account")).content.decode()
    assert f'data-ends-in="{HOUR}"' in page or f'data-ends-in="{HOUR - 1}"' in page
    assert client.session.person in page
    assert "session-end" not in Client().get(reverse("account_login")).content.decode()


# Where somebody is signed in


@pytest.fixture
def elsewhere(person):
    """The same person in another browser, by the form."""
    client = Client(HTTP_USER_AGENT=FIREFOX)
    client.post(reverse("account_login"), {"login": person.email, "password": PASSWORD})
    return client


def test_the_account_page_lists_every_browser_and_no_key(client, elsewhere, person):
    page = client.get(reverse("account")).content.decode()
    assert "Firefox on Windows" in page
    assert "You are here" in page
    for one in (client, elsewhere):
        assert one.session.session_key not in page
    assert "127.0.0.1" not in page
    assert "127.0.0.1" not in str(dict(elsewhere.session))


def test_this_browser_comes_first_then_the_last_used(client, elsewhere, person):
    third = sign_in(person)
    pass_time(client, idle=50)
    pass_time(elsewhere, idle=20)
    order = [one.session.session_key for one in (client, third, elsewhere)]
    places = places_of(person, order[0])
    assert [place.is_this for place in places] == [True, False, False]
    assert places[1].seen - places[2].seen > timedelta(seconds=15)


def test_another_browser_is_signed_out_from_here(client, elsewhere, person):
    other = next(place for place in places_of(person, client.session.session_key) if not place.is_this)
    answer = client.post(reverse("session_end", args=[other.token]), follow=True)
    assert "You are signed out there." in answer.content.decode()
    assert not is_in(elsewhere)
    assert is_in(client)
    assert client.post(reverse("session_end", args=[other.token])).status_code == 404


def test_all_others_are_signed_out_from_here(client, elsewhere, person):
    third = sign_in(person)
    answer = client.post(reverse("session_end_others"), follow=True)
    assert "in 2 other places" in answer.content.decode()
    assert [is_in(one) for one in (client, elsewhere, third)] == [True, False, False]


def test_nobody_ends_the_sessions_of_others(client, person):
    other = make_person("other@example.org", "Olu")
    theirs = sign_in(other)
    token = places_of(other, None)[0].token
    assert client.post(reverse("session_end", args=[token])).status_code == 404
    client.post(reverse("session_end_others"))
    assert is_in(theirs)


def test_what_is_over_is_not_listed(client, elsewhere, person):
    pass_time(elsewhere, idle=HOUR + 1)
    assert len(places_of(person, None)) == 1
    person.set_password("another horse battery staple")
    person.save()
    assert places_of(person, None) == []


def test_all_sessions_of_a_person_can_be_ended(client, elsewhere, person):
    assert end_sessions(person) == 2
    assert not is_in(client)
    assert not Session.objects.filter(user=person).exists()


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (FIREFOX, "Firefox on Windows"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Version/17.0 Safari/605.1.15", "Safari on macOS"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Safari/537.36 Edg/140.0", "Edge on Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) CriOS/140 Safari/604.1", "Chrome on iPhone"),
        ("Mozilla/5.0 (Linux; Android 15) Chrome/140.0 Mobile Safari/537.36", "Chrome on Android"),
        ("curl/8.5", ""),
        ("<script>alert(1)</script>", ""),
    ],
)
def test_a_browser_is_told_by_its_family(agent, words):
    assert browser_of(agent) == words


def test_sessions_are_kept_where_they_can_be_ended():
    assert project.SESSION_ENGINE == "accounts.session_store"
    assert project.SESSION_IDLE_SECONDS <= HOUR
    assert project.SESSION_COOKIE_AGE <= 12 * HOUR
