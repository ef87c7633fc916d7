"""An assessment from its launch to its last round, over HTTP: who may do what, what is said, which mails go out."""

from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.urls import reverse

from accounts.roles import Role
from assessments.ballots import token_of
from assessments.models import Assessment, Respondent, Round, RoundState, Sheet
from history.actions import add_row, revise_row
from history.models import Change
from programmes.actions import add_member
from programmes.models.programme import today
from tests.assessments.panels import assessed, invited, opened, rated
from tests.assessments.round_pages import SLUG, act, body, url
from tests.conftest import make_person, sign_in


@pytest.fixture
def prepared(programme, manager):
    """Seven people are asked in a round that nobody was told of yet; three of them have an address."""
    assessment = assessed(programme, manager)
    opened(assessment, manager, launched=False)
    for number, respondent in enumerate(invited(assessment, manager, 7)):
        if number < 3:
            respondent.email = f"rater{number}@example.org"
            revise_row(row=respondent, version=respondent.version, by=manager)
    return assessment


@pytest.fixture
def running(programme, manager):
    """Seven are asked in an open round; five have rated, split on everything."""
    assessment = assessed(programme, manager)
    round = opened(assessment, manager)
    rated(round, invited(assessment, manager, 7)[:5], lambda n, element: (0, 0, 5, 5, 0)[n])
    return assessment


# Who may


@pytest.mark.parametrize("person", ["contributor", "board_member", "observer"])
@pytest.mark.parametrize(
    "name", ["assessment_panel", "assessment_links", "assessment_launch", "assessment_close"]
)
def test_who_does_not_facilitate_is_turned_away(request, programme, prepared, person, name):
    client = sign_in(request.getfixturevalue(person))
    assert client.get(url(name, prepared.pk)).status_code == 403
    assert client.post(url(name, prepared.pk), {"version": 1}).status_code == 403


def test_an_observer_sees_the_page_without_names_or_numbers(programme, running, observer):
    client = sign_in(observer)
    for address in (url("assessment", running.pk), url("assessments"), url("history"), url("programme")):
        page = body(client.get(address))
        assert "Respondent 1" not in page
        assert "5 of 7" not in page
    assert "Open until" in body(client.get(url("assessment", running.pk)))


def test_who_facilitates_sees_how_many_have_answered_before_the_reveal(as_facilitator, running):
    for address in (url("assessment", running.pk), url("assessments")):
        assert "5 of 7" in body(as_facilitator.get(address))


# Launching


def test_launching_writes_to_those_with_an_address_and_to_nobody_twice(
    as_facilitator, prepared, django_capture_on_commit_callbacks
):
    page = body(as_facilitator.get(url("assessment_launch", prepared.pk)))
    assert "links to hand over" in page.lower()
    version = prepared.rounds.get().version
    with django_capture_on_commit_callbacks(execute=True):
        assert act(as_facilitator, "assessment_launch", prepared).status_code == 302
    assert sorted(letter.to[0] for letter in mail.outbox) == [f"rater{n}@example.org" for n in range(3)]
    asked = Respondent.objects.get(email="rater0@example.org")
    [letter] = [letter for letter in mail.outbox if letter.to == ["rater0@example.org"]]
    assert reverse("rate", args=[token_of(asked)]) in letter.body
    assert "To agree what comes first." in letter.body
    assert prepared.rounds.get().state == RoundState.OPEN
    with django_capture_on_commit_callbacks(execute=True):
        again = as_facilitator.post(url("assessment_launch", prepared.pk), {"version": version}, follow=True)
    assert "There is nothing to do here now" in body(again)
    assert len(mail.outbox) == 3


def test_a_round_needs_somebody_to_ask(as_manager, programme, manager):
    assessment = assessed(programme, manager)
    opened(assessment, manager, launched=False)
    response = act(as_manager, "assessment_launch", assessment)
    assert response.status_code == 422
    assert "Nobody is asked yet" in body(response)


