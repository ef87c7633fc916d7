"""The table of results for spreadsheets."""

from assessments.actions.reveal import reveal
from assessments.instrument_pack import instrument
from history.changes import change_set
from tests.assessments.panels import assessed, invited, opened, rated, revealed
from tests.assessments.results_pages import csv_of


def test_the_table_has_the_figures_of_the_page(as_manager, programme, manager, partners):
    round = revealed(programme, manager, people=15, organisations=partners)
    head, *rows = csv_of(as_manager, round.assessment, by="organisation")
    first = [dict(zip(head, row, strict=True)) for row in rows[:4]]
    assert [row["Group"] for row in first] == ["All who answered", *(f"Organisation {n}" for n in range(3))]
    assert (first[0]["Answered by"], first[0]["Median"], first[0]["Verdict"]) == ("15", "3.0", "Agreement")
    assert [first[0][f"Answer {n}"] for n in range(6)] == ["0", "0", "5", "5", "5", "0"]
    assert sum(int(row["Answer 3"]) for row in first[1:]) == 5


def test_no_cell_of_the_table_begins_a_formula(as_manager, programme, manager, partners):
    partners[0].name = "=SUM(A1)"
    with change_set(by=manager, scope=None):
        partners[0].save()
    round = revealed(programme, manager, people=15, organisations=partners)
    rows = csv_of(as_manager, round.assessment, by="organisation")
    assert "'=SUM(A1)" in {row[2] for row in rows}
    assert "=SUM(A1)" not in {row[2] for row in rows}


def test_the_table_holds_no_reasons(as_manager, programme, manager):
    assessment = assessed(programme, manager)
    round = opened(assessment, manager)
    rated(round, invited(assessment, manager, 6), lambda n, e: 3, reason_of=lambda n, e: "Canary reason")
    reveal(round=round, version=round.version, by=manager)
    assert "Canary" not in str(csv_of(as_manager, assessment))


def test_an_item_that_too_few_answered_is_blank_in_every_group_too(as_manager, programme, manager, partners):
    dimension = next(one for one in instrument("rainbow-rmic", 1).dimensions if len(one.items) > 1)
    text, rare = dimension.items[0].text, f"{dimension.key}/{dimension.items[0].key}"

    def value(n, element):
        return "" if element == rare and n >= 3 else 3

    round = revealed(
        programme, manager, people=15, value_of=value, instrument="rainbow-rmic", organisations=partners
    )
    head, *rows = csv_of(as_manager, round.assessment, by="organisation")
    hidden = [row for row in rows if row[head.index("Statement or element")] == text]
    assert [row[head.index("Group")] for row in hidden][1:] == [f"Organisation {n}" for n in range(3)]
    assert {cell for row in hidden for cell in row[head.index("Group") + 1 :]} == {""}
