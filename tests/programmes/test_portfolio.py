"""The portfolio: whose programmes, where they stand, what is late, and finding one's way in it."""

import re
from datetime import date

import pytest
from django.urls import reverse

from accounts.models import OrganisationMember
from accounts.roles import Role
from history.actions import add_row
from history.changes import change_set
from programmes.actions import add_member, close_step, declare_rag, open_step, start_programme
from programmes.due import dues, late
from programmes.models import Decision, Milestone, Programme, Rag
from programmes.portfolio import portfolio_of
from programmes.portfolio_filters import choice_of, chosen
from programmes.reading import lens_on
from tests.conftest import make_person, sign_in
from tests.programmes import journey_rows as make


@pytest.fixture
def only(manager, programme):
    """The one line of the manager's portfolio, read anew."""
    return lambda: portfolio_of(manager)[0]


def another(manager, trust, name, slug):
    started = Programme(
        name=name, slug=slug, place="Hill", starts_on=date(2024, 1, 8), horizon_on=date(2029, 1, 7)
    )
    return start_programme(programme=started, organisation=trust, by=manager)


def page(client, **query):
    return client.get(reverse("portfolio"), query)


def names(response):
    return [line.programme.name for line in response.context["page"]]


def test_a_person_sees_their_own_programmes_only(manager, stranger, programme):
    assert names(page(sign_in(manager))) == ["Riverside Integrated Care"]
    assert "Riverside" not in page(sign_in(stranger)).content.decode()


def test_the_administrator_of_a_partner_and_of_the_site_see_the_programme(
    organisation_administrator, site_administrator, programme
):
    assert names(page(sign_in(organisation_administrator))) == [programme.name]
    assert names(page(sign_in(site_administrator))) == [programme.name]


def test_whoever_is_not_signed_in_is_asked_to(client, programme):
    assert page(client).status_code == 302


def test_the_status_is_the_worst_that_is_declared_for_an_open_step(manager, programme, only):
    first, second = make.step_of(programme), make.step_of(programme, "situational-analysis")
    for step, rag in ((first, Rag.OFF_TRACK), (second, Rag.WATCH)):
        open_step(step=step, by=manager)
        declare_rag(step=step, rag=rag, reason="Seen", by=manager)
    assert only().rag == Rag.OFF_TRACK
    close_step(step=first, by=manager, because="Enough for now")
    assert only().rag == Rag.WATCH


def test_the_newest_claim_of_a_step_counts(manager, programme, only):
    step = make.step_of(programme)
    open_step(step=step, by=manager)
    declare_rag(step=step, rag=Rag.OFF_TRACK, reason="Bad", by=manager, on=make.in_days(-9))
    declare_rag(step=step, rag=Rag.ON_TRACK, reason="Better", by=manager, on=make.in_days(-2))
    declare_rag(step=step, rag=Rag.WATCH, reason="Entered late", by=manager, on=make.in_days(-5))
    assert only().rag == Rag.ON_TRACK


def test_phases_are_those_of_the_open_steps(manager, programme, only):
    assert only().phase_words == "Not begun"
    for key in ("needs-assessment", "strategic-plan", "guiding-coalition"):
        open_step(step=make.step_of(programme, key), by=manager)
    assert only().phases == ["Diagnosis", "Analysis and design"]


def test_the_portfolio_and_the_home_call_the_same_things_late(manager, programme, only):
    make.one_of_each(programme, manager, -10, "Late")
    make.one_of_each(programme, manager, 10, "Coming")
    moved = make.milestone(programme, manager, "Forecast moved on", -30)
    make.forecast(moved, manager, 30)
    slipped = make.milestone(programme, manager, "Forecast moved back", 30)
    make.forecast(slipped, manager, -1)
    again = make.action(programme, manager, "Given more time", -20)
    make.due_again(again, manager, 5)
    make.action(programme, manager, "Done at last", -20, status="done")
    make.milestone(programme, manager, "Reached", -20, reached_on=make.in_days(-21))
    make.issue(programme, manager, "Settled", -20, settled_on=make.in_days(-21))
    later = make.decision(programme, manager, "Newer decision", 90)
    make.decision(programme, manager, "Superseded", -20, superseded_by=later)
    make.risk(programme, manager, "Closed", -20, status="closed")
    listed = sorted((thing.what, thing.title, thing.on) for thing in only().late)
    assert listed == sorted((due.what, due.title, due.on) for due in late(dues(lens_on(programme))))
    assert len(listed) == 7


def test_what_falls_due_today_is_not_late(manager, programme, only):
    make.one_of_each(programme, manager, 0, "Today")
    assert only().late == []


def test_a_row_names_the_oldest_late_thing_and_the_next_milestone(manager, programme):
    make.action(programme, manager, "Write to the practices", -25)
    make.milestone(programme, manager, "First team meets", -3)
    make.milestone(programme, manager, "Second team meets", 40)
    make.milestone(programme, manager, "Agreement signed", 20)
    text = page(sign_in(manager)).content.decode()
    assert "2 things" in text
    assert "Write to the practices" in text
    assert "3 weeks late" in text
    assert "Agreement signed" in text
    assert "Second team meets" not in text


