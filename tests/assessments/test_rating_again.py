"""Later rounds by link: what counts of what somebody said, what they are told of it, and a view that is being written."""

import pytest

from assessments.actions.reveal import reveal
from assessments.answering import Line
from assessments.models import MinorityView, Round, RoundResult
from assessments.what_counts import counting
from tests.assessments.by_link import STATEMENTS, close, link, page, post
from tests.assessments.panels import assessed, invited, opened, rated
from tests.assessments.round_pages import body

FUNDING, OTHER = "finance-funding", "removal-inhibitors"
VIEW = "A view that took an hour.\r\nIt has two lines."
AGAIN = "A new rating counts where 5 people or more rate the same question again"


def line_of(response, part, key=FUNDING):
    return next(line for line in response.context[part].lines if line.dimension.key == key)


def revealed(round, by):
    """Its result of one dimension."""
    round = Round.objects.get(pk=round.pk)
    reveal(round=round, version=round.version, by=by)
    return RoundResult.objects.get(round=round).content["dimensions"][FUNDING]


@pytest.fixture
def others(asking, manager):
    return invited(asking, manager, 6)


@pytest.fixture
def after_first(visitor, first, somebody, others, manager):
    """The others gave 1 and somebody gave 4; everybody has seen it."""
    rated(first, others, lambda n, element: 1)
    post(visitor, somebody, level="4")
    revealed(first, manager)


@pytest.fixture
def second(after_first, asking, manager):
    return opened(asking, manager, number=2)


# A view that is being written when the next round opens


@pytest.mark.parametrize("launched", [True, False])
def test_a_view_is_taken_for_the_round_that_it_was_written_about(
    visitor, after_first, asking, somebody, manager, launched
):
    page(visitor, somebody, "rate_view", FUNDING)
    opened(asking, manager, number=2, launched=launched)
    response = visitor.post(link(somebody, "rate_view", FUNDING), {"text": VIEW}, follow=True)
    assert MinorityView.objects.get().text == VIEW.replace("\r\n", "\n")
    assert ("Your view stands beside the result of round 1." in body(response)) == launched


def test_a_view_that_is_refused_while_the_next_round_is_open_comes_back(visitor, second, somebody):
    response = visitor.post(link(somebody, "rate_view", FUNDING), {"text": VIEW, "level": "77"})
    assert "A view that took an hour." in response.content.decode()
    assert not MinorityView.objects.exists()


def test_while_the_next_round_is_open_no_view_is_asked_for(visitor, second, somebody):
    assert visitor.get(link(somebody, "rate_view", FUNDING)).url == link(somebody)


# What counts


def test_a_rating_that_too_few_gave_again_is_not_said_to_count(visitor, second, somebody, manager):
    post(visitor, somebody, level="1", round=2)
    for text in (body(page(visitor, somebody)), body(page(visitor, somebody, "rate_yours"))):
        assert AGAIN in text
    close(second, manager)
    first_screen = body(page(visitor, somebody))
    assert "You have answered one of the questions again." in first_screen
    assert AGAIN in first_screen
    assert "It counts." not in first_screen
    own = body(page(visitor, somebody, "rate_yours"))
    assert AGAIN in own
    assert "It is counted as it stands here" not in own
    assert revealed(second, manager)["n_anew"] == 0


def test_what_counts_is_shown_as_ones_own_and_what_does_not_is_told_beside_it(
    visitor, second, somebody, manager
):
    post(visitor, somebody, level="1", round=2)
    assert revealed(second, manager)["counts"]["4"] == 1
    response = page(visitor, somebody)
    line = line_of(response, "group")
    assert (line.own, line.is_outside) == ("4", True)
    told = "In round 2 you said: 1. Fewer than 5 people rated it again, so the result keeps"
    assert told in body(response)
    response = page(visitor, somebody, "rate_yours")
    line = line_of(response, "own")
    assert (line.said.answer.split(" ")[0], line.is_carried) == ("4", True)
    assert told in body(response)
    assert {axis: value for axis, value in own_levels(response).items() if value} == {FUNDING: "4"}


def own_levels(response):
    """What the radar's table says, by dimension."""
    seat, table = response.context["seat"], response.context["own"].chart.table
    return {
        one.key: cells[-1] if cells[-1] != "Not rated" else ""
        for one, cells in zip(seat.instrument.dimensions, table.rows, strict=True)
    }


def test_a_rating_that_enough_gave_again_is_ones_own(visitor, second, somebody, others, manager):
    rated(second, others[:4], lambda n, element: 2 if element == FUNDING else "")
    post(visitor, somebody, level="2", round=2)
    found = revealed(second, manager)
    assert (found["n_anew"], found["counts"]["4"]) == (5, 0)
    response = page(visitor, somebody)
    line = line_of(response, "group")
    assert (line.own, line.is_outside, line.set_aside) == ("2", False, "")
    line = line_of(page(visitor, somebody, "rate_yours"), "own")
    assert (line.said.answer.split(" ")[0], line.is_carried, line.set_aside) == ("2", False, "")


def test_a_rating_that_too_few_gave_again_does_not_begin_the_round_after(
    visitor, second, asking, somebody, manager
):
    post(visitor, somebody, level="1", round=2)
    revealed(second, manager)
    opened(asking, manager, number=3)
    response = page(visitor, somebody, "rate_dimension", FUNDING)
    assert response.context["beside"].own == "4"
    assert str(response.context["form"]["level"].value()) == "4"


