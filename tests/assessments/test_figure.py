"""One figure stands for a dimension, on every page, in every file and in every report."""

import csv
from dataclasses import replace
from io import StringIO

import pytest
from django.urls import reverse

from accounts.roles import Role
from assessments.benchmark import figures
from assessments.instrument_pack import instrument
from assessments.results import figure, kind_of, kind_of_all, middle_answer
from assessments.standing import assessed, contents_of
from programmes.reading import lens_on
from reports.assessed import Told
from tests.assessments.neighbours import consent, levelled, neighbour
from tests.assessments.panels import revealed
from tests.conftest import member, sign_in

# Seven of twelve say yes: the median is 100 %, and 58.3 % is met. Seven agree by 4 and five by 1: mean 2.8, median 4.
SUTER, WHO, HAM_WALSH, TEAMSTEPPS = "suter-10", "who-10-lessons", "ham-walsh-16", "teamstepps-tpq"


def seven_of_twelve(high, low):
    return lambda n, element: high if n < 7 else low


CASES = [
    (SUTER, seven_of_twelve(2, 0), "58.3%", "12 answers, 58.3% met."),
    (WHO, seven_of_twelve(2, 0), "58.3%", "12 answers, 58.3% met."),
    (HAM_WALSH, seven_of_twelve(2, 0), "58.3%", "12 answers, 58.3% met."),
    (TEAMSTEPPS, seven_of_twelve(4, 1), "2.8", "12 answers, mean of the statements 2.8."),
    ("scirocco", seven_of_twelve(4, 1), "4", "12 ratings, median 4."),
    ("itma", seven_of_twelve(4, 1), "4", "12 ratings, median 4."),
    ("dmic", seven_of_twelve(3, 1), "100%", "12 answers, 100% present by what the majority says."),
]


@pytest.fixture(params=CASES, ids=lambda case: case[0])
def case(request, programme, manager):
    name, value_of, level, words = request.param
    return revealed(programme, manager, 12, value_of, instrument=name).assessment, level, words


def context(person, name, assessment):
    answer = sign_in(person).get(reverse(name, args=[assessment.programme.slug, assessment.pk]))
    assert answer.status_code == 200
    return answer.context["page"]


def number(words):
    return pytest.approx(float(words.rstrip("%")), abs=0.05)


def test_every_page_has_the_same_figure_and_calls_it_what_it_is(case, manager):
    assessment, level, words = case
    gaps = context(manager, "assessment_gaps", assessment).without_target[0]
    agreement = context(manager, "assessment_agreement", assessment).lines[0]
    results = context(manager, "assessment_results", assessment)
    _one, found = results.shown.dimensions[0]
    assert (gaps.level, results.shown.value(results.shown.figure(found))) == (level, level)
    assert agreement.outcome.sentence == words
    sitting = sign_in(manager).get(
        reverse("assessment_agree", args=[assessment.programme.slug, assessment.pk])
    )
    assert words in sitting.content.decode()


def test_the_shared_file_has_it_too(case, manager):
    assessment, level, _words = case
    answer = sign_in(manager).get(
        reverse("assessment_share_json", args=[assessment.programme.slug, assessment.pk])
    )
    told = answer.json()["dimensions"][0]
    assert told.get("value", told.get("median")) == number(level)


def test_a_report_has_it_too(case, manager):
    assessment, level, _words = case
    found = assessed(lens_on(assessment.programme), assessment)
    contents = contents_of(found.rounds)
    told = Told(found, [contents[round.pk] for round in found.rounds])
    assert told.level(found.standings[0]) == number(level) == found.standings[0].level


def test_others_compare_themselves_with_it(case, manager):
    assessment, level, _words = case
    consent(assessment, manager)
    ours = levelled(neighbour("Elsewhere", manager), manager, {}, instrument=assessment.instrument_key)
    consent(ours, manager)
    (theirs,) = figures(ours)
    assert theirs.levels[assessment.instrument.dimensions[0].key] == number(level)


def test_what_is_called_median_is_of_ratings_on_a_scale():
    assert kind_of("level", has_items=False) == kind_of("agreement", has_items=False) == "median"
    assert kind_of("level", has_items=True) == kind_of("agreement", has_items=True) == "mean"
    assert {kind_of("yes-partly-no", has_items=has) for has in (True, False)} == {"met"}
    assert kind_of("presence", has_items=True) == "present"


@pytest.mark.parametrize(
    ("name", "kind"), [("scirocco", "median"), (TEAMSTEPPS, "mean"), (SUTER, "met"), ("dmic", "present")]
)
def test_the_head_of_a_column_says_which_figure_it_holds(name, kind):
    assert kind_of_all(instrument(name, 1)) == kind


def test_where_some_dimensions_have_items_the_head_says_either():
    pack = instrument(TEAMSTEPPS, 1)
    first, *rest = pack.dimensions
    assert kind_of_all(replace(pack, dimensions=(replace(first, items=()), *rest))) == "either"


def test_what_is_hidden_has_no_figure():
    assert figure("level", {"is_hidden": True, "median": 3.0}) is None
    assert figure("level", {"median": 3.0, "pooled": 2.5}) == 3.0
    assert figure("yes-partly-no", {"median": 100.0, "pooled": 58.3}) == 58.3


def test_a_middle_answer_of_yes_partly_and_no_is_a_percentage():
    found = [middle_answer("yes-partly-no", {"median": code}) for code in (0, 0.5, 1, 2, None)]
    assert found == [0, 25, 50, 100, None]
    assert middle_answer("agreement", {"median": 2.0}) == 2.0


def test_no_column_of_the_table_mixes_units(programme, manager, trust, council):
    """Seven of twelve say yes to everything: in every row the median is a percentage, as is the share."""
    for name in (SUTER, HAM_WALSH):
        row = revealed(
            programme,
            manager,
            12,
            seven_of_twelve(2, 0),
            instrument=name,
            organisations=[trust, council],
        )
        address = reverse("assessment_results_csv", args=[programme.slug, row.assessment_id])
        text = sign_in(manager).get(f"{address}?by=organisation").content.decode("utf-8-sig")
        head, *rows = csv.reader(StringIO(text))
        median = head.index("Median")
        assert {row[median] for row in rows} <= {"100.0", "50.0", ""}
        assert {row[head.index("Group")] for row in rows} > {"All who answered"}


def test_an_observer_reads_the_same_figure(programme, manager, council):
    row = revealed(programme, manager, 12, seven_of_twelve(2, 0), instrument=SUTER)
    observer = member(programme, council, Role.OBSERVER, "Olga", manager)
    assert context(observer, "assessment_gaps", row.assessment).without_target[0].level == "58.3%"
