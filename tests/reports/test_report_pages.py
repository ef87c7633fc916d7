"""Writing, issuing, reading and downloading reports, by everybody who may and nobody else."""

import hashlib
import json
import re
from datetime import date, timedelta
from io import BytesIO

import pytest
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from history.actions import remove_row, revise_row
from programmes.models import Decision
from programmes.models.programme import today
from reports.models import Rendering, Report, ReportAsk
from reports.tasks import render_report
from tests.conftest import sign_in
from tests.reports.conftest import SUMMARY, write_report


def url(name, report=None, slug="riverside"):
    return reverse(name, args=[slug, report.pk] if report else [slug])


def words(**changes):
    return {
        "title": "Status report",
        "period_from": "2026-01-01",
        "period_to": "2026-03-31",
        "summary": SUMMARY,
    } | changes


# Writing


def test_a_first_report_begins_with_the_programme_and_ends_today(as_manager, programme):
    form = as_manager.get(url("report_compose")).context["form"]
    assert form["period_from"].value() == programme.starts_on
    assert form["period_to"].value() == today()


def test_the_next_report_begins_where_the_last_one_ended(as_manager, issued):
    form = as_manager.get(url("report_compose")).context["form"]
    assert form["period_from"].value() == issued.period_to


def test_composing_keeps_a_draft_and_leads_to_it(as_manager, programme):
    response = as_manager.post(url("report_compose"), words())
    draft = Report.objects.get()
    assert response.url == draft.get_absolute_url()
    assert (draft.period_from, draft.summary, draft.is_issued) == (date(2026, 1, 1), SUMMARY, False)


def test_a_period_that_ends_before_it_begins_is_refused_and_what_was_typed_stays(as_manager, programme):
    response = as_manager.post(url("report_compose"), words(period_to="2025-01-01"))
    assert response.status_code == 422
    assert "ends before it begins" in response.text
    assert "interface" in response.text
    assert not Report.objects.exists()


@pytest.mark.parametrize("changes", [{"title": ""}, {"period_from": "soon"}, {"summary": "x" * 1201}])
def test_bad_input_is_named_beside_its_field(as_manager, programme, changes):
    response = as_manager.post(url("report_compose"), words(**changes))
    assert response.status_code == 422
    assert set(response.context["form"].errors) == set(changes)


def test_asks_are_added_from_the_draft(as_manager, programme, draft):
    add = reverse("record_add", args=["riverside", "reportask"]) + f"?report={draft.pk}"
    assert as_manager.get(add).status_code == 200
    response = as_manager.post(add, {"report": draft.pk, "text": "Agree the fourth team."})
    assert response.status_code == 302
    assert "Agree the fourth team." in as_manager.get(draft.get_absolute_url()).text


def test_an_issued_report_and_its_asks_can_no_longer_be_edited(as_manager, issued):
    edit = reverse("record_edit", args=["riverside", "report", issued.pk])
    response = as_manager.post(edit, words(version=issued.version))
    assert response.status_code == 422
    assert "stays as it is" in response.text
    add = reverse("record_add", args=["riverside", "reportask"])
    assert as_manager.post(add, {"report": issued.pk, "text": "One more"}).status_code == 422
    ask = issued.asks.first()
    remove = reverse("record_remove", args=["riverside", "reportask", ask.pk])
    assert as_manager.post(remove, {"version": ask.version}).status_code == 403
    assert issued.asks.count() == 3


def test_the_preview_says_draft_and_follows_the_programme(as_manager, full_programme, draft):
    text = as_manager.get(url("report_preview", draft)).text
    assert "watermark" in text
    assert "none: this is a draft" in text
    step = full_programme.steps.get(key="value-case")
    assert str(step) in text
    assert SUMMARY in text


def test_a_draft_can_be_discarded(as_manager, draft):
    remove = reverse("record_remove", args=["riverside", "report", draft.pk])
    assert as_manager.post(remove, {"version": draft.version}).status_code == 302
    assert as_manager.get(url("reports")).context["shelf"].drafts == []


# Issuing


