"""What a revealed round came to, as a respondent reads it: the group's ratings with one's own among them.

Read from the stored result alone (`results.round_result`); nothing is computed from anybody's sheet but one's own.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.agreement_chart import dots_labels
from assessments.answering import Line, Lines
from assessments.forms.rating import words_of
from assessments.instrument_pack import Dimension, Instrument
from assessments.level_scale import level_scale
from assessments.models import MinorityView, Round
from assessments.outcome import with_unit
from assessments.rating_own import own_words, set_aside, value_of
from assessments.rating_page import Seat
from assessments.results import Kind, figure, kind_of
from charts.chart import Chart, Heading
from charts.dots import DotRow, DotsLabels, Verdict, dots

Json = Mapping[str, Any]


@dataclass(frozen=True)
class Reason:
    """`answer` is what it explains: a level, or "Yes"; empty for a dimension whose items are answered by themselves."""

    answer: str
    text: str


@dataclass(frozen=True)
class GroupLine:
    """One dimension. `sentence` is what the group says, `own` one's own rating that the result holds.

    `set_aside` says why it is not what one said last; `is_outside`: it lies outside the region. The reasons stand in an
    order that tells nothing.
    """

    dimension: Dimension
    sentence: str
    own: str
    set_aside: str
    is_outside: bool
    reasons: list[Reason]
    views: list[MinorityView]


@dataclass(frozen=True)
class Group:
    """`chart` where each dimension is rated by one number; `lines` always. `is_hidden`: too few have answered."""

    round: Round
    answered: int | None
    smallest: int
    is_hidden: bool
    chart: Chart | None
    lines: list[GroupLine]


@dataclass(frozen=True)
class Beside:
    """One dimension in the round before: one's own rating that counts, and the group."""

    own: str
    sentence: str
    chart: Chart | None
    reasons: list[Reason]


def group_of(seat: Seat) -> Group | None:
    """The last revealed round; None before the first reveal."""
    content = _content(seat)
    if content is None or seat.last_revealed is None:
        return None
    found, is_hidden = content["dimensions"], content["is_hidden"]
    shown = [one for one in seat.instrument.dimensions if one.key in found]
    answers = _answers_up_to(seat, seat.last_revealed)
    return Group(
        round=seat.last_revealed,
        answered=content["answered"],
        smallest=content["minimum"],
        is_hidden=is_hidden,
        chart=None if is_hidden else _chart(seat.instrument, shown, found, answers, "group-result"),
        lines=[] if is_hidden else _lines(seat, shown, content, answers),
    )


def beside(seat: Seat, dimension: Dimension) -> Beside | None:
    """For a later round, what one's rating begins from; None in the first."""
    content = _content(seat)
    if content is None or dimension.key not in content["dimensions"]:
        return None
    found, own = content["dimensions"], seat.earlier.get(dimension.key, [])
    return Beside(
        own=own_words(dimension, seat.instrument, own),
        sentence=_sentence(dimension, seat.instrument, found[dimension.key], content["minimum"]),
        chart=_chart(seat.instrument, [dimension], found, seat.earlier, f"before-{dimension.key}"),
        reasons=_reasons(dimension, seat.instrument, found[dimension.key]),
    )


def _content(seat: Seat) -> Json | None:
    return seat.contents.get(seat.last_revealed.pk) if seat.last_revealed else None


def _answers_up_to(seat: Seat, round: Round) -> Lines:
    """One's own answers that the result of the round holds."""
    return seat.standing_answers if seat.rounds[-1] == round else seat.earlier


def _lines(seat: Seat, shown: list[Dimension], content: Json, answers: Lines) -> list[GroupLine]:
    found, is_newest = content["dimensions"], seat.rounds[-1] == seat.last_revealed
    views: dict[str, list[MinorityView]] = {}
    for view in seat.assessment.minority_views.order_by("pk"):
        views.setdefault(view.dimension, []).append(view)
    return [
        GroupLine(
            dimension=one,
            sentence=_joint_sentence(seat.instrument, found[one.key])
            if seat.is_joint
            else _sentence(one, seat.instrument, found[one.key], content["minimum"]),
            own=own_words(one, seat.instrument, answers.get(one.key, [])),
            set_aside=set_aside(seat, one) if is_newest else "",
            is_outside=_is_outside(one, seat.instrument, found[one.key], answers.get(one.key, [])),
            reasons=_reasons(one, seat.instrument, found[one.key]),
            views=views.get(one.key, []),
        )
        for one in shown
    ]


