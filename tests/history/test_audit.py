"""The audit finds what got round the history; the suite runs it after every test (see tests/conftest.py)."""

import pytest

from history import guard
from history.actions import add_row
from history.audit import all_faults
from programmes.models import Risk

pytestmark = pytest.mark.goes_round_history


@pytest.fixture
def risk(programme, manager):
    return add_row(row=Risk(programme=programme, title="Funding ends", likelihood=2, impact=4), by=manager)


def test_rows_written_through_actions_have_no_faults(risk):
    assert all_faults() == []


def test_an_update_behind_the_back_of_history_is_found(risk):
    Risk.objects.filter(pk=risk.pk).update(impact=5)
    assert all_faults() == [f"programmes.Risk {risk.pk} differs from its newest record in impact"]


def test_a_row_added_without_history_is_found(risk, programme):
    Risk.objects.bulk_create([Risk(programme=programme, title="Quiet", likelihood=1, impact=1)])
    assert len(all_faults()) == 1


def test_a_row_deleted_behind_the_back_of_history_is_found(risk):
    Risk.everything.filter(pk=risk.pk)._raw_delete("default")
    assert all_faults() == [f"programmes.Risk {risk.pk} is gone, and its history does not say so"]


def test_history_taken_away_is_found(risk):
    with guard.lowered():
        risk.history.all()._raw_delete("default")
    assert any("has no history" in fault for fault in all_faults())
