import csv
import json
import math
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitoring.spc import PRESETS, analyse

STATISTICS = Path(__file__).parents[1] / "statistics"
PROFILES = {
    "mdc": "mdc_current",
    "mdc-sql": "mdc_sql",
    "plotthedots": "ptd",
    "plotthedots-noscreen": "ptd_noscreen",
}
EXPECTED = [json.loads(path.read_text()) for path in sorted(STATISTICS.glob("P*.expected.json"))]
FLAGS = ("segment", "outside", "shift", "trend_increasing", "trend_decreasing", "two_of_three", "point_class")
NUMBERS = st.lists(st.integers(-1000, 1000), min_size=2, max_size=40)


def chart(values, *, direction="increase", **options):
    """The analysis of one value a day from 1 Jan 2024."""
    return analyse(days(len(values)), values, direction=direction, **options)


def days(count):
    return [date(2024, 1, 1) + timedelta(days=number) for number in range(count)]


def column(result, name):
    return result.to_dict()["points"][name]


def published(series, preset):
    with (STATISTICS / series["csv"]).open(newline="") as handle:
        rows = list(csv.DictReader(handle))
    settings = series["settings"]
    return analyse(
        [date.fromisoformat(row["date"]) for row in rows],
        [float(row["value"]) if row["value"] else None for row in rows],
        direction=settings["improvement_direction"],
        rules=preset,
        targets=[float(row["target"]) if row["target"] else None for row in rows],
        recalculate_at=[date.fromisoformat(day) for day in settings["recalculate_at"]],
        baseline_points=settings["baseline_points"],
    )


@pytest.mark.parametrize("preset", PROFILES)
@pytest.mark.parametrize("series", EXPECTED, ids=lambda series: series["id"])
class TestPublishedSeries:
    def test_limits_agree(self, series, preset):
        expected = series["xmr"][PROFILES[preset]]["segments"]
        actual = published(series, preset).segments
        assert len(actual) == len(expected)
        for ours, theirs in zip(actual, expected, strict=True):
            for name in theirs.keys() - {"peer_short_group_warning", "first", "last"}:
                assert getattr(ours, name) == pytest.approx(theirs[name], rel=1e-6, abs=1e-6), name
            assert (ours.first.isoformat(), ours.last.isoformat()) == (theirs["first"], theirs["last"])

    def test_signals_and_classes_agree(self, series, preset):
        expected = series["xmr"][PROFILES[preset]]["points"]
        actual = published(series, preset).to_dict()["points"]
        assert {name: actual[name] for name in FLAGS} == {name: expected[name] for name in FLAGS}

    def test_icons_agree(self, series, preset):
        expected = series["xmr"][PROFILES[preset]]
        actual = published(series, preset).to_dict()
        for name in ("variation_icon", "assurance_icon"):
            assert actual[name] == expected[name]
            shown = f"displayed_{name}"
            assert actual[shown] == expected.get(shown, expected[name])


@pytest.mark.parametrize("series", EXPECTED, ids=lambda series: series["id"])
def test_six_point_trends_agree_with_the_published_variant(series):
    variant = series["variants"]["trend_points_6 (chart scope, MDC)"]
    result = published(series, replace(PRESETS["mdc"], trend_points=6))
    assert column(result, "trend_increasing") == variant["trend_increasing"]
    assert column(result, "trend_decreasing") == variant["trend_decreasing"]


