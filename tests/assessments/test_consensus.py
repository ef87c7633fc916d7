import json
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from assessments.consensus import maturity, quantile, quantile_type6, rule_for, summarise, third_of

ROOT = Path(__file__).parents[2]
STATISTICS = ROOT / "tests" / "statistics"
PAGE = (ROOT / "docs" / "reference" / "consensus.md").read_text()
VECTORS = json.loads((STATISTICS / "consensus_public.json").read_text())["vectors"]
SINGAPORE = json.loads((STATISTICS / "consensus_singapore.json").read_text())["cells"]

LEVELS = (0, 5)
NINE = (1, 9)
LEVEL = st.integers(*LEVELS)
# Panels that could sit in a room; abstentions among them.
PANELS = st.lists(LEVEL, min_size=2, max_size=40)
REPLIES = st.lists(st.none() | LEVEL, max_size=40)
NINES = st.lists(st.integers(*NINE), min_size=2, max_size=40)
ODD_PANELS = st.lists(LEVEL, min_size=3, max_size=39).filter(lambda ratings: len(ratings) % 2)


def panel(n, *, outside):
    """A panel of `n` with a median of 3, so many of whom lie outside the region around it."""
    return [0] * outside + [3] * (n - outside)


def agreement(ratings, scale=LEVELS):
    return summarise(ratings, scale=scale).agreement


def plain(vector):
    """What we make of a vector, in the form of the file, whose levels are text."""
    return json.loads(json.dumps(summarise(vector["ratings"], scale=tuple(vector["scale"])).to_dict()))


def assert_agrees(actual, expected, where):
    for name, value in expected.items():
        if isinstance(value, dict):
            assert_agrees(actual[name], value, f"{where} {name}")
        elif name == "k_source":
            continue  # the file describes it in one sentence for all sizes; `rule_for` is tested below
        elif name == "maturity_level" or value is None or isinstance(value, str | bool):
            assert actual[name] == value, f"{where} {name}"
        else:
            assert actual[name] == pytest.approx(value, abs=1e-9), f"{where} {name}"


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["id"])
def test_published_cases_agree(vector):
    assert_agrees(plain(vector), vector["expected"], vector["id"])


@pytest.mark.parametrize("cell", SINGAPORE, ids=lambda cell: f"{cell['dimension']}, round {cell['round']}")
def test_the_singapore_study_is_reproduced(cell):
    ours, published = summarise(cell["ratings"], scale=LEVELS), cell["published"]
    assert ours.n == 12
    assert ours.median == published["median"]
    assert ours.pct_at_median == pytest.approx(published["pct_at_median"], abs=0.05)
    assert ours.agreement.pct_in_agreement == pytest.approx(published["pct_in_agreement"], abs=0.05)
    assert ours.agreement.distribution == published["distribution"]
    assert ours.agreement.maturity_level == published["maturity_level"]


# The rule, and both sides of each of its limits


def test_three_of_twelve_outside_are_still_agreement():
    ours = agreement(panel(12, outside=3))
    assert (ours.n_outside, ours.distribution, ours.maturity_level) == (3, "agreement", "progressing")


def test_four_of_twelve_outside_are_split():
    ours = agreement(panel(12, outside=4))
    assert (ours.n_outside, ours.distribution, ours.maturity_level) == (4, "split", "uncertain")


@pytest.mark.parametrize("n", range(3, 31))
def test_a_panel_of_any_size_agrees_below_its_limit_and_is_split_at_it(n):
    rule = rule_for(n)
    assert agreement(panel(n, outside=rule.most_outside)).distribution == "agreement"
    assert agreement(panel(n, outside=rule.k)).distribution == "split"


@pytest.mark.parametrize(
    ("sizes", "k"),
    [(range(8, 11), 3), (range(11, 14), 4), (range(14, 17), 5)],
    ids=["8 to 10", "11 to 13", "14 to 16"],
)
def test_limits_are_those_of_the_published_panel_table(sizes, k):
    for n in sizes:
        assert rule_for(n).k == k
        assert rule_for(n).basis == ("published" if n == 12 else "panel-table")


