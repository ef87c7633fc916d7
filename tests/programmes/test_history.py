"""The history of a programme: what it tells, to whom, and as a table."""

import csv
from io import StringIO

import pytest
from django.urls import reverse

from history.actions import add_row, remove_row, revise_row
from history.changes import change_set
from programmes.models import Goal, Issue, Risk
from programmes.spreadsheet import harmless
from stakeholders.models import Stakeholder
from tests.conftest import sign_in


def page_of(client, query=""):
    response = client.get(reverse("history", args=["riverside"]) + query)
    assert response.status_code == 200
    return response.content.decode()


def entries(client, query=""):
    return client.get(reverse("history", args=["riverside"]) + query).context["page"].entries


def titles(client, query=""):
    return [row.title for entry in entries(client, query) for row in entry.rows]


@pytest.fixture
def acts(programme, manager, contributor):
    step = programme.steps.get(key="value-case")
    risk = add_row(
        row=Risk(programme=programme, title="Lease", likelihood=2, impact=2, step=step), by=manager
    )
    risk.impact = 5
    revise_row(row=risk, version=1, by=contributor, reason="The landlord has written")
    goal = add_row(row=Goal(programme=programme, title="Live well at home", why="Short"), by=manager)
    remove_row(row=goal, version=1, by=manager, reason="Said elsewhere")
    return risk, goal


def test_an_entry_says_who_when_why_and_from_what_to_what(as_manager, acts):
    page = page_of(as_manager)
    for words in ("Cora Contributor", "The landlord has written", "from </span>2", "to </span>5"):
        assert words in page


def test_the_newest_act_comes_first_and_what_was_removed_is_struck_through(as_manager, acts):
    newest = entries(as_manager)[0]
    assert (newest.why, newest.is_removal) == ("Said elsewhere", True)
    assert 'class="entry-row is-removal"' in page_of(as_manager)


def test_entries_lead_to_the_record(as_manager, acts):
    assert reverse("record", args=["riverside", "risk", acts[0].pk]) in page_of(as_manager)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("?kind=programmes.goal", ["Live well at home", "Live well at home"]),
        ("?topic=value-case&kind=programmes.risk", ["Lease", "Lease"]),
        ("?q=landlord", ["Lease"]),
        ("?topic=vision-mission&kind=programmes.risk", []),
        ("?q=LEASE", ["Lease", "Lease"]),
        ("?kind=nonsense", []),
        ("?person=nonsense", []),
        ("?person=999999999999999999999999", []),
        ("?page=9999", []),
        ("?topic=%00&kind=programmes.goal", ["Live well at home", "Live well at home"]),
    ],
)
def test_the_address_chooses_what_is_shown(as_manager, acts, query, expected):
    assert titles(as_manager, query) == expected


def test_the_acts_of_one_person(as_manager, acts, contributor):
    assert titles(as_manager, f"?person={contributor.pk}") == ["Lease"]


def test_long_texts_are_shown_as_blocks(as_manager, acts, programme, manager):
    goal = add_row(row=Goal(programme=programme, title="Goal", why="Before. " * 30), by=manager)
    goal.why = "After. " * 30
    revise_row(row=goal, version=1, by=manager)
    assert 'class="change-long"' in page_of(as_manager, f"?kind={goal._meta.label_lower}")


def test_the_history_is_read_in_pages(as_manager, programme, manager):
    for number in range(30):
        add_row(row=Risk(programme=programme, title=f"Risk {number}", likelihood=1, impact=1), by=manager)
    query = "?kind=programmes.risk"
    first, second = titles(as_manager, query), titles(as_manager, f"{query}&page=2")
    assert (len(first), len(second)) == (25, 5)
    assert not set(first) & set(second)
    assert "kind=programmes.risk&amp;page=2" in page_of(as_manager, query)


@pytest.fixture
def doctor(programme, manager):
    """An entry of the stakeholder register, which observers may not see."""
    row = Stakeholder(programme=programme, name="Dr Secret", sector="health", interests="Her own ward")
    return add_row(row=row, by=manager, reason="Met at the gala")


@pytest.mark.parametrize(
    "query", ["", "?kind=stakeholders.stakeholder", "?q=Secret", "?q=gala", "?topic=building-support"]
)
def test_what_one_may_not_see_is_nowhere_in_the_history(observer, manager, doctor, query):
    client = sign_in(observer)
    table = client.get(reverse("history_csv", args=["riverside"]) + query).content.decode("utf-8-sig")
    for words in ("Dr Secret", "Her own ward", "Met at the gala", "Stakeholder"):
        assert words not in page_of(client, query)
        assert words not in table
    assert "Dr Secret" in page_of(sign_in(manager), query)


def test_a_hidden_record_is_not_told_as_a_cause_either(observer, manager, programme, doctor):
    with change_set(by=manager, scope=programme.pk, cause=doctor):
        Issue(programme=programme, title="Came of it").save()
    page = page_of(sign_in(observer))
    assert "Came of it" in page
    assert "Dr Secret" not in page
    assert "Dr Secret" in page_of(sign_in(manager), "?kind=programmes.issue")


def test_another_programme_has_its_own_history(acts, stranger):
    client = sign_in(stranger)
    assert client.get(reverse("history", args=["riverside"])).status_code == 404
    assert client.get(reverse("history_csv", args=["riverside"])).status_code == 404
    assert "Lease" not in client.get(reverse("history", args=["elsewhere"])).content.decode()


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        " =1",
        "＝1",
        "＋1",
        "－1",
        "＠x",
    ],
)
def test_no_text_becomes_a_formula(text):
    assert harmless(text) == f"'{text}"


@pytest.mark.parametrize("value", ["Lease", "a = b", "", -5, 2.5, None])
def test_other_values_stay_as_they_are(value):
    assert harmless(value) == value


def test_the_table_holds_each_change_and_no_formula(as_manager, acts, programme, manager):
    add_row(row=Risk(programme=programme, title="=HYPERLINK(1)", likelihood=1, impact=1), by=manager)
    response = as_manager.get(reverse("history_csv", args=["riverside"]) + "?kind=programmes.risk")
    assert response.headers["Content-Disposition"] == 'attachment; filename="riverside-history.csv"'
    rows = list(csv.reader(StringIO(response.content.decode("utf-8-sig"))))
    assert rows[0][:3] == ["When", "Who", "What happened"]
    changed = next(row for row in rows if row[2] == "changed")
    assert changed[1:] == [
        *("Cora Contributor", "changed", "risk", "Lease"),
        *("impact", "2", "5", "The landlord has written", ""),
    ]
    assert {row[4] for row in rows[1:]} == {"Lease", "'=HYPERLINK(1)"}


def test_the_queries_of_the_history_do_not_grow(
    as_manager, programme, manager, django_assert_max_num_queries
):
    for number in range(10):
        add_row(
            row=Risk(programme=programme, title=f"R {number}", likelihood=1, impact=1, owner=manager),
            by=manager,
        )
    with django_assert_max_num_queries(20) as few:
        page_of(as_manager)
    for number in range(190):
        add_row(
            row=Risk(programme=programme, title=f"S {number}", likelihood=1, impact=1, owner=manager),
            by=manager,
        )
    with django_assert_max_num_queries(len(few)):
        page_of(as_manager)
