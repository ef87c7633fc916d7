"""What cannot be done with a round, and what is said then; what people were promised is not taken back in between."""

import threading
from datetime import date, timedelta

import pytest
from django.contrib.messages import get_messages
from django.db import connection, transaction

from assessments.actions.panel import ask_people
from assessments.actions.reveal import NotToReveal, reveal
from assessments.actions.rounds import launch, revise_assessment
from assessments.models import Assessment, Respondent, Round, RoundResult, RoundState
from history.actions import add_row
from programmes.models.programme import today
from tests.assessments.by_link import change_round, link
from tests.assessments.panels import assessed, invited, opened, rated
from tests.assessments.round_pages import act, body, url


def edited(client, row, **changes):
    kind = row._meta.model_name
    page = client.get(url("record_edit", kind, row.pk))
    form = page.context["form"]
    typed = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    return client.post(url("record_edit", kind, row.pk), typed | {"reason": "Agreed"} | changes)


# Days that no round has


@pytest.mark.parametrize("day", ["9999-12-31", "2101-01-01"])
def test_an_assessment_does_not_last_past_2100(as_facilitator, first, day):
    refused = edited(as_facilitator, first, closes_on=day)
    assert refused.status_code == 422
    assert "Give a day between 1900 and 2100." in body(refused)
    assert edited(as_facilitator, first, closes_on="2100-12-31").status_code == 302
    first.refresh_from_db()
    assert first.closes_on == date(2100, 12, 31)


def test_neither_does_a_new_one(as_facilitator, programme):
    typed = {
        "instrument": "scirocco.1",
        "purpose": "To agree",
        "opens_on": today().isoformat(),
        "closes_on": "9999-12-31",
        "rounds_planned": 1,
        "smallest_group": 5,
    }
    refused = as_facilitator.post(url("assessment_start"), typed)
    assert refused.context["form"].errors["closes_on"] == ["Give a day between 1900 and 2100."]


@pytest.mark.parametrize("kind", ["risk", "milestone", "decision"])
def test_no_record_has_a_day_past_2100(as_manager, programme, kind):
    form = as_manager.get(url("record_add", kind)).context["form"]
    days = [name for name, field in form.fields.items() if type(field).__name__ == "DateField"]
    assert days
    refused = as_manager.post(url("record_add", kind), {days[0]: "9999-12-31"})
    assert refused.context["form"].errors[days[0]] == ["Give a day between 1900 and 2100."]


def test_the_last_day_of_an_open_round_moves_both_ways_but_not_into_the_past(as_facilitator, first):
    assert edited(as_facilitator, first, closes_on=(today() + timedelta(days=30))).status_code == 302
    first.refresh_from_db()
    assert edited(as_facilitator, first, closes_on=today()).status_code == 302
    first.refresh_from_db()
    assert first.closes_on == today()
    refused = edited(as_facilitator, first, closes_on=today() - timedelta(days=1))
    assert "This day has passed" in body(refused)


def test_the_page_that_invites_says_what_holds_from_then_on(as_facilitator, asking, manager):
    opened(asking, manager, launched=False)
    invited(asking, manager, 6)
    text = body(as_facilitator.get(url("assessment_launch", asking.pk)))
    assert "the instrument stays" in text
    assert "the smallest group can be raised but not lowered" in text
    assert "the purpose is changed for a reason only" in text


# A round that has not begun


@pytest.fixture
def scheduled(first, somebody, manager):
    change_round(first, manager, opens_on=today() + timedelta(days=1))
    assert first.state == RoundState.SCHEDULED
    return first


def test_a_round_that_has_not_begun_is_not_revealed(as_facilitator, scheduled, asking, manager):
    page = as_facilitator.get(url("assessment_reveal", asking.pk), follow=True)
    assert "There is nothing to do here now" in body(page)
    assert "Opens on" in body(page)
    act(as_facilitator, "assessment_reveal", asking)
    scheduled.refresh_from_db()
    assert (scheduled.revealed_at, scheduled.closed_at) == (None, None)
    with pytest.raises(NotToReveal):
        reveal(round=scheduled, version=scheduled.version, by=manager)
    assert not RoundResult.objects.exists()


# An instrument that cannot be read any more


@pytest.fixture
def unreadable(asking, first, somebody, manager):
    rated(first, [*invited(asking, manager, 6), somebody], lambda n, element: 2)
    asking.instrument_key = "gone"
    add_row(row=asking, by=manager)
    return asking


