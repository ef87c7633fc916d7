"""Grids: many small rows of one kind revised together, a line of cells for each row that they belong to.

A form that shows a grid carries, for each line, a token of the cells that it started from. A line in which somebody
else saved meanwhile is refused, and the whole save with it: nobody overwrites what they have not seen.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import models, transaction

from history.changes import change_set
from history.models import Tracked, add_many

Values = dict[str, Any] | None  # of one cell by field; None: empty
Cells = Mapping[Any, Values]  # by column
Rows = dict[int, dict[Any, Tracked]]  # by line and column


@dataclass(frozen=True)
class Grid:
    """line and column are attributes of the model ("cohort_id", "criterion_id"); fields are what a cell holds."""

    model: type[Tracked]
    line: str
    column: str
    fields: tuple[str, ...]

    def values(self, row: Any) -> Values:
        return {name: getattr(row, name) for name in self.fields}

    def by_line(self, rows: Iterable[Any]) -> Rows:
        found: Rows = defaultdict(dict)
        for row in rows:
            found[getattr(row, self.line)][getattr(row, self.column)] = row
        return found


class StaleLines(Exception):
    """Somebody saved in lines that are being saved; `rows` holds their cells as they are now."""

    def __init__(self, lines: set[int], rows: Rows) -> None:
        super().__init__(f"{len(lines)} lines have moved on")
        self.lines, self.rows = lines, rows


def token(cells: Iterable[Tracked]) -> str:
    """The version of a whole line; never empty, so that a form that came without one is known."""
    return "-".join(["0", *(f"{cell.pk}.{cell.version}" for cell in sorted(cells, key=lambda cell: cell.pk))])


@transaction.atomic
def revise_lines(
    *,
    grid: Grid,
    programme: Any,
    wanted: Mapping[int, Cells],
    tokens: Mapping[int, str],
    by: Any,
    reason: str = "",
) -> int:
    """Save the cells that differ from what their line held when its token was made; how many these are.

    `wanted` has the cells by line and column. Lines of other programmes are left alone. Raises StaleLines.
    """
    lines = _hold(grid, programme, wanted)
    rows = grid.by_line(grid.model.objects.filter(**{f"{grid.line}__in": lines}))
    changed: dict[int, Cells] = {}
    for line in lines:
        before = cells_before(grid, line, tokens.get(line, ""), rows[line])
        if cells := {column: cell for column, cell in wanted[line].items() if cell != before.get(column)}:
            changed[line] = cells
    if stale := _moved_on(changed, tokens, rows):
        raise StaleLines(stale, rows)
    with change_set(by=by, reason=reason, scope=programme.pk):
        added = [
            row for line, cells in changed.items() for row in _write(grid, programme, line, cells, rows[line])
        ]
        add_many(added)
    return sum(map(len, changed.values()))


def _hold(grid: Grid, programme: Any, wanted: Iterable[int]) -> list[int]:
    """Hold the rows that the lines stand for until the transaction ends, in one order for everybody."""
    owner: Any = grid.model._meta.get_field(grid.line.removesuffix("_id")).related_model
    held = owner.objects.select_for_update().filter(programme=programme, pk__in=list(wanted))
    return list(held.order_by("pk").values_list("pk", flat=True))


def _moved_on(lines: Iterable[int], tokens: Mapping[int, str], rows: Rows) -> set[int]:
    """The lines in which somebody has saved since their token was made, and those that came without one."""
    return {line for line in lines if tokens.get(line, "") != token(rows[line].values())}


def cells_before(grid: Grid, line: int, opened: str, rows: Mapping[Any, Tracked]) -> dict[Any, Values]:
    """The cells of a line as they were when the token `opened` was made; read from history if they have moved on."""
    if opened == token(rows.values()):
        return {column: grid.values(row) for column, row in rows.items()}
    pairs = [part.partition(".") for part in opened.split("-") if part.replace(".", "", 1).isdecimal()]
    known = models.Q(pk=None)
    for pk, _, version in pairs:
        known |= models.Q(id=int(pk), version=int(version or 0))
    records = grid.model.history.filter(known, **{grid.line: line}) if pairs else []
    return {getattr(record, grid.column): grid.values(record) for record in records}


def _write(grid: Grid, programme: Any, line: int, cells: Cells, rows: Mapping[Any, Tracked]) -> list[Tracked]:
    """Save what was there before; the rows that are new."""
    added: list[Tracked] = []
    for column, cell in cells.items():
        row = rows.get(column)
        if row is None and cell is not None:
            place = {grid.line: line, grid.column: column, "programme_id": programme.pk}
            added.append(grid.model(**place, **cell))
        elif row is not None and cell is None:
            row.remove()
        elif row is not None and cell is not None:
            for name, value in cell.items():
                setattr(row, name, value)
            row.save()
    return added
