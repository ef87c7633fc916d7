"""Guessing passwords is stopped, by account and client; nobody else is locked out, and nothing is told."""

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from tests.conftest import PASSWORD, make_person

ELSEWHERE = "198.51.100.7"


@pytest.fixture(autouse=True)
def _fresh_limits(db):
    cache.clear()


@pytest.fixture
def person(db):
    return make_person("mira@example.org", "Mira")


@pytest.fixture(autouse=True)
def _landing_page(settings):
    """Where somebody arrives does not matter here."""
    settings.LOGIN_REDIRECT_URL = "/healthz"


def attempt(client, email="mira@example.org", password="wrong wrong wrong", **headers):
    return client.post(reverse("account_login"), {"login": email, "password": password}, **headers)


def is_in(client):
    return "_auth_user_id" in client.session


def test_the_right_password_opens_and_makes_a_new_session(person):
    client = Client()
    client.get(reverse("account_login"))
    before = client.session.session_key
    assert attempt(client, password=PASSWORD).status_code == 302
    assert is_in(client)
    assert client.session.session_key != before


def test_after_five_wrong_guesses_even_the_right_password_waits(person):
    client = Client()
    for _ in range(5):
        attempt(client)
    attempt(client, password=PASSWORD)
    assert not is_in(client)


def test_the_real_person_elsewhere_is_not_locked_out(person):
    guesser = Client()
    for _ in range(10):
        attempt(guesser)
    client = Client(REMOTE_ADDR=ELSEWHERE)
    attempt(client, password=PASSWORD)
    assert is_in(client)


@pytest.mark.parametrize(
    "header", ["HTTP_X_FORWARDED_FOR", "HTTP_X_REAL_IP", "HTTP_FORWARDED", "HTTP_CLIENT_IP"]
)
def test_a_made_up_address_does_not_get_round_the_limit(person, header):
    client = Client()
    for number in range(6):
        attempt(client, **{header: f"203.0.113.{number}"})
    attempt(client, password=PASSWORD, **{header: "203.0.113.99"})
    assert not is_in(client)


def test_spelling_the_address_differently_does_not_get_round_the_limit(person):
    client = Client()
    for spelling in (
        "MIRA@example.org",
        " mira@example.org",
        "Mira@Example.org ",
        "mira@example.org",
        "mIRA@example.org",
    ):
        attempt(client, spelling)
    attempt(client, password=PASSWORD)
    assert not is_in(client)


def test_one_client_cannot_try_many_accounts(person):
    client = Client()
    for number in range(20):
        attempt(client, f"somebody{number}@example.org")
    attempt(client, password=PASSWORD)
    assert not is_in(client)


def test_known_and_unknown_addresses_get_the_same_words(person):
    def words(email):
        response = attempt(Client(), email)
        return response.status_code, response.context["form"].errors

    assert words("mira@example.org") == words("nobody@example.org")


def test_nobody_signs_up_without_an_invitation(db):
    client = Client()
    answer = client.post(reverse("account_signup"), {"email": "new@example.org", "password1": PASSWORD})
    assert answer.status_code == 200
    assert not is_in(client)
    assert "_auth_user_id" not in client.session


def test_signing_out_ends_the_session_everywhere(person):
    client, copy = Client(), Client()
    client.force_login(person)
    copy.cookies["session"] = client.cookies["session"].value
    assert copy.get(reverse("account_change_password")).status_code == 200
    client.post(reverse("account_logout"))
    assert copy.get(reverse("account_change_password")).status_code == 302


def test_changing_the_password_ends_other_sessions(person):
    client, other = Client(), Client()
    for one in (client, other):
        one.force_login(person)
    new = "another horse battery staple"
    sent = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    assert client.post(reverse("account_change_password"), sent).status_code == 302
    assert other.get(reverse("account_change_password")).status_code == 302
