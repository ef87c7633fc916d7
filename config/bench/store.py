"""Rows into tables by the fastest way that each database has, past the ORM: made-up data only."""

import csv
import hashlib
import json
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from io import StringIO
from typing import Any

from django.core.management.color import no_style
from django.db import connection, models, transaction

AS_THEY_ARE = (
    models.CharField,
    models.TextField,
    models.IntegerField,
    models.BooleanField,
    models.ForeignKey,
)
NULL = r"\N"


class Store:
    """Keeps lines by table and writes them at `flush`."""

    def __init__(self) -> None:
        self._tables: dict[type[models.Model], Table] = {}
        self._waiting: dict[type[models.Model], list[tuple[Any, ...]]] = defaultdict(list)

    def put(self, row: models.Model) -> None:
        model = type(row)
        if model not in self._tables:
            self._tables[model] = Table(model)
        self._waiting[model].append(self._tables[model].line(row))

    def flush(self) -> None:
        for model, lines in self._waiting.items():
            self._tables[model].write(lines)
        self._waiting.clear()

    def count_on(self) -> None:
        """Let the database give the keys after those that were written."""
        with connection.cursor() as cursor:
            for statement in connection.ops.sequence_reset_sql(no_style(), list(self._tables)):
                cursor.execute(statement)


class Table:
    def __init__(self, model: type[models.Model]) -> None:
        fields = model._meta.concrete_fields
        self._name = connection.ops.quote_name(model._meta.db_table)
        self._columns = ", ".join(connection.ops.quote_name(field.column) for field in fields)
        self._cells = [(field.attname, _writer(field)) for field in fields]

    def line(self, row: models.Model) -> tuple[Any, ...]:
        values = row.__dict__
        return tuple(write(values[name]) if write else values[name] for name, write in self._cells)

    def write(self, lines: list[tuple[Any, ...]]) -> None:
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                statement = f"COPY {self._name} ({self._columns}) FROM STDIN WITH (FORMAT csv, NULL '{NULL}')"
                cursor.copy_expert(statement, _as_csv(lines))
            else:
                marks = ", ".join(["%s"] * len(self._cells))
                cursor.executemany(f"INSERT INTO {self._name} ({self._columns}) VALUES ({marks})", lines)


def _writer(field: Any) -> Callable[[Any], Any] | None:
    """How a value of the field is written; None for as it is."""
    if isinstance(field, AS_THEY_ARE):
        return None
    if isinstance(field, models.JSONField):
        return json.dumps
    return lambda value: field.get_db_prep_save(value, connection)


def _as_csv(lines: list[tuple[Any, ...]]) -> StringIO:
    text = StringIO()
    csv.writer(text).writerows([NULL if value is None else value for value in line] for line in lines)
    text.seek(0)
    return text


@contextmanager
def unchecked() -> Iterator[None]:
    """Load without looking up each reference: parents may come after their children, and it takes half the time."""
    on_postgresql = connection.vendor == "postgresql"
    off, on = (
        ("SET session_replication_role = replica", "SET session_replication_role = DEFAULT")
        if on_postgresql
        else ("PRAGMA foreign_keys = OFF", "PRAGMA foreign_keys = ON")
    )
    with connection.cursor() as cursor:
        cursor.execute(off)
    try:
        with transaction.atomic():
            yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(on)


def fingerprint(tables: list[type[models.Model]]) -> str:
    """Of all that stands in the tables; the same on every database that holds the same rows."""
    found = hashlib.sha256()
    for model in tables:
        rows = model._base_manager.order_by("pk").values_list()
        for row in rows.iterator():
            found.update(repr([_plain(value) for value in row]).encode())
    return found.hexdigest()


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return json.dumps(value, sort_keys=True) if isinstance(value, dict) else value
