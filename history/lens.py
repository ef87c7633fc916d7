"""The read layer: a programme's rows as they are, or as they were at an instant.

    lens = Lens(programme)
    for step in lens.rows(Step, "visits", "claims"):
        step.visits.all()   # no query: the lens has filled it in

A lens loads each kind of row once, whatever asks for it, and resolves relations among its rows: a foreign key when it
is first followed (for all rows at once), and backward the accessors that are named. So the queries of a page grow with
the kinds that it shows, never with the rows.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import models

from history.models import Tracked


class Lens:
    """Rows of one programme (`scope`: any row whose primary key the others carry as `programme_id`)."""

    def __init__(self, programme: Any, at: datetime | None = None) -> None:
        self.programme = programme
        self.at = at
        self._kinds: dict[type[models.Model], dict[int, Any]] = {}
        self._pool: dict[type[models.Model], dict[Any, Any]] = defaultdict(dict)
        self._removed: dict[tuple[type[models.Model], Any], Any] = {}

    def prime(self, rows: Iterable[models.Model]) -> None:
        """Make rows that do not belong to the programme (people, organisations) known, to save looking them up."""
        for row in rows:
            self._pool[type(row)][row.pk] = row

    def rows(self, model: type[Any], *accessors: str) -> list[Any]:
        """All live rows of a kind in the model's own order, with the named reverse relations filled in."""
        found = list(self._of(model).values())
        for accessor in accessors:
            self._fill(model, found, accessor)
        return found

    def get(self, model: type[Any], pk: Any) -> Any | None:
        """The row, or None when it does not exist, was removed, or belongs to another programme."""
        return self._of(model).get(pk)

    def trace(self, model: type[Any], pk: Any, *accessors: str) -> Any | None:
        """The row, even if it had been removed by then: as it was at its end. None when it had not been added yet."""
        found = self.get(model, pk)
        if found is None and (model, pk) not in self._removed:
            rows = self._one_removed(model, pk)
            self._link(model, rows)
            self._removed[model, pk] = rows[0] if rows else None
        found = found or self._removed[model, pk]
        for accessor in accessors if found else ():
            self._fill(model, [found], accessor)
        return found

    def _one_removed(self, model: type[Any], pk: Any) -> list[Any]:
        if self.at is None:
            return list(model.everything.filter(programme=self.programme, pk=pk))
        records = model.history.filter(programme_id=self.programme.pk, id=pk, history_date__lte=self.at)
        return [record.instance for record in records.order_by("-history_date", "-history_id")[:1]]

    def _of(self, model: type[Any]) -> dict[int, Any]:
        if model not in self._kinds:
            loaded = (
                self._as_it_was(model) if self.at else list(model.objects.filter(programme=self.programme))
            )
            self._kinds[model] = {row.pk: row for row in loaded}
            self._link(model, loaded)
        return self._kinds[model]

    def _as_it_was(self, model: type[Any]) -> list[Any]:
        names = [field.attname for field in model._meta.concrete_fields]
        place = names.index(model._meta.pk.attname)
        records = model.history.filter(programme_id=self.programme.pk, history_date__lte=self.at)
        told = records.order_by("history_date", "history_id").values_list("history_type", *names)
        # Plain values: only the last record of each row, not every earlier one, is worth making a row of.
        last = {values[place]: (kind, values) for kind, *values in told.iterator()}
        found = (model.from_db(None, names, values) for kind, values in last.values() if kind != "-")
        rows = [row for row in found if row.removed_at is None]
        for name in reversed(model._meta.ordering):
            key = str(name)
            rows.sort(
                key=lambda row: _sortable(getattr(row, key.lstrip("-"), None)), reverse=key.startswith("-")
            )
        return rows

    def _link(self, model: type[Any], rows: list[Any]) -> None:
        fields = {field.name: field for field in model._meta.concrete_fields if field.is_relation}
        for row in rows:
            row._state.fields_cache = _Followed(self, row, fields)
        for field in fields.values():
            if not self._is_ours(field.related_model):
                self._know(field, rows)

    def _is_ours(self, related: type[Any]) -> bool:
        return issubclass(related, Tracked) and hasattr(related, "programme")

    def _know(self, field: Any, rows: list[Any]) -> None:
        """Look up at once the people and organisations that rows point to and that are not known yet."""
        pool = self._pool[field.related_model]
        if field.related_model is type(self.programme):
            pool[self.programme.pk] = self.programme
        missing = {getattr(row, field.attname) for row in rows} - {None} - pool.keys()
        if missing:
            pool.update(field.related_model._base_manager.in_bulk(missing))

    def follow(self, field: Any, pk: Any) -> Any:
        """The row that a foreign key points to; KeyError when the lens does not have it, so that Django asks."""
        related = field.related_model
        if not self._is_ours(related):
            return self._pool[related][pk]
        row = self.trace(related, pk)
        if row is None:
            raise KeyError(pk)
        return row

    def _fill(self, model: type[Any], rows: list[Any], accessor: str) -> None:
        relation = model._meta.get_field(accessor)
        children = defaultdict(list)
        for child in self._of(relation.related_model).values():
            children[getattr(child, relation.field.attname)].append(child)
        for row in rows:
            filled = relation.related_model._default_manager.none()
            filled._result_cache = children[row.pk]
            filled._prefetch_done = True
            row.__dict__.setdefault("_prefetched_objects_cache", {})[accessor] = filled


class _Followed(dict[str, Any]):
    """The related rows that a row remembers: what is not there yet is asked of the lens."""

    def __init__(self, lens: Lens, row: Any, fields: dict[str, Any]) -> None:
        super().__init__()
        self._lens, self._row, self._fields = lens, row, fields

    def __missing__(self, name: str) -> Any:
        field = self._fields[name]
        self[name] = self._lens.follow(field, getattr(self._row, field.attname))
        return self[name]


def _sortable(value: Any) -> tuple[bool, Any]:
    return (value is not None, value)
