"""The rules of scoring against values worked out by hand."""

import pytest

from assessments.scoring import (
    SCORINGS,
    Presence,
    implemented,
    level,
    mean_of_items,
    planned,
    share_met,
    turned,
)

PRESENT = Presence(is_relevant=True, is_present=True)
PLANNED = Presence(is_relevant=True, is_planned=True)
ABSENT = Presence(is_relevant=True)
IRRELEVANT = Presence(is_relevant=False)


def test_presence_counts_relevant_elements_only_and_plans_among_the_absent():
    """9 relevant, 6 of them present; of the 3 that are not, 2 are planned."""
    elements = [*[PRESENT] * 6, *[PLANNED] * 2, ABSENT, *[IRRELEVANT] * 4]
    assert implemented(elements) == pytest.approx(100 * 6 / 9)
    assert planned(elements) == pytest.approx(100 * 2 / 3)


@pytest.mark.parametrize(
    ("elements", "pi", "pp"),
    [
        ([], None, None),
        ([IRRELEVANT], None, None),
        ([PRESENT, PRESENT], 100, None),  # nothing is absent, so nothing can be planned
        ([ABSENT, ABSENT], 0, 0),
        ([PLANNED, ABSENT, ABSENT, ABSENT], 0, 25),
        ([Presence(is_relevant=True, is_present=True, is_planned=True), ABSENT], 50, 0),
        ([Presence(is_relevant=False, is_present=True), PRESENT], 100, None),
    ],
)
def test_presence_at_its_edges(elements, pi, pp):
    assert (implemented(elements), planned(elements)) == (pi, pp)


@pytest.mark.parametrize(
    ("answers", "share"),
    [
        ([], None),
        (["yes"], 100),
        (["no", "no"], 0),
        (["partly"], 50),
        (["yes", "yes", "partly", "no"], 62.5),
    ],
)
def test_partly_counts_half_a_point(answers, share):
    assert share_met(answers) == share


def test_an_answer_that_is_none_of_the_three_is_no_answer():
    with pytest.raises(KeyError):
        share_met(["yes", "perhaps"])


def test_the_mean_is_of_what_was_answered():
    assert mean_of_items([4, 5, 3, 4]) == 4
    assert mean_of_items([2, 5]) == 3.5
    assert mean_of_items([]) is None


@pytest.mark.parametrize(
    ("value", "low", "high", "result"), [(5, 1, 5, 1), (3, 1, 5, 3), (0, 0, 5, 5), (2, 1, 4, 3)]
)
def test_a_reversed_answer_is_turned_round_on_its_scale(value, low, high, result):
    assert turned(value, low=low, high=high) == result
    assert turned(result, low=low, high=high) == value


def test_a_dimension_has_one_level_or_none():
    assert level([3]) == 3
    assert level([0]) == 0
    assert level([]) is None
    with pytest.raises(ValueError, match="one level, not 2"):
        level([3, 4])


@pytest.mark.parametrize("name", SCORINGS)
def test_what_nobody_answered_has_no_value(name):
    assert SCORINGS[name].of_dimension([]) is None
