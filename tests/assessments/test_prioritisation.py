import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from assessments.prioritisation import rank, sensitivity

WEIGHTS = {"size": 50, "severity": 30, "changeability": 20}
COHORTS = {
    "frailty": {"size": 3, "severity": 5, "changeability": 4},
    "diabetes": {"size": 5, "severity": 3, "changeability": 3},
    "falls": {"size": 2, "severity": 4, "changeability": 5},
}
SCORES = st.dictionaries(
    st.sampled_from("ABCDEFG"),
    st.fixed_dictionaries({name: st.integers(1, 5) for name in WEIGHTS}),
    min_size=2,
)
WEIGHTINGS = st.fixed_dictionaries({name: st.integers(1, 100) for name in WEIGHTS})


def by_key(ranked):
    return {option.key: option for option in ranked}


def test_the_total_is_the_weighted_score_on_a_scale_of_100():
    ranked = rank(COHORTS, WEIGHTS)
    assert [option.key for option in ranked] == ["diabetes", "frailty", "falls"]
    assert [option.total for option in ranked] == [75, 70, 55]


def test_contributions_explain_the_total():
    frailty = by_key(rank(COHORTS, WEIGHTS))["frailty"]
    assert frailty.contributions == {"size": 25, "severity": 30, "changeability": 15}
    assert frailty.total == sum(frailty.contributions.values())


def test_best_scores_make_100_and_worst_make_0():
    ranked = rank({"worst": {"a": 1, "b": 1}, "best": {"a": 5, "b": 5}}, {"a": 2, "b": 1})
    assert [(option.key, option.total) for option in ranked] == [("best", 100), ("worst", 0)]


def test_ties_share_a_place_and_the_next_is_left_out():
    scores = {"a": {"x": 5}, "b": {"x": 3}, "c": {"x": 3}, "d": {"x": 1}}
    ranked = rank(scores, {"x": 1})
    assert [option.place for option in ranked] == ["1", "2=", "2=", "4"]
    assert [option.rank for option in ranked] == [1, 2, 2, 4]


def test_decimal_weights_do_not_break_a_tie():
    scores = {"a": {"x": 5, "y": 5, "z": 1}, "b": {"x": 1, "y": 1, "z": 5}}
    assert [option.place for option in rank(scores, {"x": 0.1, "y": 0.2, "z": 0.3})] == ["1=", "1="]


@pytest.mark.parametrize(
    "scores", [{"size": 5, "severity": None, "changeability": 5}, {"size": 5, "changeability": 5}]
)
def test_an_option_with_a_missing_score_is_not_ranked_and_says_what_is_missing(scores):
    last = rank({"new": scores, **COHORTS}, WEIGHTS)[-1]
    assert (last.key, last.rank, last.total, last.place) == ("new", None, None, "")
    assert last.missing == ("severity",)
    assert last.contributions == {"size": 50, "changeability": 20}


def test_a_criterion_of_weight_0_needs_no_score():
    (option,) = rank({"a": {"x": 5}}, {"x": 1, "y": 0})
    assert (option.total, option.missing) == (100, ())


def test_another_scale_is_stretched_to_100_as_well():
    (option,) = rank({"a": {"x": 5}}, {"x": 3}, low=0, high=10)
    assert option.total == 50


@pytest.mark.parametrize(
    ("scores", "weights", "options", "message"),
    [
        (COHORTS, {"size": 0, "severity": 0}, {}, "weight above 0"),
        (COHORTS, {}, {}, "weight above 0"),
        (COHORTS, {"size": -1, "severity": 2}, {}, "less than 0"),
        ({"a": {"x": 6}}, {"x": 1}, {}, "a: x is 6, outside 1 to 5"),
        ({"a": {"x": float("nan")}}, {"x": 1}, {}, "outside 1 to 5"),
        ({"a": {"x": 3}}, {"x": 1}, {"low": 5, "high": 5}, "low end"),
    ],
)
def test_wrong_input_is_refused_in_words(scores, weights, options, message):
    with pytest.raises(ValueError, match=message):
        rank(scores, weights, **options)


class TestSensitivity:
    def test_names_the_smallest_change_of_one_weight_that_makes_two_level(self):
        first, second = sensitivity(COHORTS, WEIGHTS)
        assert (first.above, first.below, first.lead) == ("diabetes", "frailty", 5)
        # 50 x 2 - 30 x 2 - 20 x 1 = 20 ahead: ten points less on size, or ten more on severity
        assert [(found.criterion, found.level_at) for found in first.changes] == [
            ("size", 40),
            ("severity", 40),
            ("changeability", 40),
        ]
        assert [found.change for found in first.changes] == [-10, 10, 20]
        assert (second.above, second.below) == ("frailty", "falls")

    def test_an_option_ahead_on_everything_cannot_be_overtaken(self):
        (pair,) = sensitivity({"a": {"x": 5, "y": 4}, "b": {"x": 2, "y": 3}}, {"x": 1, "y": 1})
        assert pair.changes == ()

    def test_tied_options_are_each_compared_with_the_next_rank(self):
        scores = {"a": {"x": 5}, "b": {"x": 5}, "c": {"x": 1}}
        assert [(pair.above, pair.below) for pair in sensitivity(scores, {"x": 1})] == [
            ("a", "c"),
            ("b", "c"),
        ]

    def test_options_not_yet_scored_are_left_out(self):
        assert len(sensitivity({**COHORTS, "new": {"size": 5}}, WEIGHTS)) == 2


@given(SCORES, WEIGHTINGS, st.integers(2, 50))
def test_scaling_all_weights_changes_neither_rank_nor_total(scores, weights, factor):
    scaled = {name: weight * factor for name, weight in weights.items()}
    assert rank(scores, scaled) == rank(scores, weights)


@given(SCORES, WEIGHTINGS, st.permutations(sorted(WEIGHTS)))
def test_the_order_of_criteria_does_not_matter(scores, weights, order):
    shuffled = {name: weights[name] for name in order}
    assert rank(scores, shuffled) == rank(scores, weights)


@given(SCORES, WEIGHTINGS, st.sampled_from(sorted(WEIGHTS)))
def test_a_better_score_never_worsens_a_rank(scores, weights, criterion):
    key = min(scores)
    assume(scores[key][criterion] < 5)
    better = {**scores, key: {**scores[key], criterion: scores[key][criterion] + 1}}
    assert by_key(rank(better, weights))[key].rank <= by_key(rank(scores, weights))[key].rank


@given(SCORES, WEIGHTINGS)
def test_past_the_named_weight_the_two_have_swapped(scores, weights):
    for pair in sensitivity(scores, weights):
        for found in pair.changes:
            further = found.level_at + (1e-6 if found.change > 0 else -1e-6 * min(1, found.level_at))
            totals = by_key(rank(scores, {**weights, found.criterion: further}))
            assert totals[pair.below].total > totals[pair.above].total
