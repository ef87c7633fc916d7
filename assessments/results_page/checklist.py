"""Checklists: what is not met yet first, then how much of each dimension is."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from assessments.instrument_pack import Dimension
from assessments.results_page.drawings import profile
from assessments.results_page.items import group_values
from assessments.results_page.onward import Next
from assessments.results_page.shown import Element, Json, LineOfDimension, Shown, elements, said_reasons
from charts.chart import Chart, Column, Heading, Table
from charts.shares import Share, SharesLabels, shares, tally

YES, PARTLY, NO = "2", "1", "0"
WORDS = {YES: gettext_lazy("Yes"), PARTLY: gettext_lazy("Partly"), NO: gettext_lazy("No")}


@dataclass(frozen=True)
class Point:
    """One point that is not met, with how many gave each answer, and what may come of it."""

    key: str
    dimension: Dimension
    text: str
    share: str
    bar: Chart
    counts: list[tuple[Any, int]]
    next: Next


@dataclass(frozen=True, kw_only=True)
class Line(LineOfDimension):
    """One dimension. `settled` are the keys of its points that are not in the list of what is not met."""

    share: str
    points: Table | None  # None for a dimension that is itself the point
    answers: list[tuple[Any, int]]  # then, how many gave each answer
    settled: list[str]


@dataclass(frozen=True)
class Checklist:
    """`share` is what is met over all points that are shown, in words; `open` what is not met, the least met first."""

    sentence: str
    share: str
    open: list[Point]
    profile: Chart | None  # where groups are told apart; of the panel as a whole the bars say the same
    chart: Chart
    lines: list[Line]


def checklist(shown: Shown) -> Checklist:
    known = [point for one, found in shown.dimensions for point in _known(one, found)]
    return Checklist(
        sentence=_sentence(shown, known),
        share=shown.value(fmean(point.found["share"] for point in known)) if known else "",
        open=_open(shown),
        profile=profile(shown) if shown.by else None,
        chart=_chart(shown),
        lines=[_line(shown, one, found) for one, found in shown.dimensions],
    )


def is_met(point: Element) -> bool:
    """More than half of those who answered say yes."""
    yes: int = point.found["counts"][YES]
    return 2 * yes > point.found["n"]


def _known(dimension: Dimension, found: Json) -> list[Element]:
    """The points of which something can be shown."""
    every = elements(dimension, found)
    return [point for point in every if not point.is_hidden and point.found["share"] is not None]


def _is_met_whole(dimension: Dimension, found: Json) -> bool:
    known = _known(dimension, found)
    return len(known) == len(elements(dimension, found)) and all(is_met(point) for point in known)


# In a sentence


def _sentence(shown: Shown, known: Sequence[Element]) -> str:
    """ "11 of 16 are met by more than half of the answers." """
    if not known:
        return _("Too few answered for anything to be shown.")
    met = sum(_is_met_whole(one, found) for one, found in shown.dimensions)
    if shown.is_joint:
        return _joint_sentence(shown, known, met)
    words = {"met": met, "all": len(shown.dimensions)}
    if any(one.items for one, _found in shown.dimensions):
        return (
            ngettext(
                "%(met)d of %(all)d dimension is met: more than half of the answers to each of its points are yes.",
                "%(met)d of %(all)d dimensions are met: more than half of the answers to each of their points are yes.",
                len(shown.dimensions),
            )
            % words
        )
    return (
        ngettext(
            "%(met)d of %(all)d point is met by more than half of the answers.",
            "%(met)d of %(all)d points are met by more than half of the answers.",
            len(shown.dimensions),
        )
        % words
    )


def _joint_sentence(shown: Shown, known: Sequence[Element], met: int) -> str:
    said = {code: sum(point.found["counts"][code] for point in known) for code in WORDS}
    words = {"yes": said[YES], "partly": said[PARTLY], "no": said[NO], "all": len(known)}
    points = (
        _("Together you say yes to %(yes)d of %(all)d points, partly to %(partly)d and no to %(no)d.") % words
    )
    if not any(one.items for one, _found in shown.dimensions):
        return points
    whole = _("%(met)d of %(of)d dimensions are met in full.") % {"met": met, "of": len(shown.dimensions)}
    return f"{points} {whole}"


# What is not met


def _open(shown: Shown) -> list[Point]:
    """The least met first; equal ones in the instrument's order."""
    found = [
        (one, point) for one, result in shown.dimensions for point in _known(one, result) if not is_met(point)
    ]
    found.sort(key=lambda pair: float(pair[1].found["share"]))
    return [_point(shown, one, point, place) for place, (one, point) in enumerate(found)]


def _point(shown: Shown, one: Dimension, point: Element, place: int) -> Point:
    counts = _counts(point.found)
    said = ", ".join(f"{word} {n}" for word, n in counts)
    bar = tally(Heading(f"open-{place}", point.text, said), [(str(word), n) for word, n in counts])
    share = shown.value(point.found["share"])
    return Point(point.key, one, point.text, share, bar, counts, shown.plan.of(point.key, point.text))


def _counts(found: Json) -> list[tuple[Any, int]]:
    return [(word, found["counts"][code]) for code, word in WORDS.items()]


# By dimension


def _chart(shown: Shown) -> Chart:
    rows = [
        Share(one.title, (shown.figure(found),), _met_note(one, found)) for one, found in shown.dimensions
    ]
    labels = SharesLabels(
        row=_("Dimension"),
        series=[_("Share met")],
        note=_("Points"),
        missing=_("too few"),
        empty=_("Nothing is shown."),
    )
    summary = _("Yes counts one, partly a half, no nothing; the mean of a dimension's points.")
    return shares(Heading("met", _("Share met by dimension"), summary), rows, labels)


def _met_note(one: Dimension, found: Json) -> str:
    every = elements(one, found)
    met = sum(is_met(point) for point in _known(one, found))
    if not one.items:
        return _("met") if met else ""
    return ngettext("%(met)d of %(all)d point met", "%(met)d of %(all)d points met", len(every)) % {
        "met": met,
        "all": len(every),
    }


def _line(shown: Shown, one: Dimension, found: Json) -> Line:
    words = {int(code): str(word) for code, word in WORDS.items()}
    is_itself = not one.items
    return Line(
        dimension=one,
        found=found,
        share="" if shown.figure(found) is None else shown.value(shown.figure(found)),
        points=None if is_itself else _points(shown, one, found),
        answers=_counts(found) if is_itself and not found["is_hidden"] else [],
        settled=[] if is_itself else [point.key for point in _known(one, found) if is_met(point)],
        groups=group_values(shown, one, found),
        why_no_groups=shown.why_not(found),
        reasons=said_reasons(found, words),
    )


def _points(shown: Shown, one: Dimension, found: Json) -> Table:
    columns = [Column(_("Point")), *(Column(str(word), True) for word in (*WORDS.values(), _("Share met")))]
    return Table(one.title, columns, [_row(shown, point) for point in elements(one, found)])


def _row(shown: Shown, point: Element) -> list[str]:
    if point.is_hidden or point.found["share"] is None:
        return [point.text, "–", "–", "–", _("too few") if point.is_hidden else "–"]
    return [point.text, *(str(n) for _word, n in _counts(point.found)), shown.value(point.found["share"])]
