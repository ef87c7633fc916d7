"""Results of elements of a service: what is missing first, PI and PP as published, and the phase that the group sees."""

from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessments.actions.reveal import reveal
from assessments.instrument_pack import instrument
from assessments.models import Answer, PhasePlacement
from assessments.results_page.decisive import decisive
from assessments.results_page.presence import if_plans_come_true, part_of
from assessments.results_page.shown import Element
from history.actions import add_row
from tests.assessments.panels import assessed, invited, opened, rated, revealed
from tests.conftest import sign_in

SLUG, CLUSTER = "riverside", "client-centredness"
NOT_RELEVANT, ABSENT, PLANNED, PRESENT = range(4)
ROLES = {"roles-tasks/chain-coordinator", "roles-tasks/tasks-agreed", "roles-tasks/direct-contact"}


def address(assessment, slug=SLUG, **query):
    words = "&".join(f"{key}={value}" for key, value in query.items())
    return f"{reverse('assessment_results', args=[slug, assessment.pk])}?{words}"


def block_of(client, round, **query):
    response = client.get(address(round.assessment, **query))
    assert response.status_code == 200
    return response.context["page"].block


def dmic(programme, by, value, people=12, **fields):
    return revealed(programme, by, people, value, instrument="dmic", **fields)


def in_cluster(states, otherwise=PRESENT):
    """Everybody says the same: of the elements of the first cluster these states in turn, of all else one."""
    keys = [f"{CLUSTER}/{item.key}" for item in instrument("dmic", 1).dimensions[0].items]
    given = dict(zip(keys, states, strict=True))
    return lambda n, element: given.get(element, otherwise)


def row_of(block, cluster="Patient-centredness"):
    return next(row for row in block.chart.table.rows if row[0] == cluster)


# The published formulas


@pytest.mark.parametrize(
    ("states", "present", "planned", "note"),
    [
        # 9 relevant, 6 present: 66.7 %; of the other 3 one is planned: 33.3 %
        ([PRESENT] * 6 + [PLANNED] + [ABSENT] * 2, "66.7%", "33.3%", "6 of 9 relevant"),
        # 3 of 9 are not relevant: 3 of 6 present, all of the rest planned
        ([NOT_RELEVANT] * 3 + [PRESENT] * 3 + [PLANNED] * 3, "50%", "100%", "3 of 6 relevant"),
        # nothing lacks, so nothing can be planned
        ([PRESENT] * 9, "100%", "–", "9 of 9 relevant"),
        # nothing is relevant, so there is no share
        ([NOT_RELEVANT] * 9, "–", "–", "0 of 0 relevant"),
        ([ABSENT] * 9, "0%", "0%", "0 of 9 relevant"),
    ],
)
def test_pi_and_pp_are_those_of_the_published_formulas(
    as_manager, programme, manager, states, present, planned, note
):
    block = block_of(as_manager, dmic(programme, manager, in_cluster(states)))
    assert row_of(block)[1:] == [present, planned, note]


def test_the_formulas_stand_on_the_page_with_their_source(as_manager, programme, manager):
    page = as_manager.get(address(dmic(programme, manager, lambda n, e: PRESENT).assessment)).content.decode()
    assert "relevant elements that are present ÷ relevant elements × 100" in page
    assert "planned elements ÷ (relevant − present elements) × 100" in page
    assert "10.1186/1472-6963-11-177" in page


def test_the_percentages_name_the_part_that_they_are_of(as_manager, programme, manager):
    """22 elements of the authors are shown of 89; the 23rd question is ours and is no element of theirs."""
    words = part_of(instrument("dmic", 1))
    assert words.startswith("The percentages are of 22 of the 89 elements. 1 question of ours is added.")
    page = as_manager.get(address(dmic(programme, manager, lambda n, e: PRESENT).assessment)).content.decode()
    assert words in page


def test_an_instrument_that_is_shown_in_full_names_no_part():
    assert part_of(instrument("ham-walsh-16", 1)) == ""


@pytest.mark.parametrize(
    ("states", "share"),
    [
        ([PRESENT, PLANNED, ABSENT, ABSENT], 50),
        ([PRESENT, NOT_RELEVANT, PLANNED, None], 100),  # on the last there is no majority
        ([NOT_RELEVANT], None),
    ],
)
def test_if_plans_come_true_counts_what_is_planned_as_present(states, share):
    every = [
        Element(str(n), "", {"is_hidden": False, "n": 12, "state": state}) for n, state in enumerate(states)
    ]
    assert if_plans_come_true(every) == share


