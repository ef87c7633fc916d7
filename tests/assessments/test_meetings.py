"""One programme asks another to meet: only whom the comparison names, answered by those who steer the other."""

import pytest
from django.core import mail
from django.urls import reverse

from accounts.models import Sector
from accounts.roles import Role
from assessments.actions.meetings import answer_request
from assessments.models import MeetingRequest
from history.actions import Stale, remove_row
from history.models import Change
from programmes.actions import add_member
from programmes.models import Programme
from tests.assessments.neighbours import agree, consent, levelled, neighbour, neighbours
from tests.conftest import make_organisation, sign_in

KEY = "finance-funding"


@pytest.fixture
def ours(programme, manager):
    assessment = levelled(programme, manager, {KEY: 1})
    consent(assessment, manager)
    return assessment


@pytest.fixture
def strong(ours, elsewhere):
    """The one among five others that may be named; Elsa manages it."""
    neighbours(elsewhere, [2, 3, 3, 4])
    trust = make_organisation("Far Trust", Sector.HEALTH, elsewhere)
    other = neighbour("Far Programme", elsewhere, organisation=trust)
    return consent(levelled(other, elsewhere, {KEY: 5}), elsewhere, named=True)


def ask_url(assessment, other, key=KEY):
    return reverse("meeting_ask", args=[assessment.programme.slug, assessment.pk, other.pk, key])


def ask(person, assessment, other, key=KEY, message="How did you pool your budgets?"):
    return sign_in(person).post(ask_url(assessment, other, key), {"message": message})


def answer_url(request):
    return reverse("meeting", args=[request.other.slug, request.pk])


