"""What has changed since the last report: the net change of each thing, in words, with its reason."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from assessments.models import AgreedLevel, MinorityView, PriorityIssue, TargetLevel
from history.actions import add_row, remove_row, revise_row
from history.changes import change_set
from history.models import ChangeSet
from monitoring.models import Indicator, Target
from programmes.actions import declare_rag, open_step, turn_risk_into_issue
from programmes.models import Decision, Forecast, Milestone, Rag, Risk
from programmes.models.programme import today
from programmes.reading import lens_on
from reports.actions import issue_report
from reports.changes import changes_since
from reports.dataset import compile_dataset
from reports.document import shared_out
from stakeholders.models import Stakeholder
from tests.assessments.panels import assessed
from tests.reports.conftest import SECRET, write_report


@pytest.fixture
def since(programme, manager):
    """The moment from which changes are told; what stands before it is old."""
    with change_set(by=manager, scope=programme.pk) as changes:
        step = programme.steps.get(key="needs-assessment")
        open_step(step=step, by=manager)
        declare_rag(step=step, rag=Rag.ON_TRACK, reason="All is well.", by=manager)
        Milestone(programme=programme, title="Hub opens", planned_on=date(2026, 3, 1)).save()
        Risk(programme=programme, title="Nurses are scarce", likelihood=3, impact=3).save()
        indicator = Indicator(
            programme=programme,
            code="A",
            title="Admissions",
            aim="health",
            dimension="outcome",
            direction="decrease",
        )
        indicator.save()
        Target(
            programme=programme, indicator=indicator, value=50, applies_from=date(2026, 1, 1), reason="First"
        ).save()
    return changes.at + timedelta(microseconds=1)


def told(programme, since):
    groups = changes_since(lens_on(programme), since)["groups"]
    return {item["text"]: item["why"] for group in groups for item in group["items"]}


def test_nothing_changed_is_nothing_told(programme, since):
    assert changes_since(lens_on(programme), since)["groups"] == []


def test_a_status_that_moved_twice_is_told_once_from_first_to_last(programme, manager, since):
    step = programme.steps.get(key="needs-assessment")
    declare_rag(step=step, rag=Rag.WATCH, reason="Figures are late.", by=manager)
    declare_rag(step=step, rag=Rag.OFF_TRACK, reason="Figures do not come.", by=manager)
    assert told(programme, since) == {
        "Needs assessment went from On track to Off track.": "Figures do not come."
    }


def test_a_milestone_tells_where_it_moved_and_why(programme, manager, since):
    milestone = Milestone.objects.get()
    for day, reason in ((date(2026, 4, 1), "Roof"), (date(2026, 6, 1), "Permit")):
        add_row(
            row=Forecast(programme=programme, milestone=milestone, expected_on=day, reason=reason), by=manager
        )
    assert told(programme, since) == {
        "Hub opens is now expected on 1 Jun 2026, later than 1 Mar 2026.": "Permit"
    }


def test_a_changed_plan_tells_the_reason_that_was_given(programme, manager, since):
    milestone = Milestone.objects.get()
    milestone.planned_on = date(2026, 5, 1)
    revise_row(row=milestone, version=milestone.version, by=manager, reason="The board asked for it.")
    text = "Hub opens: the plan changed from 1 Mar 2026 to 1 May 2026."
    assert told(programme, since) == {text: "The board asked for it."}


def test_a_revised_target_tells_both_values(programme, manager, since):
    indicator = Indicator.objects.get()
    row = Target(
        programme=programme,
        indicator=indicator,
        value=Decimal("42"),
        applies_from=date(2026, 4, 1),
        reason="Like others",
    )
    add_row(row=row, by=manager)
    assert told(programme, since) == {
        "Admissions: the target is revised from 50 to 42, from 1 Apr 2026.": "Like others"
    }


def test_risks_tell_their_score_and_their_end(programme, manager, since):
    risk = Risk.objects.get()
    risk.likelihood = 5
    revise_row(row=risk, version=risk.version, by=manager, reason="Two have left.")
    assert told(programme, since) == {"Risk up from 9 to 15: Nurses are scarce": "Two have left."}
    turn_risk_into_issue(risk=risk, by=manager, reason="The ward closed.")
    assert told(programme, since) == {
        "Risk has come true: Nurses are scarce": "The ward closed.",
        "New issue: Nurses are scarce": "",
    }


def test_a_decision_tells_by_whom(programme, manager, since):
    row = Decision(
        programme=programme, title="Where the hub is", decided_by="Board", decided_on=today(), reason="Bus"
    )
    add_row(row=row, by=manager)
    assert told(programme, since) == {"Decided by Board: Where the hub is.": "Bus"}


def test_what_came_and_went_is_not_told_and_what_went_is(programme, manager, since):
    row = add_row(row=Risk(programme=programme, title="A slip", likelihood=1, impact=1), by=manager)
    remove_row(row=row, version=row.version, by=manager)
    risk = Risk.objects.get()
    remove_row(row=risk, version=risk.version, by=manager)
    assert told(programme, since) == {"Taken out: Nurses are scarce": ""}


def test_levels_are_told_by_number_the_first_time_and_one_by_one_when_they_move(programme, manager):
    assessment = assessed(programme, manager)

    def of(model, dimension, level, **more):
        add_row(
            row=model(
                programme=programme, assessment=assessment, dimension=dimension, level=Decimal(level), **more
            ),
            by=manager,
        )

    of(AgreedLevel, "finance-funding", 2, rationale="Grants only.")
    began = ChangeSet.objects.latest("pk").at + timedelta(microseconds=1)
    of(AgreedLevel, "finance-funding", 3, rationale="The pool is signed.", reason="The pool is signed.")
    of(AgreedLevel, "citizen-empowerment", 1, rationale="Little.")
    of(AgreedLevel, "capacity-building", 1, rationale="Little.")
    of(TargetLevel, "finance-funding", 4)
    view = MinorityView(
        programme=programme, assessment=assessment, dimension="finance-funding", text="It is one."
    )
    add_row(row=view, by=manager)
    add_row(row=PriorityIssue(programme=programme, title="Money stays apart", why="Two purses."), by=manager)
    assert told(programme, began) == {
        "Finance & Funding: the agreed level moved from 2 to 3.": "The pool is signed.",
        "Where we stand: a level is agreed for 2 dimensions.": "",
        "Where we stand: 1 dimension has a target.": "",
        "Where we stand: a minority view on Finance & Funding.": "",
        "New priority issue: Money stays apart.": "Two purses.",
    }


def test_the_stakeholder_register_is_never_told(programme, manager, since):
    add_row(row=Stakeholder(programme=programme, name=SECRET), by=manager)
    assert told(programme, since) == {}


def test_a_second_report_tells_what_happened_after_the_first(programme, manager, since):
    first = write_report(programme, manager)
    issue_report(report=first, version=first.version, by=manager)
    second = write_report(programme, manager)
    assert compile_dataset(second)["changes"]["groups"] == []
    add_row(row=Risk(programme=programme, title="Budget", likelihood=4, impact=4), by=manager)
    data = compile_dataset(second)
    assert data["report"]["last_number"] == 1
    assert [item["text"] for group in data["changes"]["groups"] for item in group["items"]] == [
        "New risk, score 16: Budget"
    ]


@pytest.mark.parametrize(
    ("sizes", "shares"),
    [
        ([], []),
        ([[], [1, 1]], [0, 2]),
        ([[1], [1] * 9, [1, 1]], [1, 6, 2]),
        ([[1] * 9] * 3, [3, 3, 3]),
        ([[1]] * 12, [1] * 12),  # one of each in any case
        ([[2, 9, 1], [1, 1, 1]], [1, 3]),  # what is too long is left for the full list, with what follows it
    ],
)
def test_the_first_page_shares_its_room_among_the_subjects(sizes, shares):
    assert shared_out(sizes, 9) == shares
