"""One act reveals a round: once, for good, with what stands from the round before."""

from datetime import timedelta

import pytest

from accounts.models import Organisation
from assessments.actions.reveal import NotToReveal, reveal
from assessments.models import Answer, Respondent, RoundResult, Sheet
from assessments.models.assessments import RoundState
from history.actions import Stale, remove_row, revise_row
from history.models import Change, ChangeSet
from tests.assessments.panels import assessed, elements, invited, many_organisations, opened, rated, revealed

FIRST, SECOND = "readiness-to-change", "structure-governance"


@pytest.fixture
def panel(programme, manager):
    """Twelve people who have rated: 2, 3 and 4 in turn."""
    assessment = assessed(programme, manager)
    round = opened(assessment, manager)
    people = invited(assessment, manager, 12)
    rated(round, people, lambda n, e: 2 + n % 3)
    return round, people


def show(round, by):
    return reveal(round=round, version=round.version, by=by).content


def next_round(round, by):
    return opened(round.assessment, by, number=round.number + 1)


def counts(content, dimension=FIRST):
    return {int(level): n for level, n in content["dimensions"][dimension]["counts"].items() if n}


# The act


def test_revealing_closes_the_round_and_stores_its_result_in_one_act(panel, facilitator):
    round, _people = panel
    acts = ChangeSet.objects.count()
    content = show(round, facilitator)
    round.refresh_from_db()
    act = ChangeSet.objects.first()
    assert round.state is RoundState.REVEALED
    assert round.closed_at == round.revealed_at == act.at
    assert content["answered"] == 12
    assert counts(content) == {2: 4, 3: 4, 4: 4}
    assert ChangeSet.objects.count() == acts + 1
    assert {change.model for change in act.changes.all()} == {"assessments.round", "assessments.roundresult"}
    assert act.by == facilitator


def test_history_tells_of_the_result_without_what_is_in_it(panel, manager):
    show(panel[0], manager)
    assert "content" not in Change.objects.get(model="assessments.roundresult").values


def test_a_round_that_was_closed_before_keeps_its_day(panel, manager):
    round, _people = panel
    closed = round.closed_at = round.launched_at + timedelta(hours=1)
    revise_row(row=round, version=round.version, by=manager)
    show(round, manager)
    round.refresh_from_db()
    assert round.closed_at == closed < round.revealed_at + timedelta(hours=2)


def test_a_round_is_revealed_once(panel, manager):
    round, _people = panel
    content = show(round, manager)
    with pytest.raises(Stale):
        reveal(round=round, version=1, by=manager)
    with pytest.raises(NotToReveal):
        reveal(round=round, version=round.version, by=manager)
    assert RoundResult.objects.get().content == content


def test_a_round_that_nobody_was_asked_in_is_not_revealed(programme, manager):
    round = opened(assessed(programme, manager), manager, launched=False)
    with pytest.raises(NotToReveal):
        show(round, manager)
    round.refresh_from_db()
    assert (round.revealed_at, round.closed_at, RoundResult.objects.count()) == (None, None, 0)


def test_a_round_in_the_bin_is_not_revealed(panel, manager):
    round, _people = panel
    remove_row(row=round, version=round.version, by=manager)
    with pytest.raises(Stale):
        show(round, manager)


def test_the_result_is_never_computed_again(panel, manager):
    round, _people = panel
    content = show(round, manager)
    Answer.objects.filter(element=FIRST).update(value=0)
    next_round(round, manager)
    assert RoundResult.objects.get(round=round).content == content


def test_sheets_are_left_as_they_were(panel, manager):
    before = list(Answer.objects.order_by("pk").values()), list(Sheet.objects.order_by("pk").values())
    show(panel[0], manager)
    assert before == (
        list(Answer.objects.order_by("pk").values()),
        list(Sheet.objects.order_by("pk").values()),
    )


# Who counts


def test_who_was_asked_and_did_not_answer_is_counted_as_asked(programme, manager):
    assessment = assessed(programme, manager)
    round = opened(assessment, manager)
    people = invited(assessment, manager, 9)
    rated(round, people[:6], lambda n, e: 3)
    content = show(round, manager)
    assert (content["invited"], content["answered"]) == (9, 6)
    assert content["dimensions"][FIRST]["summary"]["n_invited"] == 9


def test_fewer_than_the_smallest_group_leave_nothing_to_be_read(programme, manager):
    content = revealed(programme, manager, people=4).result.content
    assert content["is_hidden"]
    assert content["dimensions"][FIRST]["counts"] is None


