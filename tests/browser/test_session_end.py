"""The end of a session as a reader sees it: told in time, put off by a press, and nothing left on the screen after it.

The browser's clock is wound on, and with it the session's own moments in the database; nothing waits.
"""

import pytest
from django.conf import settings
from playwright.sync_api import Page, expect

from accounts import session_store
from accounts.models import User
from accounts.session_store import SessionStore
from config.demo.people import MAILBOX
from tests.browser.conftest import AXE
from tests.browser.watch import barriers, too_wide
from tests.conftest import sign_in

IDLE = settings.SESSION_IDLE_SECONDS
PHONE = {"width": 390, "height": 844}
PLAN = "/programmes/riverside/plan/risks/"
TYPED = "Half a sentence, and then the telephone rang"


def session_of(page: Page) -> SessionStore:
    cookie = next(one for one in page.context.cookies() if one["name"] == "session")
    return SessionStore(cookie["value"])


def hours_pass(page: Page, seconds: int, *, signed_in: int | None = None) -> None:
    """So long nothing is done, in the browser and on the server; as if the sign-in were `signed_in` seconds older."""
    session = session_of(page)
    session["seen_at"] -= seconds
    session["signed_in_at"] -= seconds if signed_in is None else signed_in
    session.save()
    wind(page, seconds)


def wind(page: Page, seconds: int) -> None:
    """The browser's clock goes on, as over the lid of a closed laptop: what was due fires once."""
    page.clock.fast_forward(seconds * 1000)


def opened(page: Page, path: str = PLAN) -> Page:
    page.clock.install()
    page.goto(path)
    return page


def warning(page: Page):
    return page.get_by_role("dialog", name="Are you still there?")


def farewell(page: Page):
    return page.get_by_role("dialog", name="You have been signed out")


def hold(page: Page, patience: int = 5000) -> None:
    """Two minutes before the end the reader is told, and one press puts it off."""
    hours_pass(page, IDLE - 121)
    expect(warning(page)).to_be_visible(timeout=patience)
    expect(warning(page)).to_contain_text("signed out in 2 minutes")
    expect(page.get_by_role("button", name="Stay signed in")).to_be_focused()
    page.keyboard.press("Enter")
    expect(warning(page)).to_be_hidden()
    assert session_of(page).ends_in > IDLE - 20


def test_the_warning_comes_two_minutes_before_and_a_press_puts_it_off_ten_times(page_as):
    page = opened(page_as("manager"))
    for _press in range(10):
        hold(page)


def test_without_the_warning_the_promise_is_broken(page_as, monkeypatch):
    monkeypatch.setattr(session_store, "WARN_BEFORE", 0)
    page = opened(page_as("manager"))
    with pytest.raises(AssertionError):
        hold(page, patience=1000)


def test_nothing_is_said_long_before_the_end_or_when_another_tab_was_used(page_as):
    page = opened(page_as("manager"))
    hours_pass(page, IDLE - 200)
    expect(warning(page)).to_be_hidden()
    other = page.context.new_page()
    other.goto("/account/")
    with page.expect_response("**/account/session/"):
        wind(page, 150)
    expect(warning(page)).to_be_hidden()


def test_who_is_typing_is_not_disturbed_and_stays_signed_in(page_as):
    page = opened(page_as("manager"), "/account/")
    hours_pass(page, IDLE - 200)
    page.get_by_label("Name", exact=True).fill(TYPED)
    with page.expect_response("**/account/session/"):
        hours_pass(page, 80)
    expect(warning(page)).to_be_hidden()
    assert session_of(page).ends_in > IDLE - 20


def test_escape_stays_and_the_words_change_by_the_half_minute(page_as):
    page = opened(page_as("manager"))
    for passed, words in (
        (IDLE - 120, "2 minutes"),
        (30, "a minute and a half"),
        (30, "1 minute"),
        (30, "half"),
    ):
        hours_pass(page, passed)
        expect(warning(page)).to_contain_text(f"signed out in {words}")
    page.keyboard.press("Escape")
    expect(warning(page)).to_be_hidden()
    assert session_of(page).ends_in > IDLE - 20


