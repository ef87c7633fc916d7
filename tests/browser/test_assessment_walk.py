"""The way of a panel: asked, rating by link on their phones, a second round, a level with a minority view, the plan."""

import re
from urllib.parse import urlsplit

from django.core import mail
from django.test import Client
from playwright.sync_api import Page, expect

from assessments.instrument_pack import instrument
from assessments.models import Answer, Respondent
from tests.browser.watch import too_wide

PHONE = {"viewport": {"width": 390, "height": 844}}
TITLE = "Ready for the next stage?"
PEOPLE = 12
FUNDING = "finance-funding"
FIRST = [4, 4, 4, 4, 4, 2, 2, 1, 1, 1, 0, 0]  # what the twelve say of funding: far apart
SECOND = [3, 2, 2, 2, 2, 2, 2, 2, 2, 1, 2, 0]  # after they have read each other's reasons
REASON = "The lease of our room ends with the grant."
VIEW = "Whoever lives from a grant has no funding at all. For us it is 0."
WHY = "Grants carry some partners and not others; nobody can hire on it."
ACTION = "Agree on one budget for the rooms of the teams"


def dimensions() -> list[str]:
    return [dimension.key for dimension in instrument("scirocco", 1).dimensions]


def in_drawer(page: Page, link: str, button: str) -> None:
    page.get_by_role("link", name=link, exact=True).click()
    page.get_by_role("dialog").get_by_role("button", name=button, exact=True).click()


def subpage(page: Page, name: str) -> None:
    page.get_by_role("navigation", name="Pages of this assessment").get_by_role("link", name=name).click()


def start(page: Page) -> None:
    page.goto("/programmes/riverside/assessments/")
    page.get_by_role("link", name="Start an assessment").click()
    page.get_by_label("Instrument").select_option("scirocco-1")
    page.get_by_label("Title").fill(TITLE)
    page.get_by_label("Purpose").fill("To decide what the next stage begins with.")
    page.get_by_role("button", name="Start it").click()


def invite(page: Page) -> list[str]:
    """Ask twelve people who have no account; the paths of the links that their mails carry."""
    people = [f"Person {n}, person{n}@walk.example, Carers' Voice" for n in range(PEOPLE)]
    page.get_by_label("Others, one on each line").fill("\n".join(people))
    page.get_by_role("button", name="Add to the panel").click()
    expect(page.get_by_role("table", name="Who is asked").get_by_text("Not yet")).to_have_count(PEOPLE)
    in_drawer(page, "Send the invitations", "Send the invitations")
    expect(page.get_by_text("The invitations are on their way.")).to_be_visible()
    letters = {letter.to[0]: letter.body for letter in mail.outbox}
    found = [re.search(r"http\S+/rate/\S+", letters[f"person{n}@walk.example"]) for n in range(PEOPLE)]
    return [urlsplit(link.group()).path for link in found]


def level(phone: Page, number: int):
    return phone.get_by_role("radio", name=re.compile(f"^{number} "))


def rate_on_phone(phone: Page, link: str, ratings: dict[str, int]) -> None:
    """From the first screen to the last; any other dimension is rated 3."""
    phone.goto(link)
    expect(phone.get_by_text("Nobody sees your ratings")).to_be_visible()
    assert too_wide(phone) == []
    phone.get_by_label("You work in").select_option("community")
    phone.get_by_role("button", name="Begin").click()
    for number, key in enumerate(dimensions(), start=1):
        expect(phone.get_by_text(f"{number} of 12", exact=True)).to_be_visible()
        level(phone, ratings.get(key, 3)).check()
        if key == FUNDING:
            phone.get_by_label("Why? What do you see?").fill(REASON)
            assert too_wide(phone) == []
        phone.get_by_role("button", name=re.compile("^Save and")).click()
    expect(phone.get_by_text("Everything is answered and saved.")).to_be_visible()
    assert too_wide(phone) == []


def send(link: str, round: int, ratings: dict[str, int]) -> None:
    """What a browser sends, for those of the twelve who are not looked at."""
    respondent = Client()
    for key, value in ratings.items():
        answer = respondent.post(f"{link}{key}/", {"round": round, "level": value})
        assert answer.status_code == 302, answer.content.decode()


def see_nothing_yet(page: Page) -> None:
    subpage(page, "Results")
    expect(page.get_by_text("There is nothing to see yet.")).to_be_visible()
    expect(page.get_by_role("main")).not_to_contain_text(REASON)
    subpage(page, "Panel")
    expect(page.get_by_text("12 of 12")).to_be_visible()
    subpage(page, "Overview")


def reveal(page: Page) -> None:
    subpage(page, "Overview")
    in_drawer(page, "Close and reveal", "Reveal")
    expect(page.get_by_text("Revealed: everybody in the programme can see the result now.")).to_be_visible()


def dots_of_funding(page: Page):
    return page.locator(f"section.result#dimension-{FUNDING}")


def open_second_round(page: Page) -> None:
    """Only what is split is ticked already."""
    subpage(page, "Overview")
    page.get_by_role("link", name="Open the next round").click()
    expect(page.get_by_role("checkbox", checked=True)).to_have_count(1)
    expect(page.get_by_label("Finance & Funding")).to_be_checked()
    page.get_by_role("button", name="Open the round").click()
    expect(page.get_by_text("The next round is open")).to_be_visible()


