"""Self-assessments in a report: which are told, what of them, and what never leaves the programme."""

import json
import re
from datetime import timedelta
from decimal import Decimal
from io import BytesIO

import pytest
from django.utils import timezone
from pypdf import PdfReader

from assessments.actions.reveal import reveal
from assessments.models import AgreedLevel, MinorityView, PhasePlacement, TargetLevel
from history.actions import add_row
from history.changes import change_set
from programmes.models import Action, Decision, Link
from programmes.models.programme import today
from reports.actions import issue_report
from reports.dataset import compile_dataset
from reports.document import document_of
from reports.models import Report
from reports.render import html_of, pdf_of
from reports.sealing import canonical
from tests.assessments.panels import assessed, invited, many_organisations, opened, rated
from tests.conftest import sign_in, start_old

FUNDING, GOVERNANCE = "finance-funding", "structure-governance"
FIRST, MIDDLE, SECOND = 300, 200, 40  # days ago
REASON = "Whispered reason of one rater"
WHY = "The pooled fund has begun, and two partners pay into it."
VIEW = "From the wards none of this can be seen.\nAsk us again in a year."


def ago(days):
    return timezone.now() - timedelta(days=days)


@pytest.fixture
def old(trust, manager):
    """A programme that is older than its assessments."""
    programme = start_old(trust, by=manager, at=ago(400))
    return type(programme).objects.for_user(manager).get(pk=programme.pk).open_for(manager)


def settled(programme, by, days_ago, level, *, people=12, organisations=(), joint=False, **fields):
    """An assessment with one round, revealed on a day; `level` is a value or a function of person and element."""
    value_of = level if callable(level) else lambda n, element: level
    with change_set(by=by, scope=programme.pk, at=ago(days_ago)):
        assessment = assessed(programme, by, is_joint=joint, rounds=1 if joint else 2, **fields)
        round = opened(assessment, by)
        respondents = invited(assessment, by, people, organisations=organisations)
        sheets = rated(round, respondents, value_of, reason_of=lambda n, e: REASON)
        if joint:
            type(sheets[0]).objects.filter(round=round).update(is_joint=True)
        reveal(round=round, version=round.version, by=by)
    return assessment


def put(row, by, days_ago=1):
    with change_set(by=by, scope=row.programme_id, at=ago(days_ago)):
        row.save()
    return row


def agreed(assessment, by, level, key=FUNDING, days_ago=SECOND - 5, **said):
    row = AgreedLevel(
        programme=assessment.programme,
        assessment=assessment,
        dimension=key,
        level=Decimal(str(level)),
        agreed_on=ago(days_ago).date(),
        **{"rationale": WHY, **said},
    )
    return put(row, by, days_ago)


def disagreed(assessment, by, **said):
    row = MinorityView(
        programme=assessment.programme,
        assessment=assessment,
        dimension=FUNDING,
        **{"text": VIEW, "level": Decimal(1), "held_by": "Dr Nobody", **said},
    )
    return put(row, by)


def report_on(programme, by, days=90, until=0):
    fields = {"period_from": ago(days).date(), "period_to": ago(until).date(), "title": "Status report"}
    return add_row(row=Report(programme=programme, **fields), by=by)


def told(programme, by, **period):
    return compile_dataset(report_on(programme, by, **period))["assessments"]


def of(found, key=FUNDING):
    return next(row for row in found["dimensions"] if row["key"] == key)


def document_for(report):
    return document_of(json.loads(canonical(compile_dataset(report))), "")


# Which are told


def test_of_each_instrument_the_newest_of_the_period_is_told(old, manager):
    settled(old, manager, FIRST, 1, title="Long ago")
    settled(old, manager, 60, 2, title="Superseded")
    settled(old, manager, SECOND, 3, title="Now")
    settled(old, manager, SECOND + 1, 3, instrument="itma", title="By another instrument")
    assert [row["title"] for row in told(old, manager)] == ["Now", "By another instrument"]
    assert [row["title"] for row in told(old, manager, days=320, until=250)] == ["Long ago"]
    assert told(old, manager, days=20) == []


def test_one_that_was_revealed_before_and_agreed_in_the_period_is_told(old, manager):
    assessment = settled(old, manager, FIRST, 1)
    assert told(old, manager) == []
    agreed(assessment, manager, 2)
    assert of(told(old, manager)[0])["agreed"]["level"] == "2"


def test_nothing_of_a_round_that_is_not_revealed_is_told(old, manager):
    assessment = assessed(old, manager, title="Secret until revealed")
    round = opened(assessment, manager)
    rated(round, invited(assessment, manager, 12), lambda n, element: 4)
    agreed(assessment, manager, 2)
    assert told(old, manager) == []


# What is told


