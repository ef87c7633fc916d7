"""The way back from a form that adds a record: "Cancel" leads to the page from which one came."""

import re

import pytest
from django.urls import reverse

from programmes.kinds import every_kind
from tests.rows import Rows

HERE = "/programmes/riverside"
CANCEL = re.compile(r'href="([^"]*)"[^>]*>Cancel</a>')
OF_ASSESSMENT = [
    ("agreedlevel", "dimension=finance-funding", "agreement/#dimension-finance-funding"),
    ("minorityview", "dimension=finance-funding", "agreement/#dimension-finance-funding"),
    ("phaseplacement", "", "agreement/#phase"),
    ("targetlevel", "dimension=finance-funding", "gaps/#dimension-finance-funding"),
    ("targetlevel", "", "gaps/"),
    ("benchmarkconsent", "", "benchmark/"),
]


@pytest.fixture
def rows(programme, manager):
    return Rows(programme, manager)


def way_back(client, kind, **query):
    return cancel_on(client.get(reverse("record_add", args=["riverside", kind]), query))


def cancel_on(response):
    return CANCEL.search(response.content.decode())[1]


def of(rows, model):
    """The row of a model that is called by its kind."""
    return rows.of(next(kind.model for kind in every_kind() if kind.key == model))


@pytest.mark.parametrize(("kind", "query", "page"), OF_ASSESSMENT)
def test_what_is_written_on_a_page_of_an_assessment_leads_back_to_it(as_manager, rows, kind, query, page):
    row = of(rows, "assessment")
    add = reverse("record_add", args=["riverside", kind])
    asked = f"{add}?assessment={row.pk}&{query}"
    assert cancel_on(as_manager.get(asked)) == f"{HERE}/assessments/{row.pk}/{page}"
    refused = as_manager.post(asked, {"assessment": row.pk})
    assert refused.status_code == 422 or kind == "benchmarkconsent"
    assert refused.status_code == 302 or cancel_on(refused) == f"{HERE}/assessments/{row.pk}/{page}"


@pytest.mark.parametrize(
    ("kind", "parent", "field", "page"),
    [
        ("risk", "step", "step", "journey/needs-assessment/"),  # also in the register, but begun on the step
        ("objective", "goal", "goal", "plan/strategic-plan/#goal-{}"),
        ("caregap", "cohort", "cohort", "needs-assessment/#cohort-{}"),
        ("stream", "caseoption", "option", "value-case/#caseoption-{}"),
        ("target", "indicator", "indicator", "measures/{}/"),
        ("duedate", "action", "action", "records/action/{}/"),
        ("reportask", "decision", "decision", "records/decision/{}/"),
    ],
)
def test_what_belongs_to_a_row_leads_back_to_its_place(as_manager, rows, kind, parent, field, page):
    row = of(rows, parent)
    found = way_back(as_manager, kind, **{field: row.pk})
    assert found == f"{HERE}/{page.format(row.pk)}"


@pytest.mark.parametrize(
    ("kind", "page"),
    [
        ("risk", "plan/risks/"),
        ("cohort", "needs-assessment/"),
        ("commoncause", "needs-assessment/#common-cause"),
        ("fundingask", "value-case/"),
        ("agreedlevel", ""),  # of which assessment, the form has yet to ask
    ],
)
def test_what_belongs_to_nothing_leads_back_to_where_its_like_stand(as_manager, programme, kind, page):
    assert way_back(as_manager, kind) == f"{HERE}/{page}"


def test_no_way_back_leads_to_a_place_that_is_not_there_yet(as_manager, rows):
    for kind in every_kind():
        if kind.is_addable:
            assert "None" not in way_back(as_manager, kind.key), kind.key
