"""From gap to plan: targets, gaps in their order, and what is made of them; over HTTP."""

import re
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from assessments.models import AgreedLevel, PriorityIssue, SwotEntry, TargetLevel
from history.actions import add_row, remove_row
from history.models import Change, ChangeSet
from learning.models import Signal
from programmes.models import Action, Goal, Link, Objective
from programmes.threads import add_url
from tests.assessments.panels import assessed, opened, revealed
from tests.conftest import sign_in, start_old
from tests.sent_forms import fields_in
from tests.undo import press

SLUG = "riverside"
FUNDING, PEOPLE, SKILLS = "finance-funding", "population-approach", "capacity-building"
RATED = {FUNDING: 1, PEOPLE: 3, SKILLS: 2}


@pytest.fixture
def assessment(programme, manager):
    """Everybody rates funding 1, the population approach 3, skills 2 and all else 4."""
    round = revealed(programme, manager, value_of=lambda n, element: RATED.get(element, 4))
    return round.assessment


def gaps_url(assessment, slug=SLUG):
    return reverse("assessment_gaps", args=[slug, assessment.pk])


def page(client, assessment, slug=SLUG):
    return client.get(gaps_url(assessment, slug)).content.decode()


def block(client, assessment, dimension):
    """What the page says of one dimension."""
    found = page(client, assessment).partition(f'id="dimension-{dimension}"')[2]
    return re.split(r'<li class="gap-line"|<tr id=|<section', found)[0]


def target(assessment, dimension, level, by, **fields):
    row = TargetLevel(
        programme=assessment.programme,
        assessment=assessment,
        dimension=dimension,
        level=Decimal(level),
        **fields,
    )
    return add_row(row=row, by=by)


def agreed(assessment, dimension, level, by):
    row = AgreedLevel(
        programme=assessment.programme,
        assessment=assessment,
        dimension=dimension,
        level=Decimal(level),
        rationale="All said so",
    )
    return add_row(row=row, by=by)


def target_form(assessment, dimension):
    add = reverse("record_add", args=[SLUG, "targetlevel"])
    return f"{add}?assessment={assessment.pk}&dimension={dimension}"


def set_target(client, assessment, of, **typed):
    url = target_form(assessment, of)
    return client.post(url, fields_in(client.get(url)) | typed)


def ranked(client, assessment):
    return [(line.key, line.gap) for line in client.get(gaps_url(assessment)).context["page"].ranked]


# Targets


def test_a_target_is_set_on_the_scale_of_the_instrument(as_manager, assessment):
    answer = set_target(as_manager, assessment, FUNDING, level="4", by_on="2027-12-31")
    assert answer.url == f"{gaps_url(assessment)}#dimension-{FUNDING}"
    row = TargetLevel.objects.get()
    assert (row.assessment, row.dimension, row.level, row.by_on) == (
        assessment,
        FUNDING,
        4,
        date(2027, 12, 31),
    )
    refused = set_target(as_manager, assessment, PEOPLE, level="6")
    assert refused.status_code == 422
    assert "not on the scale" in refused.content.decode()


def test_a_target_for_a_dimension_that_the_instrument_lacks_is_refused(as_manager, assessment):
    refused = set_target(as_manager, assessment, FUNDING, dimension="astrology", level="4")
    assert refused.status_code == 422
    assert "no such dimension" in refused.content.decode()


def test_the_first_target_needs_no_reason_and_moving_it_does(as_manager, assessment):
    assert set_target(as_manager, assessment, FUNDING, level="4").status_code == 302
    form = as_manager.get(target_form(assessment, FUNDING)).content.decode()
    assert "The target so far: level 4" in form
    assert set_target(as_manager, assessment, FUNDING, level="3").status_code == 422
    assert set_target(as_manager, assessment, FUNDING, level="3", reason="Less money").status_code == 302
    assert list(TargetLevel.objects.values_list("level", flat=True)) == [4, 3]
    assert "Less money" in block(as_manager, assessment, FUNDING)


def test_a_target_that_was_moved_meanwhile_is_shown_before_it_is_moved_again(as_manager, assessment, manager):
    target(assessment, FUNDING, 4, manager)
    url = target_form(assessment, FUNDING)
    opened_form = fields_in(as_manager.get(url))
    target(assessment, FUNDING, 5, manager, reason="More money")
    refused = as_manager.post(url, opened_form | {"level": "3", "reason": "Less money"})
    assert refused.status_code == 422
    words = refused.content.decode()
    for said in ("The target so far: level 5", "moved or removed meanwhile", "Less money"):
        assert said in words
    again = as_manager.post(url, fields_in(refused) | {"level": "3", "reason": "Less money"})
    assert again.status_code == 302


