"""A10: a session is new at sign-in, and dead after an hour without use, after twelve hours, and when it is ended."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts import session_store
from accounts.models import Session
from accounts.session_store import SessionStore
from tests.conftest import PASSWORD, sign_in

NEW = "another horse battery staple"


def is_in(client):
    return client.get(reverse("account")).status_code == 200


def aged(person, **seconds):
    """A browser whose session was used, or begun, so many seconds ago."""
    client = sign_in(person)
    session = client.session
    for moment, ago in seconds.items():
        session[moment] -= ago
    session.save()
    return client


def hold(person):
    client = Client()
    client.get(reverse("account_login"))
    client.session.save()
    before = client.session.session_key
    client.post(reverse("account_login"), {"login": person.email, "password": PASSWORD})
    assert is_in(client)
    assert client.session.session_key != before
    assert not is_in(aged(person, seen_at=3601))
    assert not is_in(aged(person, signed_in_at=12 * 3600 + 1))
    assert is_in(aged(person, seen_at=3500, signed_in_at=11 * 3600))
    hold_ends(person, client)


def hold_ends(person, client):
    copy, other = Client(), sign_in(person)
    copy.cookies["session"] = client.cookies["session"].value
    page = client.get(reverse("account")).content.decode()
    assert reverse("session_end_others") in page
    client.post(reverse("session_end_others"))
    assert not is_in(other)
    other = sign_in(person)
    client.post(
        reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    )
    assert is_in(client)
    assert not is_in(other)
    copy.cookies["session"] = client.cookies["session"].value
    client.post(reverse("account_logout"))
    assert not is_in(copy)


def test_sessions_end_as_promised(manager):
    hold(manager)


def test_when_no_end_is_reckoned_the_promise_is_broken(manager, monkeypatch):
    monkeypatch.setattr(session_store, "end_of", lambda data: data["seen_at"] + 14 * 24 * 3600)
    with pytest.raises(AssertionError):
        hold(manager)


def test_when_the_twelve_hours_are_not_counted_the_promise_is_broken(manager, monkeypatch):
    monkeypatch.setattr(session_store, "last_moment", lambda data: data["seen_at"] + 14 * 24 * 3600)
    with pytest.raises(AssertionError):
        hold(manager)


def test_when_a_sign_in_keeps_the_key_the_promise_is_broken(manager, monkeypatch):
    monkeypatch.setattr(SessionStore, "cycle_key", lambda self: None)
    with pytest.raises(AssertionError):
        hold(manager)


def test_when_others_are_not_ended_the_promise_is_broken(manager, monkeypatch):
    monkeypatch.setattr("programmes.views.session.end_sessions", lambda user, but: 0)
    with pytest.raises(AssertionError):
        hold(manager)


def test_every_session_of_somebody_knows_its_person(manager):
    sign_in(manager)
    assert Session.objects.filter(user=manager).count() == 1
