"""From round to round: what stands, and that two results together tell no more than each."""

from collections import Counter
from dataclasses import dataclass, replace
from random import Random

import pytest

from assessments.grouping import SMALLEST
from assessments.results import Answer, Part, Shape, Sheet, carried, round_result
from tests.assessments.disclosure import isolated

LEVELS = Shape(
    "team", 1, "level", "profile", range(6), (Part("trust", ("trust",)), Part("skill", ("skill",)))
)
ITEMS = Shape("team", 1, "agreement", "mean-of-items", range(1, 6), (Part("trust", ("trust/a", "trust/b")),))
MOST = 30  # people in a random panel


def result_of(sheets, shape=LEVELS, **options):
    return round_result(
        list(sheets.values()), shape, **{"names": {"sector": {}, "profession": {}}, "salt": ""} | options
    )


def trust_of(sheets, **options):
    return result_of(sheets, **options)["dimensions"]["trust"]


def blocks_of(result):
    """By breakdown the groups that are shown of trust."""
    found = result["dimensions"]["trust"]["breakdowns"]
    return {name: [block["groups"] for block in one["blocks"]] for name, one in found.items()}


def panel(**levels):
    """Respondent → sheet, by what each rated trust."""
    return {name: Sheet({"sector": "health"}, {"trust": Answer(level)}) for name, level in levels.items()}


def by_sector(**levels):
    """Sheets of trust by sector; the first people of a sector are the same in each panel."""
    return {
        (sector, place): Sheet({"sector": sector}, {"trust": Answer(level)})
        for sector, given in levels.items()
        for place, level in enumerate(given)
    }


FIRST = panel(ann=1, bea=2, cem=3, dov=3, eli=4, fay=5)


def levels_of(sheets):
    return {name: sheet.value("trust") for name, sheet in sheets.items()}


def test_who_does_not_rate_again_keeps_the_rating_of_the_round_before():
    again = panel(ann=3, bea=3, cem=3, dov=3, eli=3)
    stands = carried(FIRST, again)
    assert levels_of(stands) == levels_of(again) | {"fay": 5}
    assert [name for name, sheet in stands.items() if sheet.answers["trust"].is_carried] == ["fay"]
    before, after = (trust_of(sheets) for sheets in (FIRST, stands))
    assert (before["n"], after["n"], after["n_anew"]) == (6, 6, 5)


def test_a_rating_is_not_withdrawn_by_abstaining_later():
    again = panel(ann=3, bea=3, cem=3, dov=3, eli=3)
    again["fay"] = Sheet({}, {"trust": Answer(is_not_my_field=True)})
    assert levels_of(carried(FIRST, again))["fay"] == 5


def test_nothing_changes_until_enough_have_rated_anew():
    """Otherwise the difference of the two rounds would be what four people answered, or the one who joined."""
    stands = carried(FIRST, panel(ann=5, bea=5, cem=5, gus=0))
    assert levels_of(stands) == levels_of(FIRST) | {"gus": None}
    first, second = (trust_of(sheets) for sheets in (FIRST, stands))
    assert second["counts"] == first["counts"]
    assert second["n_anew"] == 0


def test_those_who_join_count_among_those_who_rate_anew():
    stands = carried(FIRST, panel(ann=5, bea=5, cem=5, dov=5, gus=0))
    assert levels_of(stands)["gus"] == 0
    assert len(stands) == 7


def test_a_dimension_that_was_not_shown_counts_as_new_altogether():
    few = panel(ann=1, bea=2, cem=3)
    stands = carried(few, panel(dov=4, eli=4))
    assert sorted(levels_of(stands).values()) == [1, 2, 3, 4, 4]
    assert not any(sheet.answers["trust"].is_carried for sheet in stands.values())


def test_a_person_stays_in_the_groups_of_the_first_sheet():
    again = {name: Sheet({"sector": "social"}, sheet.answers) for name, sheet in FIRST.items()}
    assert {sheet.groups["sector"] for sheet in carried(FIRST, again).values()} == {"health"}


def of_two_items(n, *, level, reason):
    """Sheets of people who answered both items of trust, and said why."""
    answers = {"trust/a": Answer(level), "trust/b": Answer(level), "trust": Answer(reason=reason)}
    return dict.fromkeys(range(n), Sheet({}, answers))


@pytest.mark.parametrize(("n", "reasons"), [(4, {"then": 6}), (5, {"then": 1, "now": 5})])
def test_what_was_said_of_a_dimension_stands_while_its_items_do(n, reasons):
    stands = carried(of_two_items(6, level=3, reason="then"), of_two_items(n, level=4, reason="now"))
    assert Counter(sheet.answers["trust"].reason for sheet in stands.values()) == reasons


def test_a_later_round_never_shows_a_group_that_the_round_before_did_not():
    before = result_of(by_sector(health=[1] * 6, social=[2] * 4))
    later = by_sector(health=[1] * 6, social=[2] * 6)
    assert blocks_of(result_of(later))["sector"] == [["health"], ["social"]]
    assert blocks_of(result_of(later, before=before))["sector"] == []