def test_launching_to_few_people_is_warned_of(as_manager, programme, manager):
    assessment = assessed(programme, manager)
    opened(assessment, manager, launched=False)
    invited(assessment, manager, 3)
    assert "without more of them no result" in body(as_manager.get(url("assessment_launch", assessment.pk)))


def test_a_round_whose_last_day_has_passed_is_not_launched(as_manager, prepared):
    with time_machine.travel(today() + timedelta(days=30)):
        client = as_manager
        client.force_login(prepared.programme.user)
        response = act(client, "assessment_launch", prepared)
    assert response.status_code == 422
    assert "later last day" in body(response)
    assert prepared.rounds.get().launched_at is None


def test_an_old_page_launches_nothing(as_manager, prepared):
    response = act(as_manager, "assessment_launch", prepared, version=99)
    assert response.status_code == 409
    assert prepared.rounds.get().launched_at is None


# What holds once people have been asked


def edited(client, row, **changes):
    kind = row._meta.model_name
    form = client.get(url("record_edit", kind, row.pk)).context["form"]
    sent = {name: form[name].value() or "" for name in form.fields} | {"reason": "Because"} | changes
    return client.post(url("record_edit", kind, row.pk), sent)


def test_the_smallest_group_is_raised_and_never_lowered(as_manager, programme, manager):
    assessment = assessed(programme, manager, smallest=8)
    opened(assessment, manager)
    refused = edited(as_manager, assessment, smallest_group="6")
    assert refused.status_code == 422
    assert "raised, not lowered" in body(refused)
    assert edited(as_manager, assessment, smallest_group="10").status_code == 302
    assert Assessment.objects.get().smallest_group == 10


def test_before_anybody_is_asked_the_smallest_group_may_be_lowered(as_manager, programme, manager):
    assessment = assessed(programme, manager, smallest=8)
    opened(assessment, manager, launched=False)
    assert edited(as_manager, assessment, smallest_group="6").status_code == 302


def test_rounds_that_were_opened_stay_planned(as_manager, running, manager):
    opened(running, manager, number=2)
    refused = edited(as_manager, running, rounds_planned="1")
    assert refused.status_code == 422
    assert "Round 2 has been opened already." in body(refused)


def test_a_round_is_extended_for_a_reason(as_facilitator, running):
    round = running.rounds.get()
    later = (round.closes_on + timedelta(days=7)).isoformat()
    assert edited(as_facilitator, round, closes_on=later, reason="").status_code == 422
    assert edited(as_facilitator, round, closes_on=later).status_code == 302
    assert Round.objects.get().closes_on.isoformat() == later


def test_the_first_day_of_an_open_round_stays_and_its_last_is_not_in_the_past(as_facilitator, running):
    round = running.rounds.get()
    refused = edited(as_facilitator, round, opens_on=today().isoformat())
    assert "that stays" in body(refused)
    refused = edited(as_facilitator, round, closes_on=(today() - timedelta(days=1)).isoformat())
    assert "This day has passed" in body(refused)


def test_a_closed_round_is_not_opened_again(as_facilitator, running):
    assert act(as_facilitator, "assessment_close", running).status_code == 302
    round = running.rounds.get()
    assert round.state == RoundState.CLOSED
    refused = edited(as_facilitator, round, closes_on=(today() + timedelta(days=9)).isoformat())
    assert refused.status_code == 422
    assert "Open the next round instead." in body(refused)


def test_undoing_does_not_get_round_what_was_promised(as_manager, programme, manager):
    assessment = assessed(programme, manager, smallest=6)
    round = opened(assessment, manager, launched=False)
    assert edited(as_manager, assessment, smallest_group="8").status_code == 302
    change = Change.objects.filter(model="assessments.assessment").latest("pk")
    invited(assessment, manager, 2)
    assert act(as_manager, "assessment_launch", assessment).status_code == 302
    page = as_manager.get(url("history_undo", change.change_set_id))
    assert "raised, not lowered" in body(page)
    assert round.assessment_id


# Closing, revealing, the next round


