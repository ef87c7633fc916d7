"""The database's own refusal to alter history: triggers, whoever speaks to it. See docs/adr/0011.

They stand on every table whose rows are written once. An update is let through while an `Erasure` is open, which only
its own transaction can see; a row is never deleted. They are installed after every migration, and can be again at will.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.apps import apps
from django.db import connection, models, transaction

Model = type[models.Model]

ERASURES = "history_erasure"
FUNCTIONS = {
    # name: what lets an update through
    "history_is_kept": f"EXISTS (SELECT 1 FROM {ERASURES} WHERE is_open)",
    "erasure_is_kept": "OLD.is_open",
}
# The code of the error makes it an IntegrityError in Django, as SQLite's is.
POSTGRESQL_FUNCTION = """
CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF {let_through} THEN RETURN NEW; END IF;
    END IF;
    RAISE EXCEPTION 'History cannot be altered: %', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$
"""
POSTGRESQL = {
    "kept_update": "BEFORE UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION {function}()",
    "kept_delete": "BEFORE DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION {function}()",
    "kept_truncate": "BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION {function}()",
}
REFUSE = "SELECT RAISE(ABORT, 'History cannot be altered: {plain}')"
SQLITE = {
    "kept_update": f"BEFORE UPDATE ON {{table}} BEGIN {REFUSE} WHERE NOT {{let_through}}; END",
    "kept_delete": f"BEFORE DELETE ON {{table}} BEGIN {REFUSE}; END",
    # INSERT OR REPLACE deletes without asking the trigger above.
    "kept_insert": "BEFORE INSERT ON {table} "
    f"WHEN EXISTS (SELECT 1 FROM {{table}} WHERE {{key}} = NEW.{{key}}) BEGIN {REFUSE}; END",
}
# (table, trigger) of every trigger that is at work.
STANDING = {
    "postgresql": "SELECT relname, tgname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid "
    "WHERE tgenabled IN ('O', 'A')",
    "sqlite": "SELECT tbl_name, name FROM sqlite_master WHERE type = 'trigger'",
}


def kept_models() -> list[Model]:
    """The models whose rows are written once: change sets, changes, every historical table, and erasures."""
    kept = [model for model in apps.get_models() if getattr(model, "is_written_once", False)]
    return [*kept, apps.get_model("history", "Erasure")]


def install() -> None:
    """Put the guard on every table that there is; on one that has it, anew."""
    with transaction.atomic(), connection.cursor() as cursor:
        _settle()
        if connection.vendor == "postgresql":
            for name, let_through in FUNCTIONS.items():
                cursor.execute(POSTGRESQL_FUNCTION.format(name=name, let_through=let_through))
        for table, name, words in _triggers(cursor):
            _drop(cursor, table, name)
            cursor.execute(f"CREATE TRIGGER {name} {words}")


def lower() -> None:
    """Take the guard away: for a migration that has to rebuild a table, and for tests that empty the database."""
    with transaction.atomic(), connection.cursor() as cursor:
        _settle()
        for table, name, _words in _triggers(cursor):
            _drop(cursor, table, name)


@contextmanager
def lowered() -> Iterator[None]:
    """Without the guard; afterwards it stands again."""
    lower()
    try:
        yield
    finally:
        install()


def unguarded() -> list[str]:
    """What is missing: "history_change lacks kept_update"; and erasures that stand open. Empty when all is well."""
    with connection.cursor() as cursor:
        cursor.execute(STANDING[connection.vendor])
        standing = set(cursor.fetchall())
        wanted = [(table, name) for table, name, _words in _triggers(cursor)]
    faults = [f"{table} lacks {name}" for table, name in wanted if (table, name) not in standing]
    if any(table == ERASURES for table, _name in wanted):
        left_open = apps.get_model("history", "Erasure").objects.filter(is_open=True)
        faults += [f"erasure {erasure.pk} stands open" for erasure in left_open]
    return faults


def _triggers(cursor: Any) -> Iterator[tuple[str, str, str]]:
    """(table, name, the rest of its definition) of every trigger for the tables that there are."""
    there = set(connection.introspection.table_names(cursor))
    for model in kept_models():
        table = model._meta.db_table
        if table in there:
            yield from ((table, name, words) for name, words in _of_table(table, str(model._meta.pk.column)))


def _of_table(table: str, key: str) -> Iterator[tuple[str, str]]:
    """SQLite has one space of names for the triggers of all tables, PostgreSQL one for each table."""
    quote = connection.ops.quote_name
    function = "erasure_is_kept" if table == ERASURES else "history_is_kept"
    words = {
        "table": quote(table),
        "plain": table,
        "key": quote(key),
        "function": function,
        "let_through": FUNCTIONS[function],
    }
    if connection.vendor == "postgresql":
        yield from ((name, text.format(**words)) for name, text in POSTGRESQL.items())
    else:
        yield from ((f"{name}_{table}", text.format(**words)) for name, text in SQLITE.items())


def _settle() -> None:
    """PostgreSQL changes no trigger of a table while references of this transaction wait to be checked."""
    if connection.vendor == "postgresql":
        connection.check_constraints()


def _drop(cursor: Any, table: str, name: str) -> None:
    of_table = f" ON {connection.ops.quote_name(table)}" if connection.vendor == "postgresql" else ""
    cursor.execute(f"DROP TRIGGER IF EXISTS {name}{of_table}")