def test_there_is_no_outlook_where_an_element_is_hidden():
    known = Element("a", "", {"is_hidden": False, "n": 12, "state": PRESENT})
    hidden = Element("b", "", {"is_hidden": True, "n": None, "state": None})
    assert if_plans_come_true([known, hidden]) is None


def test_the_profile_has_nine_axes_for_now_and_for_when_plans_come_true(as_manager, programme, manager):
    states = [PRESENT] * 3 + [PLANNED] * 3 + [ABSENT] * 3
    profile = block_of(as_manager, dmic(programme, manager, in_cluster(states))).profile
    assert len(profile.table.rows) == 9
    assert [column.label for column in profile.table.columns][-2:] == ["Present now", "If plans come true"]
    assert profile.table.rows[0][-2:] == ["33.3", "66.7"]


# What the majority says


def test_an_element_without_a_majority_is_to_be_talked_about_and_counts_for_nothing(
    as_manager, programme, manager
):
    def value(n, element):
        return (PRESENT if n < 6 else ABSENT) if element in ROLES else PRESENT

    block = block_of(as_manager, dmic(programme, manager, value))
    assert {one.key for one in block.undecided} == ROLES
    assert block.undecided[0].said == "Present: 6, Neither: 6"
    assert row_of(block, "Roles and tasks")[1:] == ["–", "–", "0 of 0 relevant"]


def test_relevant_elements_that_are_missing_come_first_with_their_cluster(as_manager, programme, manager):
    round = dmic(programme, manager, in_cluster([PRESENT] * 8 + [ABSENT]))
    (missing,) = block_of(as_manager, round).absent
    assert (missing.key, missing.dimension.key) == (f"{CLUSTER}/subgroup-programmes", CLUSTER)
    page = as_manager.get(address(round.assessment)).content.decode()
    assert page.index(missing.text) < page.index('id="clusters-panel"') < page.index('id="dimensions"')


def test_an_element_says_how_many_gave_each_state_and_since_when(as_manager, programme, manager):
    assessment = assessed(programme, manager, instrument="dmic")
    round = opened(assessment, manager)
    rated(round, invited(assessment, manager, 12), lambda n, e: PRESENT if n < 8 else PLANNED)
    present = list(Answer.objects.filter(value=PRESENT, element=f"{CLUSTER}/front-office"))
    for year, answer in zip([2019, 2021, 2021, 2021, 2021, 2022, 2023, 2023], present, strict=True):
        Answer.objects.filter(pk=answer.pk).update(year=year)
    reveal(round=round, version=round.version, by=manager)
    rows = {row[0]: row[1:] for row in block_of(as_manager, round).lines[0].elements.rows}
    assert rows["There is one place where people can turn for information."] == [
        *("Present", "8", "4", "0", "0", "2019, middle 2021")
    ]
    assert rows["Care is adjusted flexibly to what each person needs."][-1] == "–"


def test_the_sentence_counts_over_all_clusters(as_manager, programme, manager):
    """23 elements, all relevant: 3 of the first cluster planned and 2 missing, 18 present."""
    states = [PRESENT] * 4 + [PLANNED] * 3 + [ABSENT] * 2
    assert block_of(as_manager, dmic(programme, manager, in_cluster(states))).sentence == (
        "By what the majority says, 18 of 23 relevant elements are present (PI 78.3%); of the other 5, 3 are planned "
        "(PP 60%)."
    )


def test_where_nothing_is_relevant_there_is_no_share(as_manager, programme, manager):
    block = block_of(as_manager, dmic(programme, manager, lambda n, e: NOT_RELEVANT))
    assert block.sentence == "There is no element that a majority calls relevant."


# Few and many


@pytest.mark.parametrize("people", [5, 12, 500])
def test_every_element_stands_on_the_page_whatever_the_size_of_the_panel(
    as_manager, programme, manager, people
):
    block = block_of(as_manager, dmic(programme, manager, lambda n, e: n % 4, people))
    assert sum(len(line.elements.rows) for line in block.lines) == 23
    assert sum(int(n) for n in block.lines[0].elements.rows[0][2:6]) == people


def test_five_hundred_people_take_no_more_queries_than_five(as_manager, programme, manager):
    taken = []
    for people in (5, 500):
        round = dmic(programme, manager, lambda n, e: n % 4, people)
        block_of(as_manager, round)
        with CaptureQueriesContext(connection) as queries:
            block_of(as_manager, round)
        taken.append(len(queries))
    assert taken[1] <= taken[0]


def test_four_people_show_nothing_of_a_service(as_manager, programme, manager):
    response = as_manager.get(address(dmic(programme, manager, lambda n, e: ABSENT, 4).assessment))
    assert response.context["page"].block is None


