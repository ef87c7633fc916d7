"""The strategic plan, and signing what a partner commits to."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from history.actions import add_row, remove_row, revise_row
from history.changes import change_set
from history.models import add_many
from programmes.actions_plan import sign_commitment
from programmes.models import (
    Commitment,
    Goal,
    Measure,
    Milestone,
    Objective,
    PlanRole,
    RuleOfEngagement,
    Workstream,
)
from programmes.models.programme import today
from tests.conftest import sign_in


def add(manager, programme, model, **values):
    return add_row(row=model(programme=programme, **values), by=manager)


def page_of(client):
    response = client.get(reverse("strategic_plan", args=["riverside"]))
    assert response.status_code == 200
    return response.content.decode()


@pytest.fixture
def goal(programme, manager):
    return add(manager, programme, Goal, title="Live well at home", why="People told us so")


@pytest.fixture
def objective(programme, manager, goal):
    return add(manager, programme, Objective, goal=goal, title="Fewer admissions", due_on=date(2027, 3, 31))


@pytest.fixture
def stream(programme, manager):
    return add(
        manager, programme, Workstream, title="Teams", starts_on=date(2025, 1, 1), ends_on=date(2027, 1, 1)
    )


@pytest.fixture
def commitment(programme, manager, council):
    return add(
        manager,
        programme,
        Commitment,
        organisation=council,
        promise="Pay the link workers",
        due_on=date(2027, 4, 1),
    )


def test_an_empty_plan_says_how_it_begins(as_manager, programme, observer):
    button = reverse("record_add", args=["riverside", "goal"])
    assert button in page_of(as_manager)
    assert button not in page_of(sign_in(observer))


def test_the_plan_reads_as_one_document(
    as_manager, programme, manager, objective, stream, council, commitment
):
    add(manager, programme, Measure, objective=objective, title="Admissions 75+", question="better_off")
    add(manager, programme, RuleOfEngagement, about="conflict", text="Both views on one page")
    add(manager, programme, Milestone, title="First team", workstream=stream, planned_on=date(2026, 5, 1))
    add(manager, programme, PlanRole, workstream=stream, organisation=council, part="A")
    page = page_of(as_manager)
    for words in (
        *("Live well at home", "People told us so", "Fewer admissions", "31 Mar 2027", "Admissions 75+"),
        *("Is anyone better off?", "Settling conflict", "Both views on one page", "First team"),
        *("Accountable: answers for it", "Pay the link workers", "Not signed"),
    ):
        assert words in page


def test_loose_ends_are_listed(as_manager, programme, manager, goal, objective, stream):
    add(manager, programme, Goal, title="Staff stay")
    lacks = {
        (str(one.row), one.lacks)
        for one in as_manager.get(reverse("strategic_plan", args=["riverside"])).context["page"].orphans
    }
    assert lacks == {
        ("Staff stay", "has no objective yet"),
        ("Fewer admissions", "has no measure"),
        ("Teams", "Nobody is accountable. One partner should be."),
    }


def test_an_objective_whose_goal_was_removed_is_not_lost(as_manager, manager, goal, objective):
    remove_row(row=goal, version=1, by=manager)
    page = page_of(as_manager)
    assert "belongs to a goal that was removed" in page
    assert objective.get_absolute_url() in page


def test_only_one_partner_is_accountable(as_manager, programme, manager, stream, trust, council):
    add(manager, programme, PlanRole, workstream=stream, organisation=trust, part="A")
    sent = {"workstream": stream.pk, "organisation": council.pk, "part": "A"}
    page = as_manager.post(reverse("record_add", args=["riverside", "planrole"]), sent).content.decode()
    assert "Another partner is accountable" in page
    assert PlanRole.objects.count() == 1


def test_who_acts_for_the_partner_signs(contributor, commitment):
    client = sign_in(contributor)
    address = reverse("commitment_sign", args=["riverside", commitment.pk])
    assert address in page_of(client)
    assert "Pay the link workers" in client.get(address).content.decode()
    client.post(address, {"version": 1})
    commitment.refresh_from_db()
    assert (commitment.signed_by, commitment.signed_on) == (contributor, today())
    assert "Signed by Cora Contributor" in " ".join(page_of(client).split())


def test_a_signature_is_for_the_words_that_were_read(contributor, commitment, manager):
    commitment.promise = "Pay half of the link workers"
    revise_row(row=commitment, version=1, by=manager)
    client = sign_in(contributor)
    response = client.post(reverse("commitment_sign", args=["riverside", commitment.pk]), {"version": 1})
    assert response.status_code == 409
    assert "Pay half of the link workers" in response.content.decode()
    assert Commitment.objects.get().signed_by is None


def test_nobody_signs_for_another_partner(as_manager, manager, commitment):
    """The manager acts for the trust; the commitment is the council's."""
    address = reverse("commitment_sign", args=["riverside", commitment.pk])
    assert as_manager.post(address, {"version": 1}).status_code == 403
    assert address not in page_of(as_manager)
    with pytest.raises(PermissionDenied):
        sign_commitment(commitment=commitment, version=1, by=manager)
    assert Commitment.objects.get().signed_by is None


