"""The page of results, over HTTP: nothing before the reveal, what the stored result holds after it, nothing about a few."""

import csv
from datetime import timedelta
from decimal import Decimal
from io import StringIO
from itertools import product

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
from tests.assessments.panels import (
    PROFESSIONS,
    assessed,
    elements,
    invited,
    many_organisations,
    opened,
    rated,
    revealed,
)
from tests.conftest import sign_in, start_old

SLUG = "riverside"
FIRST, SECOND = "readiness-to-change", "structure-governance"
BREAKDOWNS = ("", "sector", "organisation", "profession")


def address(assessment, slug=SLUG, name="assessment_results", **query):
    words = "&".join(f"{key}={value}" for key, value in query.items())
    return f"{reverse(name, args=[slug, assessment.pk])}?{words}"


def page_of(client, assessment, **query):
    response = client.get(address(assessment, **query))
    assert response.status_code == 200
    return response


def text_of(response):
    return response.content.decode()


def line_of(response, key=FIRST):
    return next(line for line in response.context["page"].block.lines if line.dimension.key == key)


def facts_of(response, key=FIRST):
    return dict(line_of(response, key).facts)


@pytest.fixture
def partners(programme, manager):
    return many_organisations(programme, manager, 3)


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
    assert facts["How sure"] == "Fairly sure (4 not very sure, 4 fairly sure, 4 sure)"
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


# Rounds


@pytest.fixture
def two_rounds(programme, manager, partners):
    assessment = assessed(programme, manager)
    first = opened(assessment, manager)
    people = invited(assessment, manager, 12, organisations=partners)
    rated(first, people, lambda n, e: n % 6)
    reveal(round=first, version=first.version, by=manager)
    second = opened(assessment, manager, number=2)
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


# Groups


def test_groups_are_told_apart_where_they_are_large_enough(as_manager, programme, manager, partners):
    round = revealed(programme, manager, people=15, organisations=partners)
    response = page_of(as_manager, round.assessment, by="organisation")
    line = line_of(response)
    assert [row[:2] for row in line.groups.rows] == [
        ["Organisation 0", "5"],
        ["Organisation 1", "5"],
        ["Organisation 2", "5"],
    ]
    page = response.context["page"]
    names = [column.label for column in page.profile.table.columns]
    assert names[2:] == ["All who answered", "Organisation 0", "Organisation 1", "Organisation 2"]
    assert len(page.block.chart.table.rows) == 12 * 4


def test_a_breakdown_of_small_groups_is_not_shown_and_says_why(as_manager, programme, manager, partners):
    a, b, c = partners
    round = revealed(programme, manager, people=12, organisations=[a, a, a, a, b, c])
    response = page_of(as_manager, round.assessment, by="organisation")
    page = response.context["page"]
    assert page.shown.by == ""
    assert {str(one.title) for one in page.not_shown} >= {"By organisation"}
    assert "groups are too small to be told apart" in text_of(response)


def test_names_of_small_groups_are_put_together_in_words(as_manager, programme, manager):
    a, b, c, d = many_organisations(programme, manager, 4)
    round = revealed(programme, manager, people=20, organisations=[a, a, a, b, b, b, c, c, d, d])
    response = page_of(as_manager, round.assessment, by="sector")
    together = response.context["page"].chosen.together
    assert len(together) == 1
    name, parts = together[0]
    assert len(parts) == 2
    assert name == " and ".join(parts)
    assert "Put together, because with fewer than 5 people" in text_of(response)


def test_a_breakdown_that_does_not_exist_is_all_together(as_manager, programme, manager, partners):
    round = revealed(programme, manager, people=15, organisations=partners)
    for by in ("age", "sector'", ""):
        assert page_of(as_manager, round.assessment, by=by).context["page"].shown.by == ""


@pytest.fixture
def hospice(programme, manager):
    """Two of a small sector say 5 where everybody else says 0 or 1, in two rounds."""
    big, other, small = many_organisations(programme, manager, 3)
    assessment = assessed(programme, manager)
    of = [big] * 8 + [other] * 7 + [small] * 2
    people = invited(assessment, manager, len(of), organisations=of)
    for number in (1, 2):
        round = opened(assessment, manager, number=number)
        rated(round, people, lambda n, e: 5 if n > 14 else n % 2, profession_of=lambda n: PROFESSIONS[n % 3])
        reveal(round=round, version=round.version, by=manager)
    return assessment, [
        {"sector": one.sector, "organisation": str(one.pk), "profession": PROFESSIONS[n % 3].value}
        for n, one in enumerate(of)
    ]


