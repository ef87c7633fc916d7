"""The canonical text of a data set and its fingerprint."""

import hashlib
from datetime import date
from decimal import Decimal

import pytest

from reports.sealing import canonical, fingerprint


def test_the_order_in_which_facts_were_gathered_does_not_matter():
    assert canonical({"b": 1, "a": [2, 3]}) == canonical({"a": (2, 3), "b": 1}) == '{"a":[2,3],"b":1}'


def test_days_and_decimals_become_text():
    assert (
        canonical({"on": date(2026, 3, 14), "sum": Decimal("120000.10")})
        == '{"on":"2026-03-14","sum":"120000.10"}'
    )


def test_two_ways_to_write_a_letter_are_one():
    assert canonical("Malm\u00f6") == canonical("Malmo\u0308") == '"Malmö"'


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_what_is_no_number_is_refused(value):
    with pytest.raises(ValueError, match="JSON compliant"):
        canonical({"value": value})


def test_what_json_does_not_have_is_refused():
    with pytest.raises(TypeError, match="cannot hold"):
        canonical({"value": object()})


def test_the_fingerprint_is_what_sha256sum_says():
    assert fingerprint('"Malmö"') == hashlib.sha256('"Malmö"'.encode()).hexdigest()
