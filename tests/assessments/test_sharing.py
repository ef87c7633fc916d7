"""What leaves the organisation: figures that rest on ten answers, without groups, reasons and names."""

import csv
import json
import random
from io import StringIO
from itertools import pairwise

import pytest
from django.urls import reverse

from assessments.actions.reveal import reveal
from assessments.models import MinorityView
from assessments.sharing import is_enough, shared_dimension
from history.actions import add_row
from history.changes import change_set
from tests.assessments.neighbours import agree
from tests.assessments.panels import assessed, invited, opened, rated, revealed
from tests.conftest import sign_in

KEY = "finance-funding"
CANARIES = ("Canary reason", "Canary view", "Canary purpose", "Canary title", "Riverside")


def url(name, round):
    return reverse(name, args=[round.programme.slug, round.assessment_id])


def as_json(person, round, **query):
    answer = sign_in(person).get(url("assessment_share_json", round), query)
    assert answer.status_code == 200
    return json.loads(answer.content)


def dimension(shared, key=KEY):
    return next(one for one in shared["dimensions"] if one["key"] == key)


@pytest.fixture
def round(programme, manager, council, trust):
    assessment = assessed(programme, manager)
    assessment.title, assessment.purpose = "Canary title", "Canary purpose"
    round = opened(assessment, manager)
    panel = invited(assessment, manager, 12, organisations=[council, trust])
    rated(round, panel, lambda n, e: n % 4, reason_of=lambda n, e: "Canary reason")
    reveal(round=round, version=round.version, by=manager)
    agree(assessment, manager, KEY, 2)
    view = MinorityView(programme=programme, assessment=assessment, dimension=KEY, text="Canary view")
    add_row(row=view, by=manager)
    return round


def test_the_file_holds_counts_median_agreed_level_and_how_many_see_it_otherwise(facilitator, round):
    shared = as_json(facilitator, round)
    assert (shared["instrument"]["key"], shared["instrument"]["version"]) == ("scirocco", 1)
    assert dimension(shared) == {
        "key": KEY,
        "title": dimension(shared)["title"],
        "is_hidden": False,
        "n": 12,
        "counts": {"0": 3, "1": 3, "2": 3, "3": 3, "4": 0, "5": 0},
        "median": 1.5,
        "agreed_level": 2.0,
        "minority_views": 1,
    }


@pytest.mark.parametrize("name", ["assessment_share_json", "assessment_share_csv"])
def test_no_group_reason_view_title_or_name_goes_with_it(facilitator, round, name, council, trust):
    answer = sign_in(facilitator).get(url(name, round))
    text = answer.content.decode() + str(answer.headers)
    told = [*CANARIES, council.name, trust.name, "nursing", "medicine", "sector", "Respondent", "invited"]
    assert [canary for canary in told if canary in text] == []


@pytest.mark.parametrize("name", ["assessment_share_json", "assessment_share_csv"])
def test_the_programme_is_named_only_when_it_is_ticked(facilitator, round, name):
    answer = sign_in(facilitator).get(url(name, round), {"named": "yes"})
    assert round.programme.name in answer.content.decode()


def test_the_table_begins_no_formula(facilitator, round, manager):
    with change_set(by=manager):
        round.programme.name = '=HYPERLINK("x")'
        round.programme.save()
    answer = sign_in(facilitator).get(url("assessment_share_csv", round), {"named": "yes"})
    _head, *rows = csv.reader(StringIO(answer.content.decode("utf-8-sig")))
    assert {row[0] for row in rows} == {'\'=HYPERLINK("x")'}


def test_the_table_holds_the_same(facilitator, round):
    answer = sign_in(facilitator).get(url("assessment_share_csv", round))
    head, *rows = csv.reader(StringIO(answer.content.decode("utf-8-sig")))
    row = next(row for row in rows if row[3] == KEY)
    told = dict(zip(head, row, strict=True))
    assert (told["Answered by"], told["Median"], told["Agreed level"]) == ("12", "1.5", "2.0")
    assert [told[f"Answer {n}"] for n in range(6)] == ["3", "3", "3", "3", "0", "0"]
    assert answer["Content-Disposition"].startswith("attachment")


