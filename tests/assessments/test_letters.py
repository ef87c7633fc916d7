"""Letters to a panel, through a real mail server: what it does to one of them costs nobody else theirs."""

from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.core.management import call_command
from django.test import override_settings
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from assessments.actions.panel import withdraw
from assessments.actions.rounds import launch, remind
from assessments.models import Respondent, Round, UnsentLetter
from assessments.outbox import MOST_TRIES, deliveries
from assessments.tasks import send_letters
from history.actions import remove_row, revise_row
from tests.assessments.by_link import close, post
from tests.assessments.mail_server import mail_server, mail_server_away
from tests.assessments.panels import assessed, invited, opened, rated
from tests.assessments.round_pages import act, body, url

SITE = "https://care.example.org"


def panel_of(programme, by, n, *, launched=False):
    """A round with so many people who have an address."""
    round = opened(assessed(programme, by), by, launched=launched)
    people = invited(round.assessment, by, n)
    for number, one in enumerate(people):
        one.email = f"rater{number}@example.org"
        revise_row(row=one, version=one.version, by=by)
    return round, people


@pytest.fixture
def after_commit(django_capture_on_commit_callbacks):
    return lambda: django_capture_on_commit_callbacks(execute=True)


@pytest.fixture
def asked(programme, manager):
    """Ten people with an address, in a round that is not launched."""
    return panel_of(programme, manager, 10)


def addresses(people):
    return {one.email for one in people}


def launched(round, by, after_commit):
    with after_commit():
        launch(round=round, version=round.version, by=by, site=SITE)
    return Round.objects.get(pk=round.pk)


def some_hours_later(hours=1):
    """The hourly run at eleven in the morning of the next day, or so many hours after it."""
    morning = timezone.localtime().replace(hour=10, minute=30) + timedelta(days=1, hours=hours - 1)
    with time_machine.travel(morning):
        call_command("send_reminders")


def test_a_server_that_ends_the_session_costs_nobody_their_letter(asked, manager, after_commit):
    round, people = asked
    with mail_server(a_session=3) as server:
        launched(round, manager, after_commit)
    assert sorted(server.taken) == sorted(addresses(people))
    assert server.sessions == 4
    assert not UnsentLetter.objects.exists()


def test_an_address_that_is_refused_keeps_no_other_letter_and_is_not_tried_again(
    asked, manager, after_commit
):
    round, people = asked
    with mail_server(refused=["rater4@example.org"]) as server:
        launched(round, manager, after_commit)
        some_hours_later()
    assert sorted(server.taken) == sorted(addresses(people) - {"rater4@example.org"})
    [letter] = UnsentLetter.objects.all()
    assert (letter.tries, letter.is_given_up) == (1, True)


def test_an_address_that_is_refused_for_now_is_tried_again_later(asked, manager, after_commit):
    round, _people = asked
    with mail_server(refused=["rater4@example.org"], answer="450 come back later"):
        launched(round, manager, after_commit)
    assert not UnsentLetter.objects.get().is_given_up
    with mail_server() as server:
        some_hours_later()
    assert server.taken == ["rater4@example.org"]
    assert not UnsentLetter.objects.exists()


def test_a_server_that_is_away_when_the_worker_begins_gets_all_letters_later(asked, manager, after_commit):
    round, people = asked
    with mail_server_away():
        launched(round, manager, after_commit)
    assert UnsentLetter.objects.count() == 10
    with mail_server() as server:
        some_hours_later()
    assert sorted(server.taken) == sorted(addresses(people))
    assert not UnsentLetter.objects.exists()


def test_a_letter_is_tried_so_often_and_then_given_up(asked, manager, after_commit):
    round, _people = asked
    with mail_server_away():
        launched(round, manager, after_commit)
        for _hour in range(MOST_TRIES + 3):
            send_letters.enqueue(round.pk, SITE)
    assert set(UnsentLetter.objects.values_list("tries", "is_given_up")) == {(MOST_TRIES, True)}


def test_those_who_facilitate_are_told_whom_a_letter_has_not_reached(
    asked, as_facilitator, manager, after_commit
):
    round, _people = asked
    with mail_server(refused=["rater4@example.org"]):
        launched(round, manager, after_commit)
    text = body(as_facilitator.get(url("assessment_panel", round.assessment_id)))
    assert "1 letter was not delivered" in text
    [line] = [row for row in text.split("<tr ") if "rater4@example.org" in row]
    assert "not delivered" in line
    assert text.count("not delivered") == 2


def test_a_letter_that_waits_is_said_to_be_on_its_way(asked, as_facilitator, manager):
    round, _people = asked
    launch(round=round, version=round.version, by=manager, site=SITE)
    text = body(as_facilitator.get(url("assessment_panel", round.assessment_id)))
    assert text.count("letter on its way") == 10
    assert "not delivered" not in text


def test_once_the_address_is_put_right_the_letter_goes_there(asked, as_facilitator, manager, after_commit):
    round, _people = asked
    with mail_server(refused=["rater4@example.org"]) as server:
        launched(round, manager, after_commit)
        wrong = Respondent.objects.get(email="rater4@example.org")
        typed = {"version": wrong.version, "name": wrong.name, "email": "right@example.org"}
        with after_commit():
            assert as_facilitator.post(url("record_edit", "respondent", wrong.pk), typed).status_code == 302
    assert server.taken[-1] == "right@example.org"
    text = body(as_facilitator.get(url("assessment_panel", round.assessment_id)))
    assert "not delivered" not in text


