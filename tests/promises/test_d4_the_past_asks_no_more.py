"""D4: a page as of a day is read with hardly more queries than the page of today, whatever the programme holds."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from config.bench.data import READER, make
from config.bench.pages import PAGES, places
from config.bench.sizes import SIZES
from config.bench.timing import MORE_QUERIES
from history.lens import Lens
from tests.conftest import sign_in

SIZE = SIZES["S"]


@pytest.fixture
def reader(db):
    list(make(SIZE))
    return sign_in(User.objects.get(email=READER))


def queries(client, address):
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def hold(client):
    place = next(places(SIZE))
    by_name = {page.name: page for page in PAGES}
    for page in PAGES:
        if page.like:
            today, then = (
                queries(client, by_name[page.like].address(place)),
                queries(client, page.address(place)),
            )
            assert then <= MORE_QUERIES * today, page.name


def test_the_past_asks_hardly_more_than_the_present(reader):
    hold(reader)


def row_by_row(lens, model):
    records = model.history.filter(programme_id=lens.programme.pk, history_date__lte=lens.at)
    keys = records.order_by("id").values_list("id", flat=True).distinct()
    return [records.filter(id=pk).latest().instance for pk in keys]


def test_a_lens_that_asks_row_by_row_is_found_out(reader, monkeypatch):
    monkeypatch.setattr(Lens, "_as_it_was", row_by_row)
    with pytest.raises(AssertionError):
        hold(reader)
