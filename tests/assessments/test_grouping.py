"""Nobody can be told apart: the blocks against an independent count of cells, and against linear algebra."""

from collections import Counter
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.grouping import SMALLEST, breakdowns
from tests.assessments.disclosure import isolated

NAMES = ("organisation", "sector", "profession")
SECTORS = ("", "community", "health", "social")
PROFESSIONS = ("", "management", "medicine", "nursing", "other")
PANELS = 10_000


def people(*groups):
    """Of "health" or ("12", "health") for a person: sector, or organisation and sector."""
    return [
        {"sector": group} if isinstance(group, str) else dict(zip(NAMES, group, strict=False))
        for group in groups
    ]


def random_panel(random, *, most=60):
    """An organisation mostly belongs to one sector, as in life; some people give no group."""
    organisations = {str(number): random.choice(SECTORS) for number in range(random.randint(1, 9))}
    panel = []
    for _ in range(random.randint(0, most)):
        organisation = random.choice(list(organisations))
        sector = organisations[organisation] if random.random() < 0.8 else random.choice(SECTORS)
        profession = random.choice(PROFESSIONS[: random.randint(1, len(PROFESSIONS))])
        panel.append(dict(zip(NAMES, (organisation, sector, profession), strict=True)))
    return panel


def some_of(random, panel):
    """Who rated one dimension."""
    share = random.random()
    return [person for person in range(len(panel)) if random.random() < share]


def tables(panel, found, population):
    """What is shown of a population, a 0/1 row of all its people for each figure: the whole and every block."""
    rows = [tuple(1 for _ in population)]
    for name, blocks in found.items():
        if len(blocks) > 1:
            rows += [tuple(int(panel[person][name] in block) for person in population) for block in blocks]
    return rows


def smallest_cell(rows):
    """The fewest people whom no table tells from one another."""
    return min(Counter(zip(*rows, strict=True)).values())


def test_in_ten_thousand_panels_no_table_and_no_subtraction_is_about_a_few():
    """Of the sheets, and of each of three dimensions that some of the panel rated."""
    shown = Counter()
    for seed in range(PANELS):
        random = Random(seed)
        panel, minimum = random_panel(random), random.choice((5, 5, 5, 6, 8))
        whole = breakdowns(panel, NAMES, minimum=minimum)
        everybody = range(len(panel))
        for raters in (everybody, *(some_of(random, panel) for _ in range(3))):
            found = breakdowns(panel, NAMES, minimum=minimum, populations=[everybody, raters], start=whole)
            if len(raters) >= minimum:
                assert smallest_cell(tables(panel, found, raters)) >= minimum, f"panel {seed}"
                shown.update(name for name, blocks in found.items() if len(blocks) > 1)
    assert min(shown[name] for name in NAMES) > PANELS / 10  # it is not safe by showing nothing


def merged_one_by_one(panel, minimum):
    """The naive rule: every breakdown is made safe by itself."""
    return {name: breakdowns(panel, [name], minimum=minimum)[name] for name in NAMES}


def test_making_each_breakdown_safe_by_itself_fails_on_many_of_these_panels():
    failures = 0
    for seed in range(500):
        panel = random_panel(Random(seed))
        if len(panel) >= SMALLEST:
            rows = tables(panel, merged_one_by_one(panel, SMALLEST), range(len(panel)))
            failures += smallest_cell(rows) < SMALLEST
    assert failures > 100


@pytest.mark.parametrize("seed", range(40))
def test_no_combination_of_tables_rests_on_a_few_people(seed):
    random = Random(seed)
    panel = [
        {
            "organisation": random.choice("AB"),
            "sector": random.choice("hs"),
            "profession": random.choice("mn"),
        }
        for _ in range(random.randint(10, 13))
    ]
    rows = tables(panel, breakdowns(panel, NAMES, minimum=5), range(len(panel)))
    assert isolated(rows, 5) is None


