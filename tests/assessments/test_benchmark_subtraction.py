"""Compared with other programmes: whoever sets a level of their own as they like, and looks each time, learns no more.

Of a programme that is not named nobody learns more than that it is one of five or more.
"""

from itertools import product

import pytest
from django.urls import reverse

from accounts.models import Sector
from accounts.roles import Role
from assessments.benchmark import FEWEST, Figure, bands, compared
from assessments.models import MeetingRequest
from history.actions import add_row, remove_row, revise_row
from programmes.actions import add_member
from tests.assessments.neighbours import agree, consent, levelled, neighbour, neighbours
from tests.conftest import make_organisation, sign_in

KEY = "finance-funding"
SCALE = bands(0, 5)
OWN = [None, 0, 0.5, 1, 2, 3, 4, 4.5, 5]


@pytest.fixture
def ours(programme, manager):
    assessment = levelled(programme, manager, {KEY: 1})
    consent(assessment, manager)
    return assessment


def line_of(person, assessment, key=KEY):
    url = reverse("assessment_benchmark", args=[assessment.programme.slug, assessment.pk])
    page = sign_in(person).get(url).context["page"]
    return next(line for line in page.lines if line.standing.dimension.key == key)


def counts(person, assessment):
    return line_of(person, assessment).found.counts


# The arithmetic, by brute force


def seen(levels, named, known):
    """All that a reader sees in a dimension who tries every level: the first may be named, the last can be opened."""
    others = [Figure(n, f"N{n}" if n < named else "", {"a": level}) for n, level in enumerate(levels)]
    opened = set(range(len(levels) - known, len(levels)))
    views = [compared({"a": own}, others, opened, SCALE)[0] for own in OWN]
    return tuple((tuple(view.counts or ()), tuple(one.name for one in view.strong)) for view in views)


@pytest.mark.parametrize(
    ("of", "named", "known"),
    [
        (6, 0, 0),
        (6, 1, 0),
        (6, 0, 1),
        (6, 3, 0),
        (6, 1, 1),
        (6, 2, 4),
        (6, 6, 0),
        (5, 0, 0),
        (5, 2, 3),
        (7, 1, 1),
    ],
)
def test_what_is_seen_says_no_more_of_unnamed_programmes_than_how_many_of_five_stand_where(of, named, known):
    """Where five or more are hidden only the set of their levels shows; where fewer are, nothing of their levels."""
    hidden = range(named, of - known)
    by_what_may_be_known = {}
    for levels in product([0, 2, 5], repeat=of):
        theirs = sorted(levels[n] for n in hidden) if len(hidden) >= FEWEST else ()
        told = (levels[:named], levels[of - known :], tuple(theirs))
        view = seen(levels, named, known)
        assert by_what_may_be_known.setdefault(told, view) == view


def test_of_a_programme_that_may_be_named_nothing_shows_where_it_stands_too_low_to_be_named():
    for rest in product([0, 2, 5], repeat=5):
        assert seen((0, *rest), 1, 0) == seen((1, *rest), 1, 0)


def test_ones_own_level_has_no_say_in_what_is_counted():
    for levels in product([0, 3, 5], repeat=6):
        for named, known in ((0, 0), (1, 0), (0, 2), (3, 2), (6, 0), (0, 6)):
            assert len({view[0] for view in seen(levels, named, known)}) == 1


# The page


def test_six_others_of_whom_three_may_be_named_say_why_they_are_not_counted(ours, manager, elsewhere):
    neighbours(elsewhere, [5, 5, 1, 4, 3, 2], named={0, 1, 2})
    line = line_of(manager, ours)
    assert line.found.counts is None
    assert "fewer than 5 have a level here" in line.why_not
    assert [one.name for one in line.partners] == ["Neighbour 0", "Neighbour 1"]


def test_whoever_may_be_named_is_not_counted(ours, manager, elsewhere):
    neighbours(elsewhere, [5, 0, 4, 4, 4, 4, 4], named={0, 1})
    assert counts(manager, ours) == [0, 0, 0, 0, 5, 0]


@pytest.mark.parametrize("levels", [[0, 5], [5, 0]])
def test_another_level_or_another_assessment_of_ones_own_uncovers_nobody(
    ours, manager, elsewhere, levels, programme
):
    neighbours(elsewhere, [5, 5, 5, 1, 2], named={0, 1, 2})
    for level in levels:
        agree(ours, manager, KEY, level)
        assert counts(manager, ours) is None
    further = levelled(programme, manager, {KEY: levels[0]})
    consent(further, manager)
    assert counts(manager, further) is None


def test_whoever_might_be_named_once_is_no_cover_later(ours, manager, elsewhere):
    rows = neighbours(elsewhere, [5, 4, 4, 3, 2], named={0})
    assert [one.name for one in line_of(manager, ours).partners] == ["Neighbour 0"]
    rows[0].may_be_named = rows[0].is_open_to_meet = False
    revise_row(row=rows[0], version=rows[0].version, by=elsewhere)
    assert counts(manager, ours) is None
    remove_row(row=rows[0], version=rows[0].version, by=elsewhere)
    consent(rows[0].assessment, elsewhere)
    assert counts(manager, ours) is None


@pytest.mark.parametrize("is_taken_back", [False, True])
@pytest.mark.parametrize("is_ours", [False, True])
def test_with_whom_a_request_to_meet_was_exchanged_is_no_cover(
    ours, manager, elsewhere, is_ours, is_taken_back
):
    rows = neighbours(elsewhere, [5, 4, 4, 3, 0])
    assert counts(manager, ours)
    theirs = rows[-1].assessment
    asking, asked = (ours, theirs) if is_ours else (theirs, ours)
    row = MeetingRequest(
        programme=asking.programme, assessment=asking, other=asked.programme, dimension=KEY, message="How?"
    )
    add_row(row=row, by=elsewhere)
    if is_taken_back:
        remove_row(row=row, version=row.version, by=elsewhere)
    assert counts(manager, ours) is None


def test_requests_to_another_programme_of_the_reader_are_known_too(ours, manager, contributor, elsewhere):
    rows = neighbours(elsewhere, [5, 4, 4, 3, 0])
    other = neighbour("Also ours", elsewhere)
    trust = make_organisation("Far Trust", Sector.HEALTH, elsewhere)
    add_member(programme=other, user=contributor, organisation=trust, role=Role.OBSERVER, by=elsewhere)
    theirs = rows[-1].assessment
    row = MeetingRequest(
        programme=theirs.programme, assessment=theirs, other=other, dimension=KEY, message="How?"
    )
    add_row(row=row, by=elsewhere)
    assert counts(contributor, ours) is None
    assert counts(manager, ours)  # who is in one of them only knows nothing of it


def test_a_programme_that_the_reader_has_left_is_no_cover(ours, manager, contributor, elsewhere):
    rows = neighbours(elsewhere, [2, 3, 3, 4, 5])
    trust = make_organisation("Far Trust", Sector.HEALTH, elsewhere)
    member = add_member(
        programme=rows[0].programme, user=contributor, organisation=trust, role=Role.OBSERVER, by=elsewhere
    )
    remove_row(row=member, version=member.version, by=elsewhere)
    assert counts(contributor, ours) is None
    assert counts(manager, ours)


def test_the_terms_say_all_this_before_anybody_consents(as_manager, programme, manager):
    row = levelled(programme, manager, {KEY: 1})
    url = reverse("record_add", args=[programme.slug, "benchmarkconsent"]) + f"?assessment={row.pk}"
    text = as_manager.get(url).content.decode()
    assert "who tries other levels of their own can find out yours" in text
    assert "are not counted at all" in text
