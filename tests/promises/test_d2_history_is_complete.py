"""D2: the newest record of each row is the row, in every tracked table, whatever code wrote it."""

import pytest
from django.core.management import CommandError, call_command

from history import guard
from history.actions import remove_row, restore_row, revise_row
from history.audit import all_faults, tracked_models
from programmes.models import Risk
from tests.rows import Rows, every_model

pytestmark = pytest.mark.goes_round_history


def write_everything(programme, manager):
    """A row of every kind, and one that is changed, removed and brought back."""
    rows = Rows(programme, manager)
    for model in every_model():
        rows.of(model)
    risk = rows.of(Risk)
    risk.title = "Funding ends early"
    revise_row(row=risk, version=risk.version, by=manager)
    remove_row(row=risk, version=risk.version, by=manager)
    restore_row(row=risk, by=manager)
    return risk


def hold():
    assert all_faults() == []


def test_every_tracked_table_is_as_its_history_says(programme, manager):
    write_everything(programme, manager)
    hold()
    assert set(tracked_models()) >= set(every_model())


def test_what_gets_round_history_is_found(programme, manager):
    risk = write_everything(programme, manager)
    Risk.objects.filter(pk=risk.pk).update(impact=5)
    with pytest.raises(AssertionError):
        hold()


def test_the_operators_command_says_that_all_is_well(programme, capsys):
    call_command("check_history")
    assert "every row is as its newest record says" in capsys.readouterr().out


def test_the_operators_command_names_what_is_wrong_and_fails(programme, manager, capsys):
    risk = write_everything(programme, manager)
    Risk.objects.filter(pk=risk.pk).update(impact=5)
    with pytest.raises(CommandError, match="1 fault"):
        call_command("check_history")
    assert f"programmes.Risk {risk.pk} differs from its newest record in impact" in capsys.readouterr().out


def test_the_operators_command_misses_no_guard(programme):
    with guard.lowered(), pytest.raises(CommandError, match="faults"):
        call_command("check_history")


def test_the_operators_command_changes_nothing(programme, manager, django_assert_max_num_queries):
    risk = write_everything(programme, manager)
    Risk.objects.filter(pk=risk.pk).update(impact=5)
    with pytest.raises(CommandError):
        call_command("check_history")
    assert Risk.objects.get(pk=risk.pk).impact == 5
    assert all_faults() != []
