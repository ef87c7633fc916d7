from datetime import date, timedelta

import pytest

from monitoring import run_chart, spc
from monitoring.interpretation import read, read_run_chart

STABLE = [9, 11] * 10


def day(number):
    return date(2024, 1, 1) + timedelta(days=number)


def reading(values, *, direction="increase", target=None, **options):
    days = [day(number) for number in range(len(values))]
    return read(spc.analyse(days, values, direction=direction, targets=[target] * len(values), **options))


def test_a_stable_measure_shows_common_cause_and_no_since():
    found = reading(STABLE, target=20)
    assert (found.variation, found.since, found.assurance) == ("common_cause", None, "fail")
    assert (found.n_points, found.enough, found.as_of) == (20, True, day(19))


def test_an_improvement_is_dated_from_the_first_point_of_its_stretch():
    found = reading([*STABLE, *[11.5] * 7])
    assert (found.variation, found.reasons) == ("improvement_high", ("shift",))
    assert found.since == day(19)  # the 11 that ends the stable stretch lies above the mean already
    assert found.is_improvement
    assert not found.is_concern


def test_a_concern_is_told_apart_by_direction():
    found = reading([*STABLE, 30], direction="decrease")
    assert (found.variation, found.since) == ("concern_high", day(20))
    assert found.is_concern


def test_points_that_say_something_else_end_the_stretch():
    assert reading([*STABLE, 30, 10, 30]).since == day(22)


def test_a_gap_does_not_end_the_stretch():
    assert reading([*STABLE, 30, None, 30]).since == day(20)


def test_a_stretch_starts_no_earlier_than_its_segment():
    rising = list(range(14))
    found = reading(rising, recalculate_at=[day(10)])
    assert (found.variation, found.since) == ("improvement_high", day(10))
    assert found.has_trial_limits


def test_the_reading_is_as_of_the_last_observed_point():
    found = reading([*STABLE, 30, None])
    assert (found.variation, found.as_of) == ("improvement_high", day(20))


def test_too_few_points_say_how_many_are_needed():
    found = reading([9, 11] * 5, target=20)
    assert (found.variation, found.assurance, found.enough) == ("undefined", None, False)
    assert (found.n_points, found.n_needed, found.as_of) == (10, 3, day(9))


@pytest.mark.parametrize("values", [[], [None] * 20])
def test_nothing_observed_is_undefined(values):
    found = reading(values)
    assert (found.variation, found.since, found.enough, found.as_of) == ("undefined", None, False, None)


def test_signals_of_opposite_meaning_are_told():
    assert reading([20, 22] * 10 + [1, 2, 3, 4, 5, 6, 7]).has_opposite_signals


def test_a_reading_is_plain_values():
    assert reading(STABLE).to_dict()["variation"] == "common_cause"


@pytest.mark.parametrize(
    ("values", "variation"),
    [
        ([], "undefined"),
        ([1, 9] * 4, "undefined"),
        ([1, 9] * 6, "chance"),
        ([1] * 6 + [9] * 6, "shift"),
    ],
)
def test_a_run_chart_shows_a_shift_or_chance(values, variation):
    found = read_run_chart(run_chart.analyse(values))
    assert found.variation == variation
    assert found.enough == (variation != "undefined")


def test_a_run_chart_names_its_signal():
    found = read_run_chart(run_chart.analyse([1] * 6 + [9] * 6))
    assert (found.has_long_run, found.has_few_crossings) == (False, True)