def test_revealing_says_how_many_have_answered_and_then_shows_it_to_all(as_facilitator, running, observer):
    page = body(as_facilitator.get(url("assessment_reveal", running.pk)))
    assert "5 of 7" in page
    assert "cannot any more" in page
    assert act(as_facilitator, "assessment_reveal", running).status_code == 302
    assert running.rounds.get().state == RoundState.REVEALED
    assert "5 of 7" in body(sign_in(observer).get(url("assessments")))


@pytest.mark.parametrize("name", ["assessment_reveal", "assessment_close"])
def test_an_old_page_ends_no_round(as_facilitator, running, name):
    assert act(as_facilitator, name, running, version=99).status_code == 409
    assert running.rounds.get().state == RoundState.OPEN


def test_revealing_fewer_than_can_be_shown_is_warned_of(as_facilitator, programme, manager):
    assessment = assessed(programme, manager)
    round = opened(assessment, manager)
    rated(round, invited(assessment, manager, 7)[:2], lambda n, element: 3)
    assert "nothing would be shown" in body(as_facilitator.get(url("assessment_reveal", assessment.pk)))


def test_the_next_round_asks_those_who_rated_about_what_was_split(
    as_facilitator, running, manager, django_capture_on_commit_callbacks
):
    for number, respondent in enumerate(Respondent.objects.all()):
        respondent.email = f"rater{number}@example.org"
        revise_row(row=respondent, version=respondent.version, by=manager)
    act(as_facilitator, "assessment_reveal", running)
    form = as_facilitator.get(url("assessment_next_round", running.pk)).context["form"]
    assert set(form["asked"].value()) == set(running.dimensions)
    wanted = sorted(running.dimensions)[:2]
    days = {"opens_on": today().isoformat(), "closes_on": (today() + timedelta(days=7)).isoformat()}
    with django_capture_on_commit_callbacks(execute=True):
        answer = act(as_facilitator, "assessment_next_round", running, asked=wanted, **days)
    assert answer.status_code == 302
    second = running.rounds.last()
    assert (second.number, sorted(second.asked), second.state) == (2, wanted, RoundState.OPEN)
    assert sorted(letter.to[0] for letter in mail.outbox) == [f"rater{n}@example.org" for n in range(5)]
    assert "0 of 5" in body(as_facilitator.get(url("assessment", running.pk)))
    assert "not in this round" in body(as_facilitator.get(url("assessment_panel", running.pk)))


def test_when_all_have_answered_the_next_thing_is_to_reveal_and_nobody_is_left_to_remind(
    as_facilitator, programme, manager
):
    assessment = assessed(programme, manager)
    round = opened(assessment, manager)
    panel = invited(assessment, manager, 6)
    rated(round, panel[:5], lambda n, element: 3)
    pages = [url(name, assessment.pk) for name in ("assessment", "assessment_panel")]
    reminding = "Remind those who have not answered"
    assert [reminding in body(as_facilitator.get(page)) for page in pages] == [True, True]
    rated(round, panel[5:], lambda n, element: 3)
    assert [reminding in body(as_facilitator.get(page)) for page in pages] == [False, False]
    page = as_facilitator.get(pages[0]).context["page"]
    assert [str(act.words) for act in (page.act, *page.others)] == ["Close and reveal", "Close it now"]
    act(as_facilitator, "assessment_reveal", assessment)
    form = as_facilitator.get(url("assessment_next_round", assessment.pk)).context["form"]
    assert "split on none" in form["asked"].help_text


def test_a_next_round_without_a_dimension_is_refused_and_keeps_what_was_typed(as_facilitator, running):
    act(as_facilitator, "assessment_reveal", running)
    response = act(
        as_facilitator, "assessment_next_round", running, opens_on="2030-05-01", closes_on="2030-05-09"
    )
    assert response.status_code == 422
    assert "Tick at least one dimension." in body(response)
    assert "2030-05-09" in body(response)


def test_there_is_no_round_more_than_planned(as_facilitator, programme, manager):
    assessment = assessed(programme, manager, rounds=1)
    round = opened(assessment, manager)
    rated(round, invited(assessment, manager, 6), lambda n, element: 3)
    act(as_facilitator, "assessment_reveal", assessment)
    answer = as_facilitator.get(url("assessment_next_round", assessment.pk), follow=True)
    assert "There is nothing to do here now" in body(answer)


