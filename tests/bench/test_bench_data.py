"""The made-up data of `make bench`: the same whenever and wherever it is made, with a history that is whole."""

from datetime import date
from random import Random

import pytest
from django.db import connection, transaction

from accounts.models import User
from config.bench.data import make
from config.bench.sizes import SIZES, Size, month_after
from config.bench.store import fingerprint
from config.bench.words import edited, text
from history.audit import all_faults, tracked_models
from history.models import Change, ChangeSet
from monitoring.models import Import, Observation
from programmes.models import Programme

# The story of size S, on SQLite and on PostgreSQL. It changes when config/bench tells another one: figures of before
# and after are then of different data.
STORY = "e653363eb4ed166185d0de162d4df0a287819995ca76f2e10acb6f323fbfd295"


@pytest.fixture
def told(db):
    return list(make(SIZES["S"]))[-1]


def test_the_story_is_always_the_same(told):
    assert told == STORY


def test_every_row_has_the_history_that_saving_it_would_have_written(told):
    connection.check_constraints()
    assert all_faults() == []
    assert Programme.objects.count() == SIZES["S"].programmes
    assert not any(person.has_usable_password() for person in User.objects.all())
    assert Change.objects.count() == sum(model.history.count() for model in tracked_models()) > 2000


def test_figures_come_by_an_import_a_month_which_is_their_cause(told):
    size = SIZES["S"]
    assert Observation.objects.count() == size.programmes * size.indicators * size.months
    acts = ChangeSet.objects.filter(changes__model="monitoring.observation").distinct()
    assert acts.count() == size.programmes * size.months == Import.objects.count()
    assert set(acts.values_list("cause_model", flat=True)) == {"monitoring.import"}


def test_the_rows_come_out_the_same_when_they_are_made_again(db):
    small = Size(organisations=2, programmes=1, years=1, indicators=2)
    histories = [model.history.model for model in tracked_models()]
    tables = [User, ChangeSet, Change, *tracked_models(), *histories]
    found = []
    for _time in range(2):
        with transaction.atomic():
            list(make(small))
            found.append(fingerprint(tables))
            transaction.set_rollback(True)
    assert found[0] == found[1] != fingerprint(tables)


def test_a_month_is_counted_over_the_end_of_the_year():
    assert month_after(date(2025, 11, 1), 3) == date(2026, 2, 1)
    assert month_after(date(2025, 1, 1), -1) == date(2024, 12, 1)


def test_an_edit_leaves_most_of_a_text_alone():
    before = text(Random(1), 5, 5)
    after = edited(Random(2), before, most=9)
    same = set(before.split(". ")) & set(after.split(". "))
    assert after != before
    assert len(same) >= 3