def test_linear_algebra_finds_the_one_person_whom_the_naive_rule_gives_away():
    """Six of A and one of B are the seven in health: health less A is one person."""
    panel = people(*[("A", "health")] * 6, ("B", "health"), *[("B", "social")] * 5)
    rows = tables(panel, merged_one_by_one([{**one, "profession": ""} for one in panel], 5), range(12))
    assert 6 in isolated(rows, 5)
    found = breakdowns(panel, NAMES, minimum=5)
    assert found["organisation"] == (("A",), ("B",))
    assert found["sector"] == (("health", "social"),)
    assert isolated(tables(panel, found, range(12)), 5) is None


def test_the_first_breakdown_keeps_what_the_others_lose():
    panel = people(*[("A", "health")] * 6, ("B", "health"), *[("B", "social")] * 5)
    found = breakdowns(panel, ["sector", "organisation"], minimum=5)
    assert found == {"sector": (("health",), ("social",)), "organisation": (("A", "B"),)}


def test_breakdowns_that_cross_in_large_cells_are_both_shown():
    panel = people(*[("A", "health")] * 5, *[("A", "social")] * 5, *[("B", "health")] * 5)
    found = breakdowns(panel, NAMES[:2], minimum=5)
    assert found == {"organisation": (("A",), ("B",)), "sector": (("health",), ("social",))}
    assert len(breakdowns(panel, NAMES[:2], minimum=6)["sector"]) == 1


@pytest.mark.parametrize(
    ("groups", "blocks"),
    [
        ([], ()),
        (["a"] * 4, (("a",),)),
        (["a"] * 9, (("a",),)),
        (["a"] * 5 + ["b"] * 5, (("a",), ("b",))),
        (["a"] * 5 + ["b"] * 4, (("a", "b"),)),
        (["a"] * 4 + ["b"] * 4, (("a", "b"),)),
        (["a"] * 6 + ["b"] * 3 + ["c"] * 2, (("a",), ("b", "c"))),
        (["a"] * 7 + ["b"] * 6 + ["c"] * 4, (("a",), ("b", "c"))),  # the smallest that is large enough
        (["a"] * 7 + ["b"] * 6 + ["c", "d", "e"], (("a",), ("b", "c", "d", "e"))),
        (["a"] * 7 + [""] * 5, (("",), ("a",))),
        (["a"] * 7 + ["b"] * 5 + [""] * 2, (("a",), ("", "b"))),
    ],
)
def test_small_groups_become_one_block_of_others(groups, blocks):
    assert breakdowns(people(*groups), ["sector"], minimum=5)["sector"] == blocks


def test_those_who_rated_decide_for_a_dimension():
    """All of a rated it, four of b and none of c, about which only that can be said."""
    panel, everybody = people(*["a"] * 6, *["b"] * 6, *["c"] * 6), range(18)
    blocks = {
        raters: breakdowns(panel, ["sector"], minimum=5, populations=[everybody, range(raters)])["sector"]
        for raters in (6, 10, 11)
    }
    assert blocks[6] == blocks[11] == (("a",), ("b",), ("c",))
    assert blocks[10] == (("c",), ("a", "b"))


def test_no_breakdown_is_shown_of_a_dimension_that_too_few_rated():
    panel = people(*["a"] * 6, *["b"] * 6)
    assert breakdowns(panel, ["sector"], minimum=5, populations=[range(4)]) == {"sector": (("a", "b"),)}


def test_blocks_to_start_from_are_merged_further_and_never_taken_apart():
    panel = people(*["a"] * 9, *["b"] * 9, *["c"] * 9, *["d"] * 9)
    found = breakdowns(panel, ["sector"], minimum=5, start={"sector": [["a", "b", "gone"], ["c"]]})
    assert found["sector"] == (("c",), ("d",), ("a", "b"))


def test_the_minimum_can_be_raised_but_not_lowered():
    with pytest.raises(ValueError, match="at least 5 people, not 4"):
        breakdowns(people("a"), ["sector"], minimum=4)


@given(st.lists(st.sampled_from("abcdef"), max_size=40), st.randoms())
def test_the_order_of_people_decides_nothing(groups, random):
    mixed = groups.copy()
    random.shuffle(mixed)
    assert breakdowns(people(*groups), ["sector"], minimum=5) == breakdowns(
        people(*mixed), ["sector"], minimum=5
    )
