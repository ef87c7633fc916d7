"""Two people edit the same record at once: the second sees both texts, and both contributions are there in the end."""

import pytest
from playwright.sync_api import Page, expect

from assessments.models import Cohort
from history.actions import add_row, remove_row
from tests.browser import addresses
from tests.browser.conftest import AXE
from tests.browser.watch import barriers, focused, too_wide

BEGAN = "People of 75 and over with a long-term condition. They are counted once a year."
THEIRS = f"{BEGAN} People in care homes are counted too."
YOURS = BEGAN.replace("once a year", "each April")
MERGED = "People of 75 and over with a long-term condition. They are counted each April. People in care homes are counted too."
PHONE = {"width": 390, "height": 844}


@pytest.fixture
def cohort(db):
    """A cohort of its own for each test: what one typed and did not save is kept as a draft, and would come back."""
    by = addresses.someone("manager")
    row = Cohort(programme=addresses.riverside(), name="Older people", definition=BEGAN, size=900)
    row.use = "Mostly home care."
    yield add_row(row=row, by=by)
    now = Cohort.objects.get(pk=row.pk)
    remove_row(row=now, version=now.version, by=by)


def field(page, name: str):
    return page.locator(f"form [name={name}]")


def opened(page: Page, cohort: Cohort) -> Page:
    page.goto(f"/programmes/riverside/records/cohort/{cohort.pk}/edit/")
    return page


def write(page: Page, reason: str = "", **fields: str) -> None:
    for name, text in fields.items():
        field(page, name).fill(text)
    page.get_by_label("Reason for the change").fill(reason)
    page.get_by_role("button", name="Save", exact=True).click()


def meet(page_as, cohort: Cohort, **settings) -> Page:
    """The page of the second of the two."""
    first, second = opened(page_as("contributor"), cohort), opened(page_as("manager", **settings), cohort)
    write(first, "Asked by the care homes", definition=THEIRS, use="Mostly district nursing.", size="950")
    expect(first).not_to_have_url(second.url)
    write(second, "From the register", definition=YOURS, use="Mostly day care.", contacts="12")
    return second


def test_the_second_sees_both_texts_and_saves_the_merge(page_as, cohort):
    page = meet(page_as, cohort)
    heading = page.get_by_role("heading", name="Somebody saved this while you were writing")
    expect(heading).to_be_visible()
    assert "Somebody saved this" in focused(page)["text"]
    definition = page.get_by_role("group", name="Definition", exact=True)
    expect(definition).to_contain_text("People in care homes are counted too.")
    expect(definition).to_contain_text("April.")
    expect(field(page, "definition")).to_have_value(MERGED)
    expect(field(page, "size")).to_have_value("950")
    expect(page.get_by_label("Reason for the change")).to_have_value("From the register")
    page.get_by_role("group", name="Use of services", exact=True).get_by_role(
        "button", name="Use mine"
    ).click()
    expect(field(page, "use")).to_have_value("Mostly day care.")
    page.get_by_role("button", name="Save the merge").click()
    expect(heading).to_be_hidden()
    cohort.refresh_from_db()
    assert (cohort.definition, cohort.use) == (MERGED, "Mostly day care.")
    assert (cohort.size, cohort.contacts) == (950, 12)


def test_the_buttons_fill_the_field_and_say_what_it_holds(page_as, cohort):
    page = meet(page_as, cohort)
    use = page.get_by_role("group", name="What the form holds for use of services")
    for button, text in (
        ("Use theirs", "Mostly district nursing."),
        ("Use mine", "Mostly day care."),
        ("Use both", "Mostly district nursing. Mostly day care."),
    ):
        use.get_by_role("button", name=button).focus()
        page.keyboard.press("Enter")
        expect(field(page, "use")).to_have_value(text)
        expect(use.get_by_role("button", name=button)).to_have_attribute("aria-pressed", "true")
        expect(use.locator("[aria-pressed=true]")).to_have_count(1)
    field(page, "use").fill("Something else.")
    expect(use.locator("[aria-pressed=true]")).to_have_count(0)


def test_the_drawer_shows_the_same(page_as, cohort):
    first = opened(page_as("contributor"), cohort)
    page = page_as("manager")
    page.goto(f"/programmes/riverside/records/cohort/{cohort.pk}/")
    page.get_by_role("link", name="Edit").first.click()
    drawer = page.get_by_role("dialog")
    field(drawer, "definition").fill(YOURS)
    form = first.url
    write(first, definition=THEIRS)
    expect(first).not_to_have_url(form)
    drawer.get_by_role("button", name="Save", exact=True).click()
    heading = drawer.get_by_role("heading", name="Somebody saved this while you were writing")
    expect(heading).to_be_visible()
    expect(field(drawer, "definition")).to_have_value(MERGED)
    drawer.get_by_role("button", name="Save the merge").click()
    expect(drawer).to_be_hidden()
    cohort.refresh_from_db()
    assert cohort.definition == MERGED


def test_the_page_fits_a_phone_and_has_no_barriers(page_as, cohort):
    page = meet(page_as, cohort, viewport=PHONE)
    assert too_wide(page) == []
    page.evaluate(AXE.read_text())
    assert barriers(page) == []


def test_without_scripts_the_merge_is_saved_all_the_same(page_as, cohort):
    page = meet(page_as, cohort, java_script_enabled=False)
    expect(page.get_by_role("button", name="Use mine")).to_be_hidden()
    expect(field(page, "definition")).to_have_value(MERGED)
    page.get_by_role("button", name="Save the merge").click()
    cohort.refresh_from_db()
    assert cohort.definition == MERGED
