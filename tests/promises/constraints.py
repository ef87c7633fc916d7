"""Switches a table's check constraints off, for twins that show what would happen without them."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, models


@contextmanager
def without_checks(model: type[models.Model]) -> Iterator[None]:
    """Within a test's transaction, which takes back on PostgreSQL what this drops."""
    if connection.vendor == "postgresql":
        connection.check_constraints()
        with connection.schema_editor() as editor:
            for constraint in model._meta.constraints:
                if isinstance(constraint, models.CheckConstraint):
                    editor.remove_constraint(model, constraint)
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA ignore_check_constraints = ON")
        try:
            yield
        finally:
            cursor.execute("PRAGMA ignore_check_constraints = OFF")
