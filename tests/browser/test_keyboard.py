"""Work done with the keyboard alone, and the drawer in which most of it happens."""

from django.urls import reverse
from playwright.sync_api import Page, expect

from tests.browser.addresses import a_link_to_rate
from tests.browser.watch import barriers, complaints

RISK = "Because a mouse is not at hand, work may stop"


def tab_to(page: Page, name: str, *, limit: int = 80) -> None:
    """Press Tab until the element that says `name` is focused."""
    for _press in range(limit):
        page.keyboard.press("Tab")
        if page.evaluate("() => document.activeElement.textContent.trim()") == name:
            return
    raise AssertionError(f"{limit} presses of Tab do not lead to {name}")


def has_focus(page: Page, selector: str) -> bool:
    return page.evaluate("selector => !!document.activeElement.closest(selector)", selector)


def test_a_risk_is_added_with_the_keyboard_alone(page_as):
    page = page_as("manager")
    page.goto("/programmes/riverside/plan/risks/")
    tab_to(page, "Add a risk")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog").get_by_label("Risk", exact=True)).to_be_focused()
    page.keyboard.type(RISK)
    for score in "45":
        page.keyboard.press("Tab")
        page.keyboard.type(score)
    page.keyboard.press("Enter")
    tab_to(page, "Add risk")
    page.keyboard.press("Enter")
    expect(page.get_by_role("row", name=RISK)).to_contain_text("20")


def test_the_drawer_keeps_the_focus_and_gives_it_back(page_as):
    page = page_as("manager")
    page.goto("/programmes/riverside/plan/risks/")
    opener = page.get_by_role("link", name="Add a risk")
    opener.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog").get_by_label("Risk", exact=True)).to_be_focused()
    for _press in range(14):
        page.keyboard.press("Tab")
        assert not has_focus(page, "main, header, footer")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(opener).to_be_focused()


def test_the_drawer_asks_before_it_loses_what_was_typed(page_as):
    page = page_as("manager")
    page.goto("/programmes/riverside/plan/risks/")
    page.get_by_role("link", name="Add a risk").click()
    field = page.get_by_role("dialog").get_by_label("Risk", exact=True)
    field.fill(RISK)
    questions = []
    page.once("dialog", lambda question: (questions.append(question.message), question.dismiss()))
    page.keyboard.press("Escape")
    expect(field).to_have_value(RISK)
    assert "not saved" in questions[0]


def test_what_is_wrong_in_the_drawer_is_said_beside_the_field_and_nothing_is_lost(page_as):
    page = page_as("manager")
    page.goto("/programmes/riverside/plan/risks/")
    page.get_by_role("link", name="Add a risk").click()
    form = page.get_by_role("dialog")
    form.get_by_label("Risk", exact=True).fill("")
    form.get_by_label("Likelihood").select_option("4")
    form.locator("form").evaluate("form => { form.noValidate = true }")
    form.get_by_role("button", name="Add risk").click()
    expect(form.get_by_role("alert").or_(form.locator("[data-error-summary]")).first).to_be_visible()
    expect(form.get_by_label("Likelihood")).to_have_value("4")
    expect(form.get_by_label("Risk", exact=True)).to_have_attribute("aria-invalid", "true")


def test_a_form_over_a_page_with_a_form_has_no_barrier(looked_at):
    page = looked_at("manager")
    page.goto("/programmes/riverside/measures/")
    page.get_by_role("rowheader").get_by_role("link").first.click()
    with complaints(page) as found:
        page.get_by_role("link", name="Revise the target").click()
        expect(page.get_by_role("dialog").get_by_label("Applies from")).to_be_visible()
        found += barriers(page)
    assert found == []


def test_a_digit_rates_while_the_focus_is_among_the_levels_and_nowhere_else(page_as):
    """WCAG 2.1.4: whoever speaks to their computer may say digits."""
    page = page_as()
    page.goto(reverse("rate_dimension", args=[a_link_to_rate()["token"], "removal-inhibitors"]))
    levels = page.get_by_role("radio")
    for elsewhere in (page.get_by_role("link", name="Back"), page.get_by_label("Why? What do you see?")):
        elsewhere.focus()
        page.keyboard.press("4")
        expect(elsewhere).to_be_focused()
    page.get_by_role("radio", name="Fairly sure").focus()
    page.keyboard.press("4")
    expect(page.locator("[data-digits] :checked")).to_have_count(0)
    levels.first.focus()
    for digit in "42":
        page.keyboard.press(digit)
        expect(page.locator(f"[data-digits] input[value='{digit}']")).to_be_checked()
        expect(page.locator(f"[data-digits] input[value='{digit}']")).to_be_focused()
