"""Rating by link: what is asked, what is stored, and what is refused."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assessments.actions.ballots import NotAsked, NotOpen, rate
from assessments.answering import Given, OffTheScale
from assessments.ballots import answered_by_round
from assessments.models import Answer, Respondent, Round, Sheet
from history.actions import add_row
from programmes.models.programme import today
from tests.assessments.by_link import (
    CHECKLIST,
    ELEMENTS,
    OTHER,
    STATEMENTS,
    answers,
    asked_with,
    change_round,
    close,
    link,
    page,
    post,
)
from tests.assessments.panels import assessed, opened

# The first screen


def test_the_first_screen_says_before_anything_is_asked_who_will_see_what(visitor, first, somebody):
    text = page(visitor, somebody).content.decode()
    for said in (
        "Riverside Integrated Care asks for your view",
        "Riverside Health Trust and Riverside Council",
        "To agree what comes first.",
        "12 questions, about 2 minutes",
        "SCIROCCO",
        "CC BY 4.0",
        "Nobody sees your ratings",
        "groups of 5 people or more",
        "as long as the programme’s records",
        "nothing about single patients",
    ):
        assert said in text, said


def test_the_first_screen_tells_what_one_answers_for(visitor, first, somebody, asking, manager):
    assert "Riverside Council</dd>" in page(visitor, somebody).content.decode()
    nobody_s = add_row(row=Respondent(programme=asking.programme, assessment=asking, name="Kim"), by=manager)
    assert "no organisation" in page(visitor, nobody_s).content.decode()


def test_looking_and_beginning_are_no_answer(visitor, first, somebody):
    response = visitor.post(link(somebody), {"profession": "nursing"})
    assert response.url == link(somebody, "rate_dimension", "readiness-to-change")
    page(visitor, somebody, "rate_dimension", "finance-funding")
    assert not Sheet.objects.exists()
    assert answered_by_round([first], [somebody])[first.pk] == set()


def test_the_profession_of_the_first_screen_counts_with_the_ratings(visitor, first, somebody):
    visitor.post(link(somebody), {"profession": "nursing"})
    post(visitor, somebody, level="3")
    sheet = Sheet.objects.get()
    assert sheet.profession == "nursing"
    visitor.post(link(somebody), {"profession": "pharmacy"})
    sheet.refresh_from_db()
    assert sheet.profession == "pharmacy"


def test_a_profession_that_is_made_up_is_refused_in_words(visitor, first, somebody):
    response = visitor.post(link(somebody), {"profession": "astronaut"})
    assert (response.status_code, "astronaut is not one of" in response.content.decode()) == (200, True)
    visitor.cookies["profession"] = "astronaut"
    post(visitor, somebody, level="3")
    assert Sheet.objects.get().profession == ""


# Rating


def test_a_rating_is_stored_and_leads_on(visitor, first, somebody):
    response = post(visitor, somebody, level="3", confidence="2", reason=" Pooled for two teams. ")
    assert response.url == link(somebody, "rate_dimension", "removal-inhibitors")
    row = answers(first)["finance-funding"]
    assert (row.value, row.confidence, row.reason) == (3, 2, "Pooled for two teams.")
    assert answered_by_round([first], [somebody])[first.pk] == {somebody.pk}


def test_rating_again_replaces_and_never_counts_twice(visitor, first, somebody):
    for level in ("3", "5", "5"):
        post(visitor, somebody, level=level)
    post(visitor, somebody, dimension="readiness-to-change", level="0")
    assert Sheet.objects.count() == 1
    assert {element: row.value for element, row in answers(first).items()} == {
        "finance-funding": 5,
        "readiness-to-change": 0,
    }


def test_not_my_field_is_an_answer_without_a_level(visitor, first, somebody):
    post(visitor, somebody, level="3", confidence="3", reason="Because")
    post(visitor, somebody, level="none", confidence="3", reason="Because")
    row = answers(first)["finance-funding"]
    assert (row.value, row.is_not_my_field, row.confidence, row.reason) == (None, True, None, "Because")


def test_after_the_last_dimension_one_sees_ones_own_ratings(visitor, first, somebody):
    post(visitor, somebody, level="3", reason="Two teams")
    last = first.dimensions[-1].key
    assert post(visitor, somebody, dimension=last, level="4").url == link(somebody, "rate_yours")
    text = page(visitor, somebody, "rate_yours").content.decode()
    assert 'id="own-ratings"' in text or "own-ratings" in text
    assert "10 are not answered yet" in text
    assert "Two teams" in text
    assert "You can change it until the end of" in text
    assert link(somebody, "rate_dimension", "finance-funding") in text


def test_a_screen_shows_what_one_has_said_and_how_far_one_is(visitor, first, somebody):
    post(visitor, somebody, level="3", reason="Two teams")
    response = page(visitor, somebody, "rate_dimension", "finance-funding")
    form = response.context["form"]
    assert [str(form[name].value()) for name in ("level", "reason")] == ["3", "Two teams"]
    text = response.content.decode()
    assert 'value="3" id="id_level_3" required checked' in text or "checked" in text
    assert "of 12 answered" in text


@pytest.mark.parametrize(
    "instrument", [CHECKLIST, STATEMENTS, ELEMENTS, "suter-10", "poet", "project-integrate"]
)
def test_every_kind_of_instrument_can_be_rated_from_end_to_end(visitor, programme, manager, instrument):
    round, person = asked_with(programme, manager, instrument)
    page(visitor, person)
    for dimension in round.dimensions:
        form = page(visitor, person, "rate_dimension", dimension.key).context["form"]
        sent = {
            name: field.choices[0][0]
            for name, field in form.fields.items()
            if name.startswith(("item_", "level"))
        }
        assert sent
        response = post(visitor, person, dimension=dimension.key, **sent)
        assert response.status_code == 302, response.content.decode()
    asked = sum(max(1, len(dimension.items)) for dimension in round.dimensions)
    assert Answer.objects.filter(value__isnull=False).count() == asked
    text = page(visitor, person, "rate_yours").content.decode()
    assert "Everything is answered and saved" in text


def test_elements_are_stored_one_by_one_with_the_year_of_what_is_present(visitor, programme, manager):
    round, person = asked_with(programme, manager, ELEMENTS)
    sent = {"item_case-management": "3", "year_case-management": "2019", "reason": "Two nurses"}
    post(visitor, person, dimension="delivery-system", **sent)
    found = answers(round)
    assert (
        found["delivery-system/case-management"].value,
        found["delivery-system/case-management"].year,
    ) == (3, 2019)
    assert (found["delivery-system"].value, found["delivery-system"].reason) == (None, "Two nurses")
    assert "Present, since 2019" in page(visitor, person, "rate_yours").content.decode()
    post(visitor, person, dimension="delivery-system", **(sent | {"item_case-management": "2"}))
    assert answers(round)["delivery-system/case-management"].year is None


def test_items_may_be_left_out_and_taken_back(visitor, programme, manager):
    round, person = asked_with(programme, manager, STATEMENTS)
    keys = [item.key for item in round.dimensions[0].items][:2]
    dimension = round.dimensions[0].key
    post(visitor, person, dimension=dimension, **{f"item_{key}": "4" for key in keys}, reason="Because")
    assert len(answers(round)) == 3
    post(visitor, person, dimension=dimension, **{f"item_{keys[0]}": "2"})
    assert {element: row.value for element, row in answers(round).items()} == {f"{dimension}/{keys[0]}": 2}
    post(visitor, person, dimension=dimension, not_my_field="on")
    assert {element: row.is_not_my_field for element, row in answers(round).items()} == {dimension: True}


def test_a_screen_of_many_items_takes_no_more_queries_than_one_of_few(visitor, programme, manager):
    """The round is held while they are written."""
    round, person = asked_with(programme, manager, ELEMENTS)
    dimension = max(round.dimensions, key=lambda one: len(one.items))
    names = [f"item_{item.key}" for item in dimension.items]
    assert len(names) >= 9
    post(visitor, person, dimension=dimension.key, not_my_field="on")
    costs = []
    for sent in (names[:1], names, names, names[:2]):
        with CaptureQueriesContext(connection) as seen:
            post(visitor, person, dimension=dimension.key, **dict.fromkeys(sent, "2"), reason="Because")
        costs.append(len(seen))
        assert len(answers(round)) == len(sent) + 1
    assert len(set(costs)) == 1
    assert costs[0] <= 15


# What is refused


@pytest.mark.parametrize("level", ["6", "-1", "2.5", "three", "", "99999999999999999999", "3\x00"])
def test_what_is_not_on_the_scale_is_told_and_what_was_typed_stays(visitor, first, somebody, level):
    response = post(visitor, somebody, level=level, reason="A long thought")
    assert response.status_code == 200
    assert response.context["form"].errors["level"]
    assert "A long thought" in response.content.decode()
    assert not Sheet.objects.exists()


def test_a_reason_that_is_too_long_is_told_and_stays(visitor, first, somebody):
    response = post(visitor, somebody, level="3", reason="x" * 2001)
    assert "2,000 fit" in response.content.decode()
    assert "x" * 2001 in response.content.decode()
    assert not Sheet.objects.exists()


NO_ROUND = ["2", "0", "-1", "1.0", "one", "1 ", "1\x00", "١", "9" * 5000]


@pytest.mark.parametrize("number", NO_ROUND)
def test_a_rating_for_a_round_that_is_none_comes_back_to_be_sent_again(visitor, first, somebody, number):
    response = post(visitor, somebody, level="3", confidence="2", reason="A long thought", round=number)
    assert response.status_code == 200
    assert "Nothing has been saved" in response.content.decode()
    assert not Sheet.objects.exists()
    form = response.context["form"]
    sent = {name: form[name].value() for name in ("level", "confidence", "reason", "round")}
    assert sent == {"level": "3", "confidence": "2", "reason": "A long thought", "round": 1}
    assert post(visitor, somebody, **sent).status_code == 302
    assert answers(first)["finance-funding"].value == 3


@pytest.mark.parametrize("number", NO_ROUND)
def test_a_rating_for_a_round_that_is_none_is_shown_after_the_end_too(
    visitor, first, somebody, manager, number
):
    close(first, manager)
    text = post(visitor, somebody, level="3", reason="My last word", round=number).content.decode()
    assert "could not be counted" in text
    assert "My last word" in text


@pytest.mark.parametrize("sent", [{}, {"not_my_field": "on", "item_case-management": "1"}])
def test_items_are_answered_or_not_ones_field(visitor, programme, manager, sent):
    _round, person = asked_with(programme, manager, ELEMENTS)
    response = post(visitor, person, dimension="delivery-system", reason="Kept", **sent)
    assert response.context["form"].errors["not_my_field"]
    assert "Kept" in response.content.decode()
    assert not Sheet.objects.exists()


@pytest.mark.parametrize("year", ["1899", "3000", "soon"])
def test_a_year_is_one_of_the_past(visitor, programme, manager, year):
    _round, person = asked_with(programme, manager, ELEMENTS)
    sent = {"item_case-management": "3", "year_case-management": year}
    assert post(visitor, person, dimension="delivery-system", **sent).context["form"].errors
    assert not Sheet.objects.exists()


@pytest.mark.parametrize(
    "given",
    [
        Given(values={"finance-funding": 6}),
        Given(values={"finance-funding": -1}),
        Given(values={"finance-funding": True}),
        Given(values={"no-such-thing": 3}),
        Given(values={"readiness-to-change": 3}),
        Given(values={"finance-funding/item": 3}),
        Given(values={"finance-funding": 3}, years={"finance-funding": 2020}),
        Given(values={"finance-funding": 3}, is_not_my_field=True),
        Given(values={"finance-funding": 3}, confidence=4),
        Given(values={"finance-funding": 3}, reason="x" * 2001),
        Given(),
    ],
)
def test_the_action_takes_nothing_that_the_instrument_does_not_have(first, somebody, given):
    with pytest.raises(OffTheScale):
        rate(respondent=somebody, round=first, dimension="finance-funding", given=given)
    assert not Sheet.objects.exists()


def test_an_element_of_another_instrument_is_not_stored(visitor, first, somebody):
    assert post(visitor, somebody, dimension="delivery-system", level="3").url == link(somebody)
    post(visitor, somebody, level="3", **{"item_case-management": "3"})
    assert set(answers(first)) == {"finance-funding"}


def test_a_dimension_that_is_not_asked_is_refused(visitor, asking, somebody, manager):
    round = opened(asking, manager, asked=["finance-funding"])
    assert page(visitor, somebody).context["page"].size == "1 question"
    assert "could not be counted" in post(visitor, somebody, dimension=OTHER, level="3").content.decode()
    assert visitor.get(link(somebody, "rate_dimension", OTHER)).url == link(somebody)
    with pytest.raises(NotAsked):
        rate(respondent=somebody, round=round, dimension=OTHER, given=Given(values={OTHER: 3}))


def test_a_round_of_another_assessment_is_not_one_s_own(programme, manager, somebody):
    other = opened(assessed(programme, manager), manager)
    with pytest.raises(NotAsked):
        rate(
            respondent=somebody,
            round=other,
            dimension="finance-funding",
            given=Given(values={"finance-funding": 3}),
        )


def test_what_comes_after_the_end_is_shown_and_not_counted(visitor, first, somebody, manager):
    post(visitor, somebody, level="3")
    close(first, manager)
    response = post(visitor, somebody, level="5", confidence="3", reason="My last word")
    text = response.content.decode()
    assert response.status_code == 200
    assert "could not be counted" in text
    assert "My last word" in text
    assert "Its last day was" in text
    assert answers(first)["finance-funding"].value == 3


def test_even_what_is_invalid_is_shown_after_the_end(visitor, first, somebody, manager):
    close(first, manager)
    text = post(visitor, somebody, reason="My last word").content.decode()
    assert "could not be counted" in text
    assert "My last word" in text


def test_closing_counts_from_the_moment_at_which_the_rating_is_written(first, somebody, manager):
    stale = Round.objects.get(pk=first.pk)
    close(first, manager)
    assert stale.state == "open"
    with pytest.raises(NotOpen):
        rate(
            respondent=somebody,
            round=stale,
            dimension="finance-funding",
            given=Given(values={"finance-funding": 3}),
        )


def test_nothing_is_asked_before_the_first_day(visitor, first, somebody, manager):
    change_round(first, manager, opens_on=today() + timedelta(days=1), closes_on=today() + timedelta(days=2))
    assert "has not begun" in page(visitor, somebody).content.decode()
    assert "could not be counted" in post(visitor, somebody, level="3").content.decode()
    assert visitor.get(link(somebody, "rate_dimension", "finance-funding")).url == link(somebody)
    assert not Sheet.objects.exists()


def test_before_the_launch_the_link_says_that_it_will_open(visitor, asking, somebody, manager):
    opened(asking, manager, launched=False)
    assert "being prepared" in page(visitor, somebody).content.decode()
    text = post(visitor, somebody, level="3", reason="A first thought").content.decode()
    assert "Nothing is asked here yet" in text
    assert "A first thought" in text
    assert not Sheet.objects.exists()
