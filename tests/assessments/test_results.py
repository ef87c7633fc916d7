"""Results worked out by hand, and what they must never tell."""

import json
from random import Random

import pytest

from assessments.instrument_pack import instruments
from assessments.results import Answer, Gap, Part, Shape, Sheet, gaps, round_result, shape_of

SECTORS = {"sector": {"health": "Health", "social": "Social care", "": "Not given"}}
LEVELS = Shape(
    "team", 1, "level", "profile", range(6), (Part("trust", ("trust",)), Part("skill", ("skill",)))
)
ITEMS = ("trust/a", "trust/b")
AGREEMENT = Shape(
    "team", 1, "agreement", "mean-of-items", range(1, 6), (Part("trust", ITEMS, frozenset({"trust/b"})),)
)
CHECKLIST = Shape("team", 1, "yes-partly-no", "share-met", range(3), (Part("trust", ITEMS),))
ELEMENTS = tuple(f"care/{letter}" for letter in "abcd")
PRESENCE = Shape("service", 1, "presence", "presence", range(4), (Part("care", ELEMENTS),))


def rated(*levels, sector="health", element="trust", **said):
    """A sheet for each level."""
    return [Sheet({"sector": sector}, {element: Answer(level, **said)}) for level in levels]


def answered(*rows, elements=ITEMS, sector="health"):
    """A sheet for each row of values, None for an element without an answer."""
    return [
        Sheet(
            {"sector": sector},
            {e: Answer(value) for e, value in zip(elements, row, strict=True) if value is not None},
        )
        for row in rows
    ]


def shown(sheets, shape=LEVELS, key="trust", **options):
    return round_result(sheets, shape, **{"names": SECTORS, "salt": "pinch"} | options)["dimensions"][key]


def counts(**found):
    return {name[1:]: n for name, n in found.items()}


# One round


def test_a_dimension_has_its_counts_its_middle_and_what_consensus_makes_of_them():
    abstains = Sheet({}, {"trust": Answer(is_not_my_field=True)})
    trust = shown([*rated(0, 2, 3, 3, 3, 4), abstains], n_invited=9)
    assert (trust["n"], trust["abstained"], trust["is_hidden"]) == (6, 1, False)
    assert trust["counts"] == {"0": 1, "1": 0, "2": 1, "3": 3, "4": 1, "5": 0}
    assert (trust["median"], trust["q1"], trust["q3"], trust["pooled"]) == (3.0, 2.25, 3.0, 2.5)
    assert trust["summary"]["n_invited"] == 9
    assert trust["summary"]["ijic7747"]["distribution"] == "agreement"
    assert trust["summary"]["q1"] == trust["q1"]


def test_who_was_asked_and_who_answered_is_told_apart():
    result = round_result([*rated(1, 2, 3, 4, 5), Sheet()], LEVELS, names={}, salt="", n_invited=11)
    assert (result["invited"], result["answered"], result["is_hidden"]) == (11, 5, False)
    assert round_result([*rated(1), Sheet()], LEVELS, names={}, salt="")["invited"] == 2


@pytest.mark.parametrize("n", [1, 4])
def test_nothing_is_shown_of_a_dimension_that_too_few_rated(n):
    skill = shown([*rated(*[3] * n, element="skill", reason="because"), *rated(1, 2, 3, 4, 5)], key="skill")
    assert skill.pop("is_hidden") is True
    assert skill.pop("elements") == ["skill"]
    assert skill.pop("breakdowns") == {}
    assert set(skill.values()) == {None}


def test_a_dimension_that_nobody_of_a_large_panel_rated_is_shown_as_such():
    skill = shown(rated(1, 2, 3, 4, 5), key="skill")
    assert (skill["is_hidden"], skill["n"], skill["median"]) == (False, 0, None)
    assert shown(rated(1, 2, 3, 4), key="skill")["is_hidden"] is True


def test_a_higher_minimum_hides_more():
    assert shown(rated(1, 2, 3, 4, 5), minimum=6)["is_hidden"] is True


def test_reasons_stand_with_their_level_in_an_order_that_the_salt_decides():
    sheets = [sheet for level in range(6) for sheet in rated(level, reason=f"reason {level}")]
    orders = {
        tuple(one["value"] for one in shown(sheets, salt=salt)["reasons"]) for salt in ("a", "b", "c", "d")
    }
    assert len(orders) > 1
    assert {tuple(sorted(order)) for order in orders} == {(0, 1, 2, 3, 4, 5)}
    assert shown(sheets) == shown(sheets[::-1])
    assert all(one["reason"] == f"reason {one['value']}" for one in shown(sheets)["reasons"])


