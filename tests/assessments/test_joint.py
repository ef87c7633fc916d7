"""Filled in together: a group answers as one and its answer is shown; and nothing private ever becomes that."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from assessments import results
from assessments.actions.ballots import rate
from assessments.actions.panel import ask_people, withdraw
from assessments.actions.reveal import reveal
from assessments.actions.rounds import launch, revise_assessment
from assessments.answering import Given
from assessments.ballots import token_of
from assessments.instrument_pack import instrument
from assessments.models import Assessment, Respondent, Round, RoundState, Sheet
from history.actions import remove_row, revise_row
from history.models import ChangeSet
from programmes.models.programme import today
from tests.assessments.panels import assessed, elements, invited, opened, rated
from tests.conftest import sign_in
from tests.sent_forms import filled_in
from tests.undo import press

SLUG, SITE, CHECKLIST, POINT = (
    "riverside",
    "https://example.org",
    "ham-walsh-16",
    "common-cause/problem-named",
)
YES, PARTLY, NO = 2, 1, 0


def url(name, *args):
    return reverse(name, args=[SLUG, *args])


def body(response):
    return response.content.decode()


def start(client, **typed):
    fields = {
        "instrument": f"{CHECKLIST}-1",
        "title": "Are we ready?",
        "purpose": "To see what to begin with.",
        "is_joint": "on",
        "opens_on": today().isoformat(),
        "closes_on": today().isoformat(),
        "rounds_planned": "2",
        "smallest_group": "5",
    }
    return client.post(url("assessment_start"), fields | typed)


@pytest.fixture
def joint(as_manager, programme):
    """Started by the manager, who so is the one to enter the answers."""
    assert start(as_manager).status_code == 302
    return Assessment.objects.get()


@pytest.fixture
def running(joint, manager):
    round = joint.rounds.get()
    return launch(round=round, version=round.version, by=manager, site=SITE)


@pytest.fixture
def entering(running):
    return Respondent.objects.get(assessment=running.assessment)


def enter(respondent, round, value=YES, dimensions=None):
    for dimension in instrument(CHECKLIST, 1).dimensions:
        if dimensions is None or dimension.key in dimensions:
            values = {f"{dimension.key}/{item.key}": value for item in dimension.items}
            rate(respondent=respondent, round=round, dimension=dimension.key, given=Given(values=values))


def named(assessment, name):
    return Respondent(programme=assessment.programme, assessment=assessment, name=name)


# Starting


def test_a_group_has_one_round_and_whoever_starts_it_enters_the_answers(joint, manager):
    assert (joint.is_joint, joint.rounds_planned) == (True, 1)
    respondent = joint.respondents.get()
    assert (respondent.user, respondent.is_joint, respondent.organisation) == (manager, True, None)


def test_ratings_on_a_scale_are_not_filled_in_together(as_manager, programme):
    response = start(as_manager, instrument="scirocco-1")
    assert response.status_code == 422
    assert "given by each alone" in " ".join(response.context["form"].errors["is_joint"])
    assert "Are we ready?" in body(response)
    assert not Assessment.objects.exists()


def test_a_group_with_two_rounds_cannot_be_stored(joint):
    with pytest.raises(IntegrityError), transaction.atomic():
        Assessment.objects.filter(pk=joint.pk).update(rounds_planned=2)


# What everybody is told


def test_the_first_screen_says_that_the_answer_is_shown_and_asks_for_no_profession(entering):
    page = body(Client().get(reverse("rate", args=[token_of(entering)])))
    assert "You answer together; what you enter is shown as the group’s answer." in page
    assert "Nobody sees your ratings" not in page
    assert 'name="profession"' not in page


def test_the_screens_of_the_link_lead_from_the_first_answer_to_the_last(entering):
    client, token = Client(), token_of(entering)
    first = client.post(reverse("rate", args=[token]), {"begin": "1"})
    assert first.url == reverse("rate_dimension", args=[token, "common-cause"])
    page = body(client.get(first.url))
    assert "Shown word for word as the group’s reason" in page
    enter(entering, entering.assessment.rounds.get())
    assert "shown to all as the group’s answer" in body(client.get(reverse("rate_yours", args=[token])))


def test_the_page_of_the_assessment_makes_no_promise_that_it_does_not_keep(as_manager, observer, running):
    for client in (as_manager, sign_in(observer)):
        page = body(client.get(url("assessment", running.assessment_id)))
        assert "The group together, as one" in page
        assert "Nobody sees what" not in page


def test_the_invitation_says_it_too(running, mailoutbox, django_capture_on_commit_callbacks, manager):
    panel = Respondent.objects.get(assessment=running.assessment)
    withdraw(row=panel, version=panel.version, by=manager)
    somebody = Respondent(
        programme=running.programme, assessment=running.assessment, name="Sam", email="sam@example.org"
    )
    with django_capture_on_commit_callbacks(execute=True):
        ask_people(assessment=running.assessment, respondents=[somebody], by=manager, site=SITE)
    (mail,) = mailoutbox
    assert "shown to everybody as the group's answer" in mail.body
    assert "Nobody sees" not in mail.body


# One sheet, never two


def test_the_panel_takes_one_person_and_says_why_it_takes_no_other(as_manager, joint, contributor):
    page = url("assessment_panel", joint.pk)
    assert "one person enters the answers" in body(as_manager.get(page))
    refused = as_manager.post(page, {"lines": "Sam"})
    assert refused.status_code == 422
    assert "first remove whoever does it now" in body(refused)
    assert joint.respondents.count() == 1


def test_two_people_cannot_be_asked_for_one_group(joint, manager):
    with pytest.raises(IntegrityError), transaction.atomic():
        ask_people(assessment=joint, respondents=[named(joint, "Sam")], by=manager, site=SITE)
    assert joint.respondents.count() == 1


def test_somebody_else_can_enter_the_answers_and_begins_anew(running, entering, manager):
    enter(entering, running)
    withdraw(row=entering, version=entering.version, by=manager)
    (other,) = ask_people(
        assessment=running.assessment, respondents=[named(running.assessment, "Sam")], by=manager, site=SITE
    )
    assert not Sheet.objects.filter(round=running).exists()
    enter(other, running, NO)
    assert Sheet.objects.filter(round=running).count() == 1


def test_what_somebody_left_behind_who_is_asked_no_more_gives_way(running, entering, manager):
    """Removed by another way than the page: their sheet stayed."""
    enter(entering, running)
    remove_row(row=entering, version=entering.version, by=manager)
    (other,) = ask_people(
        assessment=running.assessment, respondents=[named(running.assessment, "Sam")], by=manager, site=SITE
    )
    enter(other, running, NO)
    sheet = Sheet.objects.get(round=running)
    assert set(sheet.answers.values_list("value", flat=True)) == {NO}


def test_bringing_somebody_back_does_not_make_two_of_one(as_manager, running, entering, manager):
    withdraw(row=entering, version=entering.version, by=manager)
    removal = ChangeSet.objects.latest("pk")
    ask_people(
        assessment=running.assessment, respondents=[named(running.assessment, "Sam")], by=manager, site=SITE
    )
    press(as_manager, url("history_undo", removal.pk))
    assert running.assessment.respondents.filter(removed_at=None).count() == 1


def test_a_second_sheet_of_a_group_cannot_be_stored(running, entering):
    enter(entering, running)
    with pytest.raises(IntegrityError), transaction.atomic():
        Sheet.objects.create(programme=running.programme, round=running, key="another", is_joint=True)


def test_several_sheets_of_a_group_are_not_counted():
    shape = results.shape_of(instrument(CHECKLIST, 1))
    sheets = [results.Sheet({}, {POINT: results.Answer(2)})] * 2
    with pytest.raises(ValueError, match="one sheet"):
        results.round_result(sheets, shape, names={}, salt="", is_joint=True)


# Its answer is shown as it is


def test_the_answer_of_a_group_is_shown_as_it_is(as_manager, running, entering, manager):
    enter(entering, running)
    enter(entering, running, NO, ["common-cause"])
    reveal(round=running, version=running.version, by=manager)
    response = as_manager.get(url("assessment_results", running.assessment_id))
    block = response.context["page"].block
    assert block.sentence == (
        "Together you say yes to 30 of 32 points, partly to 0 and no to 2. 15 of 16 dimensions are met in full."
    )
    assert [point.key for point in block.open] == [POINT, "common-cause/control-shared"]
    assert "The group filled it in together" in body(response)
    assert response.context["page"].not_shown == []


def test_a_service_that_a_group_describes_is_shown_as_it_is(as_manager, programme, manager):
    start(as_manager, instrument="dmic-1")
    round = Round.objects.get()
    launch(round=round, version=round.version, by=manager, site=SITE)
    round.refresh_from_db()
    respondent = Respondent.objects.get()
    for dimension in instrument("dmic", 1).dimensions:
        values = {f"{dimension.key}/{item.key}": 3 if n % 2 else 1 for n, item in enumerate(dimension.items)}
        years = {key: 2020 for key, value in values.items() if value == 3}
        given = Given(values=values, years=years, reason="We looked.", confidence=2)
        rate(respondent=respondent, round=round, dimension=dimension.key, given=given)
    reveal(round=round, version=round.version, by=manager)
    response = as_manager.get(url("assessment_results", round.assessment_id))
    block = response.context["page"].block
    assert block.sentence.startswith("8 of 23 relevant elements are present (PI 34.8%)")
    assert block.lines[0].elements.rows[1][1:] == ["Present", "2020"]
    assert "We looked." in body(response)
    for name in ("assessment_results_csv", "assessment_agreement", "assessment_gaps", "assessment_change"):
        assert as_manager.get(url(name, round.assessment_id)).status_code == 200, name


def test_who_entered_it_reads_the_answer_under_the_link(running, entering, manager):
    enter(entering, running, PARTLY)
    reveal(round=running, version=running.version, by=manager)
    page = body(Client().get(reverse("rate", args=[token_of(entering)])))
    assert "You answered together." in page
    assert "50% is met." in page


def test_before_the_reveal_nobody_reads_the_answer_of_a_group(as_manager, running, entering):
    enter(entering, running)
    response = as_manager.get(url("assessment_results", running.assessment_id))
    assert response.context["page"].shown is None


def test_a_group_that_entered_nothing_shows_nothing(as_manager, running, manager):
    reveal(round=running, version=running.version, by=manager)
    assert "Nothing was filled in" in body(as_manager.get(url("assessment_results", running.assessment_id)))


# Private stays private


@pytest.fixture
def private(programme, manager):
    """A checklist that four people filled in alone."""
    assessment = assessed(programme, manager, instrument=CHECKLIST, rounds=1)
    round = opened(assessment, manager)
    rated(round, invited(assessment, manager, 4), lambda n, e: NO)
    return round


@pytest.mark.parametrize("launched", [True, False])
def test_alone_never_becomes_together_nor_together_alone(programme, manager, launched):
    for was in (False, True):
        assessment = assessed(programme, manager, instrument=CHECKLIST, rounds=1, is_joint=was)
        opened(assessment, manager, launched=launched)
        assessment.is_joint = not was
        with pytest.raises(ValidationError, match="stays as it was"):
            revise_assessment(row=assessment, version=assessment.version, by=manager)
        assert Assessment.objects.get(pk=assessment.pk).is_joint is was


def test_the_form_that_changes_an_assessment_does_not_take_it(as_manager, private):
    address = url("record_edit", "assessment", private.assessment_id)
    form = as_manager.get(address).context["form"]
    assert "is_joint" not in form.fields
    typed = {name: form[name].value() or "" for name in form.fields} | {"is_joint": "on", "title": "Other"}
    as_manager.post(address, filled_in(as_manager, address, **typed))
    assessment = Assessment.objects.get(pk=private.assessment_id)
    assert (assessment.title, assessment.is_joint) == ("Other", False)


def test_the_form_of_a_group_has_no_rounds_and_no_smallest_group(as_manager, joint):
    address = url("record_edit", "assessment", joint.pk)
    form = as_manager.get(address).context["form"]
    assert {"rounds_planned", "smallest_group"}.isdisjoint(form.fields)
    as_manager.post(address, filled_in(as_manager, address, title="Other", purpose="The same", before=""))
    assert Assessment.objects.get().title == "Other"


def test_sheets_that_were_filled_in_alone_stay_hidden_whatever_the_assessment_says(
    as_manager, private, manager
):
    """What people were told when they rated stands with their sheet."""
    assessment = private.assessment
    assessment.is_joint = True
    revise_row(row=assessment, version=assessment.version, by=manager)  # past the action that refuses it
    private.refresh_from_db()
    content = reveal(round=private, version=private.version, by=manager).content
    assert (content["is_hidden"], content["is_joint"], content["minimum"]) == (True, False, 5)
    page = body(as_manager.get(url("assessment_results", assessment.pk)))
    assert "Too few people answered" in page


def test_one_private_sheet_stays_hidden_too(programme, manager):
    assessment = assessed(programme, manager, instrument=CHECKLIST, rounds=1)
    round = opened(assessment, manager)
    rated(round, invited(assessment, manager, 1), lambda n, e: NO)
    content = reveal(round=round, version=round.version, by=manager).content
    assert content["is_hidden"]
    assert content["dimensions"]["common-cause"]["items"][POINT]["counts"] is None


def test_the_minimum_cannot_be_lowered_without_saying_that_it_is_a_group():
    shape = results.shape_of(instrument(CHECKLIST, 1))
    sheets = [results.Sheet({}, dict.fromkeys(elements(instrument(CHECKLIST, 1)), results.Answer(2)))]
    with pytest.raises(ValueError, match="at least 5"):
        results.round_result(sheets, shape, names={}, salt="", minimum=1)


def test_a_group_goes_through_the_acts_of_its_round(as_manager, joint):
    assert "enters the answers of the group" in body(as_manager.get(url("assessment_launch", joint.pk)))
    address = url("assessment_launch", joint.pk)
    as_manager.post(address, filled_in(as_manager, address))
    assert joint.rounds.get().state is RoundState.OPEN
    assert "Nothing has been filled in yet" in body(as_manager.get(url("assessment_reveal", joint.pk)))