def test_an_element_that_too_few_answer_is_in_no_list(as_manager, programme, manager):
    def value(n, element):
        return "" if element in ROLES and n >= 4 else ABSENT

    round = dmic(programme, manager, value)
    block = block_of(as_manager, round)
    assert Answer.objects.filter(element__in=ROLES).count() == 12
    assert ROLES.isdisjoint({one.key for one in (*block.absent, *block.undecided)})
    roles = next(line for line in block.lines if line.dimension.key == "roles-tasks")
    assert roles.found["is_hidden"]


# The way on, and the phase


def test_a_missing_element_offers_what_can_be_made_of_it(as_manager, programme, manager, observer):
    round = dmic(programme, manager, in_cluster([PRESENT] * 8 + [ABSENT]))
    (missing,) = block_of(as_manager, round).absent
    assert {"priorityissue", "action"} <= {way.key for way in missing.next.onward}
    part = f"assessment-{round.assessment_id}%3A{CLUSTER}%2Fsubgroup-programmes"
    assert all(part in way.url for way in missing.next.onward)
    assert as_manager.get(missing.next.onward[0].url).status_code == 200
    (same,) = block_of(sign_in(observer), round).absent
    assert not same.next.onward


def decisive_keys():
    pack = instrument("dmic", 1)
    return [f"{one.key}/{item.key}" for one in pack.dimensions for item in one.items if item.is_decisive]


def test_the_thirteen_decisive_elements_are_those_of_the_published_table():
    """Minkman et al. 2013, table 4. All nine of the first cluster were read too, and none of them is in that table."""
    assert len(decisive_keys()) == 13
    assert not [key for key in decisive_keys() if key.startswith((CLUSTER, "quality-care"))]


def test_the_reading_counts_the_decisive_elements_and_no_other(as_manager, programme, manager):
    states = dict(zip(decisive_keys(), [PRESENT] * 6 + [PLANNED] * 4 + [ABSENT, NOT_RELEVANT], strict=False))
    undecided = decisive_keys()[12]

    def value(n, element):
        if element == undecided:
            return PRESENT if n % 2 else ABSENT
        return states.get(element, ABSENT)

    found = block_of(as_manager, dmic(programme, manager, value)).decisive
    assert found.short == "6 of 13"
    assert found.sentence == (
        "Of the 13 elements that decide on reaching a next phase, 6 are in place; 4 are planned, 1 is neither present"
        " nor planned, on 1 there is no majority, 1 is not relevant."
    )
    assert found.open == 6
    readings = [row[2] for row in found.table.rows]
    assert readings == ["Neither", "no majority", *["Planned"] * 4, *["Present"] * 6, "Not relevant"]


def test_a_decisive_element_that_is_hidden_is_not_known_and_not_counted_as_missing(
    as_manager, programme, manager
):
    """Two of twelve rate the roles: what they say is hidden, here as everywhere."""
    round = dmic(programme, manager, lambda n, e: PRESENT if e not in ROLES or n < 2 else None)
    found = block_of(as_manager, round).decisive
    assert (found.in_place, found.open, found.rest) == (10, 3, "3 are not known")
    assert [row[2] for row in found.table.rows[:3]] == ["too few answered"] * 3


def test_no_reading_for_an_instrument_that_marks_no_element():
    pack = instrument("dmic", 1)
    unmarked = replace(
        pack,
        dimensions=tuple(
            replace(one, items=tuple(replace(item, is_decisive=False) for item in one.items))
            for one in pack.dimensions
        ),
    )
    assert decisive(unmarked, {}, is_joint=False) is None


def test_the_phase_that_the_group_sees_stands_beside_the_reading_of_the_answers(
    as_manager, programme, manager, observer
):
    round = dmic(programme, manager, lambda n, e: PRESENT)
    before = as_manager.get(address(round.assessment)).content.decode()
    assert "Place your phase" in before
    assert "13 of 13" in before
    assert "So no phase is computed here" in before
    row = PhasePlacement(
        programme=programme,
        assessment=round.assessment,
        phase="experimental-execution",
        rationale="Two pathways run on trial.",
    )
    add_row(row=row, by=manager)
    pages = [address(round.assessment), reverse("assessment_agreement", args=[SLUG, round.assessment_id])]
    for after in [sign_in(observer).get(page).content.decode() for page in pages]:
        assert "Experimental and execution phase" in after
        assert "phase 2 of 4" in after
        assert "Two pathways run on trial." in after
        assert "13 of 13" in after
        assert "Place it anew" not in after
