"""Every page, as a browser sees it: no complaint, no barrier, no stranger asked, no scrolling sideways."""

import pytest

from tests.browser.addresses import RECORDS, addable, address, person_for, routes, row
from tests.browser.conftest import DESK
from tests.browser.watch import barriers, complaints, focused, too_wide

TABLET = {"width": 768, "height": 1024}
NARROW = {"width": 320, "height": 640}  # the width of 1280 at a zoom of 400 %
MAIN = [
    "account_login",
    "history",
    "indicator",
    "instrument",
    "instrument_library",
    "measures",
    "needs_assessment",
    "people",
    "plan",
    "portfolio",
]
MAIN += [
    "programme",
    "record",
    "record_edit",
    "register",
    "report_html",
    "scores",
    "stakeholders",
    "step",
    "style",
]
MAIN += ["strategic_plan", "value_case", "assessment_agreement", "assessment_results", "rate_dimension"]


def look_at(page, path, *, is_main=False):
    """Everything that must hold of a page, found in one visit; of a main page also what is seldom wrong elsewhere."""
    page.set_viewport_size(DESK)
    with complaints(page) as found:
        answer = page.goto(path)
        assert answer.status == 200, f"{path} answered {answer.status}"
        found += barriers(page)
        if is_main:
            found += barriers_in_the_dark(page)
        for size in (DESK, TABLET, NARROW):
            page.set_viewport_size(size)
            found += too_wide(page)
        if is_main:
            found += barriers(page)
        page.set_viewport_size(DESK)
        found += unseen_steps_of_the_keyboard(page, presses=40 if is_main else 1)
    assert not found, "\n".join([path, *found])


def unseen_steps_of_the_keyboard(page, presses):
    """The first press of Tab leads to the way past the navigation; each step shows where one is."""
    unseen = []
    for press in range(presses):
        page.keyboard.press("Tab")
        here = focused(page)
        if here["tag"] == "BODY":  # past the end of the page
            break
        if not (here["isMarked"] and here["isThere"]) or (press == 0 and here["href"] != "#main"):
            unseen.append(f"Tab {press + 1} leads to {here}")
    return unseen


def barriers_in_the_dark(page):
    page.emulate_media(color_scheme="dark")
    found = barriers(page, rules=["color-contrast"])
    page.emulate_media(color_scheme="light")
    return [f"in the dark: {barrier}" for barrier in found]


@pytest.mark.parametrize("name", routes())
def test_a_page_has_no_fault_that_a_browser_can_see(name, looked_at):
    look_at(looked_at(person_for(name)), address(name), is_main=name in MAIN)


@pytest.mark.parametrize("kind", addable())
def test_a_form_that_adds_a_record_has_no_fault(kind, looked_at):
    look_at(looked_at("manager"), f"/programmes/riverside/records/{kind}/add/")


@pytest.mark.parametrize("kind", RECORDS)
def test_a_record_and_its_forms_have_no_fault(kind, looked_at):
    for page in ("", "edit/", "remove/"):
        look_at(looked_at("manager"), f"/programmes/riverside/records/{kind}/{row(kind)}/{page}")