@pytest.fixture
def asked(manager, ours, strong, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        assert ask(manager, ours, strong.programme).status_code == 302
    return MeetingRequest.objects.get()


def test_whoever_is_named_can_be_asked_and_gets_a_mail(asked, ours, strong, elsewhere, manager):
    assert (asked.programme, asked.other, asked.dimension, asked.state) == (
        ours.programme,
        strong.programme,
        KEY,
        "asked",
    )
    (letter,) = mail.outbox
    assert letter.to == [elsewhere.email]
    assert ours.programme.name in letter.subject
    assert "How did you pool your budgets?" in letter.body
    assert answer_url(asked) in letter.body


def test_the_form_says_what_the_other_will_see(as_manager, ours, strong):
    text = as_manager.get(ask_url(ours, strong.programme)).content.decode()
    assert "gets a mail" in text
    assert ours.programme.name in text


def test_asked_twice_it_is_asked_once(asked, manager, ours, strong):
    answer = ask(manager, ours, strong.programme, message="A long letter")
    assert answer.status_code == 409
    assert "You have asked already" in answer.content.decode()
    assert "A long letter" in answer.content.decode()
    assert MeetingRequest.everything.count() == 1


def test_an_empty_message_is_refused(manager, ours, strong):
    assert ask(manager, ours, strong.programme, message=" ").status_code == 422
    assert not MeetingRequest.objects.exists()


def test_whom_the_comparison_does_not_name_cannot_be_asked(manager, ours, strong, stranger):
    unnamed = [row for row in type(strong).objects.all() if row.pk != strong.pk]
    asked = [(row.programme, KEY) for row in unnamed]
    asked += [
        (strong.programme, "structure-governance"),
        (ours.programme, KEY),
        (Programme(pk=999999, name="Canary"), KEY),
    ]
    for other, key in asked:
        answer = ask(manager, ours, other, key)
        assert answer.status_code == 409
        assert "names no such programme to you" in answer.content.decode()
        assert str(other) not in answer.content.decode() or other == ours.programme
        assert sign_in(manager).get(ask_url(ours, other, key)).status_code == 404
    assert not MeetingRequest.objects.exists()


def test_whoever_has_withdrawn_cannot_be_asked_any_more(manager, ours, strong, elsewhere):
    remove_row(row=strong, version=strong.version, by=elsewhere)
    answer = ask(manager, ours, strong.programme, message="A long letter")
    assert answer.status_code == 409
    assert "A long letter" in answer.content.decode()
    assert strong.programme.name not in answer.content.decode()
    assert not MeetingRequest.objects.exists()


def test_what_was_typed_stays_when_ones_own_level_has_moved(manager, ours, strong):
    agree(ours, manager, KEY, 5)
    answer = ask(manager, ours, strong.programme, message="A long letter")
    assert answer.status_code == 409
    assert "A long letter" in answer.content.decode()


@pytest.mark.parametrize("person", ["contributor", "facilitator", "board_member", "observer", "stranger"])
def test_only_who_steers_asks(request, person, ours, strong):
    expected = 404 if person == "stranger" else 403
    assert ask(request.getfixturevalue(person), ours, strong.programme).status_code == expected


# Answering


def test_the_other_programme_reads_and_answers_it_and_the_asker_gets_a_mail(
    asked, elsewhere, manager, ours, django_capture_on_commit_callbacks
):
    client = sign_in(elsewhere)
    assert "How did you pool your budgets?" in client.get(answer_url(asked)).content.decode()
    sent = {"version": asked.version, "state": "accepted", "answer": "Come on Tuesday."}
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(answer_url(asked), sent).status_code == 302
    asked.refresh_from_db()
    assert (asked.state, asked.answer) == ("accepted", "Come on Tuesday.")
    letter = mail.outbox[-1]
    assert letter.to == [manager.email]
    assert "Come on Tuesday." in letter.body
    page = reverse("assessment_benchmark", args=[ours.programme.slug, ours.pk])
    assert "Come on Tuesday." in sign_in(manager).get(page).content.decode()


def test_history_says_who_answered(asked, elsewhere):
    answer_request(
        request=asked, state="declined", answer="", version=asked.version, by=elsewhere, link=lambda: "x"
    )
    told = Change.objects.filter(model="assessments.meetingrequest", object_id=asked.pk).latest("pk")
    assert (told.scope, told.change_set.by) == (asked.programme_id, elsewhere)


def test_who_asks_cannot_answer_for_the_other(asked, manager, ours):
    client = sign_in(manager)
    sent = {"version": asked.version, "state": "accepted", "answer": "x"}
    assert client.post(answer_url(asked), sent).status_code == 404
    own = reverse("meeting", args=[ours.programme.slug, asked.pk])
    assert client.get(own).status_code == 404
    assert client.post(own, sent).status_code == 404
    asked.refresh_from_db()
    assert asked.is_open


def test_nobody_else_of_the_other_programme_or_of_a_third_reads_it(
    asked, elsewhere, stranger, strong, contributor
):
    trust = make_organisation("Further Trust", Sector.HEALTH, elsewhere)
    add_member(
        programme=strong.programme,
        user=contributor,
        organisation=trust,
        role=Role.CONTRIBUTOR,
        by=elsewhere,
    )
    assert sign_in(contributor).get(answer_url(asked)).status_code == 403
    assert sign_in(stranger).get(answer_url(asked)).status_code == 404
    third = reverse("meeting", args=["elsewhere", asked.pk])
    assert sign_in(stranger).get(third).status_code == 404


@pytest.mark.parametrize("version", ["", "abc", "0", "99"])
def test_an_answer_without_the_version_that_was_read_is_not_taken(asked, elsewhere, version):
    sent = {"version": version, "state": "accepted", "answer": "Typed words"}
    answer = sign_in(elsewhere).post(answer_url(asked), sent)
    assert answer.status_code == 409
    assert "Typed words" in answer.content.decode()
    asked.refresh_from_db()
    assert asked.is_open


def test_a_second_answer_is_told_of_the_first_and_changes_nothing(asked, elsewhere):
    client = sign_in(elsewhere)
    sent = {"version": asked.version, "state": "accepted", "answer": "Come."}
    client.post(answer_url(asked), sent)
    asked.refresh_from_db()
    again = {"version": asked.version, "state": "declined", "answer": "No."}
    assert client.post(answer_url(asked), again).status_code == 409
    asked.refresh_from_db()
    assert asked.state == "accepted"


def test_a_request_that_was_taken_back_is_gone_for_the_other(asked, elsewhere, manager):
    remove_row(row=asked, version=asked.version, by=manager)
    assert sign_in(elsewhere).get(answer_url(asked)).status_code == 404
    with pytest.raises(Stale):
        answer_request(request=asked, state="accepted", answer="", version=1, by=elsewhere, link=lambda: "x")


def press(client, url):
    """Open a page that asks, and confirm what it asks."""
    form = client.get(url).context.get("form")
    return client.post(url, {name: form[name].value() or "" for name in form.fields} if form else {})


def test_what_was_taken_back_can_be_brought_back(asked, manager, as_manager, elsewhere):
    remove_row(row=asked, version=asked.version, by=manager)
    press(as_manager, reverse("record_restore", args=[asked.programme.slug, "meetingrequest", asked.pk]))
    assert sign_in(elsewhere).get(answer_url(asked)).status_code == 200


def test_the_answer_cannot_be_undone_by_who_asked(asked, elsewhere, as_manager):
    answer_request(
        request=asked, state="declined", answer="No.", version=asked.version, by=elsewhere, link=lambda: "x"
    )
    told = Change.objects.filter(model="assessments.meetingrequest", object_id=asked.pk).latest("pk")
    press(as_manager, reverse("history_undo", args=[asked.programme.slug, told.change_set_id]))
    asked.refresh_from_db()
    assert asked.state == "declined"


def test_the_home_of_the_other_asks_for_an_answer(asked, elsewhere, strong):
    home = reverse("programme", args=[strong.programme.slug])
    words = "Riverside Integrated Care asks to meet you."
    assert words in sign_in(elsewhere).get(home).content.decode()
    answer_request(
        request=asked, state="declined", answer="", version=asked.version, by=elsewhere, link=lambda: "x"
    )
    assert words not in sign_in(elsewhere).get(home).content.decode()
