"""The scale on which a dimension's level is agreed and aimed at: that of its answers, or a percentage of what is met."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from assessments.instrument_pack import Dimension, Instrument
from charts.levels import Levels

QUARTERS = (0, 25, 50, 75, 100)


@dataclass(frozen=True)
class LevelScale:
    """`is_whole`: there is nothing between two levels; otherwise one decimal. `unit` is "%" for shares, else empty."""

    low: int
    high: int
    is_whole: bool = False
    unit: str = ""
    low_word: str = ""
    high_word: str = ""

    def holds(self, level: Decimal) -> bool:
        is_between = self.low <= level <= self.high
        return is_between and (not self.is_whole or level == level.to_integral_value())

    @property
    def rule(self) -> str:
        """What is on the scale, as a sentence that asks for it."""
        ends = {"low": self.low, "high": self.high}
        if self.unit:
            return _("Give a percentage from %(low)d to %(high)d.") % ends
        if self.is_whole:
            return _("Give a whole level from %(low)d to %(high)d.") % ends
        return _("Give a level from %(low)d to %(high)d, with one decimal at most.") % ends

    def levels(self) -> Levels:
        """For drawing."""
        ticks = QUARTERS if self.unit else ()
        return Levels(self.low, self.high, ticks, self.low_word, self.high_word)


def level_scale(instrument: Instrument) -> LevelScale:
    """Of ratings by level the levels themselves; of means of items all between; of checklists 0 to 100 %."""
    scale = instrument.scale
    if scale is None:
        return LevelScale(0, 100, unit="%", low_word=_("Nothing met"), high_word=_("All met"))
    words = scale.labels
    return LevelScale(
        scale.low,
        scale.high,
        is_whole=instrument.scoring == "profile",
        low_word=words.get(scale.low, ""),
        high_word=words.get(scale.high, ""),
    )


def level_texts(instrument: Instrument, dimension: Dimension) -> Mapping[int, str]:
    """What each level means for the dimension; empty where the instrument words none."""
    if dimension.levels:
        return dimension.levels
    return instrument.scale.labels if instrument.scale else {}
