"""The whole way once with the worker that an installation runs: issue, queue, draw, download."""

import pytest
from django.core.management import call_command
from django.test import override_settings

from reports.actions import issue_report
from reports.models import Rendering
from tests.reports.conftest import write_report

QUEUED = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}


@pytest.mark.django_db(transaction=True)
@override_settings(TASKS=QUEUED)
def test_the_worker_draws_what_was_issued(programme, manager):
    draft = write_report(programme, manager)
    report = issue_report(report=draft, version=draft.version, by=manager)
    assert report.renderings.get().state == Rendering.State.QUEUED
    call_command("db_worker", batch=True, startup_delay=False, verbosity=0)
    rendering = report.renderings.get()
    assert rendering.state == Rendering.State.DONE
    assert rendering.problem == ""
    assert rendering.size > 10_000
