"""The published readings of the XmR rules, as a table."""

from dataclasses import dataclass, replace

LIMIT_FACTOR = 2.66  # three sigma in average moving ranges: 3 / 1.128, as Making Data Count rounds it
RANGE_LIMIT_FACTOR = 3.267  # the upper limit of a moving range, in average moving ranges (D4 for pairs)
SETTLED_POINTS = 12  # a segment with fewer values has trial limits (NHS England SPC tool)

SIGNALS = ("outside", "trend", "two_of_three", "shift")  # strongest first


@dataclass(frozen=True)
class Rules:
    """One reading of the XmR rules; the defaults are Making Data Count's of today."""

    shift_points: int = 7
    trend_points: int = 7
    minimum_points: int = 13  # rows that are not excluded, before an icon is shown
    screens_ranges: bool = False  # leave out moving ranges beyond their own limit, once; the mean stays
    two_of_three_counts_outside: bool = True  # a point beyond the limit is also beyond two sigma
    trend_crosses_segments: bool = True
    baseline_in_every_segment: bool = False  # otherwise one baseline, at the start of the chart
    runs_stop_at_baseline: bool = True  # shift and two-of-three do not cross the baseline's end
    improvement_wins: bool = True  # where signals disagree; otherwise the first of SIGNALS decides
    limit_is_decisive: bool = True  # a target exactly on a limit is passed or failed, not hit-or-miss

    def has_baseline(self, segment: int) -> bool:
        return segment == 0 or self.baseline_in_every_segment


PLOT_THE_DOTS = Rules(
    minimum_points=0,
    screens_ranges=True,
    two_of_three_counts_outside=False,
    trend_crosses_segments=False,
    baseline_in_every_segment=True,
    runs_stop_at_baseline=False,
    improvement_wins=False,
    limit_is_decisive=False,
)

PRESETS: dict[str, Rules] = {
    # Making Data Count; on two-of-three as its team answers in NHSRplotthedots issue 194.
    "mdc": Rules(),
    # NHS England SPC charts SQL query, versions 2.4 and 2.5.
    "mdc-sql": Rules(minimum_points=15, two_of_three_counts_outside=False),
    # NHSRplotthedots 0.2.2, with its default screening and without.
    "plotthedots": PLOT_THE_DOTS,
    "plotthedots-noscreen": replace(PLOT_THE_DOTS, screens_ranges=False),
}
