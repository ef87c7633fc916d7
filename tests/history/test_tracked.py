"""Every write is in a change set, and leaves a row of history and a change in words."""

from datetime import date

import pytest

from history.actions import Stale, add_row, remove_row, restore_row, revise_row
from history.changes import OutsideChangeSet, change_set
from history.lens import Lens
from history.models import Change, ChangeSet, add_many
from programmes.models import Risk, Step


def a_risk(programme, **fields):
    return Risk(programme=programme, title="Funding ends", likelihood=2, impact=4, **fields)


def test_a_row_cannot_be_saved_outside_a_change_set(programme):
    with pytest.raises(OutsideChangeSet):
        a_risk(programme).save()
    assert not Risk.objects.exists()


def test_a_saved_row_has_history_that_knows_who_when_and_why(programme, manager):
    risk = add_row(row=a_risk(programme), by=manager, reason="Raised at the board")
    record = risk.history.get()
    assert record.change_set.by == manager
    assert record.change_set.reason == "Raised at the board"
    assert record.change_set.scope == programme.pk
    assert record.history_date == record.change_set.at


def test_a_change_tells_from_what_to_what(programme, manager):
    risk = add_row(row=a_risk(programme), by=manager)
    risk = Risk.objects.get(pk=risk.pk)
    risk.impact, risk.owner = 5, manager
    revise_row(row=risk, version=1, by=manager, reason="Budget cut")
    change = Change.objects.filter(kind=Change.Kind.CHANGED).get()
    assert change.values == {"impact": [4, 5], "owner": [None, {"to": "accounts.user", "pk": manager.pk}]}
    assert Risk.objects.get(pk=risk.pk).version == 2


def test_saving_without_a_change_adds_no_history(programme, manager):
    risk = add_row(row=a_risk(programme), by=manager)
    before = ChangeSet.objects.count()
    for row in (risk, Risk.objects.get(pk=risk.pk)):
        revise_row(row=row, version=1, by=manager)
    assert ChangeSet.objects.count() == before
    assert risk.history.count() == 1


def test_the_second_of_two_editors_is_refused(programme, manager):
    risk = add_row(row=a_risk(programme), by=manager)
    first, second = Risk.objects.get(pk=risk.pk), Risk.objects.get(pk=risk.pk)
    first.impact = 5
    revise_row(row=first, version=1, by=manager)
    second.likelihood = 1
    with pytest.raises(Stale) as stale:
        revise_row(row=second, version=1, by=manager)
    assert stale.value.row.impact == 5
    assert Risk.objects.get(pk=risk.pk).likelihood == 2


def test_a_removed_row_is_hidden_kept_and_can_be_restored(programme, manager):
    risk = add_row(row=a_risk(programme), by=manager)
    remove_row(row=risk, version=1, by=manager, reason="Entered twice")
    assert not Risk.objects.exists()
    assert [c.kind for c in Change.objects.filter(model="programmes.risk").order_by("pk")] == [
        "added",
        "removed",
    ]
    restore_row(row=Risk.everything.get(pk=risk.pk), by=manager)
    assert Risk.objects.get() == risk


def test_a_row_cannot_be_deleted(programme, manager):
    with pytest.raises(TypeError):
        add_row(row=a_risk(programme), by=manager).delete()


def test_nested_change_sets_are_one_act(programme, manager):
    with change_set(by=manager, scope=programme.pk):
        first = add_row(row=a_risk(programme), by=manager)
        second = add_row(row=a_risk(programme), by=manager)
    assert first.history.get().change_set == second.history.get().change_set


def test_many_rows_added_at_once_have_the_history_of_each(programme, manager, django_assert_max_num_queries):
    with change_set(by=manager, scope=programme.pk):
        rows = [a_risk(programme) for _ in range(50)]
        with django_assert_max_num_queries(6):
            add_many(rows)
    assert all(row.history.count() == 1 for row in Risk.objects.all())
    assert Change.objects.filter(model="programmes.risk", kind="added").count() == 50


def test_a_lens_resolves_relations_without_a_query_for_each_row(
    programme, manager, django_assert_num_queries
):
    step = programme.steps.get(key="value-case")
    for _ in range(5):
        add_row(row=a_risk(programme, step=step, owner=manager), by=manager)
    lens = Lens(programme)
    lens.prime([manager])
    with django_assert_num_queries(2):
        risks = lens.rows(Risk)
        assert {risk.step.key for risk in risks} == {"value-case"}
        assert {risk.owner.name for risk in risks} == {"Mira Manager"}
        steps = lens.rows(Step, "risks")
        assert sum(len(s.risks.all()) for s in steps) == 5


def test_a_lens_on_the_past_shows_the_past(programme, manager):
    risk = add_row(row=a_risk(programme, review_on=date(2025, 1, 1)), by=manager)
    then = risk.history.get().history_date
    risk.impact = 5
    revise_row(row=risk, version=1, by=manager)
    remove_row(row=risk, version=2, by=manager)
    assert Lens(programme).rows(Risk) == []
    assert [(r.pk, r.impact) for r in Lens(programme, at=then).rows(Risk)] == [(risk.pk, 4)]
