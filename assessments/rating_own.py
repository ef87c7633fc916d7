"""A respondent's own ratings at once: a radar where there are levels, a list everywhere. Nothing about others."""

from collections.abc import Mapping
from dataclasses import dataclass
from statistics import fmean

from django.utils.translation import gettext as _

from assessments.answering import ABSENT, NO, NOT_RELEVANT, PARTLY, PLANNED, PRESENT, YES, Line
from assessments.instrument_pack import Dimension, Instrument
from assessments.level_scale import level_scale
from assessments.rating_page import Lines, Said, Seat, said
from assessments.scoring import Presence, implemented, planned, share_met, turned
from charts.chart import Chart, Heading
from charts.radar import Axis, Profile, RadarLabels, radar

FEWEST_AXES = 3
CHECKED = {YES: "yes", PARTLY: "partly", NO: "no"}


@dataclass(frozen=True)
class OwnLine:
    """`share` says what the answers come to, where they are several; `is_carried`: said in an earlier round."""

    dimension: Dimension
    said: Said
    share: str
    is_asked: bool
    is_carried: bool


@dataclass(frozen=True)
class Own:
    chart: Chart | None
    lines: list[OwnLine]
    missing: list[Dimension]  # asked in this round and not answered yet


def own(seat: Seat) -> Own:
    instrument = seat.instrument
    dimensions = [
        one for one in instrument.dimensions if one in seat.asked or one.key in seat.standing_answers
    ]
    return Own(
        chart=own_chart(instrument, seat.standing_answers),
        lines=[_line(seat, dimension) for dimension in dimensions if dimension.key in seat.standing_answers],
        missing=[one for one in seat.asked if one.key not in seat.own and one.key not in seat.earlier],
    )


def _line(seat: Seat, dimension: Dimension) -> OwnLine:
    lines = seat.standing_answers[dimension.key]
    return OwnLine(
        dimension=dimension,
        said=said(dimension, seat.instrument, lines),
        share=_share(dimension, seat.instrument, lines),
        is_asked=dimension in seat.asked,
        is_carried=dimension.key not in seat.own,
    )


def own_chart(instrument: Instrument, given: Lines) -> Chart | None:
    """None where a radar says nothing: fewer than three dimensions, or no values that lie on one scale."""
    axes = instrument.dimensions
    values = [value_of(one, instrument, given.get(one.key, [])) for one in axes]
    if len(axes) < FEWEST_AXES or instrument.answer == "presence" or not any(v is not None for v in values):
        return None
    rated = sum(value is not None for value in values)
    summary = _("You have rated %(n)d of %(of)d dimensions.") % {"n": rated, "of": len(axes)}
    return radar(
        Heading("own-ratings", _("Your own ratings"), summary),
        [Axis(one.title) for one in axes],
        [Profile(_("Your ratings"), values, "main")],
        scale=level_scale(instrument).levels(),
        labels=RadarLabels(_("Number"), _("Dimension"), _("Not rated"), _("Nothing rated yet.")),
    )


def value_of(dimension: Dimension, instrument: Instrument, given: list[Line]) -> float | None:
    """What one person's answers come to for a dimension: the level, the mean of the items, the percentage met."""
    values = {line.element: line.value for line in given if line.value is not None}
    if instrument.answer == "presence" or not values:
        return None
    if instrument.scale is None:
        return share_met([CHECKED[value] for value in values.values()])
    return fmean(_turned(dimension, instrument, values)) if dimension.items else float(values[dimension.key])


def _turned(dimension: Dimension, instrument: Instrument, values: Mapping[str, int]) -> list[int]:
    scale = instrument.scale
    assert scale is not None
    reversed_ = {f"{dimension.key}/{item.key}" for item in dimension.items if item.is_reversed}
    return [
        turned(value, low=scale.low, high=scale.high) if element in reversed_ else value
        for element, value in values.items()
    ]


def _share(dimension: Dimension, instrument: Instrument, given: list[Line]) -> str:
    if instrument.answer == "presence":
        return _presence(given)
    value = value_of(dimension, instrument, given)
    if value is None or not dimension.items:
        return ""
    if instrument.scale is None:
        return _("%(n).0f%% met") % {"n": value}
    return _("mean %(n).1f") % {"n": value}


def _presence(given: list[Line]) -> str:
    """ "60% of the relevant elements present; of the others 50% planned"."""
    elements = [_element(line.value) for line in given if line.value is not None]
    present, coming = implemented(elements), planned(elements)
    if present is None:
        return _("none relevant here") if elements else ""
    if coming is None:
        return _("all relevant elements present")
    return _("%(present).0f%% of the relevant elements present; of the others %(planned).0f%% planned") % {
        "present": present,
        "planned": coming,
    }


def _element(value: int) -> Presence:
    states = {
        NOT_RELEVANT: Presence(is_relevant=False),
        ABSENT: Presence(is_relevant=True),
        PLANNED: Presence(is_relevant=True, is_planned=True),
        PRESENT: Presence(is_relevant=True, is_present=True),
    }
    return states[value]
