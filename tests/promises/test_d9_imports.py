"""D9: an import is seen first, is one act, is undone as one, and the same file again changes nothing.

Files, formats and pages are tried in tests/monitoring/test_imports.py; here it is the promise alone.
"""

from datetime import date
from decimal import Decimal

import pytest

from history.models import Change, ChangeSet
from monitoring.actions import keep_draft, plan_of_draft, take_in, undo_import
from monitoring.imports.plan import Revision
from monitoring.imports.rows import Figure
from monitoring.models import Indicator, Observation
from tests.rows import Rows

MONTHS = [date(2024, month, 1) for month in range(1, 7)]


@pytest.fixture
def indicator(programme, manager):
    return Rows(programme, manager).of(Indicator)


def stored():
    return dict(Observation.objects.values_list("period", "value"))


def draft_of(indicator, manager):
    return keep_draft(
        programme=indicator.programme,
        indicator=indicator,
        file_name="figures.csv",
        sha256="0" * 64,
        figures=[
            Figure(row, indicator, month, Decimal(row), "") for row, month in enumerate(MONTHS, start=2)
        ],
        notices=[],
        by=manager,
    )


def hold(indicator, manager):
    draft = draft_of(indicator, manager)
    plan = plan_of_draft(draft)
    assert (len(plan.added), stored()) == (len(MONTHS), {}), "a preview writes nothing"
    imported = take_in(draft=draft, fingerprint=plan.fingerprint, by=manager)
    figures = stored()
    assert len(figures) == len(MONTHS)
    act = ChangeSet.objects.get(cause_model="monitoring.import", cause_id=imported.pk)
    assert act.changes.count() == len(MONTHS) + 1
    told = Change.objects.count()
    assert plan_of_draft(draft_of(indicator, manager)).is_empty, "the same file again changes nothing"
    assert (stored(), Change.objects.count()) == (figures, told)
    undone = undo_import(imported=imported, by=manager)
    assert stored() == {}
    act = ChangeSet.objects.latest("pk")
    assert (act.cause_id, act.changes.count()) == (undone.pk, len(MONTHS) + 1)


def test_an_import_is_one_act_that_is_undone_as_one_and_repeats_without_effect(indicator, manager):
    hold(indicator, manager)


def test_without_comparing_figures_the_same_file_would_change_them_again(indicator, manager, monkeypatch):
    monkeypatch.setattr(Revision, "has_new_value", True)
    with pytest.raises(AssertionError, match="the same file again"):
        hold(indicator, manager)
