"""The way of a programme manager through a working day, and of those who may do less."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Download, Page, expect
from pypdf import PdfReader

from config.demo.people import MAILBOX
from tests.browser.conftest import DESK, PASSWORD, PATIENCE

RISK = (
    "Because the lift of the fire station fails, the clinic may stay shut, so that frail people travel twice"
)
EVIDENCE = "Minutes of the programme board, item 4"
COHORT = "People in their last year of life"
TARGET_REASON = "The first ward kept 81 for six months; the board asks for a little more"
MEASURE = "As involved in their care as they wanted to be"
TYPESETTING = 60_000  # milliseconds; here the PDF is made while the page waits
ASK = "Agree to repair the lift before the clinic opens"


def sign_in_by_form(page: Page, person: str) -> None:
    page.goto("/")
    page.get_by_label("E-mail address").fill(f"{person}@{MAILBOX}")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()


def go_to(page: Page, tab: str) -> None:
    page.get_by_role("navigation", name="Programme").get_by_role("link", name=tab).first.click()


def drawer(page: Page):
    return page.get_by_role("dialog")


def tick_a_criterion(page: Page) -> None:
    page.get_by_role("link", name=re.compile("^Tick")).first.click()
    drawer(page).get_by_label("Evidence").fill(EVIDENCE)
    drawer(page).get_by_role("button", name="Tick the criterion").click()
    expect(page.locator("#criteria")).to_contain_text(EVIDENCE)
    expect(drawer(page)).to_be_hidden()


def ranked_first(page: Page):
    return page.get_by_role("table", name="Why this order").get_by_role("row").nth(1)


def edit_a_cohort(page: Page) -> None:
    row = page.get_by_role("table", name="Cohorts with").get_by_role("row", name=COHORT)
    row.get_by_role("link", name="Edit").click()
    drawer(page).get_by_label("Number of people").fill("1234")
    drawer(page).get_by_label("Reason for the change").fill("Counted anew by the hospices")
    drawer(page).get_by_role("button", name="Save").click()
    expect(row).to_contain_text("1,234")


def see_the_ranking_change(page: Page) -> None:
    expect(ranked_first(page)).not_to_contain_text(COHORT)
    page.get_by_role("link", name=re.compile(f"Edit scores.*{COHORT}")).click()
    expect(page.get_by_role("button", name="Save the scores")).to_be_visible()
    for score in page.get_by_role("combobox").all():
        score.select_option("5")
    page.get_by_role("button", name="Save the scores").click()
    expect(ranked_first(page)).to_contain_text(COHORT)
    expect(ranked_first(page)).to_contain_text("100.0")


def add_a_risk(page: Page) -> None:
    page.get_by_role("link", name="Risks").first.click()
    page.get_by_role("link", name="Add a risk").click()
    form = drawer(page)
    form.get_by_label("Risk", exact=True).fill(RISK)
    form.get_by_label("Likelihood").select_option("4")
    form.get_by_label("Impact").select_option("5")
    form.get_by_role("button", name="Add risk").click()
    expect(page.get_by_role("row", name=RISK)).to_contain_text("20")


def change_a_target(page: Page) -> None:
    page.get_by_role("link", name=MEASURE).first.click()
    ladder = page.locator("#targets")
    # Counting does not wait for the page: the link that stands beside the list does.
    expect(ladder.get_by_role("link", name="Revise the target")).to_be_visible()
    before = ladder.get_by_role("listitem").count()
    ladder.get_by_role("link", name="Revise the target").click()
    drawer(page).get_by_label("Target", exact=True).fill("82")
    drawer(page).get_by_label("Applies from").fill((timezone.localdate() - timedelta(days=1)).isoformat())
    drawer(page).get_by_label("Reason").fill(TARGET_REASON)
    drawer(page).get_by_role("button", name="Add target").click()
    expect(ladder).to_contain_text(TARGET_REASON)
    expect(ladder.get_by_role("listitem")).to_have_count(before + 1)


def issue_the_report(page: Page) -> str:
    """From the draft to the issued report's page; its address."""
    page.get_by_role("link", name="Status report").first.click()
    page.get_by_role("link", name="Add another").click()
    drawer(page).get_by_label("What is asked").fill(ASK)
    drawer(page).get_by_role("button", name=re.compile("^Add")).click()
    expect(page.get_by_role("list").filter(has_text=ASK).first).to_be_visible()
    page.get_by_role("link", name="Issue the report").click()
    page.get_by_role("button", name="Issue the report").click(timeout=TYPESETTING)
    expect(page.get_by_text("The report is issued")).to_be_visible()
    return page.url


def download_of_pdf(page: Page) -> Download:
    with page.expect_download() as download:
        page.get_by_role("link", name="Download the PDF").click()
    return download.value


def text_of_pdf(page: Page) -> str:
    pages = PdfReader(download_of_pdf(page).path()).pages
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in pages))