def test_a_dimension_has_its_median_verdict_level_reason_target_and_views(old, manager):
    assessment = settled(old, manager, SECOND, lambda n, e: (0 if n % 2 else 5) if e == GOVERNANCE else 3)
    agreed(assessment, manager, 2)
    agreed(assessment, manager, 4, rationale="Long " * 100)
    disagreed(assessment, manager)
    target = TargetLevel(
        programme=old, assessment=assessment, dimension=FUNDING, level=Decimal(5), by_on=today()
    )
    put(target, manager)
    found = told(old, manager)[0]
    row = of(found)
    assert (row["value"], row["n"], row["verdict"]) == ("3", 12, "agreement")
    assert row["agreed"]["level"] == "4"
    assert row["agreed"]["why"].endswith(" …")
    assert len(row["agreed"]["why"]) <= 180
    assert row["target"] == {"level": "5", "by_on": today()}
    assert row["views"] == [{"text": VIEW, "level": "1"}]
    assert of(found, GOVERNANCE)["verdict"] == "split"
    assert "A level is agreed for 1 of 12 dimensions. The ratings agree on 11" in found["sentence"]
    assert (found["answered"], found["invited"], found["rounds"]) == (12, 12, 1)


def test_the_phase_in_which_the_group_places_itself_is_told(old, manager):
    group = settled(old, manager, SECOND, 3, people=1, joint=True, instrument="dmic")
    phase = group.instrument.phases[1]
    row = PhasePlacement(programme=old, assessment=group, phase=phase.key, rationale="Most of it is there.")
    put(row, manager)
    found = told(old, manager)[0]
    assert found["phase"]["title"] == phase.title
    assert "They cannot be compared with published ones." in found["instrument"]["note"]


def test_the_elements_that_decide_on_the_next_phase_are_counted(old, manager):
    settled(old, manager, SECOND, 3, people=1, joint=True, instrument="dmic")
    words = "Of the 13 elements that decide on reaching a next phase, 13 are in place."
    assert told(old, manager)[0]["decisive"] == words


@pytest.mark.parametrize(("people", "is_told"), [(6, False), (12, True)])
def test_of_few_people_the_decisive_elements_are_held_back_as_every_figure_is(old, manager, people, is_told):
    settled(old, manager, SECOND, 3, people=people, instrument="dmic")
    assert bool(told(old, manager)[0]["decisive"]) is is_told


def test_a_report_that_was_issued_before_there_were_assessments_is_drawn_without_them(old, manager):
    data = json.loads(canonical(compile_dataset(report_on(old, manager))))
    del data["assessments"]
    document = document_of(data, "")
    assert document.assessments == []
    assert "assessments" not in [anchor for anchor, _title in document.sections]


# What never leaves


def test_ratings_of_fewer_than_ten_are_held_back_and_what_was_agreed_is_told(old, manager):
    assessment = settled(old, manager, SECOND, 3, people=9)
    agreed(assessment, manager, 4)
    report = report_on(old, manager)
    found = compile_dataset(report)["assessments"][0]
    for row in found["dimensions"]:
        assert (row["value"], row["n"], row["verdict"], row["rule"]) == (None, None, "", "")
        assert row["is_held_back"]
    assert of(found)["agreed"]["level"] == "4"
    sheet = document_for(report).assessments[0]
    assert sheet.held_back == 12
    assert [column.label for column in sheet.radar.table.columns] == ["Number", "Dimension", "Agreed level"]


def test_a_second_round_in_which_few_rated_anew_is_held_back(old, manager):
    assessment = assessed(old, manager)
    people = invited(assessment, manager, 12)
    for number, raters in ((1, people), (2, people[:6])):
        round = opened(assessment, manager, number=number)
        rated(round, raters, lambda n, element, level=number: level)
        reveal(round=round, version=round.version, by=manager)
    assert of(told(old, manager)[0])["value"] is None


def test_the_change_is_not_told_from_ratings_that_are_held_back(old, manager):
    before = settled(old, manager, FIRST, 1, people=9)
    settled(old, manager, SECOND, 3, before=before)
    step = told(old, manager)[0]["change"]["steps"][0]
    assert (step["before"], step["now"]) == (None, "3")


def test_no_reason_group_count_by_level_or_person_enters(old, manager):
    partners = many_organisations(old, manager, 2)
    level = lambda n, element: 2 if n < 8 else 3  # noqa: E731
    before = settled(old, manager, FIRST, level, people=24, organisations=partners)
    now = settled(old, manager, SECOND, level, people=24, organisations=partners, before=before)
    agreed(now, manager, 3)
    disagreed(now, manager)
    report = report_on(old, manager)
    issued = issue_report(report=report, version=report.version, by=manager)
    data = json.loads(issued.dataset)
    for secret in (REASON, "Respondent 1", "Dr Nobody", *(str(partner) for partner in partners)):
        assert secret not in issued.dataset
        assert secret not in html_of(issued)
    for name in ("counts", "reasons", "breakdowns", "confidence"):
        assert f'"{name}"' not in canonical(data["assessments"])
    assert VIEW.split("\n")[0] in html_of(issued)


