"""Results of checklists: what is not met first, the share met, and the way from a point to the plan."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from assessments.models import PriorityIssue
from history.actions import add_row
from programmes.models import Action, Link
from tests.assessments.panels import assessed, elements, many_organisations, opened, revealed
from tests.conftest import sign_in, start_old
from tests.sent_forms import filled_in

SLUG, HAM_WALSH, WHO = "riverside", "ham-walsh-16", "who-10-lessons"
POINT = "common-cause/problem-named"
YES, PARTLY, NO = 2, 1, 0


def address(assessment, slug=SLUG, **query):
    words = "&".join(f"{key}={value}" for key, value in query.items())
    return f"{reverse('assessment_results', args=[slug, assessment.pk])}?{words}"


def block_of(client, round, **query):
    response = client.get(address(round.assessment, **query))
    assert response.status_code == 200
    return response.context["page"].block


def said(answers, otherwise=YES):
    """What each of the panel answers to an element, by its key; all else the same by everybody."""
    return lambda n, element: answers[element][n] if element in answers else otherwise


# How it is counted


def test_a_point_is_met_where_more_than_half_say_yes(as_manager, programme, manager):
    answers = {
        POINT: [YES] * 6 + [NO] * 6,  # half
        "common-cause/control-shared": [YES] * 7 + [NO] * 5,
        "shared-narrative/one-story": [PARTLY] * 12,
    }
    round = revealed(programme, manager, value_of=said(answers), instrument=HAM_WALSH)
    block = block_of(as_manager, round)
    assert [point.key for point in block.open] == [POINT, "shared-narrative/one-story"]
    assert block.sentence.startswith("14 of 16 dimensions are met")


def test_the_least_met_comes_first_and_says_how_many_gave_each_answer(as_manager, programme, manager):
    answers = {
        POINT: [YES] * 6 + [PARTLY] * 6,  # 75 %
        "shared-narrative/one-story": [NO] * 9 + [YES] * 3,  # 25 %
    }
    round = revealed(programme, manager, value_of=said(answers), instrument=HAM_WALSH)
    first, second = block_of(as_manager, round).open
    assert (first.share, [n for _word, n in first.counts]) == ("25%", [3, 0, 9])
    assert (second.share, [n for _word, n in second.counts]) == ("75%", [6, 6, 0])
    assert first.bar.table.rows == [["3", "0", "9"]]


def test_the_share_met_counts_partly_as_a_half_by_dimension_and_in_all(as_manager, programme, manager):
    """32 points: of one half say partly and half no (25 %), all others are met: (31 × 100 + 25) / 32 = 97.7 %."""
    round = revealed(programme, manager, value_of=said({POINT: [PARTLY, NO] * 6}), instrument=HAM_WALSH)
    block = block_of(as_manager, round)
    assert block.share == "97.7%"
    assert block.lines[0].share == "62.5%"
    assert block.chart.table.rows[0][1:] == ["62.5%", "1 of 2 points met"]


def test_a_checklist_without_points_counts_its_dimensions(as_manager, programme, manager):
    first, *_rest = elements(
        opened(assessed(programme, manager, instrument=WHO), manager).assessment.instrument
    )
    round = revealed(programme, manager, value_of=said({first: [NO] * 12}), instrument=WHO)
    block = block_of(as_manager, round)
    assert block.sentence == "9 of 10 points are met by more than half of the answers."
    assert [point.key for point in block.open] == [first]


def test_where_all_is_met_the_page_says_so(as_manager, programme, manager):
    round = revealed(programme, manager, value_of=said({}), instrument=HAM_WALSH)
    assert "Nothing is left that is not met" in as_manager.get(address(round.assessment)).content.decode()


@pytest.mark.parametrize("instrument", [HAM_WALSH, WHO, "dmic"])
def test_no_two_parts_of_the_page_have_the_same_name(as_manager, programme, manager, instrument):
    round = revealed(programme, manager, value_of=lambda n, e: n % 2, instrument=instrument)
    names = re.findall(r' id="([^"]+)"', as_manager.get(address(round.assessment)).content.decode())
    assert len(names) == len(set(names))


# Few, many, and the past


@pytest.mark.parametrize("people", [5, 12, 500])
def test_every_point_stands_on_the_page_whatever_the_size_of_the_panel(
    as_manager, programme, manager, people
):
    round = revealed(programme, manager, people, lambda n, e: n % 3, instrument=HAM_WALSH)
    block = block_of(as_manager, round)
    assert len(block.open) == 32
    assert sum(n for _word, n in block.open[0].counts) == people


def test_five_hundred_people_take_no_more_queries_than_five(as_manager, programme, manager):
    taken = []
    for people in (5, 500):
        round = revealed(programme, manager, people, lambda n, e: n % 3, instrument=HAM_WALSH)
        block_of(as_manager, round)
        with CaptureQueriesContext(connection) as queries:
            block_of(as_manager, round)
        taken.append(len(queries))
    assert taken[1] <= taken[0]


def test_a_point_that_too_few_answer_is_neither_listed_nor_counted(as_manager, programme, manager):
    def value(n, element):
        return NO if element != POINT else (NO if n < 4 else "")

    round = revealed(programme, manager, value_of=value, instrument=HAM_WALSH)
    block = block_of(as_manager, round)
    assert POINT not in [point.key for point in block.open]
    assert block.lines[0].points.rows[0][1:] == ["–", "–", "–", "too few"]
    assert block.lines[0].share == ""


def test_four_people_show_nothing_of_a_checklist(as_manager, programme, manager):
    round = revealed(programme, manager, 4, lambda n, e: NO, instrument=HAM_WALSH)
    response = as_manager.get(address(round.assessment))
    assert response.context["page"].block is None
    assert "Too few people answered" in response.content.decode()


def test_groups_have_their_share_and_the_profile(as_manager, programme, manager):
    partners = many_organisations(programme, manager, 2)
    round = revealed(
        programme,
        manager,
        12,
        lambda n, e: YES if n % 2 else NO,
        organisations=partners,
        instrument=HAM_WALSH,
    )
    assert block_of(as_manager, round).profile is None
    block = block_of(as_manager, round, by="sector")
    assert [row[2] for row in block.lines[0].groups.rows] == ["0%", "100%"]
    assert block.profile is not None


# From a point to the plan


@pytest.fixture
def not_met(programme, manager):
    return revealed(programme, manager, value_of=said({POINT: [NO] * 12}), instrument=HAM_WALSH)


def make_issue(client, point, **typed):
    way = next(way for way in point.next.onward if way.key == "priorityissue")
    response = client.post(way.url, filled_in(client, way.url, **typed))
    assert response.status_code == 302, response.content.decode()


def test_a_point_that_is_not_met_becomes_a_priority_issue_with_a_thread(as_manager, not_met):
    (point,) = block_of(as_manager, not_met).open
    typed = {"title": point.text, "why": "Nobody has said it."}
    make_issue(as_manager, point, **typed)
    issue, link = PriorityIssue.objects.get(), Link.objects.get()
    assert issue.title == point.text
    assert (link.origin_part, link.outcome_id) == (POINT, issue.pk)
    assert link.origin_title == f"Where we stand: {point.dimension.title}. {point.text}"
    assert [end.title for end in block_of(as_manager, not_met).open[0].next.led_to] == [issue.title]


def test_what_came_of_a_point_leads_back_to_it(as_manager, not_met):
    make_issue(as_manager, block_of(as_manager, not_met).open[0], title="One problem")
    issue = PriorityIssue.objects.get()
    page = as_manager.get(reverse("record", args=[SLUG, "priorityissue", issue.pk])).content.decode()
    assert f"/assessments/{not_met.assessment_id}/results/#dimension-{POINT}" in page
    assert f'id="dimension-{POINT}"' in as_manager.get(address(not_met.assessment)).content.decode()


def test_what_came_of_a_point_stands_with_its_dimension_on_the_page_of_gaps(as_manager, not_met):
    make_issue(as_manager, block_of(as_manager, not_met).open[0], title="One problem")
    gaps = as_manager.get(reverse("assessment_gaps", args=[SLUG, not_met.assessment_id]))
    page = gaps.context["page"]
    line = next(line for line in (*page.ranked, *page.without_target) if line.key == "common-cause")
    assert [end.noun for end in line.led_to] == ["priority issue"]


@pytest.mark.parametrize("part", ["common-cause/nothing", "nothing/problem-named", "common-cause//", "/"])
def test_a_point_that_the_instrument_lacks_is_no_origin(as_manager, not_met, part):
    add = reverse("record_add", args=[SLUG, "priorityissue"])
    assert as_manager.get(f"{add}?from=assessment-{not_met.assessment_id}:{part}").status_code == 404


def test_whoever_may_not_edit_is_offered_nothing_to_make_of_it(programme, not_met, observer):
    (point,) = block_of(sign_in(observer), not_met).open
    assert not point.next.onward


def test_the_page_of_results_takes_no_query_for_each_point(as_manager, programme, manager):
    """One point that is not met, and all of them, each with an action of its own."""
    taken = []
    for value in (said({POINT: [NO] * 12}), lambda n, e: NO):
        round = revealed(programme, manager, value_of=value, instrument=HAM_WALSH)
        for point in block_of(as_manager, round).open:
            tie(round.assessment, point.key, manager)
        with CaptureQueriesContext(connection) as queries:
            block = block_of(as_manager, round)
        assert all(point.next.led_to for point in block.open)
        taken.append(len(queries))
    assert taken[1] <= taken[0]


def tie(assessment, part, by):
    action = add_row(row=Action(programme=assessment.programme, title=f"About {part}"), by=by)
    link = Link(
        programme=assessment.programme,
        origin_model="assessments.assessment",
        origin_id=assessment.pk,
        origin_part=part,
        origin_title=part,
        outcome_model="programmes.action",
        outcome_id=action.pk,
        outcome_title=action.title,
    )
    add_row(row=link, by=by)


def test_in_the_past_a_point_says_what_it_had_led_to_and_offers_nothing(manager, trust):
    now = timezone.now()
    old = start_old(trust, by=manager, at=now - timedelta(days=5))
    with time_machine.travel(now - timedelta(days=2), tick=False):
        round = revealed(old, manager, value_of=said({POINT: [NO] * 12}), instrument=HAM_WALSH)
    tie(round.assessment, POINT, manager)
    client = sign_in(manager)

    def on(days):
        return f"old@{timezone.localdate() - timedelta(days=days)}"

    assert client.get(address(round.assessment, on(3))).status_code == 404
    (then,) = client.get(address(round.assessment, on(1))).context["page"].block.open
    assert (list(then.next.onward), list(then.next.led_to)) == ([], [])
    (point,) = client.get(address(round.assessment, "old")).context["page"].block.open
    assert [end.title for end in point.next.led_to] == [f"About {POINT}"]
    assert point.next.onward
