"""Views of one's own by the link, after the reveal: once if sent twice, so many within an hour, nobody named."""

import threading

import pytest
from django.core.cache import cache
from django.db import close_old_connections, connection

from assessments.actions import ballots
from assessments.actions.ballots import TooManyViews, hold_another_view
from assessments.actions.reveal import reveal
from assessments.models import MinorityView, Round
from history.actions import remove_row
from history.models import ChangeSet
from tests.assessments.by_link import link
from tests.assessments.panels import assessed, invited, opened, rated

DIMENSION = "finance-funding"


@pytest.fixture
def shown(first, asking, somebody, manager):
    """The first round, revealed, with Sam among those who rated."""
    cache.clear()
    rated(first, [*invited(asking, manager, 6), somebody], lambda n, element: 1)
    reveal(round=first, version=first.version, by=manager)
    return first


def send(visitor, somebody, **data):
    return visitor.post(link(somebody, "rate_view", DIMENSION), {"text": "It is not so", "level": "2"} | data)


def test_a_view_that_is_sent_twice_stands_once(visitor, shown, somebody):
    answers = [send(visitor, somebody) for _time in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert MinorityView.objects.count() == 1


@pytest.mark.parametrize("other", [{"text": "It is quite so"}, {"level": "3"}, {"level": ""}])
def test_a_view_that_says_something_else_is_another_one(visitor, shown, somebody, other):
    send(visitor, somebody)
    send(visitor, somebody, **other)
    assert MinorityView.objects.count() == 2


def test_a_view_that_was_removed_may_be_sent_again(visitor, shown, somebody, manager):
    send(visitor, somebody)
    view = MinorityView.objects.get()
    remove_row(row=view, version=view.version, by=manager)
    send(visitor, somebody)
    assert MinorityView.objects.count() == 1


def test_the_history_of_a_view_leads_to_no_request(visitor, shown, somebody):
    answer = send(visitor, somebody)
    told = ChangeSet.objects.latest("pk")
    assert (told.actor, told.by, told.request_id) == ("respondent", None, "")
    assert answer.headers["X-Request-Id"]


def test_the_page_says_that_the_time_is_kept(visitor, shown, somebody):
    text = visitor.get(link(somebody, "rate_view", DIMENSION)).content.decode()
    assert "It says when it was written and not by whom." in text


@pytest.mark.django_db(transaction=True)
def test_those_who_send_at_once_do_not_pass_the_limit_together(
    transactional_db, programme, manager, monkeypatch
):
    cache.clear()
    monkeypatch.setattr(ballots, "MOST_VIEWS", 2)
    round = opened(assessed(programme, manager), manager)
    people = invited(round.assessment, manager, 6)
    rated(round, people, lambda n, element: 1)
    reveal(round=round, version=round.version, by=manager)
    refused = []
    start = threading.Barrier(6)

    def send_one(number):
        try:
            start.wait(10)
            hold_another_view(
                respondent=people[0],
                round=Round.objects.get(pk=round.pk),
                dimension=DIMENSION,
                text=f"View {number}",
            )
        except TooManyViews:
            refused.append(number)
        finally:
            connection.close()

    threads = [threading.Thread(target=send_one, args=[number]) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    close_old_connections()
    assert (MinorityView.objects.count(), len(refused)) == (2, 4)