def test_a_removed_row_is_not_late(manager, programme, only):
    row = make.milestone(programme, manager, "A mistake", -5)
    with change_set(by=manager, scope=programme.pk):
        row.remove()
    assert only().late == []


def test_filters_narrow_the_list_and_go_together(manager, trust, programme):
    hill = another(manager, trust, "Hill Care", "hill")
    make.action(hill, manager, "Late here", -4)
    open_step(step=make.step_of(hill), by=manager)
    declare_rag(step=make.step_of(hill), rag=Rag.WATCH, reason="Seen", by=manager)
    client = sign_in(manager)
    assert names(page(client)) == ["Hill Care", "Riverside Integrated Care"]
    assert names(page(client, late="1")) == ["Hill Care"]
    assert names(page(client, status="watch")) == ["Hill Care"]
    assert names(page(client, status="not_judged")) == ["Riverside Integrated Care"]
    assert names(page(client, phase="diagnosis")) == ["Hill Care"]
    assert names(page(client, q="RIVER")) == ["Riverside Integrated Care"]
    assert names(page(client, q="river", late="1")) == []


def test_what_the_address_should_not_hold_is_ignored(manager, programme):
    client = sign_in(manager)
    asked = {"late": "x", "status": "<b>", "phase": "'", "sort": "--nonsense", "page": "minus one"}
    assert names(page(client, **asked)) == [programme.name]


def test_a_search_that_finds_nothing_says_so_and_shows_the_way_back(manager, programme):
    response = page(sign_in(manager), q="<script>")
    assert "No programme fits" in response.content.decode()
    assert '<script>"' not in response.content.decode()


@pytest.mark.parametrize("key", ["name", "status", "late", "milestone", "changed"])
def test_every_column_sorts_both_ways(manager, trust, programme, key):
    hill = another(manager, trust, "Hill Care", "hill")
    make.action(hill, manager, "Late here", -4)
    make.milestone(hill, manager, "Coming", 5)
    open_step(step=make.step_of(hill), by=manager)
    declare_rag(step=make.step_of(hill), rag=Rag.WATCH, reason="Seen", by=manager)
    lines = portfolio_of(manager)
    up, down = (chosen(lines, choice_of({"sort": sort})) for sort in (key, f"-{key}"))
    assert [line.programme.slug for line in up] == ["hill", "riverside"]
    assert [line.programme.slug for line in down] == ["riverside", "hill"]


def test_the_sorted_column_says_so(manager, programme):
    text = page(sign_in(manager), sort="-late").content.decode()
    assert text.count("aria-sort") == 1
    assert 'aria-sort="descending"' in text


@pytest.mark.parametrize("number", [2, 25])
def test_the_queries_do_not_grow_with_the_programmes(
    manager, trust, programme, number, django_assert_max_num_queries
):
    for index in range(number):
        other = another(manager, trust, f"Programme {index}", f"programme-{index}")
        make.one_of_each(other, manager, -5, "Late")
    client = sign_in(manager)
    with django_assert_max_num_queries(12):
        assert len(names(page(client))) == number + 1


def test_the_first_page_explains_itself_to_a_member_of_an_organisation(trust, manager):
    person = make_person("fresh@example.org", "Fay Fresh")
    add_row(row=OrganisationMember(user=person, organisation=trust), by=manager)
    text = page(sign_in(person)).content.decode()
    assert "Start your first programme" in text


def test_somebody_without_an_organisation_is_told_whom_to_ask(db):
    text = page(sign_in(make_person("nobody@example.org", "Nora Nobody"))).content.decode()
    assert "Ask the manager" in text
    assert reverse("programme_start") not in text


def test_a_member_of_two_partners_sees_the_programme_once(manager, council, programme):
    add_member(programme=programme, user=manager, organisation=council, role=Role.OBSERVER, by=manager)
    assert names(page(sign_in(manager))) == [programme.name]


def test_titles_are_shown_as_text(manager, programme):
    make.save(manager, Milestone(programme=programme, title="<img src=x>", planned_on=make.in_days(-1)))
    make.save(manager, Decision(programme=programme, title="ok", decided_on=make.in_days(-1)))
    assert "<img src=x>" not in page(sign_in(manager)).content.decode()


def test_every_cell_of_a_strip_is_drawn_by_a_symbol_on_the_page(manager, programme):
    step = make.step_of(programme)
    open_step(step=step, by=manager)
    declare_rag(step=step, rag=Rag.WATCH, reason="Seen", by=manager)
    text = page(sign_in(manager)).content.decode()
    used = re.findall(r'<use href="#(cell-[\w-]+)"', text)
    assert len(used) == 13
    assert set(used) <= set(re.findall(r'<symbol id="([\w-]+)"', text))
    assert "<title>1. Needs: Under way, Watch</title>" in text
    assert 'aria-label="0 of 9 steps done for now, 1 under way"' in text