def test_a_target_is_never_revised(as_manager, assessment, manager):
    row = target(assessment, FUNDING, 4, manager)
    assert as_manager.get(reverse("record_edit", args=[SLUG, "targetlevel", row.pk])).status_code == 404


def test_when_the_newest_target_is_removed_the_one_before_is_in_force(as_manager, assessment, manager):
    target(assessment, FUNDING, 4, manager)
    newest = target(assessment, FUNDING, 5, manager, reason="More money")
    assert ranked(as_manager, assessment) == [(FUNDING, 4)]
    remove_row(row=newest, version=1, by=manager)
    assert ranked(as_manager, assessment) == [(FUNDING, 3)]


# The page


def test_the_largest_gap_stands_first_and_equal_ones_in_the_order_of_the_instrument(
    as_manager, assessment, manager
):
    target(assessment, PEOPLE, 5, manager)  # gap 2
    target(assessment, SKILLS, 4, manager)  # gap 2, later in the instrument
    target(assessment, FUNDING, 4, manager)  # gap 3
    target(assessment, "evaluation-methods", 4, manager)  # reached
    assert ranked(as_manager, assessment) == [
        (FUNDING, 3),
        (PEOPLE, 2),
        (SKILLS, 2),
        ("evaluation-methods", 0),
    ]


def test_the_page_tells_level_target_and_gap(as_manager, assessment, manager):
    target(assessment, FUNDING, 4, manager, by_on=date(2027, 12, 31))
    said = block(as_manager, assessment, FUNDING)
    for words in (
        "Gap 3",
        "the median of the ratings in round 1, not agreed",
        "31 Dec 2027",
        "Move the target",
    ):
        assert words in said


def test_an_agreed_level_goes_before_the_median(as_manager, assessment, manager):
    target(assessment, FUNDING, 4, manager)
    agreed(assessment, FUNDING, 3, manager)
    said = block(as_manager, assessment, FUNDING)
    assert "Gap 1" in said
    assert "agreed on" in said
    assert "not agreed" not in said


def test_a_target_that_is_reached_says_so(as_manager, assessment, manager):
    target(assessment, FUNDING, 1, manager)
    assert "Target reached" in block(as_manager, assessment, FUNDING)


def test_dimensions_without_a_target_are_listed_after_those_with_one(as_manager, assessment, manager):
    target(assessment, FUNDING, 4, manager)
    before, _, after = page(as_manager, assessment).partition('id="without-target"')
    assert f'id="dimension-{FUNDING}"' in before
    assert f'id="dimension-{PEOPLE}"' in after


def test_before_a_reveal_nothing_is_known_and_targets_can_be_set(as_manager, programme, manager):
    assessment = assessed(programme, manager)
    opened(assessment, manager)
    said = page(as_manager, assessment)
    assert "No level is known yet" in said
    target(assessment, FUNDING, 4, manager)
    assert "No level yet" in block(as_manager, assessment, FUNDING)


def test_an_assessment_of_another_programme_has_no_page(as_manager, programme, stranger):
    elsewhere = type(programme).objects.get(slug="elsewhere")
    foreign = assessed(elsewhere, stranger)
    opened(foreign, stranger)
    assert as_manager.get(gaps_url(foreign)).status_code == 404


def test_an_observer_reads_and_changes_nothing(observer, assessment, manager):
    target(assessment, FUNDING, 4, manager)
    client = sign_in(observer)
    said = page(client, assessment)
    assert "Gap 3" in said
    assert "/add/" not in said
    assert client.get(target_form(assessment, FUNDING)).status_code == 403


# What is made of a gap


OUTCOMES = {
    "priorityissue": (PriorityIssue, {}),
    "objective": (Objective, {"goal": Goal}),
    "action": (Action, {"status": "open"}),
    "signal": (Signal, {}),
    "swotentry": (SwotEntry, {"quadrant": "weakness"}),
}


def make(client, assessment, kind, goal, dimension=FUNDING):
    model, typed = OUTCOMES[kind]
    typed = {name: goal.pk if value is Goal else value for name, value in typed.items()}
    url = add_url(kind, assessment, dimension)
    answer = client.post(url, fields_in(client.get(url)) | {"title": f"Made of funding: {kind}"} | typed)
    return answer, model


@pytest.mark.parametrize("kind", OUTCOMES)
def test_what_is_made_of_a_gap_is_tied_to_it_in_one_act(as_manager, assessment, manager, goal, kind):
    target(assessment, FUNDING, 4, manager)
    answer, model = make(as_manager, assessment, kind, goal)
    assert answer.url == f"{gaps_url(assessment)}#dimension-{FUNDING}"
    link, row = Link.objects.get(), model.objects.get()
    origin = "Where we stand: Finance & Funding, gap 3 to target 4"
    assert (link.origin_model, link.origin_id, link.origin_part, link.origin_title) == (
        "assessments.assessment",
        assessment.pk,
        FUNDING,
        origin,
    )
    assert (link.outcome_model, link.outcome_id) == (model._meta.label_lower, row.pk)
    labels = [model._meta.label_lower, "programmes.link"]
    acts = {change.change_set for change in Change.objects.filter(model__in=labels)}
    assert [act.cause_title for act in acts] == [origin]


