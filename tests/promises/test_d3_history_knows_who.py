"""D3: history says who, when and from which request; jobs, imports and the demonstration too."""

from contextvars import ContextVar

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from history import changes
from history.audit import tracked_models
from history.changes import change_set
from history.models import ChangeSet
from monitoring.actions import keep_draft, plan_of_draft, take_in
from monitoring.imports.rows import Figure
from monitoring.models import Indicator
from programmes.models import Risk
from reports.actions import issue_report
from reports.models import Rendering
from reports.tasks import render_report
from tests.promises.constraints import without_checks
from tests.reports.conftest import write_report
from tests.rows import FIRST_DAY, Rows

RISK = {"title": "Funding ends", "likelihood": "2", "impact": "4", "status": "open"}


def hold_request(client, programme):
    """What is saved through the web bears the name of its request, which the answer carries too."""
    before = set(ChangeSet.objects.values_list("pk", flat=True))
    answer = client.post(reverse("record_add", args=[programme.slug, "risk"]), RISK)
    assert answer.status_code == 302, answer.content.decode()
    act = ChangeSet.objects.exclude(pk__in=before).get()
    assert act.request_id == answer.headers["X-Request-Id"]
    assert (act.by, act.scope) == (programme.user, programme.pk)


def hold_author(programme):
    """Nothing is written by nobody."""
    refused = False
    try:
        with transaction.atomic(), change_set(by=None, scope=programme.pk):
            Risk(programme=programme, title="Flood", likelihood=1, impact=1).save()
    except IntegrityError:
        refused = True
    assert refused
    assert not ChangeSet.objects.filter(by=None, actor="").exists()


def test_a_write_through_the_web_knows_its_request(as_manager, programme):
    hold_request(as_manager, programme)


def test_without_the_request_in_the_change_set_it_is_missed(as_manager, programme, monkeypatch):
    monkeypatch.setattr(changes, "request_ids", ContextVar("elsewhere", default=""))
    with pytest.raises(AssertionError):
        hold_request(as_manager, programme)


def test_nothing_is_written_by_nobody(programme):
    hold_author(programme)


def test_without_the_constraint_somebody_could_be_nobody(programme):
    with without_checks(ChangeSet), pytest.raises(AssertionError):
        hold_author(programme)


def test_every_row_of_history_points_to_its_change_set(db):
    for model in tracked_models():
        field = model.history.model._meta.get_field("change_set")
        assert (field.null, field.remote_field.on_delete.__name__) == (False, "PROTECT")


def test_an_import_is_its_senders(programme, manager):
    indicator = Rows(programme, manager).of(Indicator)
    draft = keep_draft(
        programme=programme,
        indicator=indicator,
        file_name="figures.csv",
        sha256="0" * 64,
        figures=[Figure(2, indicator, FIRST_DAY.replace(day=1), None, "System down")],
        notices=[],
        by=manager,
    )
    imported = take_in(draft=draft, fingerprint=plan_of_draft(draft).fingerprint, by=manager)
    act = ChangeSet.objects.get(cause_model="monitoring.import", cause_id=imported.pk)
    assert act.by == manager
    assert act.changes.count() == 2


def test_the_worker_of_reports_writes_no_history_of_its_own(programme, manager):
    report = write_report(programme, manager)
    issue_report(report=report, version=report.version, by=manager)
    before = ChangeSet.objects.count()
    rendering = Rendering.objects.latest("pk")
    Rendering.objects.filter(pk=rendering.pk).update(state=Rendering.State.QUEUED)
    render_report.call(rendering.pk)
    assert Rendering.objects.get(pk=rendering.pk).is_done
    assert ChangeSet.objects.count() == before


def test_a_job_that_writes_is_named(programme):
    with change_set(by=None, actor="nightly job", scope=programme.pk):
        Risk(programme=programme, title="Flood", likelihood=1, impact=1).save()
    assert str(ChangeSet.objects.latest("pk")).startswith("nightly job, ")