def test_the_smallest_group_is_that_of_the_assessment(programme, manager):
    content = revealed(programme, manager, people=7, smallest=8).result.content
    assert content["is_hidden"]
    assert content["minimum"] == 8


def test_groups_carry_the_names_of_the_day(programme, manager):
    partners = many_organisations(programme, manager, 2)
    content = revealed(programme, manager, organisations=partners).result.content
    blocks = content["breakdowns"]["sector"]["blocks"]
    assert sorted(block["names"] for block in blocks) == [["Health"], ["Social care"]]
    assert {block["n"] for block in blocks} == {6}


def test_the_order_of_reasons_is_not_the_order_of_the_sheets(programme, manager):
    """Two reveals of the same sheets say the reasons in different orders: the salt is thrown away."""
    orders = []
    for _time in range(2):
        assessment = assessed(programme, manager)
        round = opened(assessment, manager)
        people = invited(assessment, manager, 12)
        rated(round, people, lambda n, e: 3, reason_of=lambda n, e: f"Reason {n}")
        orders.append([told["reason"] for told in show(round, manager)["dimensions"][FIRST]["reasons"]])
    assert orders[0] != orders[1]
    assert sorted(orders[0]) == sorted(orders[1])


# The groups that people count with


@pytest.fixture
def of_two(programme, manager):
    """Six people of each of two organisations, one of health and one of social care, who have rated."""
    partners = many_organisations(programme, manager, 2)
    round = opened(assessed(programme, manager), manager)
    people = invited(round.assessment, manager, 12, organisations=partners)
    rated(round, people, lambda n, e: n % 6, profession_of=lambda n: "nursing")
    return round, people, partners


def move(person, organisation, by):
    person.refresh_from_db()
    person.organisation = organisation
    revise_row(row=person, version=person.version, by=by)


def sizes(content, name="organisation"):
    blocks = content["breakdowns"][name]["blocks"]
    return {name: block["n"] for block in blocks for name in block["names"]}


def groups_of(content):
    """All that is shown by group: of the panel, and of each dimension."""
    dimensions = content["dimensions"].values()
    return content["breakdowns"], [dimension["breakdowns"] for dimension in dimensions]


def test_an_organisation_that_was_put_right_counts_as_it_is_when_the_round_is_revealed(of_two, manager):
    round, people, partners = of_two
    move(people[0], partners[1], manager)
    assert sizes(show(round, manager)) == {"Organisation 0": 5, "Organisation 1": 7}


def test_who_was_removed_before_the_reveal_of_a_later_round_counts_with_their_groups(of_two, manager):
    round, people, _partners = of_two
    before = groups_of(show(round, manager))
    remove_row(row=people[0], version=people[0].version, by=manager)
    assert groups_of(show(next_round(round, manager), manager)) == before


def test_who_is_moved_between_two_rounds_stays_where_the_first_result_counted_them(of_two, manager):
    """Else the two tables of an organisation would differ by that person alone."""
    round, people, partners = of_two
    before = groups_of(show(round, manager))
    move(people[0], partners[1], manager)
    move(people[1], None, manager)
    second = next_round(round, manager)
    assert groups_of(show(second, manager)) == before
    move(people[2], partners[1], manager)
    third = next_round(second, manager)
    rated(third, people, lambda n, e: 3, profession_of=lambda n: "pharmacy")
    content = show(third, manager)
    assert counts(content) == {3: 12}
    assert content["breakdowns"] == before[0]


def test_an_organisation_whose_sector_changes_between_two_rounds_stays_too(of_two, manager):
    round, _people, partners = of_two
    before = groups_of(show(round, manager))
    partners[0].sector = "council"
    revise_row(row=partners[0], version=partners[0].version, by=manager)
    assert groups_of(show(next_round(round, manager), manager)) == before


def test_the_groups_that_are_kept_are_those_of_everybody_who_was_asked(programme, manager):
    """So they do not tell who has answered."""
    partners = many_organisations(programme, manager, 2)
    round = opened(assessed(programme, manager), manager)
    people = invited(round.assessment, manager, 9, organisations=[*partners, None])
    rated(round, people[:6], lambda n, e: 3)
    remove_row(row=people[8], version=people[8].version, by=manager)
    show(round, manager)
    kept = RoundResult.objects.get().groups
    assert kept.keys() == {str(one.pk) for one in people}
    assert kept[str(people[0].pk)] == {"organisation": str(partners[0].pk), "sector": partners[0].sector}
    assert kept[str(people[8].pk)] == {"organisation": "", "sector": ""}
    assert "groups" not in Change.objects.get(model="assessments.roundresult").values


