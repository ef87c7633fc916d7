"""What a file would change: figures added, changed and left as they are, compared with what is stored."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from monitoring.imports.rows import Figure
from monitoring.models import Indicator, Observation


@dataclass(frozen=True)
class Revision:
    """A stored figure that the file says otherwise."""

    figure: Figure
    row: Observation
    value: Decimal | None
    note: str

    @property
    def has_new_value(self) -> bool:
        return self.value != self.row.value

    @property
    def has_new_note(self) -> bool:
        return self.note != self.row.note


@dataclass(frozen=True)
class Plan:
    added: list[Figure]
    changed: list[Revision]
    n_unchanged: int

    @property
    def is_empty(self) -> bool:
        return not self.added and not self.changed

    @property
    def needs_reason(self) -> bool:
        """Figures that somebody may have quoted are corrected for a reason."""
        return any(revision.has_new_value and revision.row.value is not None for revision in self.changed)

    @property
    def fingerprint(self) -> str:
        """The same for the same changes to the same stored rows: what was previewed is what is done."""
        added = [[f.indicator.pk, f.period.isoformat(), str(f.value), f.note] for f in self.added]
        changed = [[r.row.pk, r.row.version, str(r.value), r.note] for r in self.changed]
        return hashlib.sha256(json.dumps([added, changed]).encode()).hexdigest()


def plan_of(figures: Iterable[Figure], stored: Iterable[Observation]) -> Plan:
    """An empty value or note in the file never wipes out what is stored."""
    present = {(row.indicator_id, row.period): row for row in stored}
    added, changed, n_unchanged = [], [], 0
    for figure in figures:
        row = present.get((figure.indicator.pk, figure.period))
        if row is None:
            added.append(figure)
            continue
        revision = Revision(
            figure, row, row.value if figure.value is None else figure.value, figure.note or row.note
        )
        if revision.has_new_value or revision.has_new_note:
            changed.append(revision)
        else:
            n_unchanged += 1
    return Plan(added, changed, n_unchanged)


def as_stored(figures: Iterable[Figure]) -> list[list[Any]]:
    """The figures as a draft keeps them (JSON)."""
    return [
        [f.row, f.indicator.pk, f.period.isoformat(), None if f.value is None else str(f.value), f.note]
        for f in figures
    ]


def from_stored(rows: Iterable[list[Any]], indicators: dict[int, Indicator]) -> list[Figure]:
    """Raises KeyError when an indicator has been removed since."""
    return [
        Figure(
            row, indicators[pk], date.fromisoformat(period), None if value is None else Decimal(value), note
        )
        for row, pk, period, value, note in rows
    ]
