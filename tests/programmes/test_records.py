"""The pages of every kind of record, over HTTP."""

from datetime import date

import pytest
from django.urls import reverse

from history.actions import add_row, remove_row, revise_row
from history.models import Change
from programmes.kinds import every_kind
from programmes.models import (
    Action,
    DecisionOption,
    Forecast,
    Goal,
    Milestone,
    Objective,
    PlanRole,
    Risk,
    Workstream,
)
from programmes.models.registers import Decision
from tests.conftest import sign_in
from tests.undo import press

HTMX = {"HX-Request": "true", "HX-Current-URL": "http://testserver/programmes/riverside/plan/risks/?q=lease"}


def add(manager, programme, model, **values):
    return add_row(row=model(programme=programme, **values), by=manager)


@pytest.fixture
def risk(programme, manager):
    return add(manager, programme, Risk, title="The lease may fall through", likelihood=3, impact=4)


def address(name, *parts):
    return reverse(name, args=["riverside", *parts])


def answers(risk, **changes):
    values = {
        "title": risk.title,
        "likelihood": risk.likelihood,
        "impact": risk.impact,
        "version": risk.version,
    }
    return values | changes


def test_the_page_of_a_record_tells_its_facts_and_its_history(as_manager, risk, manager):
    risk.impact = 5
    revise_row(row=risk, version=1, by=manager, reason="The council has written")
    page = as_manager.get(address("record", "risk", risk.pk)).content.decode()
    for words in ("The lease may fall through", "15 (high)", "The council has written", "Mira Manager"):
        assert words in page


def test_a_record_is_added_once_however_often_its_form_is_sent(as_manager, programme):
    url = address("record_add", "risk")
    sent = {"title": "Winter", "likelihood": 2, "impact": 2, "sending": "abc123"}
    assert as_manager.post(url, sent).url == f"{address('register', 'risks')}#risk-{Risk.objects.get().pk}"
    as_manager.post(url, sent)
    assert Risk.objects.count() == 1


def test_what_was_typed_stays_in_a_form_that_is_refused(as_manager, programme):
    response = as_manager.post(
        address("record_add", "risk"), {"title": "Winter comes", "likelihood": 9, "impact": ""}
    )
    page = response.content.decode()
    assert response.status_code == 422
    assert "Winter comes" in page
    assert page.count("field-error") == 2
    assert not Risk.objects.exists()


def test_saving_needs_the_version_that_was_opened(as_manager, risk):
    response = as_manager.post(address("record_edit", "risk", risk.pk), answers(risk, impact=5))
    assert response.status_code == 302
    assert Risk.objects.get().impact == 5


@pytest.mark.parametrize("token", [None, "", "0", "2", "99", "-1", "abc", "1.0", "٣", "9" * 40, "1; drop"])
def test_a_missing_or_made_up_version_is_never_saved(as_manager, risk, token):
    sent = answers(risk, impact=5)
    sent.pop("version") if token is None else sent.update(version=token)
    response = as_manager.post(address("record_edit", "risk", risk.pk), sent)
    assert response.status_code == 409
    assert "It is not known from which version you began" in response.content.decode()
    assert Risk.objects.get().impact == 4


def test_who_saves_second_sees_both_texts_and_can_save_with_the_new_version(as_manager, risk, contributor):
    opened = answers(risk, response="Mine: ask the city")
    theirs = answers(risk, response="Theirs: buy the house", reason="Talked to the owner")
    assert sign_in(contributor).post(address("record_edit", "risk", risk.pk), theirs).status_code == 302
    response = as_manager.post(address("record_edit", "risk", risk.pk), opened)
    page = response.content.decode()
    assert response.status_code == 409
    for words in ("Mine: ask the city", "Theirs: buy the house", "Cora Contributor", "Talked to the owner"):
        assert words in page
    assert Risk.objects.get().response == "Theirs: buy the house"
    assert 'name="version" value="2"' in page
    as_manager.post(address("record_edit", "risk", risk.pk), opened | {"version": "2"})
    assert Risk.objects.get().response == "Mine: ask the city"