def test_a_group_of_which_too_few_rate_anew_is_put_with_others():
    """One of the five in social care rates again: their table would differ from the last by that one person."""
    first = by_sector(health=[1] * 6, social=[2] * 5)
    before = result_of(first)
    assert blocks_of(before)["sector"] == [["health"], ["social"]]
    after = result_of(carried(first, by_sector(health=[2] * 6, social=[5])), before=before)
    assert (after["dimensions"]["trust"]["n"], after["dimensions"]["trust"]["n_anew"]) == (11, 7)
    assert blocks_of(after)["sector"] == []


def test_a_few_new_ratings_that_went_past_carrying_are_refused():
    sheets = {
        name: Sheet(sheet.groups, {"trust": Answer(3, is_carried=name != "ann")})
        for name, sheet in FIRST.items()
    }
    with pytest.raises(ValueError, match="Too few answer 'trust' anew"):
        result_of(sheets, before=result_of(FIRST))


@dataclass(frozen=True)
class Seen:
    """One round as an attacker sees it: its result, and who is in which table with the answer of which round."""

    sheets: dict
    result: dict

    def tables(self, element):
        """What each figure adds up: everybody's answers, and those of every block that is shown."""
        dimension = self.result["dimensions"][element.partition("/")[0]]
        if not dimension.get("items", {element: dimension})[element]["n"]:
            return
        yield lambda groups: True
        for name, found in dimension["breakdowns"].items():
            for block in found["blocks"]:
                yield lambda groups, name=name, block=block: groups[name] in block["groups"]

    def rows(self, element):
        """A 0/1 row for each figure, over the answers of all people in the first round and then in the second."""
        for is_counted in self.tables(element):
            row = [0] * 2 * MOST
            for person, sheet in self.sheets.items():
                if sheet.value(element) is not None and is_counted(sheet.groups):
                    row[person if sheet.answers[element].is_carried else person + MOST] = 1
            yield tuple(row)


def of_the_first(sheets):
    """The same, with every answer known for one of the first round."""
    return {
        person: Sheet(
            sheet.groups, {e: replace(answer, is_carried=True) for e, answer in sheet.answers.items()}
        )
        for person, sheet in sheets.items()
    }


def crowd(random, people, shape, share):
    """Some of the people, who answer most of what is asked."""
    elements = [element for part in shape.parts for element in part.elements]
    return {
        person: Sheet(
            groups, {e: Answer(random.choice(shape.codes)) for e in elements if random.random() < 0.9}
        )
        for person, groups in people.items()
        if random.random() < share
    }


def two_rounds(random, shape, *, keep):
    """Two rounds; without `keep`, the second as if it were the first."""
    people = {
        person: {"sector": random.choice(("health", "social")), "profession": random.choice("mn")}
        for person in range(random.randint(9, MOST))
    }
    first, again = (crowd(random, people, shape, share) for share in (0.9, random.choice((0.2, 0.5, 0.8, 1))))
    before = result_of(first, shape)
    if keep:
        second = carried(first, again)
        return Seen(of_the_first(first), before), Seen(second, result_of(second, shape, before=before))
    second = of_the_first(first) | again
    return Seen(of_the_first(first), before), Seen(second, result_of(second, shape))


def given_away(seed, *, keep):
    """Whom the two rounds give away; None for nobody."""
    random = Random(seed)
    shape = random.choice((LEVELS, ITEMS))
    rounds = two_rounds(random, shape, keep=keep)
    for element in (element for part in shape.parts for element in part.elements):
        rows = [row for seen in rounds for row in seen.rows(element)]
        if rows and (few := isolated(rows, SMALLEST, [*range(MOST), *range(MOST)])):
            return few
    return None


def test_no_combination_of_two_rounds_rests_on_a_few_people():
    assert [seed for seed in range(300) if given_away(seed, keep=True)] == []


def test_without_carrying_two_rounds_give_people_away():
    assert sum(given_away(seed, keep=False) is not None for seed in range(60)) > 5


def test_another_breakdown_than_the_last_would_give_away_what_somebody_rated_then():
    """All of medicine rates anew. Six in health then, less the five in nursing now, is one who was in both."""
    groups = [*[("health", "n")] * 5, ("health", "m"), *[("social", "m")] * 5]
    first = {
        place: Sheet({"sector": sector, "profession": profession}, {"trust": Answer(place % 6)})
        for place, (sector, profession) in enumerate(groups)
    }
    second = carried(first, {place: Sheet({}, {"trust": Answer(3)}) for place in range(5, 11)})
    before = result_of(first)
    other_order = {"profession": {}, "sector": {}}
    assert blocks_of(before) == {"sector": [["health"], ["social"]], "profession": []}
    assert blocks_of(result_of(second, names=other_order)) == {"sector": [], "profession": [["m"], ["n"]]}
    assert blocks_of(result_of(second, names=other_order, before=before)) == {"sector": [], "profession": []}