class TestLimits:
    def test_come_from_the_mean_and_the_average_moving_range(self):
        (segment,) = chart([10, 12, 11, 13]).segments
        average = 5 / 3
        assert segment.mean == 11.5
        assert segment.average_moving_range == pytest.approx(average)
        assert segment.upper_process_limit == pytest.approx(11.5 + 2.66 * average)
        assert segment.lower_process_limit == pytest.approx(11.5 - 2.66 * average)
        assert segment.upper_two_sigma == pytest.approx(11.5 + 2.66 * average * 2 / 3)
        assert segment.moving_range_upper_limit == pytest.approx(3.267 * average)

    def test_a_gap_takes_away_two_moving_ranges(self):
        (segment,) = chart([10, 12, None, 13, 15]).segments
        assert (segment.n_rows, segment.n_values_used, segment.n_moving_ranges) == (5, 4, 2)
        assert segment.average_moving_range == 2

    def test_screening_drops_the_ranges_of_a_spike_but_keeps_the_mean(self):
        (segment,) = chart([1, 2] * 4 + [40] + [1, 2] * 4, rules="plotthedots").segments
        assert segment.n_moving_ranges_screened_out == 2
        assert segment.average_moving_range == 1
        assert segment.mean == pytest.approx((8 * 3 + 40) / 17)

    def test_screening_never_collapses_the_limits_of_a_constant_series_with_a_spike(self):
        (segment,) = chart([5] * 10 + [9] + [5] * 10, rules="plotthedots").segments
        assert segment.average_moving_range == pytest.approx(8 / 20)

    def test_start_afresh_at_a_recalculation(self):
        result = chart([1, 3] * 6 + [11, 13] * 6, recalculate_at=[days(13)[12]])
        assert [segment.mean for segment in result.segments] == [2, 12]
        assert [segment.average_moving_range for segment in result.segments] == [2, 2]
        assert column(result, "segment") == [0] * 12 + [1] * 12

    def test_start_afresh_at_the_first_row_after_a_date_without_one(self):
        every_other_day = days(8)[::2]
        result = analyse(
            every_other_day,
            [1, 2, 3, 4],
            direction="increase",
            recalculate_at=[every_other_day[1] + timedelta(1)],
        )
        assert column(result, "segment") == [0, 0, 1, 1]

    def test_a_baseline_serves_until_the_next_recalculation(self):
        result = chart([1, 3] * 3 + [9] * 6 + [20, 22], baseline_points=6, recalculate_at=[days(13)[12]])
        assert [segment.mean for segment in result.segments] == [2, 21]
        assert [segment.n_values_used for segment in result.segments] == [6, 2]

    def test_every_segment_has_its_own_baseline_in_plotthedots(self):
        values = [1, 3, 8, 8, 11, 13, 18, 18]
        result = chart(values, rules="plotthedots", baseline_points=2, recalculate_at=[days(5)[4]])
        assert [segment.mean for segment in result.segments] == [2, 12]

    def test_say_that_they_are_trial_limits_below_twelve_values(self):
        assert "trial_limits" in chart([1, 2] * 5 + [1]).warnings
        assert chart([1, 2] * 6).warnings == ()


class TestSignals:
    def test_seven_on_one_side_of_the_mean_are_a_shift_and_six_are_not(self):
        assert column(chart([2] * 7 + [0] * 7), "shift") == [1] * 7 + [-1] * 7
        assert set(column(chart([0] * 6 + [2] * 6), "shift")) == {0}

    def test_a_point_on_the_mean_ends_a_shift(self):
        assert set(column(chart([2, 2, 2, 2, 1, 2, 2, 0, 0, 0, 0, 0, 0]), "shift")) == {0}

    def test_a_mean_that_decimals_cannot_store_still_ends_a_shift(self):
        values = [0.6] * 3 + [0.1] + [0.6] * 4 + [-0.4] * 7
        assert sum(values) / 15 != 0.1
        assert column(chart(values), "shift") == [0] * 8 + [-1] * 7

    def test_seven_rising_points_are_a_trend_and_a_repeat_breaks_it(self):
        assert column(chart([5, 1, 2, 3, 4, 5, 6, 7, 3]), "trend_increasing") == [0] + [1] * 7 + [0]
        assert set(column(chart([1, 2, 3, 4, 4, 5, 6, 7]), "trend_increasing")) == {0}
        assert column(chart([7, 6, 5, 4, 3, 2, 1]), "trend_decreasing") == [1] * 7

    def test_a_gap_breaks_a_trend(self):
        assert set(column(chart([1, 2, 3, 4, None, 5, 6, 7]), "trend_increasing")) == {0}

    @pytest.mark.parametrize(("preset", "members"), [("mdc", 8), ("plotthedots", 0)])
    def test_a_trend_crosses_a_recalculation_only_where_the_preset_says_so(self, preset, members):
        result = chart(list(range(8)), rules=preset, recalculate_at=[days(5)[4]])
        assert sum(column(result, "trend_increasing")) == members

    def test_two_of_three_beyond_two_sigma_flags_the_two(self):
        values = [9, 11] * 10 + [14.6, 10.7, 14.6] + [9, 11] * 3
        result = chart(values)
        assert column(result, "outside") == [0] * 29
        assert [row for row, flag in enumerate(column(result, "two_of_three")) if flag] == [20, 22]

    @pytest.mark.parametrize(
        ("preset", "flagged"), [("mdc", [20, 22]), ("mdc-sql", []), ("plotthedots-noscreen", [])]
    )
    def test_a_point_beyond_the_limit_is_one_of_two_only_where_the_preset_says_so(self, preset, flagged):
        values = [9, 11] * 10 + [20, 10.9, 15] + [9, 11] * 10
        result = chart(values, rules=preset)
        lines = result.segments[0]
        assert lines.upper_two_sigma < 15 < lines.upper_process_limit < 20
        assert [row for row, flag in enumerate(column(result, "two_of_three")) if flag] == flagged

    @pytest.mark.parametrize(("preset", "members"), [("mdc", 0), ("plotthedots", 7)])
    def test_a_shift_crosses_the_end_of_a_baseline_only_where_the_preset_says_so(self, preset, members):
        values = [0, 4] * 6 + [3, 3, 3, 3, 3, 3]  # with the 4 before them: seven above the mean of 2
        result = chart([4, *values], rules=preset, baseline_points=13)
        assert sum(column(result, "shift")) == members

    def test_an_excluded_point_counts_for_nothing_and_its_neighbours_meet(self):
        values = [1, 2, 3, 99, 4, 5, 6, 7]
        result = chart(values, excluded=[days(4)[3]])
        assert result.segments[0].mean == 4
        assert result.segments[0].n_rows == 7
        assert column(result, "trend_increasing") == [1, 1, 1, 0, 1, 1, 1, 1]
        assert column(result, "excluded").index(True) == 3

    def test_every_signal_is_named_in_the_reasons(self):
        last = chart([9, 11] * 10 + [30]).points[-1]
        assert last.reasons == ("outside",)
        assert chart([7, 6, 5, 4, 3, 2, 1]).points[-1].reasons == ("outside", "trend", "two_of_three")


