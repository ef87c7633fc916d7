"""A respondent's own ratings at once: a radar where there are levels, a list everywhere. Nothing about others."""

from collections.abc import Mapping
from dataclasses import dataclass
from statistics import fmean

from django.utils.translation import gettext as _

from assessments.agreement_words import level as in_words
from assessments.answering import Line, Lines
from assessments.instrument_pack import Dimension, Instrument
from assessments.level_scale import level_scale
from assessments.rating_page import Said, Seat, said
from assessments.results.sheets import STATES, WORDS
from assessments.scoring import implemented, planned, share_met, turned
from charts.chart import Chart, Heading
from charts.radar import Axis, Profile, RadarLabels, radar

FEWEST_AXES = 3


@dataclass(frozen=True)
class OwnLine:
    """What counts. `share` says what the answers come to, where they are several; `is_carried`: said in an earlier round.

    `set_aside` says why what was said in this round does not count.
    """

    dimension: Dimension
    said: Said
    share: str
    is_asked: bool
    is_carried: bool
    set_aside: str


@dataclass(frozen=True)
class Own:
    chart: Chart | None
    lines: list[OwnLine]
    missing: list[Dimension]  # asked in this round and not answered yet
    sealed: list[Dimension]  # answered, and not to be shown to whoever has opened the link


def own(seat: Seat) -> Own:
    instrument = seat.instrument
    answered = (seat.standing_answers.keys() | seat.own.keys()) - seat.sealed
    return Own(
        chart=own_chart(instrument, seat.standing_answers, is_whole=not seat.sealed),
        lines=[_line(seat, dimension) for dimension in instrument.dimensions if dimension.key in answered],
        missing=[one for one in seat.asked if one.key not in seat.answered | seat.answered_before],
        sealed=[one for one in instrument.dimensions if one.key in seat.sealed],
    )


def _line(seat: Seat, dimension: Dimension) -> OwnLine:
    lines = seat.standing_answers.get(dimension.key, [])
    return OwnLine(
        dimension=dimension,
        said=said(dimension, seat.instrument, lines) if lines else Said(""),
        share=_share(dimension, seat.instrument, lines),
        is_asked=dimension in seat.asked,
        is_carried=bool(lines) and set(lines).isdisjoint(seat.own.get(dimension.key, ())),
        set_aside=set_aside(seat, dimension),
    )


def set_aside(seat: Seat, dimension: Dimension) -> str:
    """Why what was said in this round is not what counts; empty where it is, and where nothing was said."""
    given, standing = seat.own.get(dimension.key, []), seat.standing_answers.get(dimension.key, [])
    if seat.round is None or dimension.key in seat.sealed or set(given) <= set(standing):
        return ""
    if any(line.is_not_my_field for line in given):
        is_rated = any(line.value is not None for line in standing)
        words = _("In round %(n)d you said that it is not your field. A rating once given stands.")
        return words % {"n": seat.round.number} if is_rated else ""
    content = seat.contents.get(seat.round.pk)
    return _too_few(seat, dimension, given, seat.round.number, content["minimum"]) if content else ""


def _too_few(seat: Seat, dimension: Dimension, given: list[Line], number: int, minimum: int) -> str:
    if dimension.items:
        words = _(
            "Where fewer than %(k)d people answered again, the result keeps the answers of the round before."
        )
        return words % {"k": minimum}
    own = own_words(dimension, seat.instrument, given)
    said_now = _("In round %(n)d you said: %(own)s.") % {"n": number, "own": own}
    kept = _("Fewer than %(k)d people rated it again, so the result keeps the ratings of the round before.")
    return f"{said_now} {kept % {'k': minimum}}"


def own_chart(instrument: Instrument, given: Lines, *, is_whole: bool) -> Chart | None:
    """None where a radar says nothing: fewer than three dimensions, or no values that lie on one scale.

    `is_whole`: nothing of what was rated is left out of `given`.
    """
    axes = instrument.dimensions
    values = [value_of(one, instrument, given.get(one.key, [])) for one in axes]
    if len(axes) < FEWEST_AXES or instrument.answer == "presence" or not any(v is not None for v in values):
        return None
    rated = sum(value is not None for value in values)
    of = {"n": rated, "of": len(axes)}
    summary = (
        _("You have rated %(n)d of %(of)d dimensions.") % of
        if is_whole
        else _("Your ratings of %(n)d of %(of)d dimensions; others are not shown here.") % of
    )
    missing = _("Not rated") if is_whole else _("Not rated, or not shown here")
    return radar(
        Heading("own-ratings", _("Your own ratings"), summary),
        [Axis(one.title) for one in axes],
        [Profile(_("Your ratings"), values, "main")],
        scale=level_scale(instrument).levels(),
        labels=RadarLabels(_("Number"), _("Dimension"), missing, _("Nothing rated yet.")),
    )


def value_of(dimension: Dimension, instrument: Instrument, given: list[Line]) -> float | None:
    """What one person's answers come to for a dimension: the level, the mean of the items, the percentage met."""
    values = {line.element: line.value for line in given if line.value is not None}
    if instrument.answer == "presence" or not values:
        return None
    if instrument.scale is None:
        return share_met([WORDS[value] for value in values.values()])
    return fmean(_turned(dimension, instrument, values)) if dimension.items else float(values[dimension.key])


def own_words(dimension: Dimension, instrument: Instrument, given: list[Line]) -> str:
    """Empty where there is nothing to say in one figure."""
    value = value_of(dimension, instrument, given)
    if value is not None:
        return in_words(value) if instrument.scale else f"{value:.0f}%"
    return _("Not my field") if any(line.is_not_my_field for line in given) else ""


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
    elements = [STATES[line.value] for line in given if line.value is not None]
    present, coming = implemented(elements), planned(elements)
    if present is None:
        return _("none relevant here") if elements else ""
    if coming is None:
        return _("all relevant elements present")
    return _("%(present).0f%% of the relevant elements present; of the others %(planned).0f%% planned") % {
        "present": present,
        "planned": coming,
    }
