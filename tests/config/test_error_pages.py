"""Pages for when something went wrong. No test here has a database: none of them may need one."""

import pytest
from django.test import Client

from config import views

LOGIN = "/accounts/login/"


@pytest.fixture
def strict_client():
    return Client(enforce_csrf_checks=True)


def test_an_expired_form_shows_again_what_was_typed(strict_client):
    answer = strict_client.post(LOGIN, {"reason": "Pooled budget <agreed>", "due_on": "2026-03-14"})
    page = answer.content.decode()
    assert answer.status_code == 403
    assert "Pooled budget &lt;agreed&gt;" in page
    assert "2026-03-14" in page


def test_an_expired_form_never_shows_a_secret(strict_client):
    secrets = {
        "password": "hidden-1",
        "new_password1": "hidden-2",
        "csrfmiddlewaretoken": "hidden-3",
        "api_token": "hidden-4",
    }
    answer = strict_client.post(LOGIN, {**secrets, "note": "to keep"})
    page = answer.content.decode()
    assert "to keep" in page
    assert "hidden-" not in page


def test_every_answer_of_a_repeated_field_is_kept(strict_client):
    answer = strict_client.post(LOGIN, {"goal": ["fewer falls", "", "more time at home"]})
    assert "fewer falls\nmore time at home" in answer.content.decode()


@pytest.mark.parametrize(
    ("view", "status"),
    [(views.bad_request, 400), (views.permission_denied, 403), (views.page_not_found, 404)],
)
def test_a_refusal_is_a_page_of_ours_with_a_way_back(rf, view, status):
    answer = view(rf.get("/nowhere"), Exception("told to nobody"))
    page = answer.content.decode()
    assert answer.status_code == status
    assert 'href="/' in page
    assert "told to nobody" not in page


def test_a_fault_of_the_program_is_a_page_of_ours(rf):
    answer = views.server_error(rf.get("/broken"))
    assert answer.status_code == 500
    assert "<h1" in answer.content.decode()


def test_an_address_that_does_not_exist_is_answered_without_asking_who_is_there(client):
    answer = client.get("/nowhere-at-all")
    assert answer.status_code == 404
    assert not answer.cookies
