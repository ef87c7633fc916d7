"""Stored changes in words."""

import pytest

from history.models import Change
from programmes.timeline import Words, row_change

WORDS = Words(people={})


def told(values, model="programmes.risk", words=WORDS):
    change = Change(model=model, object_id=1, kind="changed", title="Lease", values=values)
    return [(field.label, field.before, field.after) for field in row_change(change, words).fields]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"review_on": [None, "2026-03-14"]}, ("review on", "", "14 Mar 2026")),
        ({"status": ["open", "closed"]}, ("status", "Open", "Closed")),
        ({"impact": [2, 5]}, ("impact", "2", "5")),
        (
            {"step": [None, {"to": "programmes.step", "pk": 3, "title": "Value case"}]},
            ("step or activity", "", "Value case"),
        ),
        ({"owner": [{"to": "accounts.user", "pk": 3}, None]}, ("owner", "a former member", "")),
        ({"gone_field": ["a", "b"]}, ("gone field", "a", "b")),
        (
            {"status": ["open", "a status of an earlier version"]},
            ("status", "Open", "a status of an earlier version"),
        ),
        ({"review_on": [None, "no day"]}, ("review on", "", "no day")),
    ],
)
def test_a_stored_value_is_told_in_words(values, expected):
    assert told(values) == [expected]


def test_a_record_of_a_model_that_is_gone_is_told_all_the_same():
    assert told({"title": ["a", "b"]}, model="programmes.canvas") == [("title", "a", "b")]


def test_a_reference_to_a_hidden_record_is_not_told():
    value = {"to": "stakeholders.stakeholder", "pk": 1, "title": "Dr Secret"}
    words = Words(people={}, hidden=frozenset({"stakeholders.stakeholder"}))
    assert told({"step": [None, value]}, words=words) == [("step or activity", "", "not shown")]


@pytest.mark.parametrize(("text", "is_long"), [("short", False), ("two\nlines", True), ("x" * 121, True)])
def test_long_texts_are_known_as_such(text, is_long):
    change = Change(
        model="programmes.risk", object_id=1, kind="changed", title="Lease", values={"response": ["", text]}
    )
    assert row_change(change, WORDS).fields[0].is_long is is_long