# What moved


@pytest.fixture
def pair(old, manager):
    before = settled(old, manager, FIRST, 1, title="The year before")
    return before, settled(old, manager, SECOND, 3, before=before, title="This year")


def test_what_moved_is_told_with_what_came_of_the_gap_in_between(pair, old, manager):
    before = pair[0]
    agreed(before, manager, 2, days_ago=FIRST - 1)
    action = put(Action(programme=old, title="Set up the fund", status="done"), manager, MIDDLE)
    link = Link(
        programme=old,
        origin_model="assessments.assessment",
        origin_id=before.pk,
        origin_part=FUNDING,
        origin_title="Funding",
        outcome_model="programmes.action",
        outcome_id=action.pk,
        outcome_title="Set up the fund",
    )
    put(link, manager, MIDDLE)
    put(Decision(programme=old, title="Open the third team", decided_on=ago(MIDDLE).date()), manager, MIDDLE)
    report = report_on(old, manager)
    change = compile_dataset(report)["assessments"][0]["change"]
    assert (change["title"], change["since_on"]) == ("The year before", ago(FIRST - 1).date())
    funding = next(step for step in change["steps"] if step["events"])
    assert (funding["before"], funding["is_before_agreed"], funding["now"]) == ("2", True, "3")
    assert [event["title"] for event in funding["events"]] == ["Set up the fund"]
    assert [event["title"] for event in change["also"]] == ["Open the third team"]
    sheet = document_for(report).assessments[0]
    assert sheet.moved == "12 up, 0 down, 0 the same, of 12 dimensions."
    assert len(sheet.dumbbell.table.rows) == 12
    step = next(step for step in sheet.steps if step.data["events"])
    assert (step.before, step.now, step.moved, step.what) == ("2", "3", "Up by 1", ("agreed", "median"))


def test_two_instruments_are_not_compared_silently(old, manager):
    first = settled(old, manager, FIRST, 2, instrument="itma")
    settled(old, manager, SECOND, 3, before=first)
    sheet = document_for(report_on(old, manager)).assessments[0]
    assert (sheet.steps, sheet.dumbbell) == ([], None)
    assert "nothing is compared" in sheet.data["change"]["notice"]


# The copies


def test_the_sealed_report_says_the_same_after_the_programme_went_on(pair, old, manager):
    now = pair[1]
    agreed(now, manager, 4)
    report = report_on(old, manager)
    issued = issue_report(report=report, version=report.version, by=manager)
    before = html_of(issued)
    agreed(now, manager, 1, rationale="Another mind", days_ago=0)
    disagreed(now, manager)
    assert html_of(issued) == before
    assert WHY in before
    assert "Another mind" not in before


def test_the_pdf_has_the_section_its_tables_and_stays_tagged(pair, old, manager):
    now = pair[1]
    agreed(now, manager, 4)
    disagreed(now, manager)
    report = report_on(old, manager)
    reader = PdfReader(BytesIO(pdf_of(issue_report(report=report, version=report.version, by=manager))))
    text = " ".join(" ".join(page.extract_text().split()) for page in reader.pages)
    assert "Where the partners stand" in text
    assert "From the wards none of this can be seen." in text
    assert "Dimension by dimension, and what was done and decided for it" in text
    assert "/StructTreeRoot" in reader.trailer["/Root"]
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]


def test_every_drawing_has_an_id_of_its_own_and_the_contents_lead_to_the_section(pair, old, manager):
    settled(old, manager, SECOND, 4, instrument="itma")
    report = report_on(old, manager)
    page = sign_in(manager).get(f"/programmes/old/reports/{report.pk}/preview/").text
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert {"profile-1-title", "profile-2-title", "then-and-now-2-title"} <= set(ids)
    assert len(ids) == len(set(ids))
    assert '<h2 id="assessments">' in page
    assert 'href="#assessments"' in page


def test_reading_takes_the_same_queries_for_few_and_for_many(
    pair, old, manager, django_assert_max_num_queries
):
    agreed(pair[1], manager, 3)  # somebody wrote something since
    report = report_on(old, manager)
    compile_dataset(report)
    with django_assert_max_num_queries(60) as few:
        compile_dataset(report)
    settled(old, manager, SECOND - 5, 4, people=60, before=pair[0])
    for key in pair[1].dimensions:
        agreed(pair[0], manager, 2, key)
        put(Action(programme=old, title=f"Do {key}", status="done"), manager, MIDDLE)
    with django_assert_max_num_queries(60) as many:
        compile_dataset(report)
    assert len(many) == len(few)
