"""What `make bench` measures works at its smallest size; how long it takes is not asserted here."""

from dataclasses import replace

import pytest

from accounts.models import User
from config.bench.data import READER, make
from config.bench.pages import PAGES, places
from config.bench.saving import saved
from config.bench.sizes import SIZES
from config.bench.timing import as_json, percentile, timed
from tests.conftest import sign_in

SIZE = SIZES["S"]
SOME = ["home", "home a year ago", "what changed, a month"]


@pytest.fixture
def reader(db):
    list(make(SIZE))
    return User.objects.get(email=READER)


def test_pages_are_measured(reader):
    pages, lines = [page for page in PAGES if page.name in SOME], []
    found = timed(pages, list(places(SIZE)), sign_in(reader), 1, lines.append)
    assert [one.name for one in found] == SOME
    assert len(lines) == len(found) == len(as_json(found))
    assert all(one.queries and one.bytes and one.p50 for one in found)


def test_a_limit_that_is_broken_is_a_fault(reader):
    present, past = [page for page in PAGES if page.name in SOME[:2]]
    greedy = replace(past, limit=0, address=lambda place: past.address(place) + "?", like=present.name)
    few = replace(present, address=lambda place: "/healthz")
    today, found = timed([few, greedy], list(places(SIZE)), sign_in(reader), 1, str)
    assert found.faults == ("over 0 ms", f"{found.queries} queries, {today.queries} today")


def test_saves_are_measured_with_history_and_without(reader):
    plain, kept, by_form, added = saved(SIZE, sign_in(reader), reader, 3)
    assert (plain.name, added.name) == ("save without history", "what history adds")
    assert 0 < plain.p50 < by_form.p50
    assert added.limit < kept.limit
    assert added.line().startswith("what history adds")


@pytest.mark.parametrize(
    ("values", "share", "expected"), [([3, 1, 2], 50, 2), ([5], 95, 5), (range(1, 101), 95, 95)]
)
def test_a_percentile_is_one_of_the_values(values, share, expected):
    assert percentile(values, share) == expected
