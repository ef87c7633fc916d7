"""Every page, as a browser sees it: no complaint, no barrier, no stranger asked, no scrolling sideways."""

import pytest

from tests.browser.addresses import RECORDS, addable, address, person_for, routes, row
from tests.browser.watch import barriers, complaints, focused, too_wide

DESK = {"width": 1280, "height": 900}
NARROW = {"width": 320, "height": 640}  # the width of 1280 at a zoom of 400 %
MAIN = ["portfolio", "programme", "step", "needs_assessment", "value_case", "strategic_plan", "register", "measures"]
MAIN += ["indicator", "stakeholders", "people", "history", "report", "report_html", "record_add", "style", "account_login"]


def look_at(page, path):
    """Everything that must hold of a page at a desk and on a small screen, found in one visit."""
    page.set_viewport_size(DESK)
    with complaints(page) as found:
        answer = page.goto(path)
        assert answer.status == 200, f"{path} answered {answer.status}"
        found += barriers(page)
        page.set_viewport_size(NARROW)
        found += too_wide(page)
    assert not found, "\n".join([path, *found])


@pytest.mark.parametrize("name", routes())
def test_a_page_has_no_fault_that_a_browser_can_see(name, looked_at):
    look_at(looked_at(person_for(name)), address(name))


@pytest.mark.parametrize("kind", addable())
def test_a_form_that_adds_a_record_has_no_fault(kind, looked_at):
    look_at(looked_at(), f"/programmes/riverside/records/{kind}/add/")


@pytest.mark.parametrize("kind", RECORDS)
def test_a_record_and_its_forms_have_no_fault(kind, looked_at):
    for page in ("", "edit/", "remove/"):
        look_at(looked_at(), f"/programmes/riverside/records/{kind}/{row(kind)}/{page}")


@pytest.mark.parametrize("name", MAIN)
def test_a_main_page_has_no_barrier_on_a_dark_or_a_small_screen(name, looked_at):
    page = looked_at(person_for(name), "dark")
    page.set_viewport_size(DESK)
    page.goto(address(name))
    found = barriers(page)
    page.set_viewport_size(NARROW)
    found += barriers(page)
    assert not found, "\n".join(found)


@pytest.mark.parametrize("name", MAIN)
def test_the_first_press_of_tab_shows_the_way_past_the_navigation(name, looked_at):
    page = looked_at(person_for(name))
    page.set_viewport_size(DESK)
    page.goto(address(name))
    page.keyboard.press("Tab")
    link = focused(page)
    assert link["href"] == "#main", link
    assert link["isMarked"], link
    assert link["isThere"], link


@pytest.mark.parametrize("name", ["programme", "register", "record_edit", "needs_assessment", "indicator"])
def test_whoever_goes_through_a_page_by_keyboard_sees_where_they_are(name, looked_at):
    page = looked_at(person_for(name))
    page.set_viewport_size(DESK)
    page.goto(address(name))
    unseen = []
    for _press in range(60):
        page.keyboard.press("Tab")
        here = focused(page)
        if not (here["isMarked"] and here["isThere"]):
            unseen.append(here)
    assert unseen == []
