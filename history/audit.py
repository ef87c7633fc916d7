"""Holds the live rows against their history: whatever code wrote them, the newest record must be the row.

The index of changes is held against the historical tables in the same pass.
"""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import connection
from django.db.models import F

from history.models import Change, Tracked

Acts = set[tuple[int, int]]  # primary key of a row, and of a change set that touched it


def tracked_models() -> list[type[Tracked]]:
    return [model for model in apps.get_models() if issubclass(model, Tracked)]


def all_faults() -> list[str]:
    """Every fault of every tracked table, in words; empty when history is whole."""
    told: dict[str, Acts] = defaultdict(set)
    for label, pk, act in Change.objects.values_list("model", "object_id", "change_set_id").iterator():
        told[label].add((pk, act))
    misdated = Change.objects.exclude(at=F("change_set__at")).values_list("pk", flat=True)
    faults = [f"change {pk} has another instant than its change set" for pk in misdated.iterator()]
    for model in _filled_models():
        faults += _faults(model, told[model._meta.label_lower])
    return faults


def _filled_models() -> list[type[Tracked]]:
    """The tracked models that have a row or a record, found in one query."""
    models = tracked_models()
    tables = [
        (place, connection.ops.quote_name(table))
        for place, model in enumerate(models)
        for table in (model._meta.db_table, model.history.model._meta.db_table)
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            " UNION ".join(f"SELECT {place} WHERE EXISTS (SELECT 1 FROM {name})" for place, name in tables)
        )
        return [models[place] for (place,) in sorted(cursor.fetchall())]


def _faults(model: type[Tracked], told: Acts) -> Iterator[str]:
    names = [field.attname for field in model._meta.concrete_fields]
    place = names.index(model._meta.pk.attname)
    newest: dict[int, tuple[Any, ...]] = {}
    kept: Acts = set()
    records = model.history.order_by("history_date", "history_id")
    for kind, act, *record in records.values_list("history_type", "change_set_id", *names).iterator():
        newest[record[place]] = (kind, *record)
        kept.add((record[place], act))
    yield from _wrong_rows(model, names, place, newest)
    for pk, act in sorted(told ^ kept):
        yield f"{model._meta.label} {pk}: change set {act} stands in the index or in the history only"


def _wrong_rows(
    model: type[Tracked], names: list[str], place: int, newest: dict[int, tuple[Any, ...]]
) -> Iterator[str]:
    """Live rows that differ from their newest record or have none; records whose row is gone."""
    for live in model.everything.values_list(*names).iterator():
        record = newest.pop(live[place], None)
        if record is None:
            yield f"{model._meta.label} {live[place]} has no history"
        elif record[1:] != live:
            wrong = [name for name, then, now in zip(names, record[1:], live, strict=True) if then != now]
            yield f"{model._meta.label} {live[place]} differs from its newest record in {', '.join(wrong)}"
    for pk, record in newest.items():
        if record[0] != "-":
            yield f"{model._meta.label} {pk} is gone, and its history does not say so"