def test_confidence_is_counted_once_enough_have_said_how_sure_they_are():
    sure = rated(3, 3, 3, confidence=3) + rated(2, confidence=1)
    assert shown([*sure, *rated(3)])["confidence"] is None
    five = shown([*sure, *rated(3), *rated(3, confidence=2)])["confidence"]
    assert five == {"mean": 2.4, "counts": counts(_1=1, _2=1, _3=3), "not_said": 1}


def test_blocks_of_a_breakdown_have_names_counts_and_a_median():
    trust = shown(rated(1, 1, 2, 3, 3) + rated(4, 4, 4, 5, 5, sector="social"))
    health, social = trust["breakdowns"]["sector"]["blocks"]
    assert (health["names"], health["n"], health["median"], health["pooled"]) == (["Health"], 5, 2.0, 2.0)
    assert social["counts"] == counts(_0=0, _1=0, _2=0, _3=0, _4=3, _5=2)


def test_a_breakdown_that_cannot_be_shown_says_why():
    few = shown(rated(1, 1, 2, 3, 3) + rated(4, 4, sector="social"))
    assert few["breakdowns"]["sector"] == {"why_not": "too-small", "blocks": []}
    alike = shown(rated(1, 1, 2, 3, 3))
    assert alike["breakdowns"]["sector"] == {"why_not": "one-group", "blocks": []}


def test_those_who_rated_a_dimension_decide_its_blocks():
    """Five in social care answer, and one of them leaves trust out."""
    sheets = (
        rated(1, 1, 2, 3, 3) + rated(4, 4, 4, 5, sector="social") + rated(2, sector="social", element="skill")
    )
    result = round_result(sheets, LEVELS, names=SECTORS, salt="")
    assert [block["n"] for block in result["breakdowns"]["sector"]["blocks"]] == [5, 5]
    assert result["dimensions"]["trust"]["breakdowns"]["sector"]["why_not"] == "too-small"


def test_a_group_without_a_name_shows_its_key():
    blocks = shown(rated(*[1] * 5, sector="other") + rated(*[2] * 5))["breakdowns"]["sector"]["blocks"]
    assert [block["names"] for block in blocks] == [["Health"], ["other"]]


def test_a_value_that_the_instrument_does_not_have_is_refused():
    with pytest.raises(ValueError, match="'trust' cannot be answered by 6"):
        shown(rated(1, 2, 3, 4, 6))


# Items


def test_the_mean_of_items_turns_reversed_ones_round():
    """Agreeing by 5 to a and by 1 to b, which is reversed, is the best there is."""
    trust = shown(answered((5, 1), (5, 1), (4, 2), (3, 3), (1, 5)), AGREEMENT)
    assert (trust["n"], trust["median"], trust["q1"], trust["pooled"]) == (5, 4.0, 3.0, 3.6)
    assert trust["items"]["trust/b"]["counts"] == counts(_1=2, _2=1, _3=1, _4=0, _5=1)
    assert trust["items"]["trust/b"]["median"] == 2.0


def test_an_item_is_hidden_by_itself_and_the_dimension_then_has_no_value():
    trust = shown(answered((5, 1), (5, 1), (4, 2), (3, 3), (1, None)), AGREEMENT)
    assert (trust["is_hidden"], trust["n"], trust["pooled"], trust["median"]) == (False, 5, None, None)
    assert trust["items"]["trust/a"]["n"] == 5
    assert trust["items"]["trust/b"]["is_hidden"] is True
    assert trust["items"]["trust/b"]["counts"] is None


def test_a_sheet_with_an_item_left_out_counts_in_its_items_and_not_in_the_middle():
    """The mean of sheets' means would give the last one away: twice 6 means, less both items, is their answer."""
    trust = shown(answered(*[(3, 3)] * 5, (5, None)), AGREEMENT)
    assert [trust["items"][item]["n"] for item in ITEMS] == [6, 5]
    assert trust["pooled"] == pytest.approx((20 / 6 + 3) / 2)
    assert (trust["median"], trust["q3"]) == (3.0, 3.0)