def test_no_combination_of_what_the_pages_show_is_about_a_few(as_manager, hospice):
    """Add and subtract the groups of every page and table: what is left is nobody, or five people or more."""
    assessment, people = hospice
    shown = shown_groups(as_manager, assessment)
    assert len(shown) > 2
    assert smallest_left(shown, people) >= 5
    assert smallest_left({("organisation", (group["organisation"],)) for group in people}, people) < 5


def test_a_small_group_is_named_on_no_page_by_itself(as_manager, hospice):
    assessment, _people = hospice
    seen = set()
    for number in (1, 2):
        for by in BREAKDOWNS:
            page = page_of(as_manager, assessment, round=number, by=by).context["page"]
            tables = [page.profile.table, page.block.chart.table, *(line.groups for line in page.block.lines)]
            seen |= {row[0] for table in tables if table for row in table.rows}
            seen |= {column.label for column in page.profile.table.columns}
            rows = csv_of(as_manager, assessment, round=number, by=by)[1:]
            seen |= {row[2] for row in rows}
            assert all(int(row[3]) >= 5 for row in rows)
    assert seen.isdisjoint({"Organisation 2", "Council"})  # the small organisation, and its sector


def shown_groups(client, assessment):
    """(breakdown, its groups) of every figure on every page."""
    found = set()
    for number in (1, 2):
        for by in BREAKDOWNS:
            shown = page_of(client, assessment, round=number, by=by).context["page"].shown
            tables = [shown.content, *(one for _dimension, one in shown.dimensions)]
            blocks = [group.found["groups"] for table in tables for group in shown.groups(table)]
            found |= {(shown.by, tuple(groups)) for groups in blocks}
    return found


def smallest_left(shown, people):
    """The fewest people, but not nobody, in any sum and difference of the groups and of everybody."""
    members = [[group[by] in groups for group in people] for by, groups in sorted(shown)]
    members.append([True] * len(people))
    sums = (
        [
            sum(sign * inside for sign, inside in zip(signs, who, strict=True))
            for who in zip(*members, strict=True)
        ]
        for signs in product((-1, 0, 1), repeat=len(members))
    )
    return min(count for count in (sum(weight != 0 for weight in weights) for weights in sums) if count)


# The table


def csv_of(client, assessment, **query):
    response = client.get(address(assessment, name="assessment_results_csv", **query))
    assert response.status_code == 200
    return list(csv.reader(StringIO(response.content.decode("utf-8-sig"))))


def test_the_table_has_the_figures_of_the_page(as_manager, programme, manager, partners):
    round = revealed(programme, manager, people=15, organisations=partners)
    head, *rows = csv_of(as_manager, round.assessment, by="organisation")
    first = [dict(zip(head, row, strict=True)) for row in rows[:4]]
    assert [row["Group"] for row in first] == ["All who answered", *(f"Organisation {n}" for n in range(3))]
    assert (first[0]["Answered by"], first[0]["Median"], first[0]["Verdict"]) == ("15", "3.0", "Agreement")
    assert [first[0][f"Answer {n}"] for n in range(6)] == ["0", "0", "5", "5", "5", "0"]
    assert sum(int(row["Answer 3"]) for row in first[1:]) == 5


def test_no_cell_of_the_table_begins_a_formula(as_manager, programme, manager, partners):
    partners[0].name = "=SUM(A1)"
    with change_set(by=manager, scope=None):
        partners[0].save()
    round = revealed(programme, manager, people=15, organisations=partners)
    rows = csv_of(as_manager, round.assessment, by="organisation")
    assert "'=SUM(A1)" in {row[2] for row in rows}
    assert "=SUM(A1)" not in {row[2] for row in rows}


def test_the_table_holds_no_reasons(as_manager, programme, manager):
    assessment = assessed(programme, manager)
    round = opened(assessment, manager)
    rated(round, invited(assessment, manager, 6), lambda n, e: 3, reason_of=lambda n, e: "Canary reason")
    reveal(round=round, version=round.version, by=manager)
    assert "Canary" not in str(csv_of(as_manager, assessment))


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