def test_what_was_typed_into_a_record_that_was_removed_meanwhile_is_shown_and_not_saved(
    as_manager, risk, manager
):
    remove_row(row=risk, version=1, by=manager, reason="Entered twice")
    response = as_manager.post(
        address("record_edit", "risk", risk.pk), answers(risk, response="Ask the city")
    )
    page = response.content.decode()
    assert response.status_code == 409
    for words in ("This was removed while you were writing", "Ask the city", "Entered twice"):
        assert words in page
    assert Risk.everything.get().response == ""
    assert as_manager.get(address("record_edit", "risk", risk.pk)).status_code == 404


def test_a_protected_field_changes_only_with_a_reason(as_manager, programme, manager):
    row = add(manager, programme, Milestone, title="Hub opens", planned_on=date(2026, 3, 1))
    sent = {"title": row.title, "planned_on": "2026-06-01", "version": 1}
    refused = as_manager.post(address("record_edit", "milestone", row.pk), sent)
    assert refused.status_code == 422
    assert "You change what was agreed (planned for)" in refused.content.decode()
    as_manager.post(address("record_edit", "milestone", row.pk), sent | {"reason": "The board moved it"})
    assert Milestone.objects.get().planned_on == date(2026, 6, 1)
    assert (
        Change.objects.filter(model="programmes.milestone").first().change_set.reason == "The board moved it"
    )


def test_the_reason_of_a_decision_is_not_taken_for_the_reason_of_the_change(as_manager, programme, manager):
    row = add(manager, programme, Decision, title="Pool it", status="asked", reason="Both boards want it")
    sent = {
        "title": "Pool it all",
        "status": "asked",
        "reason": row.reason,
        "why": "Said more clearly",
        "version": 1,
    }
    as_manager.post(address("record_edit", "decision", row.pk), sent)
    row = Decision.objects.get()
    assert (row.title, row.reason) == ("Pool it all", "Both boards want it")
    assert Change.objects.filter(kind="changed").first().change_set.reason == "Said more clearly"


def test_an_owner_who_has_left_is_not_lost_by_an_edit(as_manager, programme, manager, risk, contributor):
    risk.owner = contributor
    revise_row(row=risk, version=1, by=manager)
    membership = programme.memberships.get(user=contributor)
    remove_row(row=membership, version=1, by=manager)
    page = as_manager.get(address("record_edit", "risk", risk.pk)).content.decode()
    assert f'<option value="{contributor.pk}" selected>' in page


def test_removing_asks_first_and_keeps_the_reason(as_manager, risk):
    url = address("record_remove", "risk", risk.pk)
    assert "Remove risk" in as_manager.get(url).content.decode()
    assert Risk.objects.exists()
    assert as_manager.post(url, {"version": 1, "reason": "Entered twice"}).status_code == 302
    assert not Risk.objects.exists()
    assert Change.objects.get(kind="removed").change_set.reason == "Entered twice"


def test_removing_from_an_old_page_is_refused(as_manager, risk, manager):
    risk.impact = 5
    revise_row(row=risk, version=1, by=manager)
    response = as_manager.post(address("record_remove", "risk", risk.pk), {"version": 1, "reason": "No need"})
    assert response.status_code == 409
    assert "No need" in response.content.decode()
    assert Risk.objects.exists()


def test_a_removed_record_keeps_its_page_and_comes_back(as_manager, programme, manager):
    row = add(manager, programme, Action, title="Call the landlord")
    removed = as_manager.post(address("record_remove", "action", row.pk), {"version": 1}, follow=True)
    assert "This has been removed" in removed.content.decode()
    restored = press(
        as_manager, address("record_restore", "action", row.pk), reason="Still to do", follow=True
    )
    assert "This has been removed" not in restored.content.decode()
    assert Action.objects.get() == row


