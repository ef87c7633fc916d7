"""What `serve` runs every hour beside the web server and the worker."""

from datetime import timedelta

import pytest
from django.core.management import call_command, get_commands
from django.test import override_settings
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from config.management.commands.serve import HOURLY

KEPT = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}


def test_each_command_is_one_that_there_is():
    assert {command[0] for command in HOURLY} <= get_commands().keys()
    assert "send_reminders" in {command[0] for command in HOURLY}


@pytest.mark.django_db
def test_finished_jobs_are_deleted_after_a_week_and_waiting_ones_are_not():
    now = timezone.now()
    for status, days in (("SUCCESSFUL", 8), ("FAILED", 8), ("SUCCESSFUL", 6), ("READY", 8)):
        DBTaskResult.objects.create(
            status=status,
            finished_at=None if status == "READY" else now - timedelta(days=days),
            args_kwargs={"args": [], "kwargs": {}},
            task_path="assessments.tasks.send_letters",
            backend_name="default",
            queue_name="default",
            run_after=now,
        )
    [prune] = [command for command in HOURLY if command[0] == "prune_db_task_results"]
    with override_settings(TASKS=KEPT):
        call_command(*prune)
    assert sorted(DBTaskResult.objects.values_list("status", flat=True)) == ["READY", "SUCCESSFUL"]
