"""Results of several rounds: which one is shown, and what of the rounds before stands in it."""

import pytest
from django.urls import reverse

from assessments.actions.reveal import reveal
from assessments.ballots import token_of
from tests.assessments.panels import assessed, invited, opened, rated
from tests.assessments.results_pages import FIRST, SECOND, SLUG, facts_of, page_of, text_of


@pytest.fixture
def two_rounds(programme, manager, partners):
    assessment = assessed(programme, manager)
    first = opened(assessment, manager)
    people = invited(assessment, manager, 12, organisations=partners)
    rated(first, people, lambda n, e: n % 6)
    reveal(round=first, version=first.version, by=manager)
    second = opened(assessment, manager, number=2, asked=[FIRST, SECOND])
    rated(second, people[:8], lambda n, e: 3)
    return assessment, second


def test_while_the_next_round_is_open_the_last_one_is_shown(as_manager, two_rounds):
    assessment, _second = two_rounds
    response = page_of(as_manager, assessment, round=2)
    page = response.context["page"]
    assert page.shown.round.number == 1
    assert page.waiting.startswith("Round 2 takes ratings until")
    assert not page.rounds
    assert facts_of(response)["Median"] == "2.5"


def test_each_round_has_its_own_address_and_the_newest_comes_first(as_manager, two_rounds, manager):
    assessment, second = two_rounds
    reveal(round=second, version=second.version, by=manager)
    newest, first = page_of(as_manager, assessment), page_of(as_manager, assessment, round=1)
    assert [chip.is_active for chip in newest.context["page"].rounds] == [False, True]
    assert [chip.is_active for chip in first.context["page"].rounds] == [True, False]
    assert facts_of(newest)["Rated anew"] == "8"
    assert (facts_of(first)["Median"], facts_of(newest)["Median"]) == ("2.5", "3")
    for odd in ("7", "x", "2'"):
        assert page_of(as_manager, assessment, round=odd).context["page"].shown.round.number == 2


def test_only_of_the_first_round_it_is_said_how_many_of_those_asked_answered(as_manager, two_rounds, manager):
    """Eight of twelve rate again, and somebody is asked who has no part in the second round."""
    assessment, second = two_rounds
    invited(assessment, manager, 1)
    reveal(round=second, version=second.version, by=manager)
    first, newest = (text_of(page_of(as_manager, assessment, round=number)) for number in (1, 2))
    assert "12 of 12 people answered." in first
    assert "people answered." not in newest
    assert "The ratings of 12 people count." in newest
    assert "Asked again: Readiness to Change to enable more Integrated Care, Structure" in newest
    assert "what fewer than 5 rated again stands as it was." in newest
    overview = text_of(as_manager.get(assessment.get_absolute_url()))
    assert "12 of 12 have answered" in overview
    assert "of 13" not in overview
    assert "the ratings of 12 people count" in overview
    listed = text_of(as_manager.get(reverse("assessments", args=[SLUG])))
    assert "of 13" not in listed


def test_on_the_link_too_it_is_the_ratings_that_count_in_a_later_round(client, two_rounds, manager):
    assessment, second = two_rounds
    reveal(round=second, version=second.version, by=manager)
    text = text_of(client.get(reverse("rate", args=[token_of(assessment.respondents.first())])))
    assert "12 people answered." not in text
    assert "The ratings of 12 people count." in text