def test_the_warning_is_readable_by_everybody_on_a_desk_and_on_a_telephone(page_as):
    for size in ({}, {"viewport": PHONE}):
        page = page_as("manager", **size)
        page.context.add_init_script(path=AXE)
        opened(page)
        hours_pass(page, IDLE - 120)
        expect(warning(page)).to_be_visible()
        assert barriers(page) == []
        assert too_wide(page) == []


def test_after_the_end_nothing_can_be_read_and_what_was_typed_is_still_there(page_as):
    page = opened(page_as("manager"))
    page.get_by_role("link", name="Add a risk").click()
    field = page.locator("#drawer").get_by_label("Risk", exact=True)
    field.fill(TYPED)
    title = page.title()
    hours_pass(page, IDLE + 60)
    expect(farewell(page)).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    expect(farewell(page)).to_be_visible()
    for hidden in (page.locator("main"), page.locator(".masthead"), field):
        expect(hidden).not_to_be_visible()
    assert field.evaluate("field => field.value") == TYPED
    assert page.title() == "Signed out" != title
    link = page.get_by_role("link", name="Sign in")
    expect(link).to_be_focused()
    assert link.get_attribute("href").endswith(f"?next={PLAN.replace('/', '%2F')}")


def test_who_signs_in_again_in_another_tab_finds_the_page_as_it_was(page_as):
    page = opened(page_as("manager"))
    hours_pass(page, IDLE + 60)
    expect(farewell(page)).to_be_visible()
    come_back(page, as_person="outsider")
    expect(farewell(page)).to_be_visible()
    come_back(page, as_person="manager")
    expect(farewell(page)).to_be_hidden()
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def come_back(page: Page, *, as_person: str) -> None:
    """To the tab, after somebody signed in with the same browser."""
    session = sign_in(User.objects.get(email=f"{as_person}@{MAILBOX}")).cookies["session"].value
    page.context.add_cookies([{"name": "session", "value": session, "url": page.evaluate("location.origin")}])
    with page.expect_response("**/account/session/"):
        page.evaluate("() => document.dispatchEvent(new Event('visibilitychange'))")


def test_who_signed_out_in_another_tab_leaves_nothing_on_the_screen_of_this_one(page_as):
    page = opened(page_as("manager"))
    session_of(page).flush()
    with page.expect_response("**/account/session/"):
        page.evaluate("() => document.dispatchEvent(new Event('visibilitychange'))")
    expect(farewell(page)).to_be_visible()
    expect(page.locator("main")).not_to_be_visible()


def test_after_twelve_hours_the_end_is_told_but_cannot_be_put_off(page_as):
    page = opened(page_as("manager"))
    hours_pass(page, IDLE - 120, signed_in=12 * 3600 - 100)
    last = page.get_by_role("dialog", name="You have to sign in again soon")
    expect(last).to_contain_text("cannot be put off")
    expect(page.get_by_role("button", name="Stay signed in")).to_be_hidden()
    page.get_by_role("button", name="Go on until then").click()
    expect(last).to_be_hidden()
    hours_pass(page, 110)
    expect(farewell(page)).to_be_visible()


def test_when_the_server_is_away_the_press_is_tried_again(page_as):
    page = opened(page_as("manager"))
    hours_pass(page, IDLE - 120)
    expect(warning(page)).to_be_visible()
    page.context.set_offline(True)
    page.get_by_role("button", name="Stay signed in").click()
    expect(page.get_by_role("alert")).to_contain_text("cannot be reached")
    page.context.set_offline(False)
    wind(page, 10)
    expect(warning(page)).to_be_hidden()
    assert session_of(page).ends_in > IDLE - 20


def test_one_can_sign_out_from_the_warning(page_as):
    page = opened(page_as("manager"))
    hours_pass(page, IDLE - 120)
    warning(page).get_by_role("button", name="Sign out now").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
