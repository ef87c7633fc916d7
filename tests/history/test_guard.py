"""Who is told when the guard of history is missing, and that it stands again after every change of the tables."""

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, models, transaction

from config.checks import history_is_guarded
from config.management.commands.prepare import missing_guards
from history import guard
from history.actions import add_row
from history.apps import install_the_guard, lower_the_guard
from history.changes import change_set
from history.models import ChangeSet, Erasure
from programmes.models import Risk

pytestmark = pytest.mark.django_db


@pytest.fixture
def erasure(manager, site_administrator):
    return Erasure.objects.create(person=manager, by=site_administrator, pseudonym="Former member 0001")


def test_installing_twice_is_the_same_as_once():
    guard.install()
    guard.install()
    assert guard.unguarded() == []


def test_the_deploy_check_and_the_preparation_say_nothing_while_it_stands():
    assert history_is_guarded(None) == []
    assert list(missing_guards()) == []


def test_the_deploy_check_names_every_trigger_that_is_missing():
    with guard.lowered():
        problems = history_is_guarded(None)
        assert len(problems) == 3 * len(guard.kept_models())
        assert {problem.id for problem in problems} == {"commoncause.E016"}
        assert "history_change lacks kept_update" in " ".join(problem.msg for problem in problems)
        assert "history could be altered" in next(missing_guards())
    assert history_is_guarded(None) == []


def test_the_deploy_check_runs_with_the_others(monkeypatch):
    monkeypatch.setattr("config.checks.unguarded", lambda: ["history_change lacks kept_update"])
    with pytest.raises(CommandError, match="E016"):
        call_command("check", deploy=True, tags=["security"])


def test_it_gives_way_to_migrations_only_and_stands_again_afterwards():
    lower_the_guard(plan=[])
    assert guard.unguarded() == []
    lower_the_guard(plan=["a migration"])
    assert guard.unguarded() != []
    install_the_guard()
    assert guard.unguarded() == []


def test_it_also_waits_for_tables_that_are_not_there_yet(monkeypatch):
    """A migration of one app alone leaves others without their tables."""
    there = connection.introspection.table_names()
    some = [name for name in there if not name.startswith("reports_")]
    monkeypatch.setattr(type(connection.introspection), "table_names", lambda *args, **kwargs: some)
    guard.install()
    assert guard.unguarded() == []


def test_while_an_erasure_is_open_rows_are_rewritten_and_still_never_deleted(programme, manager, erasure):
    risk = add_row(row=Risk(programme=programme, title="Flood", likelihood=1, impact=1), by=manager)
    record = risk.history.get()
    records = models.QuerySet(type(record)).filter(pk=record.pk)  # past the application's own refusal
    opened = Erasure.objects.create(person=manager, by=manager, pseudonym="Former member 0002", is_open=True)
    assert records.update(title="Flood") == 1
    with pytest.raises(IntegrityError, match="cannot be altered"), transaction.atomic():
        records._raw_delete("default")
    opened.is_open = False
    opened.save()
    with pytest.raises(IntegrityError, match="cannot be altered"), transaction.atomic():
        records.update(title="Drought")
    assert risk.history.get().title == record.title


def test_a_closed_erasure_stays_as_it_is(erasure):
    erasure.is_open = True
    with pytest.raises(IntegrityError, match="cannot be altered"), transaction.atomic():
        erasure.save()
    with pytest.raises(IntegrityError, match="cannot be altered"), transaction.atomic():
        erasure.delete()


def test_an_erasure_has_an_author(manager):
    with pytest.raises(IntegrityError), transaction.atomic():
        Erasure.objects.create(person=manager, pseudonym="Former member 0003")


# What made altering unnecessary: a change set is complete when it is stored


def test_a_cause_that_is_new_is_named_with_its_key(programme, manager):
    risk = Risk(programme=programme, title="Flood", likelihood=1, impact=1)
    with change_set(by=manager, scope=programme.pk, cause=risk):
        risk.save()
    act = ChangeSet.objects.latest("pk")
    assert (act.cause_model, act.cause_id, act.cause_title) == ("programmes.risk", risk.pk, "Flood")


def test_a_cause_that_is_not_the_first_row_is_a_mistake(programme, manager):
    cause = Risk(programme=programme, title="Flood", likelihood=1, impact=1)
    with (
        pytest.raises(ValueError, match="first row"),
        change_set(by=manager, scope=programme.pk, cause=cause),
    ):
        Risk(programme=programme, title="Drought", likelihood=1, impact=1).save()


def test_an_act_within_another_lends_it_its_cause(programme, manager):
    risk = Risk(programme=programme, title="Flood", likelihood=1, impact=1)
    with change_set(by=manager, scope=programme.pk), change_set(by=manager, cause=risk):
        risk.save()
    assert ChangeSet.objects.latest("pk").cause_id == risk.pk


def test_the_act_that_founds_a_programme_belongs_to_it(programme):
    act = ChangeSet.objects.get(changes__model="programmes.programme")
    assert act.scope == programme.pk


def test_every_table_of_history_is_known_to_the_guard():
    kept = {model._meta.label for model in guard.kept_models()}
    historical = {model._meta.label for model in apps.get_models() if hasattr(model, "instance_type")}
    assert kept == historical | {"history.ChangeSet", "history.Change", "history.Erasure"}