def test_what_is_said_of_a_dimension_as_a_whole_stands_beside_its_items():
    sheets = answered(*[(3, 3)] * 5)
    whole = Answer(reason="We meet weekly.", confidence=2)
    sheets[0] = Sheet({}, {**sheets[0].answers, "trust": whole})
    sheets.append(Sheet({}, {"trust": Answer(is_not_my_field=True)}))
    trust = shown(sheets, AGREEMENT)
    assert trust["reasons"] == [{"value": None, "reason": "We meet weekly."}]
    assert (trust["n"], trust["abstained"], trust["confidence"]) == (5, 1, None)


def test_blocks_of_items_are_the_same_for_all_items_of_a_dimension():
    sheets = answered(*[(5, 1)] * 5) + answered(*[(3, 3)] * 5, (4, None), sector="social")
    health, social = shown(sheets, AGREEMENT)["breakdowns"]["sector"]["blocks"]
    assert (health["pooled"], health["items"]["trust/a"]["n"]) == (5.0, 5)
    assert (social["n"], social["items"]["trust/b"]["n"]) == (6, 5)


def test_partly_is_half_a_point_of_a_checklist():
    trust = shown(answered((2, 0), (2, 1), (2, 1), (1, 0), (0, 0)), CHECKLIST)
    assert trust["items"]["trust/a"]["counts"] == counts(_0=1, _1=1, _2=3)
    assert (trust["items"]["trust/a"]["share"], trust["items"]["trust/b"]["share"]) == (70.0, 20.0)
    assert (trust["pooled"], trust["median"]) == (45.0, 50.0)


def test_presence_is_read_by_sheet_and_off_what_the_majority_says():
    """a present, b planned, c not relevant by three of five; of d two say present, two absent, one not relevant."""
    rows = [(3, 2, 0, 3), (3, 2, 0, 3), (3, 2, 0, 1), (1, 1, 1, 1), (1, 1, 1, 0)]
    care = shown(answered(*rows, elements=ELEMENTS), PRESENCE, key="care")
    states = [care["items"][element]["state"] for element in ELEMENTS]
    assert states == [3, 2, 0, None]
    assert care["pooled"] == 50  # of a and b, a
    assert care["median"] == pytest.approx(100 / 3)  # of 2/3, 2/3, 1/3, 0 and 0
    assert care["planned"]["pooled"] == 100  # b, the one that is absent
    assert care["planned"]["median"] == 50  # of 1, 1, 1/2, 0 and 0
    assert care["items"]["care/a"]["counts"] == counts(_0=0, _1=2, _2=0, _3=3)
    assert care["items"]["care/a"]["median"] is None


def test_years_of_presence_are_shown_once_enough_have_given_one():
    def since(*years):
        sheets = [Sheet({}, {"care/a": Answer(3, year=year)}) for year in years]
        return shown(sheets, PRESENCE, key="care")["items"]["care/a"]["years"]

    assert since(2010, 2012, 2020, 2015, None) is None
    assert since(2010, 2012, 2020, 2015, 2012) == {"n": 5, "earliest": 2010, "median": 2012.0}


# Every instrument


def a_sheet(random, shape, *, sure=0.9):
    answers = {
        element: Answer(random.choice(shape.codes), reason=random.choice(("", "so it is")), confidence=2)
        for part in shape.parts
        for element in part.elements
        if random.random() < sure
    }
    groups = {
        "organisation": random.choice("ABCDEFG"),
        "sector": random.choice(("health", "social", "")),
        "profession": random.choice(("nursing", "medicine", "other")),
    }
    return Sheet(groups, answers)


NAMES = {"organisation": {}, "sector": SECTORS["sector"], "profession": {}}


@pytest.mark.parametrize("key", instruments())
def test_every_instrument_has_a_result_that_is_the_same_before_and_after_it_is_stored(key):
    shape, random = shape_of(instruments()[key]), Random(key)
    for size in (0, 3, 30):
        result = round_result([a_sheet(random, shape) for _ in range(size)], shape, names=NAMES, salt="")
        assert json.loads(json.dumps(result)) == result
        assert list(result["dimensions"]) == [part.key for part in shape.parts]


# From level to target


def test_the_largest_gap_is_first_and_ties_keep_their_order():
    levels = {"a": 3, "b": 1, "c": None, "d": 2.3, "e": 4, "f": 1}
    found = gaps(levels, {"a": 4, "b": 4, "c": 5, "d": 5.3, "e": 3})
    assert [(one.dimension, one.gap, one.rank) for one in found] == [
        ("b", 3, 1),
        ("d", 3, 2),
        ("a", 1, 3),
        ("e", -1, 4),
        ("c", None, None),
        ("f", None, None),
    ]
    assert found[-1] == Gap("f", 1, None)
