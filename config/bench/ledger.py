"""Writes history in memory, with the product's own words and values, for rows that go past its actions in bulk.

What it writes is what `save()` would have written: the newest record is the row, and the index of changes tells of each
record (`history.audit.all_faults` says so in the tests). Only the numbering and the writing are its own.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db import models

from accounts.models import User
from config.bench.store import Store
from history.changes import change_set
from history.models import ChangeSet, Tracked, record_of


class Ledger:
    def __init__(self, store: Store) -> None:
        self._store = store
        self._numbers: dict[type[models.Model], int] = {}
        self._live: dict[type[models.Model], dict[int, models.Model]] = defaultdict(dict)
        self._act: ChangeSet
        self._told = hashlib.sha256()

    @property
    def digest(self) -> str:
        """Names the story: what was told, in its order."""
        return self._told.hexdigest()

    @contextmanager
    def act(self, *, at: datetime, by: User, reason: str, scope: int | None) -> Iterator[None]:
        with change_set(by=by, reason=reason, scope=scope, at=at) as self._act:
            self._act.pk = self._number(ChangeSet)
            self._act.request_id = f"{self._act.pk:032x}"
            self._act._state.adding = False  # so that nothing stores it before its scope and cause are known
            yield
        self._told.update(f"{at.isoformat()} {by.email} {reason}\n".encode())
        self._store.put(self._act)

    def refer_to(self, scope: models.Model) -> None:
        self._act.scope = scope.pk

    def name_cause(self, cause: models.Model) -> None:
        self._act.cause_model, self._act.cause_id = cause._meta.label_lower, cause.pk
        self._act.cause_title = str(cause)[:300]

    def keep(self, row: models.Model) -> None:
        """A row without history."""
        row.pk = self._number(type(row))
        self._store.put(row)

    def add(self, *rows: Tracked) -> None:
        for row in rows:
            changes = row.changed_fields()
            row.pk = self._number(type(row))
            self._live[type(row)][row.pk] = row
            row._state.adding = False
            self._write(row, changes, "+")

    def revise(self, row: Tracked, **values: Any) -> None:
        for name, value in values.items():
            setattr(row, name, value)
        if changes := row.changed_fields():
            self._write(row, changes, "~")

    def remove(self, row: Tracked) -> None:
        self.revise(row, removed_at=self._act.at)

    def _write(self, row: Tracked, changes: dict[str, list[Any]], history_type: str) -> None:
        row.version += 1
        record = record_of(row, history_type)
        told = row.tell(changes, row._kind(changes, is_new=history_type == "+"))
        for one in (record, told):
            one.pk = self._number(type(one))
            self._store.put(one)
        row._remember()
        self._told.update(f"{told.kind} {told.model}\n".encode())

    def settle(self, row: models.Model) -> None:
        """Nothing will happen to the row any more; it need not be remembered."""
        self._store.put(self._live[type(row)].pop(row.pk))

    def settle_all(self) -> None:
        for rows in self._live.values():
            for row in rows.values():
                self._store.put(row)
        self._live.clear()

    def _number(self, model: type[models.Model]) -> int:
        if model not in self._numbers:
            self._numbers[model] = (
                model._base_manager.order_by("-pk").values_list("pk", flat=True).first() or 0
            )
        self._numbers[model] += 1
        return self._numbers[model]