def test_not_my_field_does_not_take_a_rating_back_and_is_not_shown_as_if_it_did(
    visitor, second, somebody, others, manager
):
    rated(second, others, lambda n, element: 2)
    post(visitor, somebody, level="none", round=2)
    told = "In round 2 you said that it is not your field. A rating once given stands."
    response = page(visitor, somebody, "rate_yours")
    assert line_of(response, "own").said.answer.startswith("4")
    assert told in body(response)
    form = page(visitor, somebody, "rate_dimension", FUNDING).context["form"]
    assert form["level"].value() == "none"
    found = revealed(second, manager)
    assert (found["counts"]["4"], found["abstained"]) == (1, 0)
    response = page(visitor, somebody)
    assert line_of(response, "group").own == "4"
    assert told in body(response)


def test_a_first_rating_in_a_later_round_that_too_few_gave_is_told_too(
    visitor, first, asking, somebody, others, manager
):
    rated(first, others, lambda n, element: 1)
    post(visitor, somebody, level="none")
    revealed(first, manager)
    second = opened(asking, manager, number=2)
    post(visitor, somebody, level="4", round=2)
    found = revealed(second, manager)
    assert (found["n"], found["abstained"]) == (6, 1)
    response = page(visitor, somebody)
    assert line_of(response, "group").own == "Not my field"
    assert "In round 2 you said: 4. Fewer than 5" in body(response)


def test_items_count_one_by_one(visitor, programme, manager):
    assessment = assessed(programme, manager, instrument=STATEMENTS)
    first = opened(assessment, manager)
    *others, one = invited(assessment, manager, 7)
    dimension = first.dimensions[0]
    given, kept, left = [item.key for item in dimension.items][:3]
    rated(first, others, lambda n, element: 1)
    post(visitor, one, dimension.key, **{f"item_{key}": "5" for key in (given, kept, left)})
    reveal(round=first, version=first.version, by=manager)
    second = opened(assessment, manager, number=2)
    rated(second, others, lambda n, element: 2 if element == f"{dimension.key}/{given}" else "")
    post(visitor, one, dimension.key, round=2, **{f"item_{given}": "4", f"item_{kept}": "3"})
    reveal(round=second, version=second.version, by=manager)
    found = RoundResult.objects.get(round=second).content["dimensions"][dimension.key]["items"]
    anew = [found[f"{dimension.key}/{key}"]["n_anew"] for key in (given, kept, left)]
    assert anew == [7, 0, 0]
    seat = page(visitor, one).context["seat"]
    values = {line.element: line.value for line in seat.standing_answers[dimension.key]}
    assert [values[f"{dimension.key}/{key}"] for key in (given, kept, left)] == [4, 5, 5]
    line = line_of(page(visitor, one, "rate_yours"), "own", dimension.key)
    assert line.set_aside.startswith("Where fewer than 5 people answered again")


def test_what_is_asked_once_is_told_to_count(visitor, first, somebody, manager):
    post(visitor, somebody, level="1")
    close(first, manager)
    assert "You have answered one of the questions. It counts." in body(page(visitor, somebody))
    assert "It is counted as it stands here." in body(page(visitor, somebody, "rate_yours"))


# By itself


def found_of(**n_anew):
    items = {f"d/{item}": {"n_anew": n} for item, n in n_anew.items()}
    return {"dimensions": {"d": {"n_anew": 7, "items": items}}}


def said(element, value=None, **more):
    return Line(element=element, value=value, **more)


NOT_MINE = said("d", is_not_my_field=True)


@pytest.mark.parametrize(
    ("before", "given", "content", "stands"),
    [
        ([], [said("d", 3)], None, [said("d", 3)]),
        ([said("d", 4)], [], None, [said("d", 4)]),
        ([said("d", 4)], [said("d", 3)], None, [said("d", 3)]),
        ([said("d", 4)], [NOT_MINE], None, [said("d", 4)]),
        ([NOT_MINE], [said("d", 3)], None, [said("d", 3)]),
        ([said("d", 4)], [said("d", 3)], {"dimensions": {"d": {"n_anew": 0}}}, [said("d", 4)]),
        ([said("d", 4)], [said("d", 3)], {"dimensions": {"d": {"n_anew": 5}}}, [said("d", 3)]),
        ([said("d", 4)], [said("d", 3)], {"dimensions": {"d": {"n_anew": None}}}, [said("d", 3)]),
        ([], [said("d", 3)], {"dimensions": {"d": {"n_anew": 0}}}, []),
        ([], [NOT_MINE], {"dimensions": {"d": {"n_anew": 0}}}, [NOT_MINE]),
        ([said("d/a", 4)], [NOT_MINE], None, [said("d/a", 4)]),
        ([NOT_MINE], [said("d/a", 4)], None, [said("d/a", 4)]),
        (
            [said("d/a", 4), said("d/b", 4), said("d", reason="Then")],
            [said("d/a", 3), said("d/b", 3), said("d", reason="Now")],
            found_of(a=0, b=6),
            [said("d/a", 4), said("d/b", 3), said("d", reason="Now")],
        ),
        (
            [said("d/a", 4), said("d", reason="Then")],
            [said("d/a", 3), said("d", reason="Now")],
            found_of(a=0, b=None),
            [said("d/a", 4), said("d", reason="Then")],
        ),
    ],
)
def test_what_counts_of_two_rounds(before, given, content, stands):
    found = counting({"d": before}, {"d": given}, content)
    assert found.get("d", []) == stands
