"""What a record's page says: its fields with their values, and the rows that belong to it."""

from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from programmes.kinds import Kind, kind_of
from programmes.models.programme import Programme, ProgrammeRow


@dataclass(frozen=True)
class Fact:
    label: str
    value: Any
    url: str = ""


@dataclass(frozen=True)
class Child:
    row: ProgrammeRow
    facts: list[Fact]


@dataclass(frozen=True)
class Group:
    """Rows of one kind that belong to a record, e.g. the forecasts of a milestone."""

    kind: Kind
    parent: str
    children: list[Child]
    may_edit: bool

    @property
    def rows(self) -> list[ProgrammeRow]:
        return [child.row for child in self.children]

    @property
    def is_part(self) -> bool:
        """Whether they belong to the record alone, and leave the pages and return with it."""
        return not self.kind.model._meta.get_field(self.parent).null

    @property
    def labels(self) -> list[str]:
        """The heads of a table of the children."""
        return [self.kind.model._meta.get_field(name).verbose_name for name in _told(self.kind, self.parent)]


def with_references(rows: models.QuerySet) -> models.QuerySet:
    """The rows together with all that their fields point to, in one query."""
    return rows.select_related(*(f.name for f in rows.model._meta.concrete_fields if f.is_relation))


def facts_of(row: ProgrammeRow, kind: Kind, without: str = "") -> list[Fact]:
    """One fact for each field of the kind's form, in its order."""
    return [_fact(row, row._meta.get_field(name)) for name in _told(kind, without)]


def _told(kind: Kind, without: str) -> list[str]:
    return [name for name in kind.form.Meta.fields if name != without]


def _fact(row: ProgrammeRow, field: Any) -> Fact:
    value = getattr(row, field.name)
    if field.choices:
        value = getattr(row, f"get_{field.name}_display")()
    elif isinstance(value, bool):
        value = _("Yes") if value else _("No")
    url = value.get_absolute_url() if isinstance(value, ProgrammeRow) and _has_page(value) else ""
    return Fact(field.verbose_name, value, url)


def _has_page(row: ProgrammeRow) -> bool:
    return kind_of(row) is not None or type(row).get_absolute_url is not ProgrammeRow.get_absolute_url


def children_of(row: ProgrammeRow, kind: Kind, programme: Programme) -> list[Group]:
    """The rows that belong to this one, as far as the person may see them; one query a kind.

    Those of a row that came from a lens with the kind's `children` are as they were at the lens's instant.
    """
    groups = []
    for accessor in kind.children:
        relation = row._meta.get_field(accessor)
        child_kind = kind_of(relation.related_model)
        if child_kind is None or not programme.may(child_kind.see):
            continue
        parent = relation.field.name
        children = [
            Child(child, facts_of(child, child_kind, without=parent))
            for child in _rows(row, relation, programme)
        ]
        groups.append(Group(child_kind, parent, children, programme.may(child_kind.edit)))
    return groups


def _rows(row: ProgrammeRow, relation: Any, programme: Programme) -> list[ProgrammeRow]:
    """The children with all that their titles may mention."""
    if programme.at:
        return list(getattr(row, relation.name).all())
    children = list(with_references(relation.related_model.objects.filter(**{relation.field.name: row})))
    for child in children:
        child._state.fields_cache |= {relation.field.name: row, "programme": programme}
        for value in child._state.fields_cache.values():
            if isinstance(value, ProgrammeRow):
                value._state.fields_cache["programme"] = programme
    return children