@pytest.mark.parametrize("role", ["observer", "board_member"])
def test_those_who_may_not_commit_cannot_sign(role, request, commitment):
    client = sign_in(request.getfixturevalue(role))
    address = reverse("commitment_sign", args=["riverside", commitment.pk])
    assert client.post(address, {"version": 1}).status_code == 403
    assert reverse("record_edit", args=["riverside", "commitment", commitment.pk]) not in page_of(client)


def test_a_stranger_finds_no_commitment(stranger, commitment):
    assert (
        sign_in(stranger).post(reverse("commitment_sign", args=["riverside", commitment.pk])).status_code
        == 404
    )


@pytest.fixture
def signed(commitment, contributor):
    return sign_commitment(commitment=commitment, version=1, by=contributor)


def sent(row, **changes):
    values = {
        "organisation": row.organisation_id,
        "promise": row.promise,
        "to": row.to,
        "due_on": row.due_on,
        "status": row.status,
    }
    return values | {"version": row.version} | changes


def test_changing_what_was_signed_needs_a_reason_and_clears_the_signature(as_manager, signed):
    address = reverse("record_edit", args=["riverside", "commitment", signed.pk])
    refused = as_manager.post(address, sent(signed, promise="Pay half"))
    assert refused.status_code == 422
    assert Commitment.objects.get().signed_by is not None
    as_manager.post(address, sent(signed, promise="Pay half", reason="The budget was cut"))
    row = Commitment.objects.get()
    assert (row.promise, row.signed_by, row.signed_on) == ("Pay half", None, None)


def test_a_new_status_leaves_the_signature(as_manager, signed):
    as_manager.post(
        reverse("record_edit", args=["riverside", "commitment", signed.pk]), sent(signed, status="kept")
    )
    row = Commitment.objects.get()
    assert (row.status, row.signed_by) == ("kept", signed.signed_by)


def fill(programme, manager, trust, number):
    with change_set(by=manager, scope=programme.pk):
        goals = [Goal(programme=programme, title=f"G {n}") for n in range(number)]
        add_many(goals)
        objectives = [
            Objective(programme=programme, goal=goal, title="O", owner=manager, organisation=trust)
            for goal in goals
        ]
        add_many(objectives)
        add_many(
            [Measure(programme=programme, objective=o, title="M", question="how_much") for o in objectives]
        )
        streams = [
            Workstream(
                programme=programme,
                title=f"W {n}",
                owner=manager,
                starts_on=date(2025, 1, 1),
                ends_on=date(2026, 1, 1),
            )
            for n in range(number)
        ]
        add_many(streams)
        add_many([PlanRole(programme=programme, workstream=s, organisation=trust, part="A") for s in streams])
        add_many([RuleOfEngagement(programme=programme, about="working", text="T") for __ in goals])
        add_many([Commitment(programme=programme, organisation=trust, promise="P") for __ in goals])


def test_the_queries_of_the_plan_do_not_grow(
    as_manager, programme, manager, trust, django_assert_max_num_queries
):
    fill(programme, manager, trust, 10)
    with django_assert_max_num_queries(20) as few:
        page_of(as_manager)
    fill(programme, manager, trust, 190)
    with django_assert_max_num_queries(len(few)):
        page_of(as_manager)