@pytest.mark.parametrize(
    ("n", "k"), [(2, 1), (4, 1), (5, 2), (7, 2), (17, 6), (18, 6), (19, 6), (20, 7), (100, 33)]
)
def test_beyond_the_table_the_limit_is_a_third_of_the_panel_and_says_that_it_is_extrapolated(n, k):
    rule = rule_for(n)
    assert (rule.k, rule.basis) == (k, "extrapolated")
    assert rule.k == int(Fraction(n, 3) + Fraction(1, 2))
    assert "carried on" in rule.source


@pytest.mark.parametrize("n", [-1, 0, 1])
def test_fewer_than_two_raters_are_no_panel(n):
    with pytest.raises(ValueError, match="at least 2 raters"):
        rule_for(n)


def test_the_limit_follows_those_who_rated_not_those_who_were_invited():
    ours = summarise([*panel(10, outside=3), None, None], scale=LEVELS)
    assert (ours.n_invited, ours.n, ours.agreement.rule.k) == (12, 10, 3)
    assert ours.agreement.distribution == "split"


@pytest.mark.parametrize(
    ("middle", "level"),
    [
        (0, "initial"),
        (2, "initial"),
        (2.5, "progressing"),
        (4, "progressing"),
        (4.5, "optimising"),
        (5, "optimising"),
    ],
)
def test_half_medians_count_with_the_level_above(middle, level):
    assert maturity(middle) == level
    low, high = int(middle), int(middle + 0.5)
    assert agreement([low, low, high, high]).maturity_level == level


def test_a_half_median_keeps_two_levels_and_shares_its_percentage_between_them():
    ours = summarise([1, 2, 2, 2, 3, 3, 3, 4], scale=LEVELS)
    assert ours.median == 2.5
    assert ours.agreement.region == (1.5, 3.5)
    assert ours.agreement.n_inside == 6
    assert ours.pct_at_median == pytest.approx(37.5)
    assert ours.agreement.pct_in_agreement == pytest.approx(75)


def test_nobody_may_stand_at_the_median():
    ours = summarise([1, 1, 5, 5], scale=LEVELS)
    assert (ours.median, ours.pct_at_median, ours.agreement.distribution) == (3, 0, "split")


def test_a_median_at_the_end_of_the_scale_keeps_its_whole_region():
    top, bottom = agreement([5, 5, 5]), agreement([0, 0, 0])
    assert (top.region, bottom.region) == ((4, 6), (-1, 1))


def test_without_a_rating_there_is_nothing_to_say():
    for nobody in ([], [None, None]):
        ours = summarise(nobody, scale=LEVELS).to_dict()
        assert (ours.pop("n_invited"), ours.pop("n")) == (len(nobody), 0)
        assert ours.pop("counts") == dict.fromkeys(range(6), 0)
        assert set(ours.values()) == {None}


def test_a_single_rating_has_its_numbers_and_no_verdict():
    ours = summarise([None, 4], scale=LEVELS)
    assert (ours.n, ours.median, ours.iqr, ours.pct_at_median) == (1, 4, 0, 100)
    said = ours.agreement.to_dict()
    assert said["pct_in_agreement"] == 100
    assert {said[name] for name in ("k", "k_source", "distribution", "maturity_level")} == {None}
    assert summarise([4], scale=NINE).rand_ucla is None


@pytest.mark.parametrize("wrong", [-1, 6, 2.5, True, "3"])
def test_a_rating_that_is_no_level_of_the_scale_is_refused(wrong):
    with pytest.raises(ValueError, match=r"whole number from 0 to 5, not "):
        summarise([3, wrong], scale=LEVELS)


