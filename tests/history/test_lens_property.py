"""Random acts over every kind of row: at every instant the lens shows what a copy made on the day shows."""

import random
from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, models, transaction

from history.changes import change_set
from history.lens import Lens
from tests.conftest import start_old
from tests.rows import Rows, every_model, is_free_text

START = datetime(2025, 1, 6, 9, tzinfo=UTC)
ACTS = 45
MODELS = every_model()


class Story:
    """A programme to which things happen; `copies` holds all its live rows after each act, by the act's instant."""

    def __init__(self, programme, by, seed):
        self.programme, self.by, self.chance = programme, by, random.Random(seed)
        self.copies = {}
        self.kinds_of_act = set()

    def happen(self, number):
        at = START + timedelta(days=number)
        act = self.chance.choice([self.add, self.edit, self.edit, self.link, self.remove, self.restore])
        try:
            with transaction.atomic(), change_set(by=self.by, scope=self.programme.pk, at=at):
                if act(number):
                    self.kinds_of_act.add(act.__name__)
        except (IntegrityError, AssertionError, LookupError):
            pass  # refused by a constraint or the journey pack: then nothing has happened, as the copy must show
        self.copies[at] = {model: living(model, self.programme) for model in MODELS}

    def any_row(self, *, is_removed=False):
        models_with = [
            model
            for model in MODELS
            if model.everything.filter(programme=self.programme, removed_at__isnull=not is_removed).exists()
        ]
        if not models_with:
            return None
        model = self.chance.choice(models_with)
        rows = model.everything.filter(programme=self.programme, removed_at__isnull=not is_removed)
        return self.chance.choice(list(rows.order_by("pk")))

    def add(self, number):
        model = self.chance.choice(MODELS)
        if not self.programme.partners.exists():  # rows of many kinds are somebody's
            return None
        return Rows(self.programme, self.by, mark=f"Act {number}")._add(model)

    def edit(self, number):
        row = self.any_row()
        texts = [f for f in row._meta.concrete_fields if is_free_text(f)]
        if not texts:
            return None
        field = self.chance.choice(texts)
        setattr(row, field.name, f"Edited {number}"[: field.max_length])
        row.save()
        return row

    def link(self, number):
        """Point a row to another one, or to none."""
        row = self.any_row()
        links = [f for f in row._meta.concrete_fields if is_link(f)]
        if not links:
            return None
        field = self.chance.choice(links)
        others = list(field.related_model.everything.filter(programme=self.programme).order_by("pk"))
        others += [None] if field.null else []
        if not others:
            return None
        setattr(row, field.name, self.chance.choice(others))
        row.save()
        return row

    def remove(self, number):
        row = self.any_row()
        row.remove()
        return row

    def restore(self, number):
        row = self.any_row(is_removed=True)
        if row:
            row.restore()
        return row


def is_link(field):
    return isinstance(field, models.ForeignKey) and field.related_model in MODELS


def living(model, programme):
    names = [field.attname for field in model._meta.concrete_fields]
    return {row["id"]: row for row in model.objects.filter(programme=programme).values(*names)}


def seen(lens, model):
    names = [field.attname for field in model._meta.concrete_fields]
    return {row.pk: {name: getattr(row, name) for name in names} for row in lens.rows(model)}


@pytest.fixture
def programme(manager, trust):
    """A programme of 2025 with one row of every kind."""
    programme = start_old(trust, by=manager, at=START - timedelta(days=1))
    with change_set(by=manager, scope=programme.pk, at=START - timedelta(days=1)):
        rows = Rows(programme, manager)
        for model in MODELS:
            rows.of(model)
    return programme


@pytest.mark.parametrize("seed", range(3))
def test_at_every_instant_the_lens_shows_the_copy_of_that_day(programme, manager, seed):
    story = Story(programme, manager, seed)
    for number in range(ACTS):
        story.happen(number)
    assert story.kinds_of_act == {"add", "edit", "link", "remove", "restore"}
    for at, copy in story.copies.items():
        lens = Lens(programme, at)
        for model in MODELS:
            assert seen(lens, model) == copy[model], f"{model._meta.label} at {at}"
            follow_links(lens, model)


def follow_links(lens, model):
    """A foreign key leads to the row as it was at the same instant, not as it is."""
    for row in lens.rows(model):
        for field in filter(is_link, model._meta.concrete_fields):
            target = lens.get(field.related_model, getattr(row, field.attname))
            if target is not None:
                assert getattr(row, field.name) is target