@pytest.mark.parametrize(("people", "status"), [(9, 404), (10, 200)])
def test_ten_answers_are_needed(programme, manager, people, status):
    round = revealed(programme, manager, people).assessment.rounds.get()
    client = sign_in(manager)
    for name in ("assessment_share_json", "assessment_share_csv"):
        assert client.get(url(name, round)).status_code == status
    page = client.get(url("assessment_share", round))
    assert ("Too few answers" in page.content.decode()) == (status == 404)


def test_a_dimension_that_fewer_than_ten_rated_is_held_back_with_its_agreed_level(programme, manager):
    def value(n, element):
        return None if element == KEY and n < 3 else 2

    round = revealed(programme, manager, 12, value).assessment.rounds.get()
    agree(round.assessment, manager, KEY, 4)
    held = dimension(as_json(manager, round))
    assert held == {"key": KEY, "title": held["title"], "is_hidden": True}


def test_items_are_held_back_one_by_one_and_their_value_with_them(programme, manager):
    assessment = assessed(programme, manager, instrument="teamstepps-tpq")
    first = next(one for one in assessment.instrument.dimensions if one.items)
    rare = f"{first.key}/{first.items[0].key}"
    round = opened(assessment, manager)
    panel = invited(assessment, manager, 12)
    rated(round, panel, lambda n, e: None if e == rare and n < 3 else 3)
    reveal(round=round, version=round.version, by=manager)
    told = dimension(as_json(manager, round), first.key)
    assert told["value"] is None
    assert told["items"][rare] == {"is_hidden": True}
    assert all(not item["is_hidden"] for key, item in told["items"].items() if key != rare)


@pytest.mark.parametrize("person", ["contributor", "board_member", "observer", "stranger"])
def test_only_who_facilitates_shares(request, person, round):
    expected = 404 if person == "stranger" else 403
    client = sign_in(request.getfixturevalue(person))
    for name in ("assessment_share", "assessment_share_json", "assessment_share_csv"):
        assert client.get(url(name, round)).status_code == expected


def test_before_the_reveal_there_is_no_file(programme, manager):
    round = opened(assessed(programme, manager), manager)
    rated(round, invited(round.assessment, manager, 12), lambda n, e: 3)
    client = sign_in(manager)
    assert client.get(url("assessment_share_json", round)).status_code == 404
    assert "Nothing has been revealed" in client.get(url("assessment_share", round)).content.decode()


# Between rounds


def table(n, n_anew, *, is_hidden=False):
    return {"is_hidden": is_hidden, "n": n, "n_anew": n_anew, "counts": {"1": n}, "median": 1.0}


@pytest.mark.parametrize(
    ("rounds", "goes"),
    [
        ([table(12, 12)], True),
        ([table(9, 9)], False),
        ([table(None, None, is_hidden=True)], False),
        ([table(12, 12), table(12, 10)], True),
        ([table(12, 12), table(12, 9)], False),  # the difference would be about nine
        ([table(12, 12), table(12, 0)], True),  # nothing has changed
        ([table(12, 12), table(12, 9), table(12, 0)], False),  # the same as the one held back
        ([table(12, 12), table(12, 9), table(12, 11)], True),
        ([table(None, None, is_hidden=True), table(12, 12)], True),
        ([None, table(12, 12)], True),
        ([], False),
    ],
)
def test_between_rounds_too_every_difference_rests_on_ten(rounds, goes):
    assert is_enough(rounds) == goes
    if rounds:
        assert shared_dimension(rounds, "level")["is_hidden"] != goes


def test_the_difference_of_two_shared_rounds_always_moves_ten_answers_or_none():
    """By brute force: whoever holds both files and subtracts learns of ten or of nobody."""
    for seed in range(2_000):
        rng = random.Random(seed)
        answers, tables, files = [1] * rng.randint(5, 25), [], []
        for number in range(3):
            anew = len(answers) if not number else rng.choice([0, rng.randint(5, len(answers))])
            moved = set(rng.sample(range(len(answers)), anew)) if number else set(range(len(answers)))
            tables.append(table(len(answers), len(moved)))
            files.append((is_enough(tables), moved))
        shared = [place for place, (goes, _moved) in enumerate(files) if goes]
        for early, late in pairwise(shared):
            between = set().union(*(moved for _goes, moved in files[early + 1 : late + 1]))
            assert not between or len(between) >= 10
