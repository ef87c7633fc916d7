"""Questionnaires: the statements of a dimension are answered by themselves, and the dimension is their mean."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from assessments.instrument_pack import Dimension
from assessments.results_page.drawings import item_dots
from assessments.results_page.shown import (
    Json,
    LineOfDimension,
    Shown,
    confidence_words,
    elements,
    said_reasons,
)
from charts.chart import Chart, Column, Table


@dataclass(frozen=True, kw_only=True)
class Line(LineOfDimension):
    facts: list[tuple[str, str]]
    chart: Chart
    reversed: list[str]  # statements whose answers are turned round in the mean


@dataclass(frozen=True)
class Items:
    sentence: str
    table: Table
    lines: list[Line]


def items(shown: Shown) -> Items:
    lines = [_line(shown, one, found) for one, found in shown.dimensions]
    return Items(_sentence(shown), _table(shown), lines)


def _line(shown: Shown, one: Dimension, found: Json) -> Line:
    return Line(
        dimension=one,
        found=found,
        facts=[] if found["is_hidden"] else _facts(shown, found),
        chart=item_dots(shown, one.key, one.title, elements(one, found)),
        reversed=[item.text for item in one.items if item.is_reversed],
        groups=group_values(shown, one, found),
        why_no_groups=shown.why_not(found),
        reasons=said_reasons(found),
    )


def _facts(shown: Shown, found: Json) -> list[tuple[str, str]]:
    facts = [
        (_("Answered by"), str(found["n"])),
        (_("Mean of the statements"), shown.value(found["pooled"])),
        (_("Median of the people"), shown.value(found["median"])),
        (_("Not their field"), str(found["abstained"])),
        (_("How sure"), confidence_words(found["confidence"])),
    ]
    return [(term, value) for term, value in facts if value]


def group_values(shown: Shown, one: Dimension, found: Json) -> Table | None:
    """The groups of the chosen breakdown, with one figure for each; for checklists and presence too."""
    groups = shown.groups(found)
    if not groups:
        return None
    columns = [Column(_("Group")), Column(_("Answered by"), True), Column(_("Value"), True)]
    rows = [[group.name, str(group.found["n"]), shown.value(shown.figure(group.found))] for group in groups]
    return Table(one.title, columns, rows)


def _table(shown: Shown) -> Table:
    columns = [
        Column(_("Dimension")),
        Column(_("Answered by"), True),
        Column(_("Mean"), True),
        Column(_("Median"), True),
        Column(_("Middle half of the people"), True),
    ]
    return Table(_("Every dimension"), columns, [_row(shown, one, found) for one, found in shown.dimensions])


def _row(shown: Shown, one: Dimension, found: Json) -> list[str]:
    if found["is_hidden"]:
        return [one.title, _("too few"), "–", "–", "–"]
    middle_half = "–"
    if found["q1"] is not None:
        low, high = shown.value(found["q1"]), shown.value(found["q3"])
        middle_half = _("%(low)s to %(high)s") % {"low": low, "high": high}
    values = [shown.value(found["pooled"]), shown.value(found["median"]), middle_half]
    return [one.title, str(found["n"]), *values]


def _sentence(shown: Shown) -> str:
    known = [(found["pooled"], one.title) for one, found in shown.dimensions if found["pooled"] is not None]
    if not known:
        return _("Too few answered for anything to be shown.")
    value, title = min(known)
    return _("The lowest mean is that of %(dimension)s: %(value)s on a scale from %(low)d to %(high)d.") % {
        "dimension": title,
        "value": shown.value(value),
        "low": shown.scale.low,
        "high": shown.scale.high,
    }
