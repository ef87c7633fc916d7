"""The page of results, over HTTP: nothing before the reveal, what the stored result holds after it, nothing about a few."""

from datetime import timedelta
from decimal import Decimal

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from assessments.actions.reveal import reveal
from assessments.models import AgreedLevel, Answer, RoundResult, Sheet
from history.changes import change_set
from programmes.models import Programme
from tests.assessments.panels import assessed, elements, invited, opened, rated, revealed
from tests.assessments.results_pages import (
    BREAKDOWNS,
    FIRST,
    SECOND,
    address,
    csv_of,
    facts_of,
    line_of,
    page_of,
    text_of,
)
from tests.conftest import sign_in, start_old

# Before the reveal


@pytest.mark.parametrize("state", ["draft", "scheduled", "open", "closed"])
def test_before_the_reveal_the_page_says_when_and_by_whom(as_manager, programme, manager, facilitator, state):
    assessment = assessed(programme, manager)
    round = opened(assessment, manager, launched=state != "draft")
    days = {"scheduled": -5, "closed": 9}.get(state, 0)
    with time_machine.travel(timezone.now() + timedelta(days=days)):
        client = sign_in(manager)
        page = page_of(client, assessment).context["page"]
    assert page.shown is None
    words = {
        "draft": "nobody has been asked yet",
        "scheduled": f"from {round.opens_on:%-d %b %Y} to {round.closes_on:%-d %b %Y}",
        "open": f"until {round.closes_on:%-d %b %Y}",
        "closed": "takes no more ratings",
    }
    assert words[state] in page.waiting
    assert state == "draft" or "Femi Facilitator or Mira Manager can reveal it" in page.waiting


def test_before_the_reveal_there_is_nothing_of_what_anybody_said(programme, manager, observer):
    assessment = assessed(programme, manager)
    round = opened(assessment, manager)
    people = invited(assessment, manager, 12)
    rated(round, people, lambda n, e: 3, reason_of=lambda n, e: "Canary reason")
    for person in (manager, observer):
        client = sign_in(person)
        for by in BREAKDOWNS:
            response = page_of(client, assessment, by=by, round=1)
            assert "Canary" not in text_of(response)
            assert response.context["page"].block is None
        assert client.get(address(assessment, name="assessment_results_csv")).status_code == 404


# After it


def test_every_dimension_shows_its_verdict_the_rule_and_the_figures(as_manager, programme, manager):
    levels = [
        0,
        0,
        0,
        2,
        2,
        2,
        3,
        3,
        3,
        3,
        3,
        3,
    ]  # docs/reference/consensus.md: Structure & Governance, round 1
    far = [0, 0, 0, 0, 0, 2, 3, 3, 3, 3, 4, 4]  # Digital Infrastructure, round 1
    round = revealed(programme, manager, value_of=lambda n, e: (far if e == SECOND else levels)[n])
    response = page_of(as_manager, round.assessment)
    line, split = line_of(response), line_of(response, SECOND)
    assert (line.verdict.word, line.verdict.maturity) == ("Agreement", "Progressing")
    assert line.verdict.rule == (
        "Panel of 12: at most 3 ratings may lie outside the region 1.5 to 3.5; 3 do: agreement."
    )
    assert (split.verdict.word, split.verdict.maturity) == ("Split", "Uncertain")
    facts = facts_of(response)
    assert (facts["Rated by"], facts["Median"], facts["Not their field"]) == ("12", "2.5", "0")
    assert facts["How sure"] == "Fairly sure (Not very sure: 4, Fairly sure: 4, Sure: 4)"
    assert response.context["page"].block.sentence == (
        "The panel agrees on 11 of 12 dimensions and is split on 1: Structure &amp; Governance.".replace(
            "&amp;", "&"
        )
    )
    for words in ("doi.org/10.5334/ijic.7747", reverse("how_agreement_is_read"), line.verdict.rule):
        assert words in text_of(response)


def test_the_charts_have_the_same_as_a_table(as_manager, programme, manager):
    round = revealed(programme, manager, value_of=lambda n, e: 2 + n % 3)
    page = page_of(as_manager, round.assessment).context["page"]
    assert len(page.profile.table.rows) == len(page.block.chart.table.rows) == 12
    assert page.profile.table.rows[0][2] == "3"


def test_reasons_stand_with_their_level_and_without_a_name(as_manager, programme, manager):
    assessment = assessed(programme, manager)
    round = opened(assessment, manager)
    people = invited(assessment, manager, 6)
    rated(
        round, people, lambda n, e: 1 + n % 2, reason_of=lambda n, e: f"<b>Because {n}" if e == FIRST else ""
    )
    reveal(round=round, version=round.version, by=manager)
    response = page_of(as_manager, assessment)
    told = {word: sorted(texts) for word, texts in line_of(response).reasons}
    assert told == {
        "Level 1": ["<b>Because 0", "<b>Because 2", "<b>Because 4"],
        "Level 2": ["<b>Because 1", "<b>Because 3", "<b>Because 5"],
    }
    assert "&lt;b&gt;Because 0" in text_of(response)
    assert "Respondent 0" not in text_of(response)


def test_the_agreed_level_stands_on_the_profile_and_beside_the_ratings(as_manager, programme, manager):
    round = revealed(programme, manager)
    for level in (2, 4):
        row = AgreedLevel(
            programme=programme,
            assessment=round.assessment,
            dimension=FIRST,
            level=Decimal(level),
            rationale="Why",
        )
        with change_set(by=manager, scope=programme.pk):
            row.save()
    response = page_of(as_manager, round.assessment)
    assert facts_of(response)["Agreed level"] == "4"
    assert response.context["page"].profile.table.columns[3].label == "Agreed level"