def test_what_took_the_place_of_a_removed_record_keeps_it_out(as_manager, programme, manager, trust):
    stream = add(
        manager, programme, Workstream, title="Teams", starts_on=date(2025, 1, 1), ends_on=date(2026, 1, 1)
    )
    first = add(manager, programme, PlanRole, workstream=stream, organisation=trust, part="R")
    remove_row(row=first, version=1, by=manager)
    add(manager, programme, PlanRole, workstream=stream, organisation=trust, part="A")
    response = as_manager.post(address("record_restore", "planrole", first.pk), {})
    assert response.status_code == 409
    assert "has a part in this workstream already" in response.content.decode()
    assert PlanRole.objects.count() == 1


def test_the_drawer_gets_the_form_alone_and_stays_on_its_page(as_manager, risk):
    url = address("record_edit", "risk", risk.pk)
    form = as_manager.get(url, headers=HTMX).content.decode()
    assert "<html" not in form
    assert 'hx-post="' + url in form
    refused = as_manager.post(url, answers(risk, title=""), headers=HTMX)
    assert (refused.status_code, "field-error" in refused.content.decode()) == (200, True)
    saved = as_manager.post(url, answers(risk, impact=5), headers=HTMX)
    assert saved.headers["HX-Redirect"] == f"/programmes/riverside/plan/risks/?q=lease#risk-{risk.pk}"


def test_what_the_address_settles_is_told_and_not_asked(as_manager, programme, manager):
    goal = add(manager, programme, Goal, title="Live well at home")
    page = as_manager.get(f"{address('record_add', 'objective')}?goal={goal.pk}").content.decode()
    assert f'<input type="hidden" name="goal" value="{goal.pk}"' in page
    assert "Live well at home" in page


def test_what_was_typed_stays_when_its_parent_is_removed_meanwhile(as_manager, programme, manager):
    goal = add(manager, programme, Goal, title="Live well at home")
    url = f"{address('record_add', 'objective')}?goal={goal.pk}"
    remove_row(row=goal, version=1, by=manager)
    response = as_manager.post(url, {"goal": goal.pk, "title": "A long thought"})
    assert response.status_code == 409
    text = response.content.decode()
    assert "A long thought" in text
    assert "<li>Goal</li>" in text
    assert f'action="{address("record_add", "objective")}"' in text
    assert '<select name="goal"' in text
    assert not Objective.objects.exists()


def test_what_was_typed_stays_when_the_organisation_leaves_meanwhile(as_manager, programme, manager, council):
    url = f"{address('record_add', 'commitment')}?organisation={council.pk}"
    partner = programme.partners.get(organisation=council)
    remove_row(row=partner, version=partner.version, by=manager)
    response = as_manager.post(url, {"organisation": council.pk, "promise": "A long thought"})
    assert response.status_code == 409
    assert "A long thought" in response.content.decode()


@pytest.mark.parametrize("query", ["goal=999999", "goal=" + "9" * 30, "goal=" + "9" * 5000, "goal=0"])
def test_a_parent_that_does_not_exist_is_not_found(as_manager, query):
    assert as_manager.get(f"{address('record_add', 'objective')}?{query}").status_code == 404


def test_a_form_cannot_point_into_another_programme(as_manager, programme, stranger):
    elsewhere = stranger.memberships.get().programme
    foreign = add(stranger, elsewhere, Goal, title="Their secret goal")
    assert as_manager.get(f"{address('record_add', 'objective')}?goal={foreign.pk}").status_code == 404
    refused = as_manager.post(address("record_add", "objective"), {"goal": foreign.pk, "title": "Mine"})
    assert refused.status_code == 422
    assert "Their secret goal" not in refused.content.decode()


