"""Stored changes in words."""

import pytest

from history.models import Change
from programmes.crowds import CROWD, apart
from programmes.timeline import RowChange, Words, row_change
from tests.rows import Rows, every_model

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


def changed(kind, model):
    return row_change(Change(model=model, object_id=1, kind=kind, title="Hubs, Council: R", values={}), WORDS)


@pytest.mark.parametrize(
    ("kind", "verb"),
    [("added", "linked"), ("removed", "unlinked"), ("restored", "linked again"), ("changed", "changed")],
)
def test_a_row_that_ties_two_others_is_linked_and_unlinked(kind, verb):
    assert changed(kind, "programmes.planrole").verb == verb


@pytest.mark.parametrize("kind", ["added", "changed", "removed", "restored"])
def test_any_other_row_is_told_as_what_happened_to_it(kind):
    assert changed(kind, "programmes.risk").verb == kind


LINKS = [model for model in every_model() if model.is_link]


def test_the_links_are_known():
    assert {model._meta.model_name for model in LINKS} >= {"planrole", "endorsement"}


@pytest.mark.parametrize("model", LINKS, ids=lambda model: model._meta.model_name)
def test_a_link_names_a_record_or_partner_that_it_ties(model, programme, manager):
    """Of a removed link, the title is all that history keeps. Links to rows of any kind keep the titles of their ends."""
    row = Rows(programme, manager).of(model)
    fields = model._meta.concrete_fields
    ends = [getattr(row, field.name) for field in fields if field.is_relation]
    others = [end for end in ends if end not in (programme, manager)]
    titles = [getattr(row, field.name) for field in fields if field.name.endswith("_title")]
    assert len(others) >= 2 or titles
    assert any(str(end) in str(row) for end in [*others, *titles])


STEP = {"to": "programmes.step", "pk": 3, "title": "Value case"}
OTHER = {"to": "programmes.step", "pk": 4, "title": "Strategic plan"}


@pytest.mark.parametrize(
    ("values", "verb"),
    [
        ({"step": [None, STEP]}, "linked with"),
        ({"step": [STEP, None]}, "unlinked from"),
        ({"step": [STEP, OTHER]}, ""),
        ({"owner": [None, {"to": "accounts.user", "pk": 3}]}, ""),
        ({"title": ["", "Lease"]}, ""),
    ],
)
def test_a_field_that_points_to_another_record_is_linked_and_unlinked(values, verb):
    change = Change(model="programmes.risk", object_id=1, kind="changed", title="Lease", values=values)
    (field,) = row_change(change, WORDS).fields
    assert field.verb == verb


def rows(number, noun="risk", kind="added"):
    return [RowChange(kind, noun, f"{noun} {index}", [], noun, index) for index in range(number)]


def test_many_new_rows_of_one_kind_stand_apart_and_all_others_alone():
    crowd, few, changes = rows(CROWD + 1), rows(CROWD, "goal"), rows(9, "risk", "changed")
    single, crowds = apart([*few, *crowd, *changes])
    assert single == [*few, *changes]
    assert crowds == [("risk", crowd)]


def test_fields_stand_in_the_order_of_the_model_whatever_the_database_makes_of_it():
    values = {"impact": [1, 2], "gone": ["a", "b"], "title": ["A", "B"], "likelihood": [1, 2]}
    assert [label for label, __, __ in told(values)] == ["risk", "likelihood", "impact", "gone"]