def test_issuing_asks_first_and_then_seals(as_manager, draft, django_capture_on_commit_callbacks):
    page = as_manager.get(url("report_issue", draft))
    assert "never be changed" in page.text
    with django_capture_on_commit_callbacks() as jobs:
        response = as_manager.post(url("report_issue", draft), {"version": draft.version})
    assert response.url == draft.get_absolute_url()
    assert Report.objects.get().is_issued
    assert len(jobs) == 1


def test_a_draft_edited_meanwhile_asks_again(as_manager, draft, manager):
    seen = draft.version
    draft.summary = "Written by somebody else."
    revise_row(row=draft, version=seen, by=manager)
    response = as_manager.post(url("report_issue", draft), {"version": seen})
    assert response.status_code == 409
    assert "edited meanwhile" in response.text
    assert not Report.objects.get().is_issued
    again = as_manager.post(
        url("report_issue", draft), {"version": response.context["form"]["version"].value()}
    )
    assert again.status_code == 302


@pytest.mark.parametrize("version", ["", "x", "99", "-1"])
def test_a_missing_or_made_up_version_does_not_issue(as_manager, draft, version):
    assert as_manager.post(url("report_issue", draft), {"version": version}).status_code == 409
    assert not Report.objects.get().is_issued


def test_issuing_twice_is_not_there(as_manager, issued):
    assert as_manager.post(url("report_issue", issued), {"version": issued.version}).status_code == 404


# Reading


def test_a_board_member_reads_and_downloads_and_nothing_else(as_board_member, issued, programme, manager):
    draft = write_report(programme, manager, title="Draft of the next")
    page = as_board_member.get(url("reports")).text
    assert issued.title in page
    assert "Draft of the next" not in page
    assert url("report_compose") not in page
    for name in ("report", "report_html", "report_data"):
        assert as_board_member.get(url(name, issued)).status_code == 200
        assert as_board_member.get(url(name, draft)).status_code == 404
    for name in ("report_preview", "report_issue"):
        assert as_board_member.get(url(name, draft)).status_code == 403
    assert as_board_member.post(url("report_again", issued)).status_code == 403
    assert as_board_member.get(url("report_compose")).status_code == 403
    assert "Run again" not in as_board_member.get(url("report", issued)).text
    for name in ("record", "record_edit"):
        assert as_board_member.get(reverse(name, args=["riverside", "report", issued.pk])).status_code == 404


def test_reports_of_another_programme_are_not_there(stranger, issued):
    client = sign_in(stranger)
    for name in ("report", "report_html", "report_pdf", "report_data"):
        assert client.get(url(name, issued)).status_code == 404
        assert client.get(url(name, issued, slug="elsewhere")).status_code == 404


def test_the_data_set_comes_as_it_was_fingerprinted(as_board_member, issued):
    response = as_board_member.get(url("report_data", issued))
    assert hashlib.sha256(response.content).hexdigest() == issued.sha256
    assert json.loads(response.content)["schema"] == 1
    assert response.headers["Content-Disposition"].startswith("attachment;")
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert issued.sha256 in as_board_member.get(url("report", issued)).text


def test_the_web_edition_obeys_the_content_security_policy(as_board_member, full_programme, issued):
    text = as_board_member.get(url("report_html", issued)).text
    assert "<style" not in text
    assert " style=" not in text
    assert not re.search(r"<script(?![^>]*\bsrc=)", text)
    assert issued.sha256 in text


def test_what_people_wrote_is_text_in_the_report(as_manager, programme, manager):
    report = write_report(programme, manager, summary="<script>alert(1)</script> & <b>bold</b>")
    text = as_manager.get(url("report_preview", report)).text
    assert "<script>alert" not in text
    assert "&lt;script&gt;" in text


def test_lists_take_the_same_queries_for_many_reports(
    as_manager, programme, manager, django_assert_max_num_queries
):
    write_report(programme, manager)
    with django_assert_max_num_queries(20) as few:
        as_manager.get(url("reports"))
    for _ in range(20):
        write_report(programme, manager)
    with django_assert_max_num_queries(20) as many:
        as_manager.get(url("reports"))
    assert len(few) == len(many)


# The PDF


