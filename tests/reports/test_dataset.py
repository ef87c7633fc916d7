"""What a report says of a programme, and what it must not say."""

import json
import re

import pytest

from programmes.models import Decision, Forecast, Milestone, Risk, Workstream
from reports.actions import issue_report
from reports.dataset import compile_dataset
from reports.glossary import terms_in
from reports.sealing import canonical
from tests.reports.conftest import SECRET, SUMMARY


@pytest.fixture
def data(full_programme, draft):
    return compile_dataset(draft)


def test_it_holds_every_section_of_a_full_programme(data):
    assert data["report"]["summary"] == SUMMARY
    assert [ask["number"] for ask in data["asks"]] == [1, 2, 3]
    assert len(data["journey"]["nodes"]) == 13
    assert len(data["milestones"]) == 12
    assert data["risks"]["open"] == 4
    assert data["risks"]["levels"] == {"high": 2, "moderate": 1, "low": 1}
    assert len(data["issues"]) == 1
    assert len(data["measures"]) == 7
    assert data["needs"]["cohorts"][0]["name"] == "Frail people living alone"
    assert data["value"]["option"] == "Neighbourhood teams"


def test_key_measures_come_first(data):
    keys = [measure["is_key"] for measure in data["measures"]]
    assert keys == sorted(keys, reverse=True)


def test_a_measure_carries_figures_limits_targets_and_its_sentence(data):
    measure = next(measure for measure in data["measures"] if measure["code"] == "EA75")
    assert len(measure["points"]) == 26
    assert measure["segments"][0]["upper"] > measure["segments"][0]["mean"]
    assert [target["value"] for target in measure["targets"]] == ["55", "48"]
    assert measure["variation"] == "improvement-low"
    assert measure["assurance"] == "fail"
    assert "Special-cause improvement since" in measure["sentence"]


def test_the_highest_risk_stands_first(data):
    scores = [risk["score"] for risk in data["risks"]["top"]]
    assert scores == sorted(scores, reverse=True)
    assert scores[0] == 16


def test_decisions_are_those_of_the_period_and_all_that_are_asked(full_programme, draft, manager, written):
    early = Decision.objects.get(status="made")
    early.decided_on = draft.period_from.replace(year=draft.period_from.year - 1)
    early.save()
    decisions = compile_dataset(draft)["decisions"]
    assert decisions["made"] == []
    assert [row["title"] for row in decisions["asked"]] == ["How the saving is shared"]


def test_nothing_of_the_stakeholder_register_enters(data):
    assert SECRET not in canonical(data)


def test_people_are_not_named_but_who_issues(full_programme, draft, manager, contributor, written):
    milestone = Milestone.objects.first()
    milestone.owner = contributor
    milestone.save()
    report = issue_report(report=draft, version=draft.version, by=manager)
    assert contributor.name not in report.dataset
    assert json.loads(report.dataset)["report"]["issued_by"] == manager.name


def test_a_programme_without_records_still_gives_a_data_set(programme, draft):
    data = compile_dataset(draft)
    assert data["measures"] == data["milestones"] == data["changes"]["groups"][0:0] == []
    assert data["needs"] is None
    assert data["value"] is None
    assert data["standing"].startswith("No step has been opened yet.")


def test_figures_are_written_as_decimals_of_limited_length(data):
    texts = [part["mean"] for measure in data["measures"] for part in measure["segments"]]
    assert texts
    assert all(re.fullmatch(r"-?\d+(\.\d{1,6})?", text) for text in texts)


def test_the_glossary_explains_the_words_that_occur(data):
    terms = [term["term"] for term in data["glossary"]]
    assert "Cohort" in terms
    assert "Delphi method" not in terms
    assert "Delphi method" in [term["term"] for term in terms_in({"text": "We used the Delphi method."})]


def test_reading_a_programme_takes_the_same_queries_whatever_its_size(
    full_programme, draft, manager, written, django_assert_max_num_queries
):
    compile_dataset(draft)  # what is looked up once for good
    with django_assert_max_num_queries(45) as few:
        compile_dataset(draft)
    stream, step = Workstream.objects.first(), full_programme.steps.first()
    for number in range(200):
        day = draft.period_to
        milestone = Milestone(
            programme=full_programme, title=f"M{number}", planned_on=day, workstream=stream, step=step
        )
        milestone.save()
        Forecast(programme=full_programme, milestone=milestone, expected_on=day, reason="Later").save()
        Risk(programme=full_programme, title=f"R{number}", likelihood=3, impact=3, step=step).save()
    with django_assert_max_num_queries(45) as many:
        compile_dataset(draft)
    assert len(many) == len(few)
