"""D1: history cannot be altered or removed, by any role, any code or any SQL; one table after the other."""

from functools import partial

import pytest
from django.db import IntegrityError, connection, models, transaction

from history import guard
from history.append_only import AppendOnly, AppendOnlyQuerySet, CannotBeAltered
from history.models import Erasure
from programmes.kinds import every_kind
from tests.rows import Rows, every_model, own_instrument

pytestmark = pytest.mark.goes_round_history


@pytest.fixture
def kept(programme, manager, site_administrator, organisation_administrator):
    """Every model whose rows are kept, with one row in each table."""
    rows = Rows(programme, manager)
    for model in every_model():
        rows.of(model)
    own_instrument(programme.partners.first().organisation, manager)
    Erasure.objects.create(person=manager, by=site_administrator, pseudonym="Nobody")
    kept = guard.kept_models()
    empty = [model._meta.label for model in kept if not plain(model).exists()]
    assert not empty, f"no row to try it on: {empty}"
    return kept


def plain(model):
    """All rows, past the application's own refusal."""
    return models.QuerySet(model)


def attempts(model):
    """(what is tried, how) on one row, past the ORM's refusal and with SQL."""
    row = plain(model).first()
    name = connection.ops.quote_name
    table, key = name(model._meta.db_table), name(model._meta.pk.column)
    column = next(field.column for field in model._meta.concrete_fields if not field.primary_key)
    yield "queryset update", lambda: plain(model).filter(pk=row.pk).update(**unchanged(model, row))
    yield "queryset delete", lambda: plain(model).filter(pk=row.pk)._raw_delete("default")
    yield "update", lambda: sql(f"UPDATE {table} SET {name(column)} = {name(column)} WHERE {key} = {row.pk}")
    yield "delete", lambda: sql(f"DELETE FROM {table} WHERE {key} = {row.pk}")
    if connection.vendor == "postgresql":
        yield "truncate", lambda: sql(f"TRUNCATE {table} CASCADE")
    else:
        yield (
            "replace",
            lambda: sql(f"INSERT OR REPLACE INTO {table} SELECT * FROM {table} WHERE {key} = {row.pk}"),
        )


def unchanged(model, row):
    field = next(field for field in model._meta.concrete_fields if not field.primary_key)
    return {field.attname: getattr(row, field.attname)}


def sql(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)


def is_refused(attempt):
    try:
        with transaction.atomic():
            attempt()
            transaction.set_rollback(True)
    except IntegrityError as refusal:
        return "History cannot be altered" in str(refusal)
    return False


def hold(kept):
    connection.check_constraints()  # PostgreSQL empties no table for which checks are still to come
    let_through = [
        f"{model._meta.label}: {what}"
        for model in kept
        for what, attempt in attempts(model)
        if not is_refused(attempt)
    ]
    assert let_through == []


def hold_in_code(kept):
    """The application refuses in its own words, before the database is asked."""
    for model in kept:
        if not issubclass(model, AppendOnly):
            continue  # the log of erasures, which the erasure itself closes
        row = model.objects.first()
        rows = model.objects.all()
        refused = [
            partial(rows.update, pk=1),
            rows.delete,
            partial(rows.bulk_update, [row], []),
            row.save,
            row.delete,
        ]
        if hasattr(model, "instance_type"):
            refused.append(model.instance_type.history.all().delete)
        for attempt in refused:
            try:
                with transaction.atomic():
                    attempt()
            except CannotBeAltered:
                continue
            except IntegrityError:
                pass
            raise AssertionError(f"{model._meta.label} leaves the refusal to the database")


def test_every_table_of_history_is_guarded(db):
    historical = [model for model in guard.kept_models() if hasattr(model, "instance_type")]
    assert {model.instance_type for model in historical} >= set(every_model())
    assert guard.unguarded() == []


def test_the_database_refuses_whoever_asks(kept):
    hold(kept)


def test_without_the_triggers_it_would_be_altered(kept):
    guard.lower()
    with pytest.raises(AssertionError):
        hold(kept)
    assert len(guard.unguarded()) == 3 * len(kept)
    guard.install()


def test_the_application_refuses_in_words(kept):
    hold_in_code(kept)


def test_without_the_applications_refusal_the_database_would_be_asked(kept, monkeypatch):
    monkeypatch.setattr(AppendOnlyQuerySet, "delete", models.QuerySet.delete)
    with pytest.raises(AssertionError):
        hold_in_code(kept)


def test_no_page_and_no_kind_of_record_is_about_a_row_of_history():
    """tests/test_access.py sends to every address; one that altered history would be answered 500 there."""
    kept = set(guard.kept_models())
    assert not [kind.key for kind in every_kind() if kind.model in kept]


def test_one_missing_trigger_is_named(db):
    with connection.cursor() as cursor:
        table, name, _words = next(guard._triggers(cursor))
        guard._drop(cursor, table, name)
    assert guard.unguarded() == [f"{table} lacks {name}"]
    guard.install()
    assert guard.unguarded() == []


def test_an_erasure_that_was_left_open_is_named(manager, site_administrator):
    erasure = Erasure.objects.create(person=manager, by=site_administrator, pseudonym="Nobody", is_open=True)
    assert guard.unguarded() == [f"erasure {erasure.pk} stands open"]