class TestClasses:
    rise_below_the_mean = [20, 22] * 10 + [1, 2, 3, 4, 5, 6, 7]

    def test_improvement_wins_and_the_disagreement_is_told(self):
        result = chart(self.rise_below_the_mean)
        assert result.points[-1].reasons[:2] == ("outside", "trend")
        assert result.points[-1].point_class == "special_cause_improvement"
        assert result.points[-1].improvement_and_concern_conflict
        assert "improvement_and_concern" in result.warnings

    def test_the_strongest_signal_wins_in_plotthedots(self):
        result = chart(self.rise_below_the_mean, rules="plotthedots")
        assert result.points[-1].point_class == "special_cause_concern"

    def test_a_turning_point_belongs_to_the_later_trend_in_plotthedots(self):
        result = chart([*[0, 9] * 8, *range(1, 8), *range(6, -1, -1)], rules="plotthedots")
        before, peak = result.points[21:23]
        assert (peak.trend_increasing, peak.trend_decreasing) == (1, 1)
        assert peak.point_class == "special_cause_concern"
        assert before.point_class == "special_cause_improvement"

    @pytest.mark.parametrize(
        ("direction", "spike", "icon"),
        [
            ("increase", 30, "improvement_high"),
            ("increase", -30, "concern_low"),
            ("decrease", 30, "concern_high"),
            ("decrease", -30, "improvement_low"),
            ("neutral", 30, "neutral_high"),
            ("neutral", -30, "neutral_low"),
            ("neutral", 10, "common_cause"),
        ],
    )
    def test_the_variation_icon_follows_the_direction(self, direction, spike, icon):
        assert chart([9, 11] * 10 + [spike], direction=direction).variation_icon == icon


class TestAssurance:
    @pytest.mark.parametrize(
        ("direction", "target", "icon"),
        [
            ("increase", 1, "pass"),
            ("increase", 10, "inconsistent"),
            ("increase", 20, "fail"),
            ("decrease", 1, "fail"),
            ("decrease", 10, "inconsistent"),
            ("decrease", 20, "pass"),
            ("neutral", 1, None),
            ("increase", None, None),
        ],
    )
    def test_compares_the_target_with_the_limits(self, direction, target, icon):
        assert chart([9, 11] * 10, direction=direction, targets=[target] * 20).assurance_icon == icon

    @pytest.mark.parametrize(("preset", "icon"), [("mdc", "fail"), ("plotthedots", "inconsistent")])
    def test_a_target_on_the_limit_is_decided_only_where_the_preset_says_so(self, preset, icon):
        values = [9, 11] * 10
        limit = chart(values).segments[0].upper_process_limit
        assert chart(values, rules=preset, targets=[limit] * 20).assurance_icon == icon

    def test_uses_the_last_target(self):
        assert chart([9, 11] * 10, targets=[1] * 19 + [20]).assurance_icon == "fail"


