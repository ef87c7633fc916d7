"""One browser, one server and one loading of the example programmes for all tests of this folder."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.test import override_settings
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, sync_playwright
from pytest_django.live_server_helper import LiveServer

from accounts.models import Draft, User
from config.demo.load import load_demo
from config.demo.people import MAILBOX
from history import guard
from history.audit import all_faults
from tests.conftest import sign_in

PASSWORD = "rotating copper lanterns"
AXE = Path(__file__).parents[1] / "vendor/axe/axe.min.js"
DESK = {"width": 1280, "height": 900}
PATIENCE = 10_000  # milliseconds until a missing element is a failure


def pytest_collection_modifyitems(items):
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="package")
def db(django_db_setup, django_db_blocker):
    """The database of this folder's tests: the example programmes, loaded once, seen by the server too.

    It takes the place of pytest-django's fixture, whose transactions nobody else could see into.
    """
    # The browser's driver runs an event loop in this thread; Django would take these tests for asynchronous code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with django_db_blocker.unblock():
        with override_settings(TASKS={"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}):
            list(load_demo(secret=PASSWORD, today=timezone.localdate()))  # its reports wait for a worker
        yield
        faults = all_faults()
        with guard.lowered():
            call_command("flush", interactive=False, verbosity=0)
        cache.clear()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]
    assert faults == []


@pytest.fixture(autouse=True)
def no_drafts(db):
    """What an earlier test typed and never sent is not offered to this one."""
    Draft.objects.all().delete()


@pytest.fixture
def history_is_complete():
    """Looked at once, when all tests of this folder have run."""


@pytest.fixture(scope="package")
def server(db):
    """The address of the server."""
    live = LiveServer("localhost")
    yield live.url
    live.stop()


@pytest.fixture(scope="package")
def browser(server):
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=shutil.which("chromium"),
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        yield chromium
        chromium.close()


@pytest.fixture(scope="package")
def open_context(browser, server):
    """Opens a browser session as a person of the demonstration ("manager"), or as nobody."""

    def open_as(person: str = "", **settings) -> BrowserContext:
        settings = {"viewport": DESK, "reduced_motion": "reduce"} | settings
        context = browser.new_context(base_url=server, locale="en-GB", **settings)
        context.set_default_timeout(PATIENCE)
        if person:
            session = sign_in(User.objects.get(email=f"{person}@{MAILBOX}")).cookies["session"].value
            context.add_cookies([{"name": "session", "value": session, "url": server}])
        return context

    return open_as


@pytest.fixture(scope="package")
def looked_at(open_context) -> Callable[[str], Page]:
    """A page for each person, used again and again, with axe in it."""
    pages: dict[str, Page] = {}

    def page_of(person: str) -> Page:
        if person not in pages:
            context = open_context(person)
            context.add_init_script(path=AXE)
            pages[person] = context.new_page()
        return pages[person]

    yield page_of
    for page in pages.values():
        page.context.close()


@pytest.fixture
def page_as(open_context) -> Callable[..., Page]:
    """A fresh page of a fresh session; all are closed at the end of the test."""
    contexts: list[BrowserContext] = []

    def page_of(person: str = "", **settings) -> Page:
        contexts.append(open_context(person, **settings))
        return contexts[-1].new_page()

    yield page_of
    for context in contexts:
        context.close()