@pytest.mark.parametrize("scale", [(5, 0), (3, 3)])
def test_a_scale_that_goes_nowhere_is_refused(scale):
    with pytest.raises(ValueError, match="its low below its high"):
        summarise([3], scale=scale)


def test_only_ratings_from_0_to_5_have_a_maturity_level():
    assert agreement([3, 3, 3], scale=(1, 5)).maturity_level is None
    assert agreement([3, 3, 3], scale=(1, 5)).distribution == "agreement"


# Ratings from 1 to 9


@pytest.mark.parametrize(
    ("middle", "third"),
    [(1, "lower"), (3, "lower"), (3.5, "middle"), (6, "middle"), (6.5, "upper"), (9, "upper")],
)
def test_half_medians_count_with_the_third_above(middle, third):
    assert third_of(middle) == third


@pytest.mark.parametrize(
    ("ratings", "category"),
    [
        ([7, 7, 8, 8, 8, 8, 9, 9, 9], "appropriate"),
        ([1, 1, 1, 2, 2, 2, 3, 3, 3], "inappropriate"),
        ([4, 4, 5, 5, 5, 5, 6, 6, 6], "uncertain"),
        ([1, 1, 6, 7, 7, 7, 8, 8, 9], "appropriate"),  # two of nine at the other end
        ([1, 1, 1, 7, 7, 7, 8, 8, 9], "uncertain"),  # three: the panel disagrees
    ],
)
def test_a_panel_of_nine_judges_by_thirds(ratings, category):
    assert summarise(ratings, scale=NINE).rand_ucla.category == category


def test_three_of_nine_outside_the_thirds_of_the_median_are_no_agreement():
    two = summarise([6, 6, 7, 7, 7, 8, 8, 8, 8], scale=NINE).rand_ucla
    three = summarise([6, 6, 6, 7, 7, 8, 8, 8, 8], scale=NINE).rand_ucla
    assert (two.n_outside_third, two.agreement) == (2, True)
    assert (three.n_outside_third, three.agreement, three.disagreement) == (3, False, False)


def test_a_spread_says_when_its_verdict_depends_on_the_percentile_rule():
    ours = summarise([1, 1, 1, 1, 1, 1, 6, 6, 6], scale=NINE).rand_ucla
    assert (ours.spread.p70, ours.spread_type6.p70) == pytest.approx((4, 6))
    assert (ours.spread.disagreement, ours.spread_type6.disagreement) == (False, True)
    assert ours.quantile_rule_matters


def test_a_spread_may_grow_with_its_asymmetry():
    even = summarise([2, 2, 5, 8, 8], scale=NINE).rand_ucla.spread
    assert (even.asymmetry_index, even.ipras, even.disagreement) == pytest.approx((0, 2.35, True))
    leaning = summarise([6, 6, 8, 9, 9], scale=NINE).rand_ucla.spread
    assert leaning.ipr > 2.35
    assert not leaning.disagreement


def test_a_spread_that_just_reaches_what_its_asymmetry_allows_is_no_disagreement():
    at, beyond = (
        summarise([3, 3, 3, 3, 4, 4, 4, 4, top, 8, 8, 8], scale=NINE).rand_ucla.spread for top in (7, 8)
    )
    assert at.ipr == pytest.approx(2.8) == pytest.approx(at.ipras)
    assert not at.disagreement
    assert beyond.disagreement


def test_only_ratings_from_1_to_9_are_judged_by_thirds():
    assert summarise([3, 4, 5], scale=LEVELS).rand_ucla is None


# Properties


@given(REPLIES, st.randoms(use_true_random=False))
def test_the_order_of_the_replies_does_not_matter(replies, chance):
    shuffled = list(replies)
    chance.shuffle(shuffled)
    assert summarise(shuffled, scale=LEVELS) == summarise(replies, scale=LEVELS)


@given(REPLIES)
def test_counts_add_up_to_those_who_rated(replies):
    ours = summarise(replies, scale=LEVELS)
    assert sum(ours.counts.values()) == ours.n == len(replies) - replies.count(None)