def _reasons(dimension: Dimension, instrument: Instrument, found: Json) -> list[Reason]:
    words = {} if instrument.is_rated else words_of(instrument, dimension)
    given = [(one["value"], one["reason"]) for one in found["reasons"] or ()]
    return [Reason("" if value is None else words.get(value, str(value)), text) for value, text in given]


def _sentence(dimension: Dimension, instrument: Instrument, found: Json, smallest: int) -> str:
    if found["is_hidden"]:
        return _("Fewer than %(n)d answered this, so nothing of it is shown.") % {"n": smallest}
    n, value = found["n"], figure(instrument.answer, found)
    if not n:
        return _("Nobody rated it.")
    words = [ngettext("%(n)d person answered", "%(n)d people answered", n) % {"n": n}]
    if value is not None:
        kind = kind_of(instrument.answer, has_items=bool(dimension.items))
        words.append(_figure_words()[kind] % {"figure": with_unit(value, level_scale(instrument))})
    if verdict := _verdict(found):
        words.append(_("they agree") if verdict is Verdict.AGREEMENT else _("they are split"))
    return "; ".join(words) + "."


def _joint_sentence(instrument: Instrument, found: Json) -> str:
    """Of a group that answered as one; empty where there is no figure."""
    value = figure(instrument.answer, found)
    if value is None:
        return ""
    share = {"share": with_unit(value, level_scale(instrument))}
    if instrument.answer == "presence":
        return _("%(share)s of the relevant elements are present.") % share
    return _("%(share)s is met.") % share


def _figure_words() -> dict[Kind, str]:
    return {
        "median": _("the median is %(figure)s"),
        "mean": _("the mean of the statements is %(figure)s"),
        "met": _("to them %(figure)s is met"),
        "present": _("by their majority %(figure)s of the relevant elements are present"),
    }


def _is_outside(dimension: Dimension, instrument: Instrument, found: Json, given: list[Line]) -> bool:
    agreement = _agreement(found)
    value = value_of(dimension, instrument, given)
    if agreement is None or value is None:
        return False
    low, high = agreement["region"]
    return not low <= value <= high


def _agreement(found: Json) -> Json | None:
    summary = found.get("summary")
    return summary["ijic7747"] if summary else None


def _verdict(found: Json) -> Verdict | None:
    agreement = _agreement(found)
    return Verdict(agreement["distribution"]) if agreement and agreement["distribution"] else None


def _verdict_words() -> dict[Verdict, str]:
    return {Verdict.AGREEMENT: _("Agreement"), Verdict.SPLIT: _("Split")}


def _chart(
    instrument: Instrument, shown: list[Dimension], found: Json, answers: Lines, name: str
) -> Chart | None:
    """None where dimensions are not rated by one number each, or nothing may be shown."""
    rated = [one for one in shown if not one.items]
    if instrument.scale is None or not rated or all(found[one.key]["is_hidden"] for one in rated):
        return None
    smallest = _("Too few to show")
    rows = [_row(one, instrument, found[one.key], answers.get(one.key, []), smallest) for one in rated]
    summary = _("The middle of the group's ratings, and how far they lie apart; your own with a ring.")
    return dots(
        Heading(name, _("The group's ratings and yours"), summary), rows, _levels(instrument), _labels()
    )


def _levels(instrument: Instrument) -> Any:
    return level_scale(instrument).levels()


def _row(dimension: Dimension, instrument: Instrument, found: Json, given: list[Line], hidden: str) -> DotRow:
    if found["is_hidden"]:
        return DotRow(dimension.title, instead=hidden)
    own = value_of(dimension, instrument, given)
    return DotRow(
        label=dimension.title,
        counts={int(level): count for level, count in found["counts"].items()},
        median=found["median"],
        own=None if own is None else round(own),
        verdict=_verdict(found),
    )


def _labels() -> DotsLabels:
    return replace(
        dots_labels(),
        verdict=_("The group"),
        verdicts=_verdict_words(),
        empty=_("Nothing has been rated yet."),
    )
