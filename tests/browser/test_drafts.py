"""What is typed into a real browser outlives the session, the tab, the person at the machine, and the server."""

import os
import re
import shutil
import socket
import subprocess
import sys
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.db import connection
from django.urls import reverse
from playwright.sync_api import expect

from accounts.models import Session
from assessments.models import PopulationProfile
from config.demo.people import MAILBOX
from tests.browser.addresses import row, someone
from tests.browser.conftest import PASSWORD

LONG = ("Frail people, <b>é</b> 中 “quoted” & 100% of them; " * 300)[:9_999] + "."
TEN_SECONDS = 10_000


@pytest.fixture
def form():
    """The form of the population profile, which has the longest text of the needs assessment."""
    return reverse("record_edit", args=["riverside", "populationprofile", row("populationprofile")])


def note(page):
    return page.get_by_label("What stands out")


def line(page):
    return page.locator("[data-draft-line]")


def type_long(page, address):
    page.goto(address)
    note(page).fill(LONG)
    page.get_by_label("Reason for the change").fill("Counted anew")


def sign_in(page, person="manager"):
    page.get_by_label("E-mail address").fill(f"{person}@{MAILBOX}")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()


def end_sessions_of(person):
    Session.objects.filter(user=someone(person)).delete()


def test_a_form_sent_after_the_session_has_ended_is_there_after_signing_in_and_can_be_saved(page_as, form):
    page = page_as("manager")
    type_long(page, form)
    end_sessions_of("manager")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("What you typed is kept")).to_be_visible()
    sign_in(page)
    expect(note(page)).to_have_value(LONG)
    expect(page.get_by_label("Reason for the change")).to_have_value("Counted anew")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Saved:")).to_be_visible()
    assert PopulationProfile.objects.get(pk=row("populationprofile")).note == LONG


def test_a_form_whose_tab_was_closed_is_there_for_its_writer_alone(page_as, form):
    page = page_as("manager")
    page.goto(form)
    note(page).fill(LONG[::-1])
    expect(line(page)).to_contain_text("Draft kept")
    page.context.close()
    other = page_as("contributor")
    other.goto(form)
    expect(note(other)).not_to_have_value(LONG[::-1])
    again = page_as("manager")
    again.goto(form)
    expect(note(again)).to_have_value(LONG[::-1])
    expect(again.get_by_text("It is not saved yet")).to_be_visible()
    again.get_by_role("button", name="Start from what is saved").click()
    expect(note(again)).not_to_have_value(LONG[::-1])


def test_a_page_says_who_else_is_there_and_who_has_saved(page_as, form):
    page, other = page_as("manager"), page_as("contributor")
    page.goto(form)
    other.goto(form)
    expect(page.get_by_text("is editing this too")).to_be_visible(timeout=TEN_SECONDS)
    expect(other.get_by_text("is editing this too")).to_be_visible(timeout=TEN_SECONDS)
    other.get_by_label("Area").fill("Riverside and the hills")
    other.get_by_label("Reason for the change").fill("The hills belong to it")
    other.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("saved this at")).to_be_visible(timeout=TEN_SECONDS)
    expect(page.get_by_role("link", name="See what changed")).to_be_visible()


def test_a_drawer_closes_without_a_question_once_a_draft_is_kept_and_opens_with_it(page_as, form):
    page = page_as("manager")
    page.goto("/programmes/riverside/plan/risks/")
    risk = page.locator("#drawer").get_by_label("Risk", exact=True)
    page.get_by_role("link", name="Add a risk").click()
    risk.fill("Because the lift fails, the clinic may stay shut")
    expect(line(page)).to_contain_text("Draft kept")
    page.keyboard.press("Escape")
    expect(page.locator("#drawer")).to_be_hidden()
    page.get_by_role("link", name="Add a risk").click()
    expect(risk).to_have_value("Because the lift fails, the clinic may stay shut")
    page.get_by_role("button", name="Start from what is saved").click()
    expect(risk).to_have_value("")
    end_sessions_of("manager")
    risk.fill("Because nobody is signed in")
    page.locator("#drawer").get_by_role("button", name="Add risk").click()
    expect(page.locator("#drawer").get_by_text("What you typed is kept")).to_be_visible()


def test_signing_out_leaves_nothing_in_the_browser(page_as, form):
    page = page_as("manager")
    type_long(page, form)
    expect(line(page)).to_contain_text("Draft kept")
    page.goto("/accounts/logout/")
    page.get_by_role("main").get_by_role("button", name="Sign out").click()
    expect(page.get_by_label("Password")).to_be_visible()
    stored = page.evaluate(
        "async () => [{...localStorage}, await indexedDB.databases(), await caches.keys(), {...sessionStorage}]"
    )
    assert stored[:3] == [{}, [], []]
    assert set(stored[3]) <= {"htmx-current-path-for-history"}  # an address, no text
    for _step in range(2):
        page.go_back()
        assert LONG[:40] not in page.content()
        assert page.evaluate("[...document.querySelectorAll('textarea')].map((area) => area.value)") == []


# A server process of its own, that is killed


@pytest.fixture
def surroundings(db, tmp_path):
    """The environment of a second server at the database of these tests."""
    shutil.copytree(settings.BASE_DIR / "static", tmp_path / "static")
    name = connection.settings_dict["NAME"]
    kept = {one: os.environ[one] for one in ("PATH", "HOME", "LANG") if one in os.environ}
    given = os.environ.get("TEST_DATABASE_URL")
    database = urlsplit(given)._replace(path=f"/{name}").geturl() if given else f"sqlite:///{name}"
    return {
        **kept,
        "COMMON_CAUSE_MODE": "test",
        "COMMON_CAUSE_VAR": str(tmp_path),
        "DATABASE_URL": database,
        "SECRET_KEY": settings.SECRET_KEY,
    }


@pytest.fixture
def start_server(surroundings):
    """Starts the server, always at the same address; what is left of it is ended after the test."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    started = []

    def start():
        process = subprocess.Popen(
            [sys.executable, "-m", "uvicorn", "config.asgi:application", "--port", port, "--no-access-log"],
            cwd=settings.BASE_DIR,
            env=surroundings,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        started.append(process)
        assert any("running on" in line for line in process.stdout), "the server ended by itself"
        return process

    start.address = f"http://localhost:{port}"
    yield start
    for process in started:
        process.kill()
        process.communicate()


def test_a_server_that_is_killed_loses_nothing_and_the_page_goes_on_by_itself(page_as, form, start_server):
    server = start_server()
    page = page_as("manager")
    page.goto(f"{start_server.address}{form}")
    note(page).fill("Typed before the server died. ")
    expect(line(page)).to_contain_text("Draft kept")
    server.kill()  # SIGKILL
    server.wait()
    note(page).press_sequentially("Typed while it was away.")
    expect(line(page)).to_contain_text(re.compile("No connection.*not kept yet"))
    start_server()
    expect(line(page)).to_contain_text("Draft kept", timeout=TEN_SECONDS)
    page.context.close()  # the tab is gone without a word
    again = page_as("manager")
    again.goto(form)
    expect(note(again)).to_have_value("Typed before the server died. Typed while it was away.")