@pytest.mark.parametrize("kind", OUTCOMES)
def test_both_ends_show_it(as_manager, assessment, manager, goal, kind):
    target(assessment, FUNDING, 4, manager)
    __, model = make(as_manager, assessment, kind, goal)
    outcome = model.objects.get()
    record = reverse("record", args=[SLUG, kind, outcome.pk])
    assert record in block(as_manager, assessment, FUNDING)
    assert record not in block(as_manager, assessment, PEOPLE)
    shown = as_manager.get(record).content.decode()
    assert "Where we stand: Finance &amp; Funding, gap 3 to target 4" in shown
    assert f"{gaps_url(assessment)}#dimension-{FUNDING}" in shown


def test_the_page_offers_all_five_with_a_title_to_begin_with(as_manager, assessment, manager):
    target(assessment, FUNDING, 4, manager, by_on=date(2027, 12, 31))
    response = as_manager.get(gaps_url(assessment))
    ways = response.context["page"].ranked[0].onward
    assert [way.key for way in ways] == list(OUTCOMES)
    form = as_manager.get(ways[0].url).content.decode()
    assert "Finance &amp; Funding: reach level 4 by 31 Dec 2027" in form
    assert "Comes from" in form


def test_the_page_leads_to_the_lists_of_what_is_made_of_gaps(as_manager, assessment):
    said = page(as_manager, assessment)
    for name in ("priority_issues", "strategic_plan", "signals", "swot"):
        assert f'href="{reverse(name, args=[SLUG])}"' in said


def test_the_page_shows_how_the_outcome_stands(as_manager, assessment, manager, goal):
    target(assessment, FUNDING, 4, manager)
    make(as_manager, assessment, "action", goal)
    action = Action.objects.get()
    action.status = Action.Status.DONE
    add_row(row=action, by=manager)
    assert "Done" in block(as_manager, assessment, FUNDING)


def test_a_dimension_that_the_instrument_lacks_is_no_origin(as_manager, assessment):
    assert as_manager.get(add_url("action", assessment, "astrology")).status_code == 404


def test_undoing_takes_back_outcome_and_thread(as_manager, assessment, manager, goal):
    target(assessment, FUNDING, 4, manager)
    make(as_manager, assessment, "priorityissue", goal)
    act = ChangeSet.objects.get(changes__model="programmes.link")
    press(as_manager, reverse("history_undo", args=[SLUG, act.pk]))
    assert not PriorityIssue.objects.exists()
    assert not Link.objects.exists()
    assert "Nothing yet" in block(as_manager, assessment, FUNDING)


def test_the_page_asks_no_more_for_many_rows(as_manager, assessment, manager, goal):
    def asked():
        with CaptureQueriesContext(connection) as queries:
            as_manager.get(gaps_url(assessment))
            return len(queries)

    target(assessment, FUNDING, 4, manager)
    for kind in OUTCOMES:
        make(as_manager, assessment, kind, goal)
    page(as_manager, assessment)
    few = asked()
    for dimension in (PEOPLE, SKILLS):
        target(assessment, dimension, 5, manager)
        for kind in OUTCOMES:
            make(as_manager, assessment, kind, goal, dimension)
    assert asked() == few <= 25


def test_the_past_shows_targets_and_outcomes_of_then(as_manager, manager, trust, time_machine):
    then = timezone.now() - timedelta(days=400)
    time_machine.move_to(then, tick=True)
    programme = start_old(trust, by=manager, at=then).open_for(manager)
    programme.is_member, programme.is_administered = True, False
    round = revealed(programme, manager, value_of=lambda n, element: RATED.get(element, 4))
    target(round.assessment, FUNDING, 3, manager)
    time_machine.move_to(then + timedelta(days=200), tick=True)
    target(round.assessment, FUNDING, 5, manager, reason="More money")
    issue = PriorityIssue(programme=programme, title="One purse for all")
    add_row(row=issue, by=manager)
    time_machine.move_to(then + timedelta(days=400), tick=True)
    day = (then + timedelta(days=100)).date()
    before = page(as_manager, round.assessment, f"old@{day}")
    assert "Gap 2" in before
    assert "Gap 4" in page(as_manager, round.assessment, "old")
    assert "More money" not in before
    issues = reverse("priority_issues", args=[f"old@{day}"])
    assert "One purse for all" not in as_manager.get(issues).content.decode()
