"""Then and now: what has moved between two assessments, and what was done in between."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from assessments.actions.own_instruments import take_in
from assessments.actions.reveal import reveal
from assessments.instrument_choice import can_be_compared, identity_of
from assessments.models import AgreedLevel, Assessment, TargetLevel
from charts.dumbbell import Direction
from history.actions import remove_row
from history.changes import change_set
from programmes.models import Action, Decision, Link
from tests.assessments.packs import PACK
from tests.assessments.panels import assessed, invited, opened, rated
from tests.conftest import sign_in, start_old

KEY, OTHER = "finance-funding", "structure-governance"
FIRST, MIDDLE, SECOND = 300, 200, 100  # days ago


@pytest.fixture
def at():
    now = timezone.now()
    return lambda days_ago: now - timedelta(days=days_ago)


@pytest.fixture
def old(trust, manager, at):
    """A programme that is older than its assessments."""
    programme = start_old(trust, by=manager, at=at(400))
    return type(programme).objects.for_user(manager).get(pk=programme.pk).open_for(manager)


def settled(programme, by, when, level, **fields):
    """An assessment that six people rated and that was revealed on a day."""
    with change_set(by=by, scope=programme.pk, at=when):
        assessment = assessed(programme, by, **fields)
        round = opened(assessment, by)
        rated(round, invited(assessment, by, 6), lambda n, element: level)
        reveal(round=round, version=round.version, by=by)
    return assessment


@pytest.fixture
def pair(old, manager, at):
    before = settled(old, manager, at(FIRST), 1)
    now = settled(old, manager, at(SECOND), 3, before=before)
    return before, now


def put(row, by, when):
    with change_set(by=by, scope=row.programme_id, at=when):
        row.save()
    return row


def agree(assessment, key, level, by, when):
    """A level that was agreed on the day on which it was written down."""
    row = AgreedLevel(
        programme=assessment.programme,
        assessment=assessment,
        dimension=key,
        level=Decimal(level),
        rationale="So",
        agreed_on=when.date(),
    )
    return put(row, by, when)


def led_to(assessment, key, outcome, by, when):
    link = Link(
        programme=outcome.programme,
        origin_model="assessments.assessment",
        origin_id=assessment.pk,
        origin_part=key,
        origin_title=key,
        outcome_model=outcome._meta.label_lower,
        outcome_id=outcome.pk,
        outcome_title=str(outcome),
    )
    return put(link, by, when)


def page_of(client, assessment, slug="old", **query):
    answer = client.get(reverse("assessment_change", args=[slug, assessment.pk]), query)
    assert answer.status_code == 200
    return answer.context["page"], answer.content.decode()


def step_of(page, key=KEY):
    return next(step for step in page.steps if step.now.dimension.key == key)


# Levels


def test_a_change_is_told_with_its_direction_and_its_size(as_manager, pair):
    page, text = page_of(as_manager, pair[1])
    assert page.before.assessment == pair[0]
    step = step_of(page)
    assert (step.before_level, step.now_level, step.moved) == ("1", "3", "Up by 2")
    assert "12 up, 0 down, 0 the same, of 12 dimensions." in text


def test_an_agreed_level_goes_before_the_median_and_the_page_says_which(as_manager, pair, old, manager, at):
    before, now = pair
    for assessment, level, days in ((before, "2", FIRST - 1), (now, "1.0", SECOND - 1)):
        agree(assessment, KEY, level, manager, at(days))
    page, text = page_of(as_manager, now)
    step = step_of(page)
    assert (step.way, step.difference) == (Direction.DOWN, -1)
    assert "(then agreed, now agreed)" in text
    assert "(then the median of the ratings, now the median of the ratings)" in text


def test_a_target_says_what_is_to_go_and_when_it_is_reached(as_manager, pair, old, manager, at):
    for key, level in ((KEY, 4), (OTHER, 3)):
        put(
            TargetLevel(programme=old, assessment=pair[1], dimension=key, level=Decimal(level)),
            manager,
            at(50),
        )
    page, text = page_of(as_manager, pair[1])
    assert (step_of(page).to_go, step_of(page).is_reached) == ("1", False)
    assert (step_of(page, OTHER).to_go, step_of(page, OTHER).is_reached) == ("", True)
    assert "Target 3 reached" in text


def test_without_another_assessment_the_page_says_what_it_is_for(as_manager, old, manager, at):
    page, text = page_of(as_manager, settled(old, manager, at(FIRST), 1))
    assert page.before is None
    assert "There is no other assessment of this instrument yet." in text


def test_one_chooses_among_assessments_of_the_same_instrument(as_manager, pair, old, manager, at):
    third = settled(old, manager, at(10), 2)
    settled(old, manager, at(9), 2, instrument="itma")
    page, _text = page_of(as_manager, third)
    assert {other.pk for other in page.others} == {assessment.pk for assessment in pair}
    assert page.before.assessment == pair[1]
    page, _text = page_of(as_manager, third, **{"with": pair[0].pk})
    assert page.before.assessment == pair[0]
    for forged in ("999999", "x", ""):
        assert page_of(as_manager, third, **{"with": forged})[0].before.assessment == pair[1]


def test_two_instruments_are_never_mixed_silently(as_manager, old, manager, at, pair):
    first = settled(old, manager, at(50), 2, instrument="itma")
    now = settled(old, manager, at(40), 3, before=first)
    page, text = page_of(as_manager, now)
    assert page.before.assessment == first
    assert page.steps == []
    assert "They are answered on different scales, so nothing is compared." in text
    assert "SCIROCCO" in page.notice


def test_of_a_kindred_instrument_only_shared_dimensions_are_compared(as_manager, old, manager, at):
    first = settled(old, manager, at(50), 2, instrument="scirocco-exchange")
    now = settled(old, manager, at(40), 3, before=first)
    page, text = page_of(as_manager, now)
    shared = set(first.dimensions) & set(now.dimensions)
    assert {step.now.dimension.key for step in page.steps} == shared
    assert len(page.only_now) == len(now.dimensions) - len(shared)
    assert "Only dimensions that both have are compared" in text


# In between


def test_the_elements_that_decide_on_the_next_phase_are_counted_then_and_now(as_manager, old, manager, at):
    absent, present = 1, 3
    before = settled(old, manager, at(FIRST), absent, instrument="dmic")
    now = settled(old, manager, at(SECOND), present, instrument="dmic", before=before)
    page = as_manager.get(reverse("assessment_change", args=[old.slug, now.pk])).content.decode()
    assert "0 of 13 in place then, 13 of 13 now" in page


def test_what_came_of_a_gap_stands_under_its_dimension(as_manager, pair, old, manager, at):
    action = put(Action(programme=old, title="Set up the fund"), manager, at(MIDDLE + 20))
    led_to(pair[0], KEY, action, manager, at(MIDDLE + 20))
    action.status = "done"
    put(action, manager, at(MIDDLE))
    step = step_of(page_of(as_manager, pair[1])[0])
    event = step.events[0]
    assert (event.title, event.state, event.day) == ("Set up the fund", "Done", at(MIDDLE).date())
    assert step_of(page_of(as_manager, pair[1])[0], OTHER).events == []


def test_what_came_of_an_issue_of_a_gap_stands_there_too(as_manager, pair, old, manager, at):
    decision = Decision(programme=old, title="Pool the budgets", decided_on=at(MIDDLE).date())
    action = put(Action(programme=old, title="Ask for it"), manager, at(MIDDLE + 9))
    put(decision, manager, at(MIDDLE))
    led_to(pair[0], KEY, action, manager, at(MIDDLE + 9))
    link = led_to(pair[0], KEY, decision, manager, at(MIDDLE))
    with change_set(by=manager, scope=old.pk):
        link.origin_model, link.origin_id, link.origin_part = "programmes.action", action.pk, ""
        link.save()
    events = step_of(page_of(as_manager, pair[1])[0]).events
    assert [event.title for event in events] == ["Ask for it", "Pool the budgets"]


def test_the_rest_that_was_done_or_decided_is_listed_below(as_manager, pair, old, manager, at):
    for number in range(10):
        row = Decision(programme=old, title=f"Decision {number}", decided_on=at(MIDDLE).date())
        put(row, manager, at(MIDDLE))
    put(Decision(programme=old, title="Too early", decided_on=at(FIRST + 9).date()), manager, at(FIRST + 9))
    put(Decision(programme=old, title="Too late", decided_on=at(9).date()), manager, at(9))
    put(Decision(programme=old, title="Only asked", status="asked"), manager, at(MIDDLE))
    put(Action(programme=old, title="Not done", status="open"), manager, at(MIDDLE))
    page, text = page_of(as_manager, pair[1])
    assert len(page.between.also) == 8
    assert "2 more" in text
    for title in ("Too early", "Too late", "Only asked", "Not done"):
        assert title not in text
    since, until = at(FIRST).date(), at(SECOND).date()
    assert f"?since={since}&amp;until={until}" in text


def test_what_was_removed_or_belongs_to_others_is_not_told(as_manager, pair, old, manager, at, programme):
    gone = put(Action(programme=old, title="Taken away", status="done"), manager, at(MIDDLE))
    remove_row(row=gone, version=gone.version, by=manager)
    put(Action(programme=programme, title="Elsewhere", status="done"), manager, at(MIDDLE))
    assert page_of(as_manager, pair[1])[0].between.is_empty


def test_on_a_day_the_page_knows_no_later_one(as_manager, pair, old, manager, at):
    action = put(Action(programme=old, title="Set up the fund"), manager, at(MIDDLE))
    led_to(pair[0], KEY, action, manager, at(MIDDLE))
    action.status = "done"
    put(action, manager, at(SECOND + 5))
    put(TargetLevel(programme=old, assessment=pair[1], dimension=KEY, level=Decimal(4)), manager, at(20))

    def on(days_ago):
        return page_of(as_manager, pair[1], slug=f"old@{at(days_ago).date().isoformat()}")[0]

    before_target = on(60)
    assert step_of(before_target).now.target is None
    assert step_of(before_target).events[0].state == "Done"
    assert step_of(on(10)).now.target.level == 4
    missing = reverse("assessment_change", args=[f"old@{at(SECOND + 20).date().isoformat()}", pair[1].pk])
    assert as_manager.get(missing).status_code == 404


def test_the_queries_do_not_grow_with_what_was_done(
    as_manager, pair, old, manager, at, django_assert_max_num_queries
):
    first = put(Action(programme=old, title="One", status="done"), manager, at(MIDDLE))
    led_to(pair[0], KEY, first, manager, at(MIDDLE))
    url = reverse("assessment_change", args=["old", pair[1].pk])
    as_manager.get(url)
    with django_assert_max_num_queries(20) as few:
        as_manager.get(url)
    for number in range(30):
        action = put(Action(programme=old, title=f"Action {number}", status="done"), manager, at(MIDDLE))
        decision = Decision(programme=old, title=f"Decision {number}", decided_on=at(MIDDLE).date())
        put(decision, manager, at(MIDDLE))
        led_to(pair[0], OTHER, action, manager, at(MIDDLE))
    with django_assert_max_num_queries(len(few)):
        as_manager.get(url)


def test_everybody_who_sees_the_programme_sees_then_and_now(pair, old, stranger, manager):
    url = reverse("assessment_change", args=["old", pair[1].pk])
    assert sign_in(stranger).get(url).status_code == 404
    assert sign_in(manager).post(url).status_code == 405
    assert Assessment.objects.filter(programme=old).count() == 2


# Which "then"


def test_a_level_that_is_agreed_in_the_earlier_one_afterwards_moves_no_then(
    as_manager, pair, old, manager, at
):
    before, now = pair
    agree(before, KEY, 2, manager, at(FIRST - 1))
    put(Action(programme=old, title="Set up the fund", status="done"), manager, at(MIDDLE))
    agree(before, KEY, 5, manager, at(20))
    agree(before, OTHER, 5, manager, at(20))
    page, _text = page_of(as_manager, now)
    assert (page.since, page.until) == (at(FIRST - 1).date(), at(SECOND).date())
    assert (step_of(page).before_level, step_of(page, OTHER).before_level) == ("2", "1")
    assert [event.title for event in page.between.also] == ["Set up the fund"]


def test_a_round_that_the_earlier_one_reveals_afterwards_moves_no_then(as_manager, pair, old, manager, at):
    before, now = pair
    with change_set(by=manager, scope=old.pk, at=at(20)):
        second = opened(before, manager, number=2)
        rated(second, list(before.respondents.order_by("pk")), lambda n, element: 5)
        reveal(round=second, version=second.version, by=manager)
    page, _text = page_of(as_manager, now)
    assert (page.since, step_of(page).before_level) == (at(FIRST).date(), "1")


def test_only_an_earlier_one_can_be_then_and_its_own_page_leads_to_the_later_one(as_manager, pair):
    before, now = pair
    page, text = page_of(as_manager, before, **{"with": now.pk})
    assert (page.before, page.others, page.later) == (None, [], [now])
    assert "There is no other assessment" not in text
    assert f"{reverse('assessment_change', args=['old', now.pk])}?with={before.pk}" in text


def test_which_is_earlier_is_decided_by_the_first_reveal(as_manager, old, manager, at):
    """The one that was set up first took longer."""
    with change_set(by=manager, scope=old.pk, at=at(FIRST)):
        slow = assessed(old, manager)
    quick = settled(old, manager, at(MIDDLE), 1)
    with change_set(by=manager, scope=old.pk, at=at(SECOND)):
        round = opened(slow, manager)
        rated(round, invited(slow, manager, 6), lambda n, element: 3)
        reveal(round=round, version=round.version, by=manager)
    page, _text = page_of(as_manager, slow)
    assert (page.before.assessment, step_of(page).moved) == (quick, "Up by 2")
    assert page_of(as_manager, quick)[0].later == [slow]


# Two organisations, one key


def own(organisation, by, old, when, title, level, **fields):
    with change_set(by=by, at=when):
        pack = take_in(organisation=organisation, text=PACK.replace("River check", title), by=by)
    return settled(old, by, when, level, instrument="river-check", own_instrument=pack, **fields)


def test_instruments_of_two_organisations_with_one_key_are_two(as_manager, old, manager, at, trust, council):
    ours = own(trust, manager, old, at(FIRST), "River check", 1)
    theirs = own(council, manager, old, at(SECOND), "Other check", 3)
    assert page_of(as_manager, theirs)[0].before is None
    assert not can_be_compared(identity_of(ours), identity_of(theirs))
    assert can_be_compared(identity_of(ours), identity_of(ours))


def test_where_they_are_compared_all_the_same_the_page_says_that_they_are_two(
    as_manager, old, manager, at, trust, council
):
    ours = own(trust, manager, old, at(FIRST), "River check", 1)
    theirs = own(council, manager, old, at(SECOND), "River check", 3, before=ours)
    page, _text = page_of(as_manager, theirs)
    assert page.notice.startswith(
        "Then: River check of Riverside Health Trust, version 1. Now: River check of Riverside Council, version 1."
    )
