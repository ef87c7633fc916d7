"""B4: when the session ends in a long form, every character is there after signing in, and never for another account."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts import drafts_form, drafts_middleware
from accounts.models import Draft, Session
from config import views
from tests.conftest import PASSWORD, sign_in
from tests.sent_forms import SCRIPT, filled_in

ADD = "/programmes/riverside/records/cohort/add/"
LONG = ("Frail people, <b>é</b> 中 \U0001f600 “quoted” & 100% of\r\nthem; " * 300)[:10_000]
assert len(LONG) == 10_000
SHOWN = LONG.replace("\r\n", "\n")  # a browser sends a line break as two characters and shows it as one


def open_browser(person):
    """A browser in which the person is signed in, that insists on the protection of forms as a real one does."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(person)
    return client


def sign_in_with_password(client, person, next_address):
    """By the form, as after a session that has ended; where it leads."""
    page = client.get(reverse("account_login"))
    token = page.context["csrf_token"]
    sent = {
        "login": person.email,
        "password": PASSWORD,
        "next": next_address,
        "csrfmiddlewaretoken": str(token),
    }
    return client.post(reverse("account_login"), sent)


def typed_at(client):
    return client.get(ADD).context["form"]["definition"].value() or ""


def told(page):
    return page.content.decode()


def hold(manager, other):
    for send in (submit, autosave, submit_after_signing_in_elsewhere):
        Draft.objects.all().delete()
        client = open_browser(manager)
        sent = filled_in(client, ADD, name="Frail people", definition=LONG)
        Session.objects.filter(user=manager).delete()
        send(client, sent, manager)
        assert LONG[:40] not in told(client.get("/accounts/login/")), "shown to nobody"
        stranger = sign_in(other)
        assert typed_at(stranger) == ""
        assert LONG[:40] not in told(stranger.get("/account/"))
        client = open_browser(manager)
        kept = typed_at(client)
        assert kept == SHOWN, f"{send.__name__}: {len(kept)} of {len(SHOWN)} characters are left"


def submit(client, sent, person):
    answer = client.post(ADD, sent)
    assert answer.status_code == 302, "no bare page about the form's protection"
    assert answer.url.startswith(reverse("account_login"))
    assert "What you typed is kept" in told(client.get(answer.url))
    assert sign_in_with_password(client, person, ADD).url == ADD


def autosave(client, sent, person):
    answer = client.post("/drafts/", sent, headers=SCRIPT)
    assert answer.status_code == 401
    assert "What you typed is kept" in answer.json()["words"]


def submit_after_signing_in_elsewhere(client, sent, person):
    """In another tab of the same browser: the protection of the open form is that of the old session."""
    sign_in_with_password(client, person, "/")
    answer = client.post(ADD, sent)
    assert answer.status_code == 403
    assert f'href="{ADD}"' in told(answer)
    assert "Open the form again" in told(answer)
    client.logout()


def hold_apart(manager, other):
    """The next person at the same machine sends what stands on the screen; its protection is taken to be sound."""
    client = sign_in(manager)
    sent = filled_in(client, ADD, name="Frail people", definition=LONG)
    client.logout()
    client.force_login(other)
    answer = client.post(ADD, sent, follow=True)
    assert "Frail people" not in told(answer)
    assert typed_at(client) == ""
    assert "Frail people" not in told(client.get("/account/"))
    assert typed_at(open_browser(manager)) == SHOWN


def test_every_character_is_there_after_signing_in_again(manager, programme, contributor):
    hold(manager, contributor)


def test_another_account_is_never_shown_it_and_does_not_save_it(manager, programme, contributor):
    hold_apart(manager, contributor)
    assert not Draft.objects.filter(user=contributor).exists()


def test_in_the_drawer_a_few_words_and_the_way_to_sign_in_take_the_place_of_the_form(manager, programme):
    client = open_browser(manager)
    sent = filled_in(client, ADD, name="Frail people", definition=LONG)
    Session.objects.filter(user=manager).delete()
    answer = client.post(ADD, sent, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assert "What you typed is kept" in told(answer)
    assert "<html" not in told(answer)


def test_a_page_that_stood_open_is_given_the_new_protection_and_goes_on(manager, programme):
    client = open_browser(manager)
    sent = filled_in(client, ADD, name="Frail people", definition=LONG)
    Session.objects.filter(user=manager).delete()
    sign_in_with_password(client, manager, "/")
    answer = client.post("/drafts/", sent, headers=SCRIPT)
    assert answer.status_code == 403
    sent["csrfmiddlewaretoken"] = answer.json()["csrf"]
    assert client.post("/drafts/", sent, headers=SCRIPT).status_code == 200
    assert typed_at(client) == SHOWN


def test_a_form_of_somebody_else_is_not_read_out_by_the_page_about_its_protection(manager, contributor, rf):
    request = rf.post(ADD, {"note": "Not yours", "draft": "forged"})
    request.user = contributor
    assert b"Not yours" not in views.csrf_failure(request).content


def test_when_nothing_is_kept_the_promise_is_broken(manager, programme, contributor, monkeypatch):
    monkeypatch.setattr(drafts_middleware, "_is_kept", lambda request, opening: True)
    with pytest.raises(AssertionError):
        hold(manager, contributor)


def test_when_drafts_belong_to_everybody_the_promise_is_broken(manager, programme, contributor, monkeypatch):
    monkeypatch.setattr(
        drafts_form, "begun_at", lambda user, place: Draft.objects.filter(place=place, taken_at=None).first()
    )
    with pytest.raises(AssertionError):
        hold(manager, contributor)
    with pytest.raises(AssertionError):
        hold_apart(manager, contributor)


def test_when_the_sender_is_not_compared_with_the_owner_the_promise_is_broken(
    manager, programme, contributor, monkeypatch
):
    monkeypatch.setattr(
        drafts_middleware,
        "_not_the_owner",
        lambda request, opening, get_response: get_response(request),
    )
    with pytest.raises(AssertionError):
        hold_apart(manager, contributor)
