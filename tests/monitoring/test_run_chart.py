import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitoring.run_chart import analyse, crossings_min, longest_run_max

STATISTICS = Path(__file__).parents[1] / "statistics"
EXPECTED = [json.loads(path.read_text()) for path in sorted(STATISTICS.glob("P*.expected.json"))]
LIMITS = json.loads((STATISTICS / "run_chart_limits.json").read_text())["limits"]


def part(values, **options):
    (only,) = analyse(values, **options).parts
    return only


@pytest.mark.parametrize("series", EXPECTED, ids=lambda series: series["id"])
def test_published_series_agree(series):
    starts = [series["dates"].index(day) for day in series["settings"]["recalculate_at"]]
    parts = analyse(series["values"], recalculate_at=starts).to_dict()["parts"]
    expected = series["run_chart"]["parts"]
    assert len(parts) == len(expected)
    for ours, theirs in zip(parts, expected, strict=True):
        assert (series["dates"][ours["first"]], series["dates"][ours["last"]]) == (
            theirs["first"],
            theirs["last"],
        )
        for name in theirs.keys() - {"first", "last"}:
            assert ours[name] == pytest.approx(theirs[name], abs=1e-9), name


@pytest.mark.parametrize("row", LIMITS, ids=lambda row: str(row["n_useful"]))
def test_limits_agree_with_the_published_table(row):
    assert longest_run_max(row["n_useful"]) == row["longest_run_max"]
    assert crossings_min(row["n_useful"]) == row["crossings_min"]


def test_counts_runs_and_crossings_by_hand():
    found = part([1, 1, 5, 5, 5, 1, 3, 5])  # the median is 4: below, above, below, above
    assert found.median == 4
    assert (found.longest_run, found.n_crossings, found.n_useful) == (3, 3, 8)


def test_a_long_run_is_a_signal():
    found = part([1, 9] * 6 + [9] * 8 + [1] * 8)
    assert found.longest_run > found.longest_run_max
    assert found.long_run_signal
    assert found.signal


def test_few_crossings_are_a_signal():
    found = part([1] * 6 + [9] * 6)
    assert (found.long_run_signal, found.crossings_signal, found.signal) == (False, True, True)


def test_values_on_the_median_and_gaps_are_not_useful():
    found = part([1, 2, 3, None, 2])
    assert (found.n_obs, found.n_useful, found.median) == (5, 2, 2)


def test_a_missing_value_does_not_end_a_run():
    assert part([1, 1, None, 1, 9, 9, 9]).longest_run == 3


def test_the_median_comes_from_the_baseline_alone():
    assert part([1, 2, 3, 9, 9, 9], baseline_points=3).median == 2


def test_each_part_is_judged_on_its_own():
    first, second = analyse([1, 2, 3, 11, 12, 13], recalculate_at=[3]).parts
    assert (first.median, second.median) == (2, 12)
    assert (second.first, second.last) == (3, 5)


@pytest.mark.parametrize("values", [[4], [None, None], [4, 4, 4, 4], [float("nan"), float("inf")]])
def test_no_useful_value_is_no_signal(values):
    found = part(values)
    assert (found.n_useful, found.longest_run_max, found.n_crossings_min) == (0, None, None)
    assert not found.signal


def test_an_empty_series_has_no_parts():
    assert analyse([]).parts == ()
    assert analyse([], recalculate_at=[0, 3]).to_dict() == {"parts": []}


@given(st.lists(st.integers(-50, 50), min_size=1, max_size=60), st.integers(-100, 100))
def test_adding_a_constant_moves_the_median_and_nothing_else(values, constant):
    before, after = part(values), part([value + constant for value in values])
    assert after.median == before.median + constant
    assert (after.longest_run, after.n_crossings, after.signal) == (
        before.longest_run,
        before.n_crossings,
        before.signal,
    )


@given(st.lists(st.none() | st.integers(-5, 5), max_size=60))
def test_runs_and_crossings_add_up(values):
    for found in analyse(values).parts:
        assert found.longest_run + found.n_crossings <= max(found.n_useful, 0)
        assert found.n_useful <= found.n_obs
