"""Learning signals: noticed, answered, and what comes of them; over HTTP."""

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from history.actions import add_row
from history.changes import change_set
from learning.models import Signal
from programmes.models import Action, Risk
from programmes.models.programme import today
from programmes.threads import add_url
from tests.conftest import sign_in
from tests.sent_forms import fields_in

SLUG = "riverside"


@pytest.fixture
def listing(programme):
    return reverse("signals", args=[SLUG])


def a_signal(programme, by, title="Falls go up", **fields):
    return add_row(row=Signal(programme=programme, title=title, **fields), by=by)


def answer(client, signal, **typed):
    url = reverse("record_edit", args=[SLUG, "signal", signal.pk])
    return client.post(url, fields_in(client.get(url)) | {"title": signal.title} | typed)


def test_an_empty_list_says_what_a_signal_is(as_manager, listing):
    said = as_manager.get(listing).content.decode()
    assert "asks for an answer" in said
    assert reverse("record_add", args=[SLUG, "signal"]) in said


def test_a_signal_is_noticed_first_and_answered_later(as_manager, programme, listing):
    add = reverse("record_add", args=[SLUG, "signal"])
    form = as_manager.get(add)
    assert "answer" not in form.context["form"].fields
    sent = fields_in(form) | {"title": "Falls go up", "seen": "Three wards, since May", "answer": "stop"}
    signal_page = as_manager.post(add, sent)
    signal = Signal.objects.get()
    assert signal_page.url == f"{listing}#signal-{signal.pk}"
    assert signal.is_open
    assert answer(as_manager, signal, answer="adapt", answer_words="Two nurses more").status_code == 302
    signal.refresh_from_db()
    assert (signal.answer, signal.answered_on, signal.is_open) == ("adapt", today(), False)
    said = as_manager.get(listing).content.decode()
    assert "Two nurses more" in said
    assert "Every signal has its answer" in said


def test_words_without_an_answer_are_refused_and_kept(as_manager, programme, manager):
    signal = a_signal(programme, manager)
    refused = answer(as_manager, signal, answer="", answer_words="Two nurses more")
    assert refused.status_code == 422
    said = refused.content.decode()
    assert "keep, adapt or stop" in said
    assert "Two nurses more" in said


def test_an_answer_can_be_taken_back(as_manager, programme, manager):
    signal = a_signal(programme, manager, answer="keep", answered_on=date(2026, 1, 5))
    assert answer(as_manager, signal, answer="", answered_on="", answer_words="").status_code == 302
    signal.refresh_from_db()
    assert signal.is_open
    assert signal.answered_on is None


@pytest.mark.parametrize("values", [{"answer": "keep"}, {"answered_on": date(2026, 1, 5)}])
def test_the_database_keeps_answer_and_day_together(programme, manager, values):
    with pytest.raises(IntegrityError), transaction.atomic(), change_set(by=manager, scope=programme.pk):
        Signal(programme=programme, title="Falls go up", **values).save()


def test_those_that_wait_stand_first_and_then_the_newest_answer(as_manager, programme, manager, listing):
    a_signal(programme, manager, "Old", answer="keep", answered_on=date(2025, 1, 5))
    a_signal(programme, manager, "New", answer="stop", answered_on=date(2026, 1, 5))
    a_signal(programme, manager, "Waits")
    page = as_manager.get(listing).context["page"]
    assert [line.row.title for line in page.waiting] == ["Waits"]
    assert [line.row.title for line in page.answered] == ["New", "Old"]


def test_a_signal_comes_from_something_and_leads_to_something(as_manager, programme, manager, listing):
    risk = add_row(row=Risk(programme=programme, title="Winter", likelihood=3, impact=3), by=manager)
    as_manager.post(add_url("signal", risk), {"title": "Beds are full", "seen": "Since May"})
    signal = Signal.objects.get()
    as_manager.post(add_url("action", signal), {"title": "Open a ward", "status": "open"})
    said = as_manager.get(listing).content.decode()
    assert reverse("record", args=[SLUG, "risk", risk.pk]) in said
    assert reverse("record", args=[SLUG, "action", Action.objects.get().pk]) in said


def test_an_observer_reads_and_changes_nothing(observer, programme, manager, listing):
    signal = a_signal(programme, manager)
    client = sign_in(observer)
    said = client.get(listing).content.decode()
    assert "Falls go up" in said
    assert "Answer it" not in said
    assert client.get(reverse("record_edit", args=[SLUG, "signal", signal.pk])).status_code == 403


def test_the_list_asks_no_more_for_many_signals(as_manager, programme, manager, listing):
    def asked():
        with CaptureQueriesContext(connection) as queries:
            as_manager.get(listing)
            return len(queries)

    def make(number):
        signal = a_signal(programme, manager, f"Signal {number}")
        as_manager.post(add_url("action", signal), {"title": f"Action {number}", "status": "open"})

    make(0)
    asked()
    few = asked()
    for number in range(1, 8):
        make(number)
    assert asked() == few


def test_step_nine_has_a_card_for_signals(as_manager, programme, listing):
    said = as_manager.get(reverse("step", args=[SLUG, "monitoring-evaluation"])).content.decode()
    assert listing in said
