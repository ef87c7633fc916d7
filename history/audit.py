"""Holds the live rows against their history: whatever code wrote them, the newest record must be the row."""

from collections.abc import Iterator
from typing import Any

from django.apps import apps

from history.models import Change, Tracked


def tracked_models() -> list[type[Tracked]]:
    return [model for model in apps.get_models() if issubclass(model, Tracked)]


def faults(model: type[Tracked]) -> Iterator[str]:
    """Rows that differ from their newest record, have none, or are gone although their history does not say so."""
    names = [field.attname for field in model._meta.concrete_fields]
    newest: dict[Any, tuple[Any, ...]] = {}
    records = model.history.order_by("history_date", "history_id").values_list("history_type", *names)  # type: ignore[attr-defined]
    place = names.index(model._meta.pk.attname) + 1
    for record in records.iterator():
        newest[record[place]] = record
    for live in model.everything.values_list(*names).iterator():
        pk = live[place - 1]
        record = newest.pop(pk, None)
        if record is None:
            yield f"{model._meta.label} {pk} has no history"
        elif record[1:] != live:
            wrong = [name for name, then, now in zip(names, record[1:], live, strict=True) if then != now]
            yield f"{model._meta.label} {pk} differs from its newest record in {', '.join(wrong)}"
    for pk, record in newest.items():
        if record[0] != "-":
            yield f"{model._meta.label} {pk} is gone, and its history does not say so"


def index_faults(model: type[Tracked]) -> Iterator[str]:
    """Rows of which the index of changes tells fewer or more acts than the historical table holds."""
    told = Change.objects.filter(model=model._meta.label_lower).values_list("object_id", "change_set_id")
    kept = model.history.values_list(model._meta.pk.attname, "change_set_id")  # type: ignore[attr-defined]
    for pk, act in {*told} ^ {*kept}:
        yield f"{model._meta.label} {pk}: change set {act} stands in the index or in the history only"


def all_faults() -> list[str]:
    return [fault for model in tracked_models() for check in (faults, index_faults) for fault in check(model)]
