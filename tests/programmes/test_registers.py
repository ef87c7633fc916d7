"""The registers of the plan: what they count, show, filter and sort."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from history.actions import add_row, revise_row
from history.changes import change_set
from history.models import add_many
from programmes.actions_plan import add_action
from programmes.models import Action, Decision, DecisionOption, DueDate, Forecast, Issue, Milestone, Risk
from programmes.models.programme import today
from programmes.registers import MILESTONES, REGISTERS, RISKS
from tests.conftest import sign_in


def url(register, query=""):
    return reverse("register", args=["riverside", register]) + query


def page_of(client, register, query=""):
    response = client.get(url(register, query))
    assert response.status_code == 200
    return response.content.decode()


def add(manager, programme, model, **values):
    return add_row(row=model(programme=programme, **values), by=manager)


def days(number):
    return today() + timedelta(days=number)


@pytest.fixture
def risks(programme, manager, contributor):
    step = programme.steps.get(key="value-case")
    return [
        add(
            manager, programme, Risk, title="Lease", likelihood=4, impact=5, owner=manager, review_on=days(-3)
        ),
        add(manager, programme, Risk, title="Winter", likelihood=2, impact=3, owner=contributor, step=step),
        add(manager, programme, Risk, title="Moles", likelihood=1, impact=2, response="Wire in the lawn"),
    ]


def titles(client, register, query=""):
    response = client.get(url(register, query))
    return [line.row.title for line in response.context["page"].lines]


def test_a_register_says_how_many_are_open_and_late(as_manager, risks):
    assert "3 open, 1 late, 1 high" in page_of(as_manager, "risks")


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["Lease", "Winter", "Moles"]),
        ("?state=late", ["Lease"]),
        ("?state=mine", ["Lease"]),
        ("?q=wire", ["Moles"]),
        ("?step=value-case", ["Winter"]),
        ("?likelihood=4&impact=5", ["Lease"]),
        ("?sort=title", ["Lease", "Moles", "Winter"]),
        ("?sort=-title", ["Winter", "Moles", "Lease"]),
        ("?sort=review", ["Lease", "Winter", "Moles"]),
        ("?sort=-review", ["Lease", "Winter", "Moles"]),
        ("?state=nonsense&sort=nonsense", ["Lease", "Winter", "Moles"]),
        ("?owner=nonsense", []),
        ("?step=nonsense", []),
        ("?likelihood=999999999999999999999", []),
        ("?q=%00%27%22%3Cscript%3E", []),
    ],
)
def test_rows_are_chosen_and_sorted_as_the_address_says(as_manager, risks, query, expected):
    assert titles(as_manager, "risks", query) == expected


def test_an_owner_is_a_filter(as_manager, risks, contributor):
    assert titles(as_manager, "risks", f"?owner={contributor.pk}") == ["Winter"]


def test_the_heat_map_links_each_number_to_its_risks(as_manager, risks):
    page = page_of(as_manager, "risks")
    assert "1 risk, likelihood 4, impact 5: high" in page
    assert "?likelihood=4&amp;impact=5" in page


@pytest.mark.parametrize("register", REGISTERS)
def test_an_empty_register_says_what_it_is_for(as_manager, programme, observer, register):
    add_url = reverse("record_add", args=["riverside", REGISTERS[register].kind])
    assert add_url in page_of(as_manager, register)
    assert add_url not in page_of(sign_in(observer), register)


def test_an_unknown_register_is_not_found(as_manager, programme):
    assert as_manager.get(url("nonsense")).status_code == 404


def test_a_due_date_tells_how_often_it_moved(as_manager, programme, manager):
    action = add_action(row=Action(programme=programme, title="Lease"), by=manager, due_on=date(2026, 3, 3))
    add(manager, programme, DueDate, action=action, due_on=date(2026, 4, 4), reason="Late")
    add(manager, programme, DueDate, action=action, due_on=date(2031, 5, 5), reason="Later")
    page = page_of(as_manager, "actions").replace("\N{NO-BREAK SPACE}", " ")
    assert "5 May 2031" in page
    assert "was 3 Mar 2026, moved twice" in page


def test_a_milestone_shows_plan_forecast_and_slip(as_manager, programme, manager):
    row = add(manager, programme, Milestone, title="Hub opens", planned_on=date(2030, 3, 1))
    add(manager, programme, Forecast, milestone=row, expected_on=date(2030, 3, 22), reason="Builders")
    page = page_of(as_manager, "milestones").replace("\N{NO-BREAK SPACE}", " ")
    for words in ("1 Mar 2030", "22 Mar 2030", "+21", "Slipping", "1 open, 0 late, 1 behind plan"):
        assert words in page


def test_a_decision_shows_its_chosen_option_and_what_superseded_it(as_manager, programme, manager):
    old = add(manager, programme, Decision, title="Every month", decided_on=date(2025, 1, 1))
    new = add(manager, programme, Decision, title="Every quarter", decided_on=date(2026, 1, 1))
    add(manager, programme, DecisionOption, decision=new, text="Four times a year", is_chosen=True)
    old.superseded_by = new
    revise_row(row=old, version=1, by=manager)
    assert titles(as_manager, "decisions") == ["Every quarter"]
    page = page_of(as_manager, "decisions", "?state=all")
    assert "Four times a year" in page
    assert "by “Every quarter”" in page


def test_a_risk_that_happened_becomes_an_issue_once(as_manager, risks):
    address = reverse("risk_happened", args=["riverside", risks[0].pk])
    assert "Make it an issue" in as_manager.get(address).content.decode()
    for __ in range(2):
        as_manager.post(address, {"version": 1, "reason": "The landlord sold it"})
    issue = Issue.objects.get()
    assert (issue.title, issue.from_risk, issue.owner) == ("Lease", risks[0], risks[0].owner)
    assert titles(as_manager, "risks") == ["Winter", "Moles"]


def test_a_risk_that_changed_meanwhile_does_not_become_an_issue(as_manager, risks, manager):
    risks[0].impact = 1
    revise_row(row=risks[0], version=1, by=manager)
    response = as_manager.post(reverse("risk_happened", args=["riverside", risks[0].pk]), {"version": 1})
    assert response.status_code == 409
    assert not Issue.objects.exists()


def test_a_risk_is_closed_for_a_reason_and_watched_again(as_manager, risks):
    address = reverse("risk_settle", args=["riverside", risks[2].pk])
    assert as_manager.post(address, {"version": 1}).status_code == 422
    as_manager.post(address, {"version": 1, "reason": "No moles in a year"})
    assert Risk.objects.get(pk=risks[2].pk).status == "closed"
    as_manager.post(address, {"version": 2, "reason": "Moles again"})
    assert Risk.objects.get(pk=risks[2].pk).is_open


@pytest.mark.parametrize("role", ["observer", "board_member"])
@pytest.mark.parametrize("act", ["risk_happened", "risk_settle"])
def test_those_who_only_look_cannot_act_on_a_risk(role, act, request, risks):
    client = sign_in(request.getfixturevalue(role))
    address = reverse(act, args=["riverside", risks[0].pk])
    assert client.post(address, {"version": 1, "reason": "x"}).status_code == 403
    assert address not in page_of(client, "risks")
    assert reverse("record_remove", args=["riverside", "risk", risks[0].pk]) not in page_of(client, "risks")


@pytest.mark.parametrize("act", ["risk_happened", "risk_settle"])
def test_a_stranger_finds_no_risk(act, stranger, risks):
    assert sign_in(stranger).post(reverse(act, args=["riverside", risks[0].pk])).status_code == 404


def fill(programme, manager, number):
    step = programme.steps.get(key="value-case")
    with change_set(by=manager, scope=programme.pk):
        actions = [
            Action(programme=programme, title=f"Action {n}", owner=manager, step=step) for n in range(number)
        ]
        milestones = [
            Milestone(programme=programme, title=f"M {n}", owner=manager, step=step, planned_on=days(n))
            for n in range(number)
        ]
        risks = [
            Risk(programme=programme, title=f"R {n}", owner=manager, step=step, likelihood=2, impact=2)
            for n in range(number)
        ]
        decisions = [
            Decision(programme=programme, title=f"D {n}", step=step, status="asked") for n in range(number)
        ]
        for rows in (actions, milestones, risks, decisions):
            add_many(rows)
        add_many([Issue(programme=programme, title=r.title, from_risk=r, step=step) for r in risks])
        add_many([DueDate(programme=programme, action=a, due_on=days(3)) for a in actions])
        add_many(
            [Forecast(programme=programme, milestone=m, expected_on=days(3), reason="x") for m in milestones]
        )
        add_many([DecisionOption(programme=programme, decision=d, text="x") for d in decisions])


@pytest.mark.parametrize("path", ["plan/", *(f"plan/{key}/?state=all" for key in REGISTERS)])
def test_the_queries_of_a_register_do_not_grow_with_its_rows(
    as_manager, programme, manager, path, django_assert_max_num_queries
):
    fill(programme, manager, 10)
    with django_assert_max_num_queries(20) as few:
        as_manager.get(f"/programmes/riverside/{path}")
    fill(programme, manager, 190)
    with django_assert_max_num_queries(len(few)):
        assert as_manager.get(f"/programmes/riverside/{path}").status_code == 200


def test_the_overview_shows_what_is_late_first(as_manager, programme, manager):
    add_action(row=Action(programme=programme, title="Soon"), by=manager, due_on=days(2))
    add_action(row=Action(programme=programme, title="Overdue"), by=manager, due_on=days(-2))
    page = as_manager.get(reverse("plan", args=["riverside"])).content.decode()
    assert page.index("Overdue") < page.index("Soon")
    assert "2 open, 1 late" in page


def test_counting_is_the_same_on_every_page(risks):
    assert RISKS.sentence(list(Risk.objects.all())) == "3 open, 1 late, 1 high"
    assert MILESTONES.sentence([]) == "0 open, 0 late, 0 behind plan"
