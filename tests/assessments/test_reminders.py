"""Reminders: by a button and by themselves, to those who have not answered, once a day at most."""

from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.core import mail
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from assessments.ballots import token_of
from assessments.models import Respondent, Round
from assessments.reminding import due_since
from history.actions import remove_row
from history.changes import change_set
from history.models import Change
from programmes.models.programme import today
from tests.assessments.panels import assessed, invited, opened, rated
from tests.conftest import sign_in

CLOSES = date(2030, 5, 10)


@pytest.mark.parametrize(
    ("day", "since"),
    [
        (date(2030, 5, 6), None),
        (date(2030, 5, 7), date(2030, 5, 7)),
        (date(2030, 5, 9), date(2030, 5, 7)),
        (date(2030, 5, 10), date(2030, 5, 10)),
        (date(2030, 5, 11), None),
    ],
)
def test_a_reminder_is_due_three_days_before_the_end_or_later_and_on_the_last_day(day, since):
    assert due_since(Round(closes_on=CLOSES), day) == since


@pytest.fixture
def round(programme, manager):
    """Open for ten days from now; three have an address, the first of them has rated; the fourth has none."""
    assessment = assessed(programme, manager)
    round = opened(assessment, manager)
    people = invited(assessment, manager, 4)
    rated(round, people[:1], lambda n, element: 3)
    for number, one in enumerate(people[:3]):
        one.email = f"rater{number}@example.org"
    round.closes_on = today() + timedelta(days=10)
    saved([*people, round], manager)
    return round


def saved(rows, by):
    with change_set(by=by, scope=rows[0].programme_id):
        for row in rows:
            row.save()


@pytest.fixture
def run(django_capture_on_commit_callbacks):
    """Runs the command at an hour of a day that is so many days after the round was launched; says who was written to."""

    def at(days, hour=9):
        mail.outbox.clear()
        day = datetime.combine(timezone.localdate() + timedelta(days=days), datetime.min.time())
        with (
            time_machine.travel(timezone.make_aware(day.replace(hour=hour)), tick=False),
            django_capture_on_commit_callbacks(execute=True),
        ):
            call_command("send_reminders")
        return sorted(letter.to[0] for letter in mail.outbox)

    return at


WAITING = ["rater1@example.org", "rater2@example.org"]


def test_those_who_have_not_answered_are_reminded_before_the_end_and_on_the_last_day(round, run):
    sent = {days: run(days) for days in range(1, 13)}
    assert {days: people for days, people in sent.items() if people} == {7: WAITING, 10: WAITING}


def test_running_it_again_writes_to_nobody_twice(round, run):
    assert run(7) == WAITING
    assert run(7, hour=10) == []
    assert run(8) == []


def test_a_missed_day_is_made_up_for(round, run):
    assert run(9) == WAITING


def test_nobody_is_written_to_at_night(round, run):
    assert run(7, hour=5) == []


def test_who_answers_is_left_alone_from_then_on(round, run):
    rated(round, [Respondent.objects.get(email="rater1@example.org")], lambda n, element: 3)
    assert run(7) == ["rater2@example.org"]


def test_nobody_is_reminded_of_what_lies_in_the_bin(round, run, manager):
    assessment = round.assessment
    remove_row(row=assessment, version=assessment.version, by=manager)
    assert run(7) == []


def test_a_reminder_carries_the_same_link_and_tells_nothing_of_others(round, run):
    run(7)
    one = Respondent.objects.get(email="rater1@example.org")
    [letter] = [letter for letter in mail.outbox if letter.to == [one.email]]
    assert f"http://localhost:8000{reverse('rate', args=[token_of(one)])}" in letter.body
    assert "Respondent 0" not in letter.body


def test_the_worker_is_named_in_the_history(round, run):
    run(7)
    told = Change.objects.filter(model="assessments.round", kind=Change.Kind.CHANGED).latest("pk")
    assert (told.change_set.by, told.change_set.actor) == (None, "worker")


def test_the_button_reminds_once_a_day_and_stands_in_for_the_worker(
    round, run, facilitator, django_capture_on_commit_callbacks
):
    address = reverse("assessment_remind", args=["riverside", round.assessment_id])
    answers = []
    day = timezone.localtime() + timedelta(days=8)
    with time_machine.travel(day), django_capture_on_commit_callbacks(execute=True):
        client = sign_in(facilitator)
        for _again in range(2):
            round.refresh_from_db()
            answers.append(client.post(address, {"version": round.version}, follow=True).content.decode())
    assert "2 reminders are on their way." in answers[0]
    assert "Nobody was left to be reminded today." in answers[1]
    assert sorted(letter.to[0] for letter in mail.outbox) == WAITING
    assert run(9) == []
    assert run(10) == WAITING


def test_an_old_page_reminds_nobody(round, facilitator):
    address = reverse("assessment_remind", args=["riverside", round.assessment_id])
    assert sign_in(facilitator).post(address, {"version": 99}).status_code == 409
    assert not Round.objects.filter(reminded_at__isnull=False).exists()


def test_on_the_day_of_the_invitation_nobody_is_reminded(round, facilitator):
    client = sign_in(facilitator)
    round.launched_at = timezone.now()
    saved([round], facilitator)
    address = reverse("assessment_remind", args=["riverside", round.assessment_id])
    answer = client.post(address, {"version": round.version}, follow=True)
    assert "Nobody was left to be reminded today." in answer.content.decode()