def test_the_page_follows_the_stored_result_and_never_the_sheets(as_manager, programme, manager):
    round = revealed(programme, manager)
    before = line_of(page_of(as_manager, round.assessment)).counts
    Answer.objects.all().delete()
    Sheet.objects.all().delete()
    assert line_of(page_of(as_manager, round.assessment)).counts == before


def test_fewer_people_than_the_smallest_group_see_what_to_do(as_manager, programme, manager):
    round = revealed(programme, manager, people=4, value_of=lambda n, e: 4)
    response = page_of(as_manager, round.assessment)
    assert response.context["page"].block is None
    assert "Fewer than 5 people answered" in text_of(response)
    assert "invite more people" in text_of(response)
    assert as_manager.get(address(round.assessment, name="assessment_results_csv")).status_code == 404


def test_a_dimension_that_too_few_rated_says_so_and_shows_nothing(as_manager, programme, manager):
    round = revealed(programme, manager, value_of=lambda n, e: None if e == FIRST and n > 3 else 3)
    response = page_of(as_manager, round.assessment)
    line = line_of(response)
    assert (line.facts, line.counts, line.reasons, line.verdict) == ([], None, [], None)
    assert "Fewer than 5 people rated it" in text_of(response)


def test_a_dimension_that_nobody_rated_says_so(as_manager, programme, manager):
    round = revealed(programme, manager, value_of=lambda n, e: None if e == FIRST else 3)
    assert "Nobody rated it." in text_of(page_of(as_manager, round.assessment))


# Other ways of answering


@pytest.mark.parametrize(
    "instrument", ["teamstepps-tpq", "who-10-lessons", "goodwin-change-maturity", "dmic", "itma"]
)
@pytest.mark.parametrize("by", BREAKDOWNS)
def test_every_way_of_answering_has_its_page_and_table(
    as_manager, programme, manager, partners, instrument, by
):
    round = revealed(
        programme, manager, 18, lambda n, e: 1 + n % 2, instrument=instrument, organisations=partners
    )
    response = page_of(as_manager, round.assessment, by=by)
    assert len(response.context["page"].block.lines) == len(round.assessment.instrument.dimensions)
    assert len(csv_of(as_manager, round.assessment, by=by)) > len(round.assessment.instrument.dimensions)


@pytest.mark.parametrize(
    "instrument", ["teamstepps-tpq", "who-10-lessons", "goodwin-change-maturity", "dmic"]
)
def test_elements_that_too_few_answer_are_not_shown(as_manager, programme, manager, instrument):
    key = elements(assessed(programme, manager, instrument=instrument).instrument)[0]
    round = revealed(
        programme, manager, value_of=lambda n, e: 1 if e != key or n < 4 else None, instrument=instrument
    )
    found = round.result.content["dimensions"][key.partition("/")[0]]
    assert (found["items"][key] if "/" in key else found)["is_hidden"]
    page_of(as_manager, round.assessment)
    csv_of(as_manager, round.assessment)


# As of a day, who may, and what it costs


def test_as_of_a_day_before_the_reveal_there_is_no_result(manager, programme, partners):
    with time_machine.travel("2026-03-10 12:00:00+00:00"):
        assessment = assessed(programme_of_old(manager, partners[0]), manager)
        round = opened(assessment, manager)
        rated(round, invited(assessment, manager, 12), lambda n, e: 3)
    with time_machine.travel("2026-03-12 12:00:00+00:00"):
        reveal(round=round, version=round.version, by=manager)
    with time_machine.travel("2026-03-20 12:00:00+00:00"):
        client = sign_in(manager)
        before, after = (client.get(address(assessment, f"old@2026-03-{day}")) for day in (11, 13))
        early = client.get(address(assessment, "old@2026-03-09"))
    assert before.context["page"].shown is None
    assert "Round 1 takes ratings until" in before.context["page"].waiting
    assert after.context["page"].block.lines
    assert early.status_code == 404


def programme_of_old(manager, organisation):
    start_old(organisation, by=manager, at=timezone.now() - timedelta(days=5))
    return Programme.objects.get(slug="old")


def test_whoever_may_see_the_programme_sees_the_same_results(
    programme, manager, observer, board_member, stranger
):
    round = revealed(programme, manager)
    for person in (observer, board_member):
        assert line_of(page_of(sign_in(person), round.assessment)).counts
    assert sign_in(stranger).get(address(round.assessment)).status_code == 404


def test_an_assessment_of_another_programme_is_not_there(as_manager, programme, manager, stranger):
    elsewhere = Programme.objects.get(slug="elsewhere")
    round = revealed(elsewhere, stranger)
    assert as_manager.get(address(round.assessment)).status_code == 404


def test_the_page_takes_as_many_queries_for_five_hundred_as_for_twelve(
    as_manager, programme, manager, partners
):
    found = []
    for people in (12, 500):
        round = revealed(programme, manager, people=people, organisations=partners)
        page_of(as_manager, round.assessment)
        with CaptureQueriesContext(connection) as captured:
            page_of(as_manager, round.assessment, by="sector")
        found.append(len(captured))
    assert found[0] == found[1] <= 20
    assert RoundResult.objects.count() == 2


def test_how_agreement_is_read_is_open_to_everybody_and_says_the_rule(client):
    response = client.get(reverse("how_agreement_is_read"))
    text = text_of(response)
    assert response.status_code == 200
    assert [(row.sizes, row.most_outside) for row in response.context["limits"][:4]] == [
        ("5 to 7", 1), ("8 to 10", 2), ("11", 3), ("12", 3),
    ]  # fmt: skip
    assert "https://doi.org/10.5334/ijic.7747" in text
