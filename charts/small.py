"""The same series as a small multiple: last value, centre, limits and target, without words."""

from datetime import date
from xml.etree.ElementTree import Element

from .chart import Chart, Heading, charted, empty_chart
from .numbers import Scale
from .series import Series, SeriesLabels, Sign, columns, runs, series_table, sign_mark
from .svg import line, polyline, tag, words
from .text import text_width

WIDTH, HEIGHT = 200.0, 56.0
EDGE = 8.0


def sparkline(data: Series, heading: Heading, labels: SeriesLabels) -> Chart:
    """200 × 56: the line, its special-cause points, the last value written at its end."""
    points = [point for point in data.ordered() if point.value is not None]
    if not points:
        return empty_chart(
            heading, labels.empty, columns(data, labels), width=WIDTH, height=HEIGHT, is_fixed=True
        )
    last = data.numbers(points[-1].value)
    right = WIDTH - text_width(last, 14, is_bold=True) - 14
    first, end = points[0].when, points[-1].when
    x = Scale(0, (end - first).days, EDGE, right)
    y = Scale(min(data.levels()), max(data.levels()), HEIGHT - EDGE, EDGE)
    body = [*_levels(data, x, y, first, end), *_trace(data, x, y, first)]
    at = y(points[-1].value or 0)
    body.append(words(last, right + 10, min(max(at + 5, 14), HEIGHT - 4), size=14, weight=600))
    table = series_table(data, labels, heading.title)
    return charted(heading, WIDTH, HEIGHT, body, table, kind="sparkline", is_fixed=True)


def _levels(data: Series, x: Scale, y: Scale, first: date, end: date) -> list[Element]:
    """Limits as a band, centre as a line, the target in force as a dashed one; only the span of the points."""
    drawn: list[Element] = []
    for part in data.segments:
        left, right = (_clipped(x, day, first, end) for day in (part.start, part.end))
        if part.lower is not None and part.upper is not None:
            top, height = y(part.upper), y(part.lower) - y(part.upper)
            drawn.append(tag("rect", x=left, y=top, width=right - left, height=height, fill="tint"))
        drawn.append(line(left, y(part.centre), right, y(part.centre), stroke="quiet"))
    for target in (target for target in data.targets if target.is_current and target.start <= end):
        left, right = (_clipped(x, day or end, first, end) for day in (target.start, target.end))
        drawn.append(
            line(left, y(target.value), right, y(target.value), stroke="target", width=1.4, dash="5 2 1 2")
        )
    return drawn


def _clipped(x: Scale, day: date, first: date, end: date) -> float:
    return x((min(max(day, first), end) - first).days)


def _trace(data: Series, x: Scale, y: Scale, first: date) -> list[Element]:
    points = data.ordered()
    drawn = [
        polyline(
            [(x((p.when - first).days), y(p.value)) for p in run if p.value is not None],
            stroke="quiet",
            width=1.3,
        )
        for run in runs(points)
        if len(run) > 1
    ]
    plotted = [point for point in points if point.value is not None]
    for point in plotted:
        is_last = point is plotted[-1]
        if point.sign is not Sign.COMMON or is_last:
            drawn.append(
                sign_mark(point.sign, x((point.when - first).days), y(point.value or 0), 5 if is_last else 3)
            )
    return drawn