@given(PANELS)
def test_everybody_is_inside_or_outside(ratings):
    ours = agreement(ratings)
    assert ours.n_inside + ours.n_outside == len(ratings)
    assert 0 <= ours.pct_in_agreement <= 100
    assert (ours.maturity_level == "uncertain") == (ours.distribution == "split")


@given(ODD_PANELS)
def test_an_outlier_who_moves_to_the_median_never_makes_agreement_less(ratings):
    before = summarise(ratings, scale=LEVELS)
    outliers = [rating for rating in ratings if abs(rating - before.median) > 1]
    assume(outliers)
    ratings.remove(outliers[0])
    after = summarise([*ratings, int(before.median)], scale=LEVELS)
    assert after.median == before.median
    assert after.agreement.n_outside == before.agreement.n_outside - 1
    assert (before.agreement.distribution, after.agreement.distribution) != ("agreement", "split")


def test_in_a_panel_of_even_size_the_median_itself_can_move_away():
    """Why the property above is told of odd panels: here the newcomer to the median takes the region with it."""
    before, after = agreement([0, 2, 2, 2, 4, 4, 4, 4]), agreement([2, 2, 2, 3, 4, 4, 4, 4])
    assert (before.region, before.n_outside) == ((2, 4), 1)
    assert (after.region, after.n_outside) == ((2.5, 4.5), 3)


@given(PANELS)
def test_a_scale_turned_round_gives_the_same_verdict(ratings):
    ours, turned = (
        summarise(ratings, scale=LEVELS),
        summarise([5 - rating for rating in ratings], scale=LEVELS),
    )
    assert turned.median == 5 - ours.median
    assert turned.agreement.distribution == ours.agreement.distribution
    assert turned.iqr == pytest.approx(ours.iqr)


@given(NINES)
def test_ratings_turned_round_swap_the_outer_thirds(ratings):
    ours, turned = (
        summarise(given, scale=NINE).rand_ucla for given in (ratings, [10 - rating for rating in ratings])
    )
    assert turned.disagreement == ours.disagreement
    assert turned.spread.ipras == pytest.approx(ours.spread.ipras)
    assert (turned.n_lower, turned.n_upper) == (ours.n_upper, ours.n_lower)


@given(NINES, st.sampled_from([25, 30, 50, 70, 75]))
def test_quantiles_of_both_types_lie_between_the_extremes_and_meet_at_the_median(ratings, percent):
    ordered = sorted(ratings)
    for rule in (quantile, quantile_type6):
        assert ordered[0] <= rule(ordered, percent) <= ordered[-1]
    assert quantile(ordered, 50) == quantile_type6(ordered, 50) == summarise(ratings, scale=NINE).median


# docs/reference/consensus.md says what the code does


def study_rows():
    """The study's cells as our code computes them from ratings made to fit."""
    for cell in SINGAPORE:
        ours = summarise(cell["ratings"], scale=LEVELS)
        numbers = f"{ours.median:.1f} | {ours.pct_at_median:.1f} | {ours.agreement.pct_in_agreement:.1f}"
        verdict = (
            f"{ours.agreement.n_outside} | {ours.agreement.distribution} | {ours.agreement.maturity_level}"
        )
        ratings = " ".join(map(str, cell["ratings"]))
        yield f"| {cell['dimension']} | {cell['round']} | {ratings} | {numbers} | {verdict} |"


def limit_rows():
    for n in range(2, 25):
        rule = rule_for(n)
        yield f"| {n} | {rule.most_outside} | {rule.k} | {rule.basis} |"


@pytest.mark.parametrize("rows", [study_rows, limit_rows], ids=["study", "limits"])
def test_the_reference_page_shows_what_the_code_gives(rows):
    table = "\n".join(rows())
    assert table in PAGE, f"docs/reference/consensus.md should hold:\n{table}"
