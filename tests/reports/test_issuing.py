"""Issuing seals a report: nothing changes it afterwards, whatever happens in the programme."""

import json

import pytest

from history.actions import Stale, add_row, remove_row, revise_row
from history.models import Change
from programmes.actions import declare_rag
from programmes.models import Milestone, Rag, Risk
from reports.actions import ask_for_rendering, issue_report
from reports.models import Rendering, Report, ReportAsk, Sealed
from reports.render import html_of
from reports.sealing import fingerprint
from tests.reports.conftest import write_report


def test_issuing_numbers_dates_and_fingerprints(issued, manager):
    assert issued.number == 1
    assert issued.issued_by == manager
    assert issued.sha256 == fingerprint(issued.dataset)
    assert issued.is_intact
    assert json.loads(issued.dataset)["report"]["number"] == 1


def test_numbers_count_up(issued, programme, manager):
    second = write_report(programme, manager)
    assert issue_report(report=second, version=second.version, by=manager).number == 2


def test_a_report_is_issued_once(issued, manager):
    with pytest.raises(Sealed):
        issue_report(report=issued, version=issued.version, by=manager)


def test_a_draft_that_was_edited_meanwhile_is_not_issued(draft, manager):
    seen = draft.version
    draft.summary = "Other words"
    revise_row(row=draft, version=seen, by=manager)
    with pytest.raises(Stale):
        issue_report(report=draft, version=seen, by=manager)
    assert not Report.objects.get().is_issued


@pytest.mark.parametrize("field", ["title", "summary", "dataset", "sha256"])
def test_no_field_of_an_issued_report_can_be_saved(issued, manager, field):
    setattr(issued, field, "changed")
    with pytest.raises(Sealed):
        revise_row(row=issued, version=issued.version, by=manager)
    assert Report.objects.get().is_intact


def test_an_issued_report_is_not_removed(issued, manager):
    with pytest.raises(Sealed):
        remove_row(row=issued, version=issued.version, by=manager)


def test_its_asks_are_sealed_with_it(issued, programme, manager):
    with pytest.raises(Sealed):
        add_row(row=ReportAsk(programme=programme, report=issued, text="One more"), by=manager)
    ask = issued.asks.first()
    ask.text = "Something else"
    with pytest.raises(Sealed):
        revise_row(row=ask, version=ask.version, by=manager)


def test_work_in_the_programme_does_not_change_what_was_issued(full_programme, issued, manager):
    before = html_of(issued)
    milestone = Milestone.objects.first()
    milestone.title = "Renamed afterwards"
    revise_row(row=milestone, version=milestone.version, by=manager)
    declare_rag(step=full_programme.steps.first(), rag=Rag.OFF_TRACK, reason="New trouble", by=manager)
    add_row(row=Risk(programme=full_programme, title="New risk", likelihood=5, impact=5), by=manager)
    full_programme.name = "Another name"
    revise_row(row=full_programme, version=full_programme.version, by=manager)
    assert html_of(Report.objects.get(pk=issued.pk)) == before


def test_a_data_set_that_was_tampered_with_is_found_out(issued):
    issued.dataset = issued.dataset.replace("Riverside", "Elsewhere")
    assert not issued.is_intact


def test_the_history_tells_of_the_issue_and_not_the_data(issued):
    values = Change.objects.filter(model="reports.report").latest("pk").values
    assert values["number"] == [None, 1]
    assert "dataset" not in values


def test_a_pdf_at_work_is_not_asked_for_twice(issued):
    first = issued.renderings.get()
    assert ask_for_rendering(report=issued) == first
    first.state = Rendering.State.FAILED
    first.save()
    assert ask_for_rendering(report=issued) != first