@pytest.mark.parametrize("page", ["rate", "rate_yours"])
def test_the_link_says_that_the_questions_cannot_be_shown_and_whom_to_tell(
    visitor, unreadable, somebody, page
):
    answer = visitor.get(link(somebody, page))
    assert answer.status_code == 503
    assert "tell those who run the assessment" in body(answer)
    assert answer.headers["Cache-Control"] == "no-store"


def test_what_was_typed_meanwhile_is_shown_and_what_was_answered_is_kept(
    visitor, unreadable, first, somebody
):
    before = first.sheets.count()
    typed = {"round": 1, "level": "4", "reason": "Our budgets are apart <b>"}
    answer = visitor.post(link(somebody, "rate_dimension", "finance-funding"), typed)
    assert answer.status_code == 503
    assert "Our budgets are apart <b>" in body(answer)
    assert b"<b>" not in answer.content
    assert first.sheets.count() == before


@pytest.mark.parametrize("method", ["get", "post"])
def test_revealing_what_cannot_be_read_is_refused_in_words(as_facilitator, unreadable, first, method):
    send = getattr(as_facilitator, method)
    answer = send(url("assessment_reveal", unreadable.pk), {"version": first.version}, follow=True)
    assert answer.status_code == 200
    [told] = get_messages(answer.wsgi_request)
    assert "cannot be read" in str(told)
    assert told.level_tag == "error"
    first.refresh_from_db()
    assert first.revealed_at is None


def test_a_next_round_of_what_cannot_be_read_is_refused_in_words(as_facilitator, asking, first, manager):
    rated(first, invited(asking, manager, 6), lambda n, element: 2)
    reveal(round=first, version=first.version, by=manager)
    asking.refresh_from_db()
    asking.instrument_key = "gone"
    add_row(row=asking, by=manager)
    answer = as_facilitator.get(url("assessment_next_round", asking.pk), follow=True)
    assert answer.status_code == 200
    assert "cannot be read" in body(answer)


def test_nobody_is_invited_to_what_cannot_be_read(as_facilitator, asking, manager):
    round = opened(asking, manager, launched=False)
    invited(asking, manager, 6)
    asking.instrument_key = "gone"
    add_row(row=asking, by=manager)
    answer = as_facilitator.post(url("assessment_launch", asking.pk), {"version": round.version}, follow=True)
    assert "cannot be read" in body(answer)
    round.refresh_from_db()
    assert round.launched_at is None


# A person answers once


def test_an_address_does_not_become_that_of_an_account_that_is_asked(
    as_facilitator, asking, first, contributor, manager
):
    by_name = Respondent(programme=asking.programme, assessment=asking, name="C")
    by_account = Respondent(programme=asking.programme, assessment=asking, user=contributor)
    ask_people(assessment=asking, respondents=[by_name, by_account], by=manager, site="")
    refused = edited(as_facilitator, by_name, email="Contributor@Example.org")
    assert refused.status_code == 422
    assert "asked already, by their account" in body(refused)
    by_name.refresh_from_db()
    assert by_name.email == ""


def test_whoever_is_asked_by_their_address_is_not_asked_by_their_account_besides(
    as_facilitator, asking, first, contributor, manager
):
    one = Respondent(programme=asking.programme, assessment=asking, email=contributor.email)
    ask_people(assessment=asking, respondents=[one], by=manager, site="")
    ticked = contributor.memberships.get().pk
    refused = as_facilitator.post(url("assessment_panel", asking.pk), {"members": [ticked], "lines": ""})
    assert refused.status_code == 422
    assert "Asked already by their address: Cora Contributor" in body(refused)
    assert Respondent.objects.count() == 1


# What people were promised


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite lets one writer in at a time")
def test_the_smallest_group_is_not_lowered_while_somebody_launches(transactional_db, programme, manager):
    assessment = assessed(programme, manager, smallest=8)
    round = opened(assessment, manager, launched=False)
    invited(assessment, manager, 6)
    told, lowered = [], Assessment.objects.get(pk=assessment.pk)
    lowered.smallest_group = 5

    def launch_meanwhile():
        try:
            launch(round=Round.objects.get(pk=round.pk), version=round.version, by=manager, site="")
            told.append(Assessment.objects.get(pk=assessment.pk).smallest_group)
        finally:
            connection.close()

    other = threading.Thread(target=launch_meanwhile)
    with transaction.atomic():
        revise_assessment(row=lowered, version=lowered.version, by=manager, reason="Few will answer")
        other.start()
        other.join(2)
        assert other.is_alive(), "the launch waits until the assessment is as it will be"
    other.join(30)
    assert told == [5]