class TestFewPoints:
    def test_icons_wait_for_the_minimum_of_the_preset(self):
        assert chart([9, 11] * 6).displayed_variation_icon is None
        assert chart([9, 11] * 6 + [9]).displayed_variation_icon == "common_cause"
        assert chart([9, 11] * 7, rules="mdc-sql").displayed_variation_icon is None
        assert chart([9, 11], rules="plotthedots").displayed_variation_icon == "common_cause"

    def test_an_empty_series_has_nothing(self):
        result = chart([])
        assert (result.segments, result.points) == ((), ())
        assert (result.variation_icon, result.assurance_icon) == (None, None)
        assert result.last_observed is None

    @pytest.mark.parametrize("values", [[5], [None] * 20, [5, None, 6, None], [float("nan"), float("inf")]])
    def test_no_icons_without_limits(self, values):
        result = chart(values, targets=[1] * len(values))
        assert not result.segments[0].limits_defined
        assert result.segments[0].upper_process_limit is None
        assert (result.variation_icon, result.assurance_icon) == (None, None)

    @pytest.mark.parametrize("preset", PRESETS)
    def test_a_constant_series_has_limits_on_its_mean_and_no_signal(self, preset):
        result = chart([0.1] * 20, rules=preset, targets=[0.2] * 20)
        assert result.segments[0].upper_process_limit == pytest.approx(0.1)
        assert {point.reasons for point in result.points} == {()}
        assert (result.variation_icon, result.assurance_icon) == ("common_cause", "fail")

    def test_infinite_values_and_nan_count_as_missing(self):
        with_gap = chart([1, 2, None, 4, 5])
        assert chart([1, 2, float("inf"), 4, 5]) == with_gap
        assert chart([1, 2, float("nan"), 4, 5]) == with_gap

    def test_icons_come_from_the_last_observed_point(self):
        assert chart([9, 11] * 10 + [30, None]).variation_icon == "improvement_high"

    def test_every_row_excluded_leaves_no_segment(self):
        result = chart([1, 2], excluded=days(2))
        assert result.segments == ()
        assert column(result, "excluded") == [True, True]


class TestWrongInput:
    def test_rows_are_put_in_date_order(self):
        result = analyse(days(3)[::-1], [3, 2, 1], direction="increase")
        assert column(result, "value") == [1, 2, 3]

    def test_a_recalculation_after_the_last_row_is_told(self):
        assert "recalculation_without_points" in chart([1, 2], recalculate_at=[date(2030, 1, 1)]).warnings

    @pytest.mark.parametrize(
        ("options", "message"),
        [
            ({"direction": "up"}, "direction"),
            ({"direction": "increase", "baseline_points": 1}, "baseline"),
            ({"direction": "increase", "targets": [1]}, "as many"),
        ],
    )
    def test_is_refused_in_words(self, options, message):
        with pytest.raises(ValueError, match=message):
            analyse(days(2), [1, 2], **options)


@given(NUMBERS, st.integers(-500, 500))
def test_adding_a_constant_moves_the_limits_by_it_and_changes_no_signal(values, constant):
    before, after = chart(values), chart([value + constant for value in values])
    lines = ("mean", "lower_process_limit", "upper_process_limit", "lower_two_sigma", "upper_two_sigma")
    for name in lines:
        moved = getattr(before.segments[0], name) + constant
        assert getattr(after.segments[0], name) == pytest.approx(moved, abs=1e-6)
    assert [point.reasons for point in after.points] == [point.reasons for point in before.points]


@given(NUMBERS)
def test_turning_values_and_direction_upside_down_changes_no_class(values):
    upright = chart(values, direction="increase")
    mirrored = chart([-value for value in values], direction="decrease")
    assert column(mirrored, "point_class") == column(upright, "point_class")


# Sums of floats near 1e308 overflow; no column of figures holds such.
ANYTHING = st.none() | st.floats(-1e100, 1e100) | st.sampled_from([math.nan, math.inf, -math.inf])


@given(st.lists(ANYTHING, max_size=40), st.sets(st.integers(0, 45)), st.sets(st.integers(0, 45)))
def test_any_series_can_be_analysed_under_every_preset(values, recalculations, excluded):
    calendar = days(46)
    for preset in PRESETS:
        result = chart(
            values,
            rules=preset,
            recalculate_at=[calendar[row] for row in recalculations],
            excluded=[calendar[row] for row in excluded],
            baseline_points=5,
        )
        assert len(result.points) == len(values)
        assert sum(segment.n_rows for segment in result.segments) == result.n_points_not_excluded
