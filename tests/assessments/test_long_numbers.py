"""Numbers longer than any key are not there; they break no page."""

import pytest
from django.urls import reverse

from tests.assessments.panels import revealed

KEY = "finance-funding"
LONG = ["9" * 25, "9" * 5000]


@pytest.mark.parametrize("digits", LONG, ids=len)
@pytest.mark.parametrize(
    "kind", ["agreedlevel", "targetlevel", "minorityview", "phaseplacement", "benchmarkconsent"]
)
def test_a_form_about_an_assessment_with_a_long_number_is_refused(as_manager, programme, kind, digits):
    add = reverse("record_add", args=[programme.slug, kind])
    sent = {"assessment": digits, "dimension": KEY, "level": "3", "rationale": "Typed words"}
    answer = as_manager.post(add, sent)
    assert answer.status_code == 422
    assert "assessment" in answer.context["form"].errors
    assert as_manager.get(add, {"assessment": digits}).status_code == 404
    assert as_manager.post(f"{add}?assessment={digits}", sent).status_code == 404


@pytest.mark.parametrize("digits", LONG, ids=len)
@pytest.mark.parametrize(
    ("name", "query"),
    [
        ("scores", "cohort={}"),
        ("scores", "page={}"),
        ("programme_evidence", "for=risk-{}"),
        ("programme_evidence", "page={}"),
        ("history", "person={}"),
        ("history", "page={}"),
        ("assessment_start", "instrument=own&version={}"),
    ],
)
def test_a_long_number_in_an_address_is_none(as_manager, programme, name, query, digits):
    address = f"{reverse(name, args=[programme.slug])}?{query.format(digits)}"
    assert as_manager.get(address).status_code == 200


@pytest.mark.parametrize("digits", LONG, ids=len)
@pytest.mark.parametrize("name", ["assessment_results", "assessment_share", "assessment_change"])
def test_a_long_number_of_a_round_or_an_assessment_is_none(as_manager, programme, manager, name, digits):
    round = revealed(programme, manager)
    address = reverse(name, args=[programme.slug, round.assessment_id])
    assert as_manager.get(address, {"round": digits, "with": digits}).status_code in {200, 404}
