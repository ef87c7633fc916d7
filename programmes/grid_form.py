"""The form of a grid: cells by line and column, with a token for each line. `history.grid` saves it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from history.grid import Grid, Rows, StaleLines, Values, cells_before, revise_lines, token
from history.models import Change, Tracked
from programmes.clash import last_of
from programmes.models import Programme
from programmes.timeline import Entry


@dataclass(frozen=True)
class Cell:
    """The fields of one cell; `theirs` is what somebody else saved there meanwhile, when that differs.

    `is_taken`: the person left the cell alone, and it holds what somebody else saved.
    """

    column: str
    fields: list[forms.BoundField]
    theirs: str = ""
    is_taken: bool = False


@dataclass(frozen=True)
class Line:
    row: Tracked
    token: forms.BoundField
    cells: list[Cell]
    is_stale: bool = False


class GridForm(forms.Form):
    """Subclasses name the grid and say how a cell's fields are made; the first field decides whether a cell is empty."""

    grid: Grid

    def __init__(
        self,
        data: Any = None,
        *,
        lines: Sequence[Tracked],
        columns: Mapping[Any, str],
        rows: Rows,
        **kwargs: Any,
    ) -> None:
        super().__init__(data, **kwargs)
        self.lines, self.columns, self.rows = lines, columns, rows
        self.stale: set[int] = set()
        self.taken: set[tuple[int, Any]] = set()
        for line in lines:
            self.fields[f"token-{line.pk}"] = forms.CharField(
                widget=forms.HiddenInput,
                required=False,
                max_length=2000,
                initial=token(rows[line.pk].values()),
            )
            for column in columns:
                self._add_cell(line, column)

    def _add_cell(self, line: Tracked, column: Any) -> None:
        row = self.rows[line.pk].get(column)
        for name, field in self.cell_fields().items():
            field.required = False
            field.initial = getattr(row, name) if row else None
            field.label = self.label(name, str(line), str(self.columns[column]))
            field.widget.attrs["aria-label"] = field.label
            self.fields[self.name(name, line.pk, column)] = field

    def cell_fields(self) -> dict[str, forms.Field]:
        """New fields for one cell, by the name of the model's field."""
        raise NotImplementedError

    def label(self, name: str, line: str, column: str) -> str:
        return f"{line}, {column}"

    @staticmethod
    def name(field: str, line: int, column: Any) -> str:
        return f"{field}-{line}-{column}"

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        first, *others = self.grid.fields
        for line in self.lines:
            for column in self.columns:
                key = self.name(first, line.pk, column)
                said = [cleaned.get(self.name(name, line.pk, column)) for name in others]
                if key not in self.errors and cleaned.get(key) in (None, "") and any(said):
                    self.add_error(
                        key, ValidationError(_("Fill this in too, or empty what is written beside it."))
                    )
        return cleaned

    def _values(self, line: int, column: Any) -> Values:
        values = {name: self.cleaned_data.get(self.name(name, line, column)) for name in self.grid.fields}
        return None if values[self.grid.fields[0]] in (None, "") else values

    def wanted(self) -> dict[int, dict[Any, Values]]:
        return {
            line.pk: {column: self._values(line.pk, column) for column in self.columns} for line in self.lines
        }

    def tokens(self) -> dict[int, str]:
        return {line.pk: self.cleaned_data.get(f"token-{line.pk}", "") for line in self.lines}

    def meet(self, stale: set[int], rows: Rows) -> None:
        """Show what others saved beside what was typed; saving again is then a decision made with both in sight.

        Cells that the person left as they were take over what others saved in them.
        """
        self.stale, self.rows = stale, rows
        self.data = self.data.copy()
        for line in stale:
            before = cells_before(self.grid, line, self.tokens()[line], rows[line])
            self.data[self.add_prefix(f"token-{line}")] = token(rows[line].values())
            for column in self.columns:
                if self._values(line, column) == before.get(column):
                    self._take_over(line, column)

    def _take_over(self, line: int, column: Any) -> None:
        row = self.rows[line].get(column)
        now = self.grid.values(row) if row else None
        if now == self._values(line, column):
            return
        self.taken.add((line, column))
        for name in self.grid.fields:
            key = self.name(name, line, column)
            value = self.fields[key].prepare_value(now[name]) if now else None
            self.data[self.add_prefix(key)] = "" if value is None else str(value)

    @cached_property
    def table(self) -> list[Line]:
        return [
            Line(
                line,
                self[f"token-{line.pk}"],
                [self._cell(line.pk, column) for column in self.columns],
                line.pk in self.stale,
            )
            for line in self.lines
        ]

    def _cell(self, line: int, column: Any) -> Cell:
        fields = [self[self.name(name, line, column)] for name in self.grid.fields]
        for field in fields:
            if self.is_bound and field.errors:
                field.field.widget.attrs["class"] = f"{field.field.widget.attrs.get('class', '')} is-invalid"
        is_taken = (line, column) in self.taken
        theirs = self._theirs(line, column) if line in self.stale and not is_taken else ""
        return Cell(str(self.columns[column]), fields, theirs, is_taken)

    def _theirs(self, line: int, column: Any) -> str:
        row = self.rows[line].get(column)
        if row is None:
            return str(_("empty")) if self._values(line, column) else ""
        values = self.grid.values(row)
        return (
            ""
            if values == self._values(line, column)
            else ", ".join(str(v) for v in values.values() if v not in (None, ""))
        )


def last_saved(form: GridForm, programme: Programme) -> Entry | None:
    """Who saved in the grid last, and when: for the page that `meet` leads to."""
    changes = Change.objects.filter(scope=programme.pk, model=form.grid.model._meta.label_lower)
    return last_of(changes, programme)


def save_grid(form: GridForm, *, programme: Programme, by: User) -> int | None:
    """How many cells of a valid form were saved; None where others came first, and the form shows what they saved."""
    try:
        return revise_lines(
            grid=form.grid, programme=programme, wanted=form.wanted(), tokens=form.tokens(), by=by
        )
    except StaleLines as stale:
        form.meet(stale.lines, stale.rows)
        return None
