"""The style page in a real browser: accessible in light and dark, whole on a phone, usable by keyboard."""

import os
from contextlib import contextmanager

import pytest
from django.conf import settings
from playwright.sync_api import sync_playwright

AXE = (settings.BASE_DIR / "tests/vendor/axe/axe.min.js").read_text()
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]

# It takes the words of two text elements side by side for one ("1Needs"), and then misses them in the link's name.
MISREAD_IN_DRAWINGS = '{"label-content-name-mismatch": {"enabled": false}}'

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@contextmanager
def opened(address, *, width=1280, scheme="light", **options):
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        context = browser.new_context(
            viewport={"width": width, "height": 900}, color_scheme=scheme, **options
        )
        page = context.new_page()
        page.refusals = []
        page.on("console", lambda line: "Content Security" in line.text and page.refusals.append(line.text))
        page.goto(address)
        yield page
        browser.close()


@pytest.fixture
def address(live_server):
    return f"{live_server.url}/style/"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_axe_finds_nothing_to_say(address, width, scheme):
    with opened(address, width=width, scheme=scheme, bypass_csp=True) as page:
        page.evaluate(AXE)
        found = page.evaluate("axe.run({exclude: ['svg.chart']})")["violations"]
        found += page.evaluate(f"axe.run('svg.chart', {{rules: {MISREAD_IN_DRAWINGS}}})")["violations"]
    assert [(rule["id"], [node["html"] for node in rule["nodes"]]) for rule in found] == []


def test_nothing_needs_scrolling_sideways_at_320_pixels(address):
    with opened(address, width=320) as page:
        assert page.evaluate("document.documentElement.scrollWidth") == 320


def test_the_content_security_policy_refuses_nothing_of_ours(address):
    with opened(address) as page:
        page.wait_for_load_state("networkidle")
        assert page.refusals == []


def test_the_first_tab_stop_leads_to_the_content(address):
    with opened(address) as page:
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.id") == "main"


def test_a_question_is_asked_before_removing_and_escape_means_no(address):
    with opened(address) as page:
        page.get_by_role("button", name="Remove, after a question").click()
        assert page.get_by_role("dialog").inner_text().startswith("Remove the risk?")
        page.keyboard.press("Escape")
        assert page.get_by_role("dialog").count() == 0
        assert page.url == address


def test_a_yes_to_the_question_sends_the_form(address):
    with opened(address) as page:
        page.get_by_role("button", name="Remove, after a question").click()
        page.get_by_role("dialog").get_by_role("button", name="Remove").click()
        page.wait_for_url(f"{address}?")


def test_every_fold_opens_for_the_printer(address):
    with opened(address) as page:
        page.evaluate("dispatchEvent(new Event('beforeprint'))")
        assert page.locator("details.fold:not([open])").count() == 0
        page.evaluate("dispatchEvent(new Event('afterprint'))")
        assert page.locator("details.fold[open]").count() == 0
