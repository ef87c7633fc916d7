"""Random acts over every kind of row, each then undone: the rows are again what the lens shows of the instant before."""

import random
from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from history.changes import change_set
from history.lens import Lens
from history.models import Change, ChangeSet
from history.revert import as_before, carry_out, undoing
from programmes.models import Partner, Risk
from tests.conftest import start_old
from tests.rows import Rows, every_model, is_free_text

START = datetime(2025, 1, 6, 9, tzinfo=UTC)
ACTS = 18
MODELS = [model for model in every_model() if model._meta.label_lower not in {"reports.report"}]


@pytest.fixture
def programme(manager, trust):
    """A programme of 2025 with one row of every kind."""
    programme = start_old(trust, by=manager, at=START - timedelta(days=1))
    with change_set(by=manager, scope=programme.pk, at=START - timedelta(days=1)):
        rows = Rows(programme, manager)
        for model in MODELS:
            rows.of(model)
    return programme


class Hand:
    """Somebody who does random things; `number` marks the texts."""

    def __init__(self, programme, by, seed):
        self.programme, self.by, self.chance, self.number = programme, by, random.Random(seed), 0
        self.done = set()

    def act(self, at):
        """One act of one to four deeds; the change set, or None where a constraint refused it."""
        before = ChangeSet.objects.count()
        deeds = [self.add, self.edit, self.edit, self.remove, self.restore]
        try:
            with transaction.atomic(), change_set(by=self.by, scope=self.programme.pk, at=at):
                for deed in self.chance.choices(deeds, k=self.chance.randint(1, 4)):
                    self.number += 1
                    deed()
        except (IntegrityError, AssertionError, LookupError):
            return None
        return ChangeSet.objects.latest("pk") if ChangeSet.objects.count() > before else None

    def some_row(self, *, is_removed):
        rows = [
            row
            for model in MODELS
            for row in model.everything.filter(
                programme=self.programme, removed_at__isnull=not is_removed
            ).order_by("pk")
        ]
        return self.chance.choice(rows) if rows else None

    def add(self):
        Rows(self.programme, self.by, mark=f"Act {self.number}")._add(self.chance.choice(MODELS))
        self.done.add("add")

    def edit(self):
        row = self.some_row(is_removed=False)
        for field in [f for f in row._meta.concrete_fields if is_free_text(f)][:2]:
            setattr(row, field.name, f"Edited {self.number}"[: field.max_length])
            self.done.add("edit")
        row.save()

    def remove(self):
        row = self.some_row(is_removed=False)
        if not isinstance(row, Partner):  # without partners there is nobody to make rows for
            row.remove()
            self.done.add("remove")

    def restore(self):
        row = self.some_row(is_removed=True)
        if row:
            row.restore()
            self.done.add("restore")


def shown(programme, at=None):
    """Every live row by model and key, without the version, which only counts up."""
    lens = Lens(programme, at)
    return {
        (model, row.pk): {
            f.attname: getattr(row, f.attname) for f in model._meta.concrete_fields if f.name != "version"
        }
        for model in MODELS
        for row in lens.rows(model)
    }


def write(move):
    row = move.applied()
    deeds = {Change.Kind.REMOVED: row.remove, Change.Kind.RESTORED: row.restore}
    deeds.get(move.kind, row.save)()


def undone(act, by, at):
    """The act that undid it; None where it left nothing to undo."""
    moves = undoing(act.changes.all())
    with change_set(by=by, scope=act.scope, at=at):
        carry_out(moves, by=by, reason="", cause=act, title="Undone", write=write)
    return ChangeSet.objects.latest("pk") if moves else None


@pytest.mark.parametrize("seed", range(3))
def test_undoing_the_last_act_brings_every_row_to_the_instant_before_it(programme, manager, seed):
    hand = Hand(programme, manager, seed)
    undone_acts = 0
    for day in range(ACTS):
        at = START + timedelta(days=day)
        act = hand.act(at)
        if act is None:
            continue
        after = shown(programme)
        undoing_act = undone(act, manager, at + timedelta(hours=1))
        assert shown(programme) == shown(programme, at - timedelta(seconds=1))
        undone_acts += 1
        if undoing_act and hand.chance.random() < 0.5:
            undone(undoing_act, manager, at + timedelta(hours=2))
            assert shown(programme) == after
    assert undone_acts > ACTS / 4
    assert hand.done == {"add", "edit", "remove", "restore"}


@pytest.mark.parametrize("seed", range(3))
def test_a_row_is_made_as_it_was_before_any_of_its_changes(programme, manager, seed):
    hand = Hand(programme, manager, seed + 100)
    instants = []
    for day in range(ACTS):
        at = START + timedelta(days=day)
        if hand.act(at):
            instants.append(at)
    edits = Change.objects.filter(scope=programme.pk, kind=Change.Kind.CHANGED).select_related("change_set")
    assert edits.count() > 3
    for change in hand.chance.sample(list(edits), 3):
        model = models_by_label()[change.model]
        then = Lens(programme, change.change_set.at - timedelta(seconds=1)).get(model, change.object_id)
        moves = as_before(change)
        if not carried_out(moves, by=manager, cause=change.change_set):
            assert has_a_twin(model, change.object_id)
            continue
        now = model.everything.get(pk=change.object_id)
        names = [f.attname for f in model._meta.concrete_fields if f.name != "version"]
        if then is not None:  # it was added in the same act otherwise
            assert {n: getattr(now, n) for n in names} == {n: getattr(then, n) for n in names}


def carried_out(moves, by, cause):
    """Whether the tables allowed it."""
    try:
        with transaction.atomic():
            carry_out(moves, by=by, reason="", cause=cause, title="Before", write=write)
    except IntegrityError:
        return False
    return True


def has_a_twin(model, pk):
    """Another row that may have taken what is there once only."""
    row = model.everything.get(pk=pk)
    return model.objects.filter(programme=row.programme).exclude(pk=pk).exists()


def models_by_label():
    return {model._meta.label_lower: model for model in MODELS}


def test_a_plan_tells_nothing_where_all_is_as_it_was(programme, manager):
    row = Risk.objects.get(programme=programme)
    for title in ("Once", row.title):
        with change_set(by=manager, scope=programme.pk):
            row.title = title
            row.save()
    first = Change.objects.filter(object_id=row.pk, model=row._meta.label_lower, kind="changed").earliest(
        "pk"
    )
    assert undoing([first]) == []