def test_a_sheet_of_nobody_who_can_be_found_counts_without_an_organisation(of_two, manager, settings):
    round, _people, _partners = of_two
    settings.SECRET_KEY = "another secret, and the old one was thrown away"
    content = show(round, manager)
    assert counts(content) == dict.fromkeys(range(6), 2)
    assert content["breakdowns"]["organisation"]["blocks"] == []


# The next round


def test_who_does_not_rate_again_keeps_the_rating_of_the_round_before(panel, manager):
    round, people = panel
    show(round, manager)
    second = next_round(round, manager)
    rated(second, people[:6], lambda n, e: 3)
    content = show(second, manager)
    dimension = content["dimensions"][FIRST]
    assert content["answered"] == 12
    assert counts(content) == {2: 2, 3: 8, 4: 2}
    assert (dimension["n"], dimension["n_anew"]) == (12, 6)


def test_a_dimension_that_is_not_asked_again_stands(panel, manager):
    round, people = panel
    before = show(round, manager)
    second = opened(round.assessment, manager, number=2, asked=[FIRST])
    rated(second, people, lambda n, e: 3 if e == FIRST else "")
    content = show(second, manager)
    assert counts(content) == {3: 12}
    assert counts(content, SECOND) == counts(before, SECOND)
    assert content["dimensions"][SECOND]["n_anew"] == 0


def test_a_third_round_goes_on_from_both(panel, manager):
    round, people = panel
    show(round, manager)
    second = next_round(round, manager)
    rated(second, people[:6], lambda n, e: 5)
    show(second, manager)
    third = next_round(second, manager)
    rated(third, people[6:11], lambda n, e: 0)
    assert counts(show(third, manager)) == {5: 6, 0: 5, 4: 1}


def test_raising_the_smallest_group_takes_back_nothing_that_was_rated_before(panel, manager):
    round, people = panel
    show(round, manager)
    second = next_round(round, manager)
    rated(second, people[:6], lambda n, e: 3)
    told = counts(show(second, manager))
    assessment = round.assessment
    assessment.smallest_group = 8
    revise_row(row=assessment, version=assessment.version, by=manager)
    assert counts(show(next_round(second, manager), manager)) == told


def test_who_left_the_panel_still_counts_in_the_next_round(panel, manager):
    """Without it, the difference of two rounds would be that person's rating."""
    round, people = panel
    before = show(round, manager)
    remove_row(row=people[0], version=people[0].version, by=manager)
    second = next_round(round, manager)
    content = show(second, manager)
    assert counts(content) == counts(before)
    assert Respondent.objects.count() == 11


def test_the_sheet_of_somebody_who_cannot_be_found_counts_all_the_same(panel, manager, settings):
    round, _people = panel
    before = show(round, manager)
    settings.SECRET_KEY = "another secret, and the old one was thrown away"
    second = next_round(round, manager)
    assert counts(show(second, manager)) == counts(before)


def test_one_person_who_rates_again_changes_nothing(panel, manager):
    """The difference would be theirs alone."""
    round, people = panel
    before = show(round, manager)
    second = next_round(round, manager)
    rated(second, people[:1], lambda n, e: 5)
    content = show(second, manager)
    assert counts(content) == counts(before)
    assert content["dimensions"][FIRST]["n_anew"] == 0


# Other ways of answering


@pytest.mark.parametrize("instrument", ["dmic", "teamstepps-tpq", "who-10-lessons", "rainbow-rmic"])
def test_every_way_of_answering_can_be_revealed(programme, manager, instrument):
    round = revealed(programme, manager, value_of=lambda n, e: 1 + n % 2, instrument=instrument)
    content = round.result.content
    asked = [e for dimension in content["dimensions"].values() for e in dimension["elements"]]
    assert asked == elements(round.assessment.instrument)
    assert not content["is_hidden"]


def test_five_hundred_people_take_no_more_queries_than_ten(programme, manager, django_assert_max_num_queries):
    partners = many_organisations(programme, manager, 9)
    for people in (10, 500):
        assessment = assessed(programme, manager)
        round = opened(assessment, manager)
        rated(round, invited(assessment, manager, people, organisations=partners), lambda n, e: 2 + n % 3)
        with django_assert_max_num_queries(22):
            show(round, manager)
    assert Organisation.objects.count() > 9