@pytest.fixture(scope="module")
def issued(browser, server) -> str:
    """The address of the report that ends a manager's day; what the day shows on the way is looked at as it comes."""
    page = browser.new_page(base_url=server, viewport=DESK, locale="en-GB")
    page.set_default_timeout(PATIENCE)
    sign_in_by_form(page, "manager")
    page.get_by_role("link", name="Riverside Integrated Care").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Ensuring mutual gain is")
    page.get_by_role("link", name="Mutual gain").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Ensuring mutual gain")
    tick_a_criterion(page)
    page.goto("/programmes/riverside/journey/needs-assessment/")
    page.get_by_role("main").get_by_role("heading", name="Needs assessment").get_by_role("link").click()
    edit_a_cohort(page)
    see_the_ranking_change(page)
    go_to(page, "Plan")
    add_a_risk(page)
    go_to(page, "Measures")
    change_a_target(page)
    go_to(page, "History")
    for words in (EVIDENCE, "1234", RISK, TARGET_REASON, "Counted anew by the hospices"):
        expect(page.get_by_role("main")).to_contain_text(words)
    go_to(page, "Reports")
    address = issue_the_report(page)
    page.context.close()
    return address


def test_what_the_manager_did_stands_in_the_pdf_and_in_the_web_edition(issued, page_as):
    page = page_as("manager")
    page.goto(issued)
    text = text_of_pdf(page)
    page.get_by_role("link", name="Read the web edition").click()
    for words in (ASK, RISK, TARGET_REASON):
        assert words in text
        expect(page.get_by_role("main")).to_contain_text(words)


def test_a_board_member_reads_and_downloads_the_report_and_sees_no_draft(issued, page_as):
    page = page_as("board")
    page.goto("/programmes/riverside/")
    go_to(page, "Reports")
    expect(page.get_by_role("heading", name="Drafts")).to_have_count(0)
    page.goto(issued)
    file = download_of_pdf(page)
    assert file.suggested_filename.endswith(".pdf")
    assert file.path().read_bytes().startswith(b"%PDF-")


@pytest.mark.parametrize("person", ["observer", "board"])
@pytest.mark.parametrize(
    "path",
    [
        "",
        "journey/mutual-gain/",
        "needs-assessment/",
        "plan/risks/",
        "plan/strategic-plan/",
        "measures/",
        "people/",
    ],
)
def test_who_only_reads_is_offered_nothing_to_change(person, path, page_as):
    page = page_as(person)
    page.goto(f"/programmes/riverside/{path}")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    for words in ("Add", "Edit", "Remove", "Tick", "Untick", "Revise", "Invite", "Close", "Declare"):
        expect(page.get_by_role("main").get_by_role("link", name=re.compile(f"^{words}"))).to_have_count(0)
        expect(page.get_by_role("main").get_by_role("button", name=re.compile(f"^{words}"))).to_have_count(0)


def test_an_outsider_finds_nothing_at_the_addresses_of_the_programme(issued, page_as):
    page = page_as("outsider")
    page.goto("/")
    expect(page.get_by_text("Gesundes Kinzigtal").first).to_be_visible()
    expect(page.get_by_text("Riverside")).to_have_count(0)
    for address in ("/programmes/riverside/", issued, f"{issued}pdf/", f"{issued}html/"):
        assert page.goto(address).status == 404
        expect(page.get_by_role("heading", level=1)).to_have_text("There is nothing at this address")


def test_the_forms_of_the_day_work_without_scripts(page_as):
    page = page_as("", java_script_enabled=False)
    sign_in_by_form(page, "contributor")
    page.get_by_role("link", name="Riverside Integrated Care").click()
    go_to(page, "Plan")
    page.get_by_role("link", name="Risks").first.click()
    page.get_by_role("link", name="Add a risk").click()
    page.get_by_label("Likelihood").select_option("2")
    page.get_by_label("Impact").select_option("3")
    page.get_by_role("button", name="Add risk").click()
    expect(page.get_by_label("Impact")).to_have_value("3")  # the title is missing; what was chosen is kept
    page.get_by_label("Risk", exact=True).fill("Because plain pages are forgotten, they may break")
    page.get_by_role("button", name="Add risk").click()
    row = page.get_by_role("row", name="Because plain pages are forgotten")
    row.get_by_role("link", name="Edit").click()
    page.get_by_label("Impact").select_option("5")
    page.get_by_label("Reason for the change").fill("Looked at again")
    page.get_by_role("button", name="Save").click()
    expect(row).to_contain_text("10")


def test_a_criterion_and_a_figure_need_no_scripts_either(page_as):
    page = page_as("contributor", java_script_enabled=False)
    page.goto("/programmes/riverside/journey/implementation/")
    page.get_by_role("link", name=re.compile("^Tick")).first.click()
    page.get_by_label("Evidence").fill("Seen without scripts")
    page.get_by_role("button", name="Tick the criterion").click()
    expect(page.locator("#criteria")).to_contain_text("Seen without scripts")
    go_to(page, "Measures")
    page.get_by_role("link", name=MEASURE).first.click()
    figures = page.locator("#figures")
    figures.get_by_label("Period").fill("2015-03")
    figures.get_by_label("Value").fill("61")
    figures.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_text("Added:")).to_be_visible()
    page.goto(f"{page.url.split('#')[0]}?figures=all")
    expect(figures.get_by_role("row", name="Jan–Mar 2015")).to_contain_text("61")
