"""What a record's page says: its fields with their values, and the rows that belong to it."""

from dataclasses import dataclass
from typing import Any

from django.db import models

from programmes.kinds import Kind, kind_of
from programmes.models.programme import Programme, ProgrammeRow


@dataclass(frozen=True)
class Fact:
    label: str
    value: Any
    url: str = ""


@dataclass(frozen=True)
class Group:
    """Rows of one kind that belong to a record, e.g. the forecasts of a milestone."""

    kind: Kind
    parent: str
    rows: list[ProgrammeRow]
    may_edit: bool


def facts_of(row: ProgrammeRow, kind: Kind) -> list[Fact]:
    """One fact for each field of the kind's form, in its order."""
    return [_fact(row, row._meta.get_field(name)) for name in kind.form.Meta.fields]


def _fact(row: ProgrammeRow, field: Any) -> Fact:
    value = getattr(row, field.name)
    if field.choices:
        value = getattr(row, f"get_{field.name}_display")()
    url = value.get_absolute_url() if isinstance(value, ProgrammeRow) and _has_page(value) else ""
    return Fact(field.verbose_name, value, url)


def _has_page(row: ProgrammeRow) -> bool:
    return kind_of(row) is not None or type(row).get_absolute_url is not ProgrammeRow.get_absolute_url


def children_of(row: ProgrammeRow, kind: Kind, programme: Programme) -> list[Group]:
    """The rows that belong to this one, as far as the person may see them."""
    groups = []
    for accessor in kind.children:
        relation = row._meta.get_field(accessor)
        child_kind = kind_of(relation.related_model)
        if child_kind is None or not programme.may(child_kind.see):
            continue
        rows = list(_rows(row, relation, programme))
        groups.append(Group(child_kind, relation.field.name, rows, programme.may(child_kind.edit)))
    return groups


def _rows(row: ProgrammeRow, relation: Any, programme: Programme) -> models.QuerySet:
    """The children with all that their titles may mention, in one query."""
    children = relation.related_model.objects.filter(**{relation.field.name: row}).select_related()
    for child in children:
        child._state.fields_cache[relation.field.name] = row
        child._state.fields_cache["programme"] = programme
    return children
