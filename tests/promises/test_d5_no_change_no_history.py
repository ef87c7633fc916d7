"""D5: saving what has not changed adds no history, for every kind of record."""

import pytest

from history.changes import change_set
from history.models import Change, ChangeSet, Tracked
from tests.rows import Rows, every_model

pytestmark = pytest.mark.goes_round_history


@pytest.fixture
def rows(programme, manager):
    """One row of every kind, as the database gives it back."""
    made = Rows(programme, manager)
    return [model.objects.get(pk=made.of(model).pk) for model in every_model()]


def written(rows):
    history = sum(type(row).history.count() for row in rows)
    return ChangeSet.objects.count(), Change.objects.count(), history


def hold(rows, manager, programme):
    before = written(rows)
    for row in rows:
        with change_set(by=manager, reason="Pressed save", scope=programme.pk):
            row.save()
    assert written(rows) == before


def test_saving_again_adds_nothing(rows, manager, programme):
    hold(rows, manager, programme)


def test_without_looking_for_changes_it_would(rows, manager, programme, monkeypatch):
    monkeypatch.setattr(Tracked, "changed_fields", lambda self: {"version": [self.version, self.version + 1]})
    with pytest.raises(AssertionError):
        hold(rows, manager, programme)
