"""What reaches the log: the line that an installation writes, through its own handler, without the key in an address."""

import logging
from io import StringIO

import pytest
from django.test import Client
from django.urls import reverse

from assessments.ballots import token_of
from assessments.views import rating
from config.log_lines import WithoutKeys, cut
from history.actions import add_row
from tests.assessments.panels import assessed, invited, opened

TOKEN = "cJ3k-9_aZ:kGx_w-00aaBB"


@pytest.fixture
def log():
    """What the handler of the settings writes during the test."""
    [handler] = [one for one in logging.getLogger().handlers if isinstance(one.formatter, WithoutKeys)]
    written = StringIO()
    before = handler.setStream(written)
    yield written
    handler.setStream(before)


@pytest.fixture
def token(programme, manager):
    assessment = assessed(programme, manager)
    opened(assessment, manager)
    return token_of(invited(assessment, manager, 1)[0])


def test_a_form_without_its_protection_is_logged_without_the_link(log, token):
    address = reverse("rate_dimension", args=[token, "finance-funding"])
    answer = Client(enforce_csrf_checks=True).post(address, {"level": "3", "reason": "typed"})
    assert answer.status_code == 403
    assert "Forbidden" in log.getvalue()
    assert "/rate/…/finance-funding/" in log.getvalue()
    assert token not in log.getvalue()


def test_an_act_that_the_address_does_not_know_is_logged_without_the_link(log, token):
    answer = Client().post(reverse("rate_yours", args=[token]))
    assert answer.status_code == 405
    assert "Method Not Allowed" in log.getvalue()
    assert token not in log.getvalue()


def test_a_fault_is_logged_with_its_traceback_and_without_the_link(log, token, monkeypatch):
    def broken(seat):
        raise RuntimeError(f"no page for /rate/{seat.token}/")

    monkeypatch.setattr(rating, "own", broken)
    answer = Client(raise_request_exception=False).get(reverse("rate_yours", args=[token]))
    assert answer.status_code == 500
    assert "Internal Server Error: /rate/…/yours/" in log.getvalue()
    assert "RuntimeError: no page for /rate/…/" in log.getvalue()
    assert token not in log.getvalue()


def test_an_instrument_that_cannot_be_read_is_logged_without_the_link(log, token, programme, manager):
    assessment = programme.assessments.get()
    assessment.instrument_key = "gone"
    add_row(row=assessment, by=manager)
    assert Client().get(reverse("rate", args=[token])).status_code == 503
    assert "Service Unavailable: /rate/…/" in log.getvalue()
    assert token not in log.getvalue()


def test_no_other_handler_gets_what_django_logs():
    loggers = [
        logging.getLogger(name) for name in ("django", "django.request", "django.security", "django.server")
    ]
    handlers = [handler for logger in [*loggers, logging.getLogger()] for handler in logger.handlers]
    ours = [one for one in handlers if "pytest" not in type(one).__module__]
    assert ours
    assert all(isinstance(one.formatter, WithoutKeys) for one in ours)


@pytest.mark.parametrize(
    ("line", "written"),
    [
        (f"Forbidden: /rate/{TOKEN}/yours/", "Forbidden: /rate/…/yours/"),
        (f"GET /rate/{TOKEN}/ 200", "GET /rate/…/ 200"),
        (f"Not Found: /invitations/{TOKEN}/", "Not Found: /invitations/…/"),
        ("/accounts/password/reset/key/1-abc-def/", "/accounts/password/reset/key/…/"),
        (
            f"/accounts/login/?next=%2Frate%2F{TOKEN}%2Fyours%2F",
            "/accounts/login/?next=%2Frate%2F…%2Fyours%2F",
        ),
        (f"'/rate/{TOKEN}/'", "'/rate/…/'"),
        ("/programmes/riverside/assessments/3/", "/programmes/riverside/assessments/3/"),
        ("/rate/", "/rate/"),
    ],
)
def test_the_key_is_cut_out_wherever_the_address_stands(line, written):
    assert cut(line) == written