def test_a_reminder_goes_in_the_place_of_the_invitation_that_did_not_arrive(asked, manager, after_commit):
    round, _people = asked
    with mail_server_away():
        round = launched(round, manager, after_commit)
    with mail_server() as server, time_machine.travel(timezone.now() + timedelta(days=2)):
        with after_commit():
            assert remind(round=round, version=round.version, by=manager, site=SITE) == 10
        call_command("send_reminders")
    assert len(server.taken) == 10
    assert all("still missing" in letter for letter in server.letters)


# What is seen when a letter is sent, and not before


def test_who_has_answered_by_the_time_the_worker_gets_there_is_not_written_to(
    programme, manager, visitor, after_commit
):
    round, people = panel_of(programme, manager, 3)
    launch(round=round, version=round.version, by=manager, site=SITE)
    post(visitor, people[0], level="3")
    send_letters.enqueue(round.pk, SITE)
    assert {letter.to[0] for letter in mail.outbox} == addresses(people[1:])
    assert not UnsentLetter.objects.exists()


def test_who_is_asked_no_more_is_not_written_to(programme, manager):
    round, people = panel_of(programme, manager, 3)
    launch(round=round, version=round.version, by=manager, site=SITE)
    withdraw(row=people[0], version=people[0].version, by=manager)
    send_letters.enqueue(round.pk, SITE)
    assert {letter.to[0] for letter in mail.outbox} == addresses(people[1:])


def test_nothing_is_sent_of_an_assessment_that_lies_in_the_bin(programme, manager):
    round, _people = panel_of(programme, manager, 3)
    launch(round=round, version=round.version, by=manager, site=SITE)
    assessment = round.assessment
    remove_row(row=assessment, version=assessment.version, by=manager)
    send_letters.enqueue(round.pk, SITE)
    assert mail.outbox == []


def test_nothing_is_sent_of_a_programme_that_lies_in_the_bin(programme, manager):
    round, _people = panel_of(programme, manager, 3)
    launch(round=round, version=round.version, by=manager, site=SITE)
    remove_row(row=programme, version=programme.version, by=manager)
    send_letters.enqueue(round.pk, SITE)
    assert mail.outbox == []


def test_when_the_round_is_over_its_letters_are_thrown_away(programme, manager):
    round, _people = panel_of(programme, manager, 3)
    launch(round=round, version=round.version, by=manager, site=SITE)
    close(Round.objects.get(pk=round.pk), manager)
    send_letters.enqueue(round.pk, SITE)
    assert (mail.outbox, UnsentLetter.objects.count()) == ([], 0)


# What is stored


KEPT = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}


def to_be_reminded(programme, by, n):
    with time_machine.travel(timezone.now() - timedelta(days=2)):
        return panel_of(programme, by, n, launched=True)


def test_neither_the_job_nor_the_letters_say_who_is_reminded(programme, manager, after_commit):
    round, people = to_be_reminded(programme, manager, 6)
    rated(round, people[:2], lambda n, element: 3)
    with override_settings(TASKS=KEPT), after_commit():
        remind(round=round, version=round.version, by=manager, site=SITE)
    [job] = DBTaskResult.objects.all()
    assert job.args_kwargs == {"args": [round.pk, SITE], "kwargs": {}}
    assert deliveries(round, people).keys() == {one.pk for one in people[2:]}
    with override_settings(SECRET_KEY="not the secret of this server, and as long as it should be"):
        assert deliveries(round, people) == {}
    assert not {*round.unsent_letters.values_list("key")} & {*round.sheets.values_list("key")}


def test_a_reminder_leaves_those_who_are_reminded_and_the_others_alike(programme, manager, after_commit):
    round, people = to_be_reminded(programme, manager, 6)
    rated(round, people[:2], lambda n, element: 3)
    before = list(Respondent.objects.order_by("pk").values())
    with after_commit():
        assert remind(round=round, version=round.version, by=manager, site=SITE) == 4
    assert list(Respondent.objects.order_by("pk").values()) == before
    assert set(Respondent.history.values_list("history_type", flat=True)) == {"+", "~"}
    assert {one.history.count() for one in people} == {2}
    assert not UnsentLetter.objects.exists()


@pytest.mark.parametrize("people", [5, 50])
def test_reminding_takes_the_same_queries_for_five_and_for_fifty(
    programme, manager, people, django_assert_max_num_queries
):
    round, _people = to_be_reminded(programme, manager, people)
    with django_assert_max_num_queries(22):
        assert remind(round=round, version=round.version, by=manager, site=SITE) == people


def test_the_panel_shows_the_day_on_which_the_round_was_reminded(
    programme, manager, as_facilitator, after_commit
):
    round, _people = to_be_reminded(programme, manager, 3)
    with after_commit():
        assert act(as_facilitator, "assessment_remind", round.assessment).status_code == 302
    text = body(as_facilitator.get(url("assessment_panel", round.assessment_id)))
    assert "Those who had not answered were last reminded on" in text