@pytest.mark.parametrize("role", ["observer", "board_member"])
def test_those_who_only_look_see_no_controls_and_cannot_post(role, request, risk):
    client = sign_in(request.getfixturevalue(role))
    page = client.get(address("record", "risk", risk.pk)).content.decode()
    assert address("record_edit", "risk", risk.pk) not in page
    for name, parts in (
        ("record_add", ("risk",)),
        ("record_edit", ("risk", risk.pk)),
        ("record_remove", ("risk", risk.pk)),
        ("record_restore", ("risk", risk.pk)),
    ):
        assert client.post(address(name, *parts), answers(risk)).status_code == 403


def test_a_stranger_finds_nothing(stranger, risk):
    assert sign_in(stranger).get(address("record", "risk", risk.pk)).status_code == 404


@pytest.mark.parametrize("path", ["records/nonsense/1/", "records/risk/999/", f"records/risk/{'9' * 30}/"])
def test_an_unknown_record_is_not_found(as_manager, programme, path):
    assert as_manager.get(f"/programmes/riverside/{path}").status_code == 404


@pytest.mark.parametrize("kind", [kind.key for kind in every_kind() if kind.is_addable])
def test_every_kind_has_an_add_page(as_manager, programme, kind):
    assert as_manager.get(address("record_add", kind)).status_code == 200


def test_a_new_action_is_given_its_first_due_date(as_manager, programme):
    as_manager.post(
        address("record_add", "action"), {"title": "Call", "status": "open", "due_on": "2026-05-01"}
    )
    assert [row.due_on for row in Action.objects.get().due_dates.all()] == [date(2026, 5, 1)]
    assert (
        Change.objects.get(model="programmes.duedate").change_set
        == Change.objects.get(model="programmes.action").change_set
    )


def test_a_due_date_moves_only_with_a_reason(as_manager, programme):
    as_manager.post(
        address("record_add", "action"), {"title": "Call", "status": "open", "due_on": "2026-05-01"}
    )
    action = Action.objects.get()
    sent = {"action": action.pk, "due_on": "2026-06-01"}
    assert "Say why it moves" in as_manager.post(address("record_add", "duedate"), sent).content.decode()
    as_manager.post(address("record_add", "duedate"), sent | {"reason": "The landlord is away"})
    assert action.due_dates.count() == 2


def test_the_page_of_a_record_costs_the_same_with_many_rows_below_it(
    as_manager, programme, manager, django_assert_max_num_queries
):
    row = add(manager, programme, Decision, title="Begin in Northside", status="asked")
    for number in range(3):
        add(manager, programme, DecisionOption, decision=row, text=f"Option {number}")
    with django_assert_max_num_queries(20) as few:
        as_manager.get(address("record", "decision", row.pk))
    for number in range(40):
        add(manager, programme, DecisionOption, decision=row, text=f"More {number}")
    with django_assert_max_num_queries(len(few)):
        as_manager.get(address("record", "decision", row.pk))


def test_a_forecast_stands_on_the_page_of_its_milestone_and_cannot_be_revised(as_manager, programme, manager):
    row = add(manager, programme, Milestone, title="Hub opens", planned_on=date(2026, 3, 1))
    forecast = add(
        manager, programme, Forecast, milestone=row, expected_on=date(2026, 5, 1), reason="Builders"
    )
    assert "Builders" in as_manager.get(address("record", "milestone", row.pk)).content.decode()
    assert as_manager.get(address("record_edit", "forecast", forecast.pk)).status_code == 404


def test_the_history_of_a_record_is_paged(as_manager, risk, manager):
    for number in range(1, 20):
        risk.response = f"Answer {number}"
        risk = revise_row(row=risk, version=number, by=manager)
    first = as_manager.get(address("record", "risk", risk.pk)).content.decode()
    assert "?page=2" in first
    second = as_manager.get(f"{address('record', 'risk', risk.pk)}?page=2").content.decode()
    assert "Older" not in second.split('id="history"')[1]
