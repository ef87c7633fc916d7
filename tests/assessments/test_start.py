"""Starting an assessment, over HTTP: what is stored in one act, what is offered to whom, what cannot be."""

from datetime import timedelta

import pytest

from assessments.models import Assessment, RoundState
from history.models import Change
from programmes.models.programme import today
from tests.assessments.panels import assessed, opened
from tests.assessments.round_pages import body, url
from tests.conftest import sign_in


def start_fields(**changes):
    return {
        "instrument": "scirocco-1",
        "title": "SCIROCCO spring",
        "purpose": "To agree what comes first.",
        "opens_on": today().isoformat(),
        "closes_on": (today() + timedelta(days=14)).isoformat(),
        "rounds_planned": "2",
        "smallest_group": "5",
        "before": "",
    } | changes


def test_without_assessments_the_list_says_what_to_do(as_manager, programme, observer):
    assert "Start the first assessment" in body(as_manager.get(url("assessments")))
    page = body(sign_in(observer).get(url("assessments")))
    assert "No assessment has been started yet." in page
    assert "Start" not in page.split("<main")[1].split("</main>")[0].replace("has been started", "")


def test_starting_stores_the_assessment_and_its_first_round_in_one_act(as_facilitator, programme):
    response = as_facilitator.post(url("assessment_start"), start_fields())
    assessment = Assessment.objects.get()
    assert response.url == url("assessment_panel", assessment.pk)
    assert (assessment.instrument_key, assessment.instrument_version) == ("scirocco", 1)
    round = assessment.rounds.get()
    assert (round.number, round.state) == (1, RoundState.DRAFT)
    told = Change.objects.filter(model__in=["assessments.assessment", "assessments.round"])
    assert len({change.change_set_id for change in told}) == 1


def test_an_instrument_page_leads_to_a_form_that_has_it_chosen(as_manager, programme):
    assert url("assessment_start") in as_manager.get("/instruments/scirocco/1/").content.decode()
    form = as_manager.get(url("assessment_start"), {"instrument": "scirocco", "version": 1}).context["form"]
    assert form["instrument"].value() == "scirocco-1"
    assert form["title"].value() == f"SCIROCCO {today():%Y}"
    assert "Start an assessment" in body(as_manager.get(url("step", "situational-analysis")))


def test_an_instrument_page_offers_a_reader_no_start(programme, observer):
    assert "Start an assessment" not in body(sign_in(observer).get("/instruments/scirocco/1/"))


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"instrument": "no-such-1"}, "instrument", "valid choice"),
        ({"closes_on": "2020-01-01"}, "closes_on", "before the first"),
        ({"opens_on": "2020-01-01", "closes_on": "2020-01-02"}, "closes_on", "has passed"),
        ({"smallest_group": "4"}, "smallest_group", "greater than or equal to 5"),
        ({"rounds_planned": "9"}, "rounds_planned", "less than or equal to 3"),
        ({"purpose": ""}, "purpose", "required"),
    ],
)
def test_what_cannot_be_is_told_beside_the_field_and_nothing_is_lost(
    as_manager, programme, changes, field, words
):
    response = as_manager.post(url("assessment_start"), start_fields(**changes))
    assert response.status_code == 422
    assert words in " ".join(response.context["form"].errors[field])
    assert "SCIROCCO spring" in body(response)
    assert not Assessment.objects.exists()


def test_only_assessments_of_the_same_family_are_compared(as_manager, programme, manager):
    other = assessed(programme, manager, instrument="nicholson-10")
    opened(other, manager)
    refused = as_manager.post(url("assessment_start"), start_fields(before=other.pk))
    assert "levels mean something else" in " ".join(refused.context["form"].errors["before"])
    family = assessed(programme, manager, instrument="scirocco-exchange")
    opened(family, manager)
    answer = as_manager.post(url("assessment_start"), start_fields(before=family.pk), follow=True)
    assert "another instrument of the same family" in body(answer)
