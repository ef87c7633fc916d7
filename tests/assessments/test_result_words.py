"""How sure a panel is, and how ratings from 1 to 9 are read besides, in words."""

import pytest
from django.urls import reverse

from assessments.actions.own_instruments import take_in
from assessments.agreement_words import thirds_sentence
from assessments.consensus import summarise
from assessments.outcome import outcome_of
from assessments.results_page.shown import confidence_words
from tests.assessments.packs import PACK
from tests.assessments.panels import revealed
from tests.conftest import sign_in


@pytest.mark.parametrize(
    ("counts", "typical"),
    [
        ({"1": 3, "2": 3, "3": 0}, "Fairly sure"),  # 1.5
        ({"1": 0, "2": 3, "3": 3}, "Sure"),  # 2.5
        ({"1": 4, "2": 2, "3": 0}, "Not very sure"),
        ({"1": 1, "2": 4, "3": 1}, "Fairly sure"),
    ],
)
def test_a_half_counts_up_at_both_ends(counts, typical):
    n = sum(counts.values())
    mean = sum(int(code) * times for code, times in counts.items()) / n
    assert confidence_words({"mean": mean, "counts": counts}).startswith(f"{typical} (")


def thirds(ratings):
    found = summarise(ratings, scale=(1, 9)).to_dict()["rand_ucla"]
    return thirds_sentence(found, len(ratings))


def test_ratings_from_1_to_9_are_read_by_thirds():
    words = "By thirds of the scale, as the RAND/UCLA method reads it: "
    assert thirds([6, 6, 7, 7, 7, 8, 8, 8, 8]) == (
        f"{words}2 of 9 ratings lie outside the upper third, which holds the median; 3 or more are too many: agreement."
    )
    assert thirds([6, 6, 6, 7, 7, 8, 8, 8, 8]).endswith("neither agreement nor disagreement.")
    assert thirds([1, 1, 1, 7, 7, 7, 8, 8, 9]).endswith(
        "disagreement, since as many lie in each of the outer thirds."
    )
    assert thirds_sentence(None, 9) == ""


def test_the_page_of_results_says_it_of_such_a_scale(programme, manager, trust):
    scale = "{low: 1, high: 9, labels: {" + ", ".join(f"{n}: L{n}" for n in range(1, 10)) + "}, origin: ours}"
    old = "{low: 0, high: 3, labels: {0: None, 1: Begun, 2: In part, 3: In full}, origin: ours}"
    own = take_in(organisation=trust, text=PACK.replace(old, scale), by=manager)
    round = revealed(
        programme, manager, 12, lambda n, e: 7 + n % 3, instrument="river-check", own_instrument=own
    )
    page = (
        sign_in(manager)
        .get(reverse("assessment_results", args=[programme.slug, round.assessment_id]))
        .content
    )
    assert b"By thirds of the scale" in page
    assert b"By thirds of the scale" not in _of_scirocco(programme, manager)


def _of_scirocco(programme, manager):
    assessment = revealed(programme, manager).assessment
    return sign_in(manager).get(reverse("assessment_results", args=[programme.slug, assessment.pk])).content


def test_what_a_group_filled_in_together_is_called_by_what_it_is(programme, manager):
    round = revealed(programme, manager, 12, lambda n, e: 2, instrument="suter-10")
    table = {"is_hidden": False, "n": 1, "median": 100.0, "pooled": 50.0}
    assert outcome_of(table, round.assessment.instrument).sentence == "Filled in together: 50% met."
