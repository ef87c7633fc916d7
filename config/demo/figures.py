"""Figures of the demonstration, taken in as files are: as an import that can be looked at and undone."""

import csv
import hashlib
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from config.demo.script import FOLDER, Deed, read
from config.demo.telling import Teller
from monitoring.actions import keep_draft, plan_of_draft, take_in
from monitoring.imports.rows import Figure
from monitoring.models import Import, Indicator
from monitoring.periods import Frequency, following, start_of

SERIES = FOLDER / "series"
DAYS_TO_COUNT = timedelta(days=12)  # after a period has ended, before its figure is known


def take_figures(teller: Teller, deed: Deed) -> None:
    """`import: figures` takes in what series.yaml has and is known by then; `import: x.csv`, `into: CODE` a file."""
    if deed["import"] == "figures":
        taken = set(teller.programme.observations.values_list("indicator_id", "period"))
        figures = [
            figure
            for figure in series_of(teller)
            if is_known(figure, teller.day) and (figure.indicator.pk, figure.period) not in taken
        ]
        take(teller, f"figures-{teller.day:%Y-%m}.csv", figures)
    else:
        indicator = teller.named(Indicator, deed["into"])
        take(teller, deed["import"], published(SERIES / deed["import"], indicator), indicator)


def series_of(teller: Teller) -> Iterator[Figure]:
    """Every figure of the programme's series.yaml."""
    for code, series in read(teller.folder / "series.yaml").items():
        indicator = teller.named(Indicator, code)
        frequency = Frequency(indicator.frequency)
        period = start_of(teller.days.day(series["from"]), frequency)
        for row, value in enumerate(series["values"], start=2):
            yield Figure(row, indicator, period, Decimal(str(value)), "")
            period = following(period, frequency)


def is_known(figure: Figure, day: date) -> bool:
    """Whether the period had ended by the day, long enough ago to be counted."""
    return following(figure.period, Frequency(figure.indicator.frequency)) + DAYS_TO_COUNT <= day


def published(path: Path, indicator: Indicator) -> Iterator[Figure]:
    """The figures of a file with the columns date and value."""
    with path.open(encoding="utf-8", newline="") as file:
        for row, cells in enumerate(csv.DictReader(file), start=2):
            yield Figure(row, indicator, date.fromisoformat(cells["date"]), Decimal(cells["value"]), "")


def take(teller: Teller, name: str, figures: Iterable[Figure], indicator: Indicator | None = None) -> Import:
    """The way every file goes: kept as a draft, compared with what is stored, taken in as one act."""
    found = list(figures)
    text = "\n".join(f"{figure.indicator.code},{figure.period},{figure.value}" for figure in found)
    draft = keep_draft(
        programme=teller.programme,
        indicator=indicator,
        file_name=name,
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        figures=found,
        notices=[],
        by=teller.by,
    )
    return take_in(draft=draft, fingerprint=plan_of_draft(draft).fingerprint, by=teller.by)


def revise_figure(teller: Teller, deed: Deed) -> None:
    """`figure: CODE` of a `period`, with the fields that change."""
    values: dict[str, Any] = dict(deed)
    indicator = teller.named(Indicator, values.pop("figure"))
    period = start_of(teller.days.day(values.pop("period")), Frequency(indicator.frequency))
    row = indicator.observations.get(period=period)
    teller.fill(row, values)
    row.save()


FIGURE_VERBS = {"import": take_figures, "figure": revise_figure}
