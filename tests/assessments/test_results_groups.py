"""Groups on the page of results: told apart where they are large enough, and nothing about a few."""

from itertools import product

import pytest

from assessments.actions.reveal import reveal
from tests.assessments.panels import (
    PROFESSIONS,
    assessed,
    invited,
    many_organisations,
    opened,
    rated,
    revealed,
)
from tests.assessments.results_pages import BREAKDOWNS, csv_of, line_of, page_of, text_of


def test_groups_are_told_apart_where_they_are_large_enough(as_manager, programme, manager, partners):
    round = revealed(programme, manager, people=15, organisations=partners)
    response = page_of(as_manager, round.assessment, by="organisation")
    line = line_of(response)
    assert [row[:2] for row in line.groups.rows] == [
        ["Organisation 0", "5"],
        ["Organisation 1", "5"],
        ["Organisation 2", "5"],
    ]
    page = response.context["page"]
    names = [column.label for column in page.profile.table.columns]
    assert names[2:] == ["All who answered", "Organisation 0", "Organisation 1", "Organisation 2"]
    assert len(page.block.chart.table.rows) == 12 * 4


def test_a_breakdown_of_small_groups_is_not_shown_and_says_why(as_manager, programme, manager, partners):
    a, b, c = partners
    round = revealed(programme, manager, people=12, organisations=[a, a, a, a, b, c])
    response = page_of(as_manager, round.assessment, by="organisation")
    page = response.context["page"]
    assert page.shown.by == ""
    assert {str(one.title) for one in page.not_shown} >= {"By organisation"}
    assert "groups are too small to be told apart" in text_of(response)


def test_names_of_small_groups_are_put_together_in_words(as_manager, programme, manager):
    a, b, c, d = many_organisations(programme, manager, 4)
    round = revealed(programme, manager, people=20, organisations=[a, a, a, b, b, b, c, c, d, d])
    response = page_of(as_manager, round.assessment, by="sector")
    together = response.context["page"].chosen.together
    assert len(together) == 1
    name, parts = together[0]
    assert len(parts) == 2
    assert name == " and ".join(parts)
    assert "Put together, because with fewer than 5 people" in text_of(response)


def test_a_breakdown_that_does_not_exist_is_all_together(as_manager, programme, manager, partners):
    round = revealed(programme, manager, people=15, organisations=partners)
    for by in ("age", "sector'", ""):
        assert page_of(as_manager, round.assessment, by=by).context["page"].shown.by == ""


@pytest.fixture
def hospice(programme, manager):
    """Two of a small sector say 5 where everybody else says 0 or 1, in two rounds."""
    big, other, small = many_organisations(programme, manager, 3)
    assessment = assessed(programme, manager)
    of = [big] * 8 + [other] * 7 + [small] * 2
    people = invited(assessment, manager, len(of), organisations=of)
    for number in (1, 2):
        round = opened(assessment, manager, number=number)
        rated(round, people, lambda n, e: 5 if n > 14 else n % 2, profession_of=lambda n: PROFESSIONS[n % 3])
        reveal(round=round, version=round.version, by=manager)
    return assessment, [
        {"sector": one.sector, "organisation": str(one.pk), "profession": PROFESSIONS[n % 3].value}
        for n, one in enumerate(of)
    ]


def test_no_combination_of_what_the_pages_show_is_about_a_few(as_manager, hospice):
    """Add and subtract the groups of every page and table: what is left is nobody, or five people or more."""
    assessment, people = hospice
    shown = shown_groups(as_manager, assessment)
    assert len(shown) > 2
    assert smallest_left(shown, people) >= 5
    assert smallest_left({("organisation", (group["organisation"],)) for group in people}, people) < 5


def test_a_small_group_is_named_on_no_page_by_itself(as_manager, hospice):
    assessment, _people = hospice
    seen = set()
    for number in (1, 2):
        for by in BREAKDOWNS:
            page = page_of(as_manager, assessment, round=number, by=by).context["page"]
            tables = [page.profile.table, page.block.chart.table, *(line.groups for line in page.block.lines)]
            seen |= {row[0] for table in tables if table for row in table.rows}
            seen |= {column.label for column in page.profile.table.columns}
            rows = csv_of(as_manager, assessment, round=number, by=by)[1:]
            seen |= {row[2] for row in rows}
            assert all(int(row[3]) >= 5 for row in rows)
    assert seen.isdisjoint({"Organisation 2", "Council"})  # the small organisation, and its sector


def shown_groups(client, assessment):
    """(breakdown, its groups) of every figure on every page."""
    found = set()
    for number in (1, 2):
        for by in BREAKDOWNS:
            shown = page_of(client, assessment, round=number, by=by).context["page"].shown
            tables = [shown.content, *(one for _dimension, one in shown.dimensions)]
            blocks = [group.found["groups"] for table in tables for group in shown.groups(table)]
            found |= {(shown.by, tuple(groups)) for groups in blocks}
    return found


def smallest_left(shown, people):
    """The fewest people, but not nobody, in any sum and difference of the groups and of everybody."""
    members = [[group[by] in groups for group in people] for by, groups in sorted(shown)]
    members.append([True] * len(people))
    sums = (
        [
            sum(sign * inside for sign, inside in zip(signs, who, strict=True))
            for who in zip(*members, strict=True)
        ]
        for signs in product((-1, 0, 1), repeat=len(members))
    )
    return min(count for count in (sum(weight != 0 for weight in weights) for weights in sums) if count)
