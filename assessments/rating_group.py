"""What a revealed round came to, as a respondent reads it: the group's ratings with one's own among them.

Read from the stored result alone (`results.round_result`); nothing is computed from anybody's sheet but one's own.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.agreement_chart import dots_labels
from assessments.agreement_words import level as in_words
from assessments.answering import Line
from assessments.instrument_pack import Dimension, Instrument
from assessments.level_scale import level_scale
from assessments.models import MinorityView, Round, RoundResult
from assessments.rating_own import value_of
from assessments.rating_page import Lines, Seat
from charts.chart import Chart, Heading
from charts.dots import DotRow, DotsLabels, Verdict, dots

Json = Mapping[str, Any]


@dataclass(frozen=True)
class GroupLine:
    """One dimension. `sentence` is what the group says; `is_outside`: one's own rating lies outside the region.

    `reasons` have "reason" and "value", the level that it explains, in an order that tells nothing.
    """

    dimension: Dimension
    sentence: str
    own: str
    is_outside: bool
    reasons: list[Json]
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
    """One dimension in the round before: what one said oneself, and the group."""

    own: str
    sentence: str
    chart: Chart | None
    reasons: list[Json]


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
        lines=[] if is_hidden else _lines(seat, shown, found, answers),
    )


def beside(seat: Seat, dimension: Dimension) -> Beside | None:
    """For a later round, what one's rating begins from; None in the first."""
    content = _content(seat)
    if content is None or dimension.key not in content["dimensions"]:
        return None
    found, own = content["dimensions"], seat.earlier.get(dimension.key, [])
    return Beside(
        own=_own_words(dimension, seat.instrument, own),
        sentence=_sentence(dimension, seat.instrument, found[dimension.key], content["minimum"]),
        chart=_chart(seat.instrument, [dimension], found, seat.earlier, f"before-{dimension.key}"),
        reasons=found[dimension.key]["reasons"] or [],
    )


def _content(seat: Seat) -> Json | None:
    if seat.last_revealed is None:
        return None
    result = RoundResult.objects.filter(round=seat.last_revealed).first()
    return result.content if result else None


def _answers_up_to(seat: Seat, round: Round) -> Lines:
    """One's own answers that the result of the round holds."""
    return seat.standing_answers if seat.rounds[-1] == round else seat.earlier


def _lines(seat: Seat, shown: list[Dimension], found: Json, answers: Lines) -> list[GroupLine]:
    views: dict[str, list[MinorityView]] = {}
    for view in MinorityView.objects.filter(assessment=seat.assessment).order_by("pk"):
        views.setdefault(view.dimension, []).append(view)
    return [
        GroupLine(
            dimension=one,
            sentence=_joint_sentence(seat.instrument, found[one.key])
            if seat.is_joint
            else _sentence(one, seat.instrument, found[one.key], seat.assessment.smallest_group),
            own=_own_words(one, seat.instrument, answers.get(one.key, [])),
            is_outside=_is_outside(one, seat.instrument, found[one.key], answers.get(one.key, [])),
            reasons=found[one.key]["reasons"] or [],
            views=views.get(one.key, []),
        )
        for one in shown
    ]


def _sentence(dimension: Dimension, instrument: Instrument, found: Json, smallest: int) -> str:
    if found["is_hidden"]:
        return _("Fewer than %(n)d answered this, so nothing of it is shown.") % {"n": smallest}
    n = found["n"]
    words = [ngettext("%(n)d person answered", "%(n)d people answered", n) % {"n": n}]
    if instrument.scale is not None and found["median"] is not None:
        words.append(_("the median is %(level)s") % {"level": in_words(found["median"])})
    elif found.get("pooled") is not None:
        words.append(_share_words(instrument) % {"share": f"{found['pooled']:.0f}"})
    elif instrument.answer == "yes-partly-no" and found.get("share") is not None:
        words.append(_share_words(instrument) % {"share": f"{found['share']:.0f}"})
    verdict = _verdict(found)
    return "; ".join([*words, *([_verdict_words()[verdict].lower()] if verdict else [])]) + "."


def _joint_sentence(instrument: Instrument, found: Json) -> str:
    """Of a group that answered as one; empty where there is no figure."""
    if found["pooled"] is None:
        return ""
    share = {"share": f"{found['pooled']:.0f}"}
    if instrument.answer == "presence":
        return _("%(share)s%% of the relevant elements are present.") % share
    return _("%(share)s%% is met.") % share


def _share_words(instrument: Instrument) -> str:
    if instrument.answer == "presence":
        return _("by their majority %(share)s%% of the relevant elements are present")
    return _("to them %(share)s%% is met")


def _own_words(dimension: Dimension, instrument: Instrument, given: list[Line]) -> str:
    """Empty where there is nothing to say in one figure."""
    value = value_of(dimension, instrument, given)
    if value is not None:
        return in_words(value) if instrument.scale else f"{value:.0f}%"
    return _("Not my field") if any(line.is_not_my_field for line in given) else ""


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
