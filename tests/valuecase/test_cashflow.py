import json
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from valuecase.cashflow import (
    OPTIMISM_BIAS,
    appraise,
    discount_factors,
    managed_optimism_bias,
    payback,
)

PUBLISHED = json.loads((Path(__file__).parents[1] / "statistics" / "value_public.json").read_text())
CASES = [vector for vector in PUBLISHED["vectors"] if "costs" in vector]
FLOWS = st.lists(st.integers(0, 10**6), min_size=1, max_size=10)


def stream(*flows, **options):
    return {"name": "a stream", "flows": flows, **options}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_published_cases_agree(case):
    actual = appraise(case["costs"], case["benefits"], years=case["years"]).to_dict()
    for name, expected in case["expected"].items():
        if expected is None:
            assert actual[name] is None
        elif name != "streams":
            assert actual[name] == pytest.approx(expected, rel=1e-6, abs=1e-6), name
    for ours, theirs in zip(actual["streams"], case["expected"]["streams"], strict=True):
        assert (ours["name"], ours["kind"]) == (theirs["name"], theirs["kind"])
        assert ours["undiscounted"] == pytest.approx(theirs["undiscounted"])
        assert ours["present_value"] == pytest.approx(theirs["present_value"])


@pytest.mark.parametrize("scheme", ["standard", "health"])
def test_discount_factors_agree_with_the_published_table(scheme):
    factors = discount_factors(126, scheme)
    for year, factor in PUBLISHED[f"discount_factors_{scheme}"].items():
        assert factors[int(year)] == pytest.approx(factor, rel=1e-9), year


def test_discount_rates_fall_at_years_31_and_76():
    factors = discount_factors(80)
    assert factors[30] / factors[31] == pytest.approx(1.03)
    assert factors[75] / factors[76] == pytest.approx(1.025)


def test_managed_optimism_bias_agrees_with_the_published_example():
    (example,) = [vector for vector in PUBLISHED["vectors"] if vector["id"] == "V03b"]
    upper, lower = OPTIMISM_BIAS["non_standard_buildings"]
    assert (upper, lower) == (51, 4)
    assert managed_optimism_bias(upper, 0.92) == pytest.approx(example["expected"]["managed_ob_pct"])


def test_a_delayed_benefit_loses_what_falls_beyond_the_horizon():
    found = appraise([], [stream(10, 20, 30, delay_years=1)], years=3)
    assert found.net_by_year == (0, 10, 20)


def test_optimism_bias_raises_costs_and_lowers_benefits():
    found = appraise([stream(100, optimism_bias_pct=10)], [stream(200, optimism_bias_pct=25)], years=1)
    assert found.undiscounted_costs == pytest.approx(110)
    assert found.undiscounted_benefits == pytest.approx(150)


def test_nominal_flows_are_brought_to_the_prices_of_year_0():
    found = appraise([stream(0, 102, 104.04)], [], years=3, deflator=0.02)
    assert found.net_by_year == pytest.approx((0, -100, -100))


def test_cumulative_series_show_how_long_it_costs_before_it_pays():
    found = appraise([stream(100, 50)], [stream(0, 0, 80, 90)], years=4)
    assert found.cumulative_net == (-100, -150, -70, 20)
    assert (found.deepest_year, found.funding_needed) == (1, 150)
    assert found.cumulative_discounted_net[-1] == pytest.approx(found.npv)


def test_a_case_that_never_costs_needs_no_funding():
    assert appraise([], [stream(5, 5)], years=2).funding_needed == 0


def test_ratios_are_undefined_without_costs():
    found = appraise([], [stream(100)], years=2)
    assert (found.bcr, found.roi_discounted_pct, found.roi_undiscounted_pct) == (None, None, None)


def test_an_empty_case_comes_to_nothing():
    found = appraise([], [], years=3)
    assert (found.npv, found.bcr, found.net_by_year) == (0, None, (0, 0, 0))


def test_decimals_are_taken_as_they_come_from_the_database():
    found = appraise([stream(Decimal("100.10"))], [stream(Decimal("50.05"))], years=1)
    assert found.bcr == pytest.approx(0.5)


@pytest.mark.parametrize(
    ("net", "years", "again"),
    [
        ((-100, 40, 40, 40), 2.5, False),
        ((-100, 100), 1.0, False),
        ((0, 0), 0.0, False),
        ((10, -20), 0.0, True),
        ((-100, 50), None, False),
        ((-100, 150, -80, 50), 2 / 3, True),
        ((-0.6, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1), 6.0, False),
        ((), None, False),
    ],
)
def test_payback_is_the_first_crossing_of_zero(net, years, again):
    found = payback(net)
    assert found.years == (None if years is None else pytest.approx(years, abs=1e-9))
    assert found.later_negative_again is again


@pytest.mark.parametrize(
    ("costs", "years", "message"),
    [
        ([stream(1)], 0, "1 to 126 years"),
        ([stream(1)], 127, "1 to 126 years"),
        ([stream(1, scheme="green")], 3, "green"),
        ([stream(1, delay_years=-1)], 3, "delayed"),
    ],
)
def test_wrong_input_is_refused_in_words(costs, years, message):
    with pytest.raises(ValueError, match=message):
        appraise(costs, [], years=years)


@given(FLOWS, FLOWS)
def test_net_present_value_is_what_each_side_is_worth_alone(costs, benefits):
    both = appraise([stream(*costs)], [stream(*benefits)], years=10)
    alone = appraise([stream(*costs)], [], years=10), appraise([], [stream(*benefits)], years=10)
    assert both.npv == pytest.approx(alone[0].npv + alone[1].npv, abs=0.005)
    assert both.npv == pytest.approx(sum(both.discounted_net_by_year), abs=0.005)


@given(FLOWS, FLOWS, st.integers(2, 1000))
def test_ratios_and_payback_do_not_depend_on_the_unit_of_money(costs, benefits, factor):
    one = appraise([stream(*costs)], [stream(*benefits)], years=10)
    many = appraise(
        [stream(*(flow * factor for flow in costs))],
        [stream(*(flow * factor for flow in benefits))],
        years=10,
    )
    assert many.bcr == (None if one.bcr is None else pytest.approx(one.bcr))
    assert many.payback.years == (None if one.payback.years is None else pytest.approx(one.payback.years))


@given(FLOWS)
def test_discounting_never_adds_to_a_benefit(flows):
    found = appraise([], [stream(*flows)], years=10)
    assert found.pv_benefits <= found.undiscounted_benefits + 0.005