def test_the_pdf_is_downloaded_under_its_own_name(as_board_member, issued):
    render_report.call(issued.renderings.get().pk)
    response = as_board_member.get(url("report_pdf", issued))
    pdf = b"".join(response.streaming_content)
    assert response.headers["Content-Type"] == "application/pdf"
    assert response.headers["Content-Disposition"] == f'attachment; filename="{issued.file_stem}.pdf"'
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert hashlib.sha256(pdf).hexdigest() == issued.renderings.get().sha256
    assert "Riverside Integrated Care" in PdfReader(BytesIO(pdf)).metadata.title


def test_a_pdf_is_refused_as_soon_as_the_role_is_gone(as_board_member, board_member, issued, manager):
    render_report.call(issued.renderings.get().pk)
    membership = board_member.memberships.get()
    remove_row(row=membership, version=membership.version, by=manager)
    assert as_board_member.get(url("report_pdf", issued)).status_code == 404


def test_drawing_twice_leaves_one_file(issued):
    rendering = issued.renderings.get()
    render_report.call(rendering.pk)
    again = Rendering.objects.create(programme=issued.programme, report=issued)
    render_report.call(again.pk)
    rendering.refresh_from_db()
    again.refresh_from_db()
    assert (again.file, again.sha256) == (rendering.file, rendering.sha256)
    assert default_storage.listdir(f"reports/{issued.pk}")[1] == [f"{issued.sha256[:16]}.pdf"]


def test_the_page_says_how_far_the_pdf_is(as_board_member, issued):
    page = as_board_member.get(url("report", issued)).text
    assert "Waiting for the worker" in page
    assert "Look again" in page
    part = as_board_member.get(url("report", issued), headers={"HX-Request": "true"}).text
    assert 'hx-trigger="every 2s"' in part
    assert "<html" not in part
    render_report.call(issued.renderings.get().pk)
    part = as_board_member.get(url("report", issued), headers={"HX-Request": "true"}).text
    assert "Download the PDF" in part
    assert "hx-trigger" not in part


def test_a_failure_is_told_in_words_with_a_way_to_try_again(
    as_manager, issued, django_capture_on_commit_callbacks
):
    rendering = issued.renderings.get()
    rendering.state, rendering.problem = (
        Rendering.State.FAILED,
        "Making the PDF took too long and was stopped.",
    )
    rendering.save()
    page = as_manager.get(url("report", issued)).text
    assert "took too long" in page
    assert "Run again" in page
    with django_capture_on_commit_callbacks(execute=True):
        assert as_manager.post(url("report_again", issued)).status_code == 302
    assert "Download the PDF" in as_manager.get(url("report", issued)).text


def test_a_worker_that_was_stopped_counts_as_a_failure(as_manager, issued):
    rendering = issued.renderings.get()
    rendering.state, rendering.started_at = Rendering.State.RUNNING, timezone.now() - timedelta(minutes=4)
    rendering.save()
    page = as_manager.get(url("report", issued)).text
    assert "was stopped" in page
    assert "Run again" in page


def test_a_file_that_is_gone_leads_back_to_the_page(as_manager, issued):
    render_report.call(issued.renderings.get().pk)
    default_storage.delete(issued.renderings.get().file)
    response = as_manager.get(url("report_pdf", issued), follow=True)
    assert "The PDF is not there" in response.text


@pytest.mark.goes_round_history
def test_a_broken_seal_is_said(as_manager, issued):
    Report.objects.filter(pk=issued.pk).update(dataset=issued.dataset + " ")
    assert "The seal is broken" in as_manager.get(url("report", issued)).text


def test_an_ask_names_its_decision_of_the_register(as_manager, programme, draft, manager, written):
    decision = Decision(programme=programme, title="Where the hub is", status=Decision.Status.ASKED)
    decision.save()
    ask = ReportAsk.objects.first()
    ask.decision = decision
    ask.save()
    text = as_manager.get(url("report_preview", draft)).text
    assert "In the register of decisions: Where the hub is" in text
    assert (
        reverse("record", args=["riverside", "decision", decision.pk])
        in as_manager.get(url("report", draft)).text
    )
