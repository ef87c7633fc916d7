"""How a field's value is compared, and how it is written into the index of changes.

Plain values are stored as JSON has them. A reference is stored as {"to": model, "pk": …, "title": …}; a person
only as {"to": "accounts.user", "pk": …}, so that erasing a name in one place erases it here too.
"""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import models

EMPTY: tuple[Any, ...] = (None, "", [], {})


def differences(row: models.Model, loaded: dict[str, Any]) -> dict[str, list[Any]]:
    """Field name -> [loaded value, present value] where they differ; for a new row, all that is not empty."""
    found = {}
    deferred = row.get_deferred_fields()
    for field in row._meta.concrete_fields:
        if field.attname in deferred:
            continue
        after = (
            field.to_python(getattr(row, field.attname))
            if not field.is_relation
            else getattr(row, field.attname)
        )
        before = loaded.get(field.attname)
        if (before in EMPTY and after in EMPTY) if field.attname not in loaded else before == after:
            continue
        found[field.name] = [before, after]
    return found


def as_stored(row: models.Model, name: str, value: Any) -> Any:
    """A value as the index of changes keeps it (JSON)."""
    field = row._meta.get_field(name)
    if value is None or not field.is_relation:
        return _plain(value)
    to: str = field.related_model._meta.label_lower  # type: ignore[union-attr]
    if to == settings.AUTH_USER_MODEL.lower():
        return {"to": to, "pk": value}
    return {"to": to, "pk": value, "title": _title(row, field, value)}


def _title(row: models.Model, field: Any, pk: Any) -> str:
    cached = row._state.fields_cache.get(field.name)
    if cached is not None and cached.pk == pk:
        return str(cached)[:200]
    target = field.related_model._base_manager.filter(pk=pk).first()
    return str(target)[:200] if target else ""


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if value is None or isinstance(value, str | int | float | bool | list | dict):
        return value
    return str(value)