def rate_again(phone: Page, link: str, number: int) -> None:
    """The phone shows what its owner said, and what the group said."""
    phone.goto(link)
    phone.get_by_role("button", name="Begin").click()
    beside = phone.locator(".rate-beside")
    expect(beside).to_contain_text("You said")
    expect(beside).to_contain_text(REASON)
    level(phone, number).check()
    phone.get_by_role("button", name="Save and finish").click()
    expect(phone.get_by_role("heading", name="Your ratings")).to_be_visible()


def write_a_view(phone: Page, link: str) -> None:
    """Who stands apart is told so, and asked to say why."""
    phone.goto(link)
    expect(phone.get_by_text("Your rating lies outside the group’s region of agreement.")).to_be_visible()
    phone.locator(f"#dimension-{FUNDING}").get_by_role(
        "link", name="Write your view in your own words"
    ).click()
    phone.get_by_label("Your view, in your own words").fill(VIEW)
    phone.get_by_role("button", name="Add your view").click()
    expect(phone.locator(f"#dimension-{FUNDING}")).to_contain_text(VIEW)


def agree(page: Page) -> None:
    subpage(page, "Agreement")
    page.get_by_role("link", name="Agree the levels together").click()
    funding = page.get_by_role("group", name="Finance & Funding")
    expect(funding).to_contain_text(VIEW)
    funding.get_by_label("Agreed level").select_option("2")
    funding.get_by_label("Why this level").fill(WHY)
    page.get_by_role("button", name="Agree these levels").click()
    line = page.locator(f"section.agreement#dimension-{FUNDING}")
    for words in (WHY, VIEW, "12 ratings, median 2", "Agreement"):
        expect(line).to_contain_text(words)


def gap(page: Page):
    return page.locator(f"#dimension-{FUNDING}")


def plan(page: Page) -> None:
    """A target makes a gap, and the gap an action; each knows of the other."""
    subpage(page, "Gaps and plan")
    gap(page).get_by_role("link", name="Set a target").click()
    page.get_by_role("radio", name=re.compile("^4 ")).check()
    page.get_by_role("button", name=re.compile("^Add")).click()
    expect(gap(page)).to_contain_text("Gap 2")
    address = page.url
    gap(page).get_by_role("link", name="an action").click()
    expect(page.get_by_text(f"{TITLE}: Finance & Funding, gap 2 to target 4")).to_be_visible()
    page.get_by_label("Action", exact=True).fill(ACTION)
    page.get_by_role("button", name=re.compile("^Add")).click()
    page.goto(address)
    gap(page).get_by_role("link", name=ACTION).click()
    thread = page.locator("#thread")
    expect(thread.get_by_role("link", name=f"{TITLE}: Finance & Funding, gap 2 to target 4")).to_be_visible()


def test_a_panel_rates_twice_agrees_with_a_view_apart_and_plans(page_as):
    page = page_as("manager")
    start(page)
    links = invite(page)
    ratings = [dict.fromkeys(dimensions(), 3) | {FUNDING: value} for value in FIRST]
    first, last = page_as(**PHONE), page_as(**PHONE, java_script_enabled=False)
    rate_on_phone(first, links[0], {FUNDING: FIRST[0]})
    rate_on_phone(last, links[-1], {FUNDING: FIRST[-1]})
    for link, given in zip(links[1:-1], ratings[1:-1], strict=True):
        send(link, 1, given)
    see_nothing_yet(page)
    reveal(page)
    subpage(page, "Results")
    expect(dots_of_funding(page)).to_contain_text("Split")
    expect(dots_of_funding(page)).to_contain_text(REASON)
    open_second_round(page)
    rate_again(first, links[0], SECOND[0])
    rate_again(last, links[-1], SECOND[-1])
    for link, value in zip(links[1:-1], SECOND[1:-1], strict=True):
        send(link, 2, {FUNDING: value})
    reveal(page)
    write_a_view(last, links[-1])
    agree(page)
    plan(page)
    asked = Respondent.objects.filter(email__endswith="@walk.example")
    told = [mailed.to[0] for mailed in mail.outbox]
    assert sorted(told) == sorted([*asked.values_list("email", flat=True)] * 2)
    assert Answer.objects.filter(sheet__round__assessment__title=TITLE).count() == PEOPLE * 12 + PEOPLE


def test_a_year_later_the_partners_see_what_has_moved_and_what_was_done_for_it(page_as):
    """The panel of the demonstration: a member who has not answered does, and it is held against the year before."""
    phone = page_as("contributor", **PHONE)
    phone.goto("/programmes/riverside/")
    needs = phone.get_by_role("listitem").filter(
        has_text="You are asked to rate: Where we stand a year later"
    )
    needs.get_by_role("link", name="Rate now").click()
    rate_on_phone(phone, urlsplit(phone.url).path, {FUNDING: 4})
    page = page_as("manager")
    page.goto("/programmes/riverside/assessments/")
    page.get_by_role("link", name="Where we stand a year later", exact=True).click()
    expect(page.get_by_text("8 of 12 have answered")).to_be_visible()
    reveal(page)
    subpage(page, "Then and now")
    expect(page.get_by_text("Compared with Where we stand at mid-term")).to_be_visible()
    funding = page.locator(f"li#dimension-{FUNDING}")
    for words in ("then agreed", "now the median of the ratings", "Up by"):
        expect(funding).to_contain_text(words)
    done = funding.get_by_role("listitem").filter(has_text="Draft one funding agreement for the teams")
    expect(done).to_contain_text("Done")
