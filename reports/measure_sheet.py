"""One measure at full size in a report: its chart, and all its figures as a table that fits the page's width."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from charts.chart import Chart, Heading
from charts.numbers import NumberFormat
from charts.series import Baseline, Note, Point, Segment, Series, SeriesLabels, Sign, Target, sign_mark
from charts.svg import markup, tag, text_tag
from charts.time_series import time_series

ACROSS = 13  # periods side by side
MOST_FIGURES = 26  # the newest; the chart shows them all

Data = dict[str, Any]


@dataclass(frozen=True)
class Figure:
    """One period in the table; `sign` is drawn and carries its word, empty for common cause."""

    label: str
    value: str
    target: str
    sign: str


@dataclass(frozen=True)
class Sheet:
    """`has_targets` where the target changed on the way; one that holds throughout stands in the sentence."""

    measure: Data
    chart: Chart
    bands: list[list[Figure]]
    n_earlier: int
    limits: list[str]
    has_targets: bool


def sheet_of(measure: Data, labels: SeriesLabels) -> Sheet:
    numbers = NumberFormat(measure["decimals"], prefix=measure["prefix"])
    heading = Heading(f"measure-{_slug(measure['code'])}", measure["title"], measure["sentence"])
    figures = [_figure(point, numbers, labels) for point in measure["points"][-MOST_FIGURES:]]
    return Sheet(
        measure=measure,
        chart=time_series(_series(measure, numbers), heading, labels),
        bands=[figures[start : start + ACROSS] for start in range(0, len(figures), ACROSS)],
        n_earlier=len(measure["points"]) - len(figures),
        limits=list(_limits(measure["segments"], numbers)),
        has_targets=len({figure.target for figure in figures}) > 1,
    )


def _slug(code: str) -> str:
    """A code as the start of an id: codes may hold dots, ids of drawings may not."""
    return code.replace(".", "_")


def _series(measure: Data, numbers: NumberFormat) -> Series:
    base = measure["baseline"]
    return Series(
        points=[
            Point(p["period"], _plain(p["value"]), Sign(p["sign"]), p["reason"]) for p in measure["points"]
        ],
        segments=[_segment(part) for part in measure["segments"]],
        targets=[Target(t["from"], t["to"], float(t["value"]), t["is_current"]) for t in measure["targets"]],
        notes=[
            Note(note["on"], note["text"])
            for note in measure["notes"]
            if _is_within(note["on"], measure["points"])
        ],
        baseline=Baseline(base["from"], base["to"], float(base["value"])) if base else None,
        unit=measure["unit"],
        numbers=numbers,
    )


def _is_within(day: date, points: Sequence[Data]) -> bool:
    """A note from before the first figure would squeeze the chart."""
    return not points or day >= points[0]["period"]


def _segment(part: Data) -> Segment:
    names = ("mean", "lower", "upper", "lower_two", "upper_two")
    return Segment(part["first"], part["last"], *(_plain(part[name]) for name in names))


def _plain(value: str | None) -> float | None:
    return None if value is None else float(value)


def _figure(point: Data, numbers: NumberFormat, labels: SeriesLabels) -> Figure:
    sign = Sign(point["sign"])
    return Figure(
        label=point["label"],
        value=numbers(_plain(point["value"])) or "–",
        target=numbers(_plain(point["target"])),
        sign="" if sign is Sign.COMMON else _drawn(sign, labels.signs[sign]),
    )


def _drawn(sign: Sign, word: str) -> str:
    root = tag(
        "svg",
        text_tag("title", word),
        sign_mark(sign, 8, 8),
        xmlns="http://www.w3.org/2000/svg",
        viewBox="0 0 16 16",
        width=14,
        height=14,
        role="img",
        aria_label=word,
    )
    return markup(root)


def _limits(segments: Sequence[Data], numbers: NumberFormat) -> Iterator[str]:
    """Mean and limits of each stretch, with one decimal more than the figures are shown with."""
    finer = NumberFormat(numbers.decimals + 1, prefix=numbers.prefix)
    for part in segments:
        words = {
            "first": date_format(part["first"], "M Y"),
            "last": date_format(part["last"], "M Y"),
            **{name: finer(_plain(part[name])) for name in ("mean", "lower", "upper")},
        }
        if part["lower"] is None:
            yield _("%(first)s to %(last)s: mean %(mean)s.") % words
        else:
            yield _("%(first)s to %(last)s: mean %(mean)s, limits %(lower)s to %(upper)s.") % words
