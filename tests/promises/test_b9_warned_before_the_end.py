"""B9: who would be signed out is warned 20 seconds or more before and can put it off by one press, ten times over.

That the warning is really shown, and can be pressed, is looked at in tests/browser/test_session_end.py.
"""

import re

import pytest
from django.urls import reverse

from accounts import session_store
from accounts.session_store import SessionStore
from tests.conftest import sign_in

IDLE = 3600


def hold(client):
    page = client.get(reverse("account")).content.decode()
    assert int(re.search(r'data-warn-before="(\d+)"', page)[1]) >= 120
    for _press in range(10):
        session = client.session
        session["seen_at"] -= IDLE - 30
        session.save()
        assert client.get(reverse("session")).json()["ends_in"] <= 30
        answer = client.post(reverse("session"), HTTP_ACCEPT="application/json")
        assert answer.json()["ends_in"] >= IDLE - 5
    assert client.get(reverse("account")).status_code == 200


def test_a_warning_comes_in_time_and_the_end_is_put_off_ten_times(manager):
    hold(sign_in(manager))


def test_without_the_warning_the_promise_is_broken(manager, monkeypatch):
    monkeypatch.setattr(session_store, "WARN_BEFORE", 0)
    with pytest.raises(AssertionError):
        hold(sign_in(manager))


def test_when_a_press_puts_nothing_off_the_promise_is_broken(manager, monkeypatch):
    monkeypatch.setattr("programmes.views.session.note_use", lambda session, now: None)
    with pytest.raises(AssertionError):
        hold(sign_in(manager))


def test_when_asking_counts_as_use_the_warning_would_never_be_true(manager, monkeypatch):
    monkeypatch.setattr("accounts.sessions._counts_as_use", lambda request: True)
    with pytest.raises(AssertionError):
        hold(sign_in(manager))


def test_the_end_is_the_stores_own(manager):
    assert isinstance(sign_in(manager).session, SessionStore)
