"""Indicators, what is agreed about them, and their figures: one import a month, which also settles some of the last."""

import hashlib
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from functools import partial

from config.bench.telling import Deed, Telling
from config.bench.words import edited, phrase, text
from monitoring.models import Annotation, Baseline, Import, Indicator, Observation, Recalculation, Target

AT_ONCE = 10  # indicators entered in one act
PROVISIONAL = 0.25  # of the figures, corrected a month later
KEY = 6  # indicators of the home page


class Figures:
    def __init__(self, telling: Telling) -> None:
        self.told, self.rng = telling, telling.rng
        self.add, self.revise = telling.ledger.add, telling.ledger.revise
        self.indicators: list[Indicator] = []
        self.provisional: list[Observation] = []

    def found(self) -> Iterator[Deed]:
        for first in range(0, self.told.size.indicators, AT_ONCE):
            yield Deed(20, partial(self._indicators, first), "From the framework of measures.")

    def month(self, number: int) -> Iterator[Deed]:
        for row in self.indicators:
            if (number + row.pk) % 12 == 0:
                yield Deed(6, partial(self._target, row), "Targets of the year.")
            if (number + row.pk) % 24 == 7:
                yield Deed(7, partial(self._explain, row), text(self.rng, 1, 2))
        yield Deed(14, self._import, "Figures of the month; provisional ones settled.")

    def _indicators(self, first: int) -> None:
        for number in range(first, min(first + AT_ONCE, self.told.size.indicators)):
            row = self._indicator(number)
            self.add(row)
            self.indicators.append(row)
            self._baseline(row)
            self._target(row)

    def _indicator(self, number: int) -> Indicator:
        aims, dimensions = Indicator.Aim.values, Indicator.Dimension.values
        return Indicator(
            programme=self.told.programme,
            code=f"IND-{number + 1:03}",
            title=f"{phrase(self.rng)} {number + 1}",
            aim=aims[number % len(aims)],
            dimension=dimensions[number % len(dimensions)],
            definition=text(self.rng, 2, 5),
            unit=("%", "days", "per 1,000 people")[number % 3],
            decimals=1,
            source="Monthly return",
            data_owner=self.rng.choice(self.told.people),
            organisation=self.rng.choice(self.told.organisations),
            direction=(Indicator.Direction.INCREASE, Indicator.Direction.DECREASE)[number % 2],
            is_key=number < KEY,
        )

    def _baseline(self, row: Indicator) -> None:
        started = self.told.programme.starts_on
        baseline = Baseline(
            programme=self.told.programme,
            indicator=row,
            value=self._figure(row),
            from_on=started - timedelta(days=365),
            to_on=started,
            reason=text(self.rng, 1, 2),
        )
        self.add(baseline)

    def _target(self, row: Indicator) -> None:
        target = Target(
            programme=self.told.programme,
            indicator=row,
            value=self._figure(row),
            applies_from=self.told.today.replace(day=1),
            reason=text(self.rng, 1, 2),
        )
        self.add(target)

    def _explain(self, row: Indicator) -> None:
        programme, today = self.told.programme, self.told.today
        self.revise(row, definition=edited(self.rng, row.definition, 8))
        self.add(Annotation(programme=programme, indicator=row, on=today, text=phrase(self.rng)))
        if self.rng.random() < 0.3:
            start = today.replace(day=1)
            self.add(Recalculation(programme=programme, indicator=row, on=start, reason=text(self.rng, 1, 2)))

    def _import(self) -> None:
        """Figures of the month before, in one file; a quarter of those of the last file are corrected by it."""
        corrected = [row for row in self.provisional if self.rng.random() < PROVISIONAL]
        self._note_import(len(corrected))
        for row in corrected:
            self.revise(row, value=row.value + Decimal(self.rng.randint(1, 20)) / 10)
        for row in self.provisional:
            self.told.ledger.settle(row)
        self.provisional = [self._observation(row) for row in self.indicators]
        self.add(*self.provisional)

    def _note_import(self, changed: int) -> None:
        name = f"figures-{self.told.today:%Y-%m}.csv"
        imported = Import(
            programme=self.told.programme,
            file_name=name,
            sha256=hashlib.sha256(f"{self.told.programme.slug} {name}".encode()).hexdigest(),
            rows_added=len(self.indicators),
            rows_changed=changed,
        )
        self.add(imported)
        self.told.ledger.name_cause(imported)

    def _observation(self, row: Indicator) -> Observation:
        period = (self.told.today.replace(day=1) - timedelta(days=1)).replace(day=1)
        return Observation(
            programme=self.told.programme, indicator=row, period=period, value=self._figure(row, period)
        )

    def _figure(self, row: Indicator, period: date | None = None) -> Decimal:
        """Around a level of its own, which shifts once in the life of the series."""
        level = 400 + sum(row.code.encode()) % 7 * 40
        shift = 30 if period and (period - self.told.size.first).days > 900 else 0
        return Decimal(round(self.rng.gauss(level + shift, 18))) / 10