def test_a_next_round_from_an_old_page_is_not_opened(as_facilitator, running):
    act(as_facilitator, "assessment_reveal", running)
    days = {"opens_on": today().isoformat(), "closes_on": today().isoformat()}
    wanted = sorted(running.dimensions)[:1]
    response = act(as_facilitator, "assessment_next_round", running, version=1, asked=wanted, **days)
    assert response.status_code == 409
    assert running.rounds.count() == 1


# Days and homes


def test_a_round_ends_with_its_last_day_and_waits_to_be_revealed(as_manager, running):
    with time_machine.travel(today() + timedelta(days=10)):
        as_manager.force_login(running.programme.user)
        assert "Closed, not revealed" in body(as_manager.get(url("assessment", running.pk)))
        home = body(as_manager.get(url("programme")))
    assert "Where we stand is closed and not revealed." in home
    assert "Ratings to reveal" in home


def test_the_home_asks_whoever_has_not_rated_until_they_have(
    programme, running, manager, contributor, observer
):
    asked = Respondent(programme=programme, assessment=running, user=contributor)
    from_now = sign_in(contributor)
    rate = url("assessment_rate", running.pk)
    assert rate not in body(from_now.get(url("programme")))
    add_row(row=asked, by=manager)
    assert rate in body(from_now.get(url("programme")))
    assert "Rate now" in body(from_now.get(url("assessment", running.pk)))
    assert rate not in body(sign_in(observer).get(url("programme")))
    rated(running.rounds.get(), [asked], lambda n, element: 3)
    assert rate not in body(from_now.get(url("programme")))
    assert "Change your ratings" in body(from_now.get(url("assessment", running.pk)))


def test_the_last_day_stands_among_what_is_next(as_manager, running):
    assert "Last day of ratings" in body(as_manager.get(url("programme")))


def test_a_day_of_the_past_shows_the_assessment_as_it_was_then(as_manager, running, programme):
    begun = today()
    with time_machine.travel(begun + timedelta(days=2, hours=1)):
        as_manager.force_login(programme.user)
        act(as_manager, "assessment_reveal", running)
    with time_machine.travel(begun + timedelta(days=4)):
        as_manager.force_login(programme.user)
        before = as_manager.get(on_day(begun + timedelta(days=1), running))
        after = as_manager.get(on_day(begun + timedelta(days=3), running))
        names = as_manager.get(reverse("assessment_panel", args=[f"{SLUG}@{begun}", running.pk]))
    assert "Open until" in body(before)
    assert "5 of 7" not in body(before)
    assert "Revealed on" in body(after)
    assert "5 of 7" in body(after)
    assert names.status_code == 403


def on_day(day, assessment):
    return reverse("assessment", args=[f"{SLUG}@{day}", assessment.pk])


@pytest.mark.parametrize("name", ["assessments", "assessment", "assessment_panel", "programme"])
def test_a_page_costs_the_same_queries_for_three_and_for_sixty(
    as_manager, programme, manager, council, contributor, name, django_assert_max_num_queries
):
    assessment = assessed(programme, manager)
    round = opened(assessment, manager)
    rated(round, invited(assessment, manager, 3, organisations=[council]), lambda n, element: 3)
    address = (
        url(name, assessment.pk) if name.startswith("assessment_") or name == "assessment" else url(name)
    )
    as_manager.get(address)
    with django_assert_max_num_queries(40) as few:
        as_manager.get(address)
    for number in range(3):
        person = make_person(f"person{number}@example.org", f"Person {number}")
        add_member(programme=programme, user=person, organisation=council, role=Role.OBSERVER, by=manager)
    rated(round, invited(assessment, manager, 57, organisations=[council]), lambda n, element: 3)
    with django_assert_max_num_queries(40) as many:
        as_manager.get(address)
    assert len(few) == len(many)
    assert Sheet.objects.count() == 60
