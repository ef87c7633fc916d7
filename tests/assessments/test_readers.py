"""A link opens the questions and shows nobody what was answered: only the browser that wrote it, or the person's account.

As in test_payload, everything that a stranger's browser gets by a link has to be the same to the letter, whoever of the
panel gave which answers.
"""

from functools import partial

import pytest
from django.db import transaction
from django.test import Client

from assessments.actions.reveal import reveal
from assessments.ballots import token_of
from assessments.letters import letter
from assessments.models import Answer, Respondent, Sheet
from assessments.readers import Reader
from history.actions import add_row
from tests.assessments import worlds
from tests.assessments.by_link import (
    ELEMENTS,
    OTHER,
    answers,
    asked_with,
    at_home,
    close,
    link,
    page,
    post,
)
from tests.assessments.panels import assessed, invited, opened, rated
from tests.conftest import sign_in

FUNDING = "finance-funding"
SEALED = "is not shown here"


@pytest.fixture
def panel(first, asking, somebody, manager):
    """Somebody and six others."""
    return [somebody, *invited(asking, manager, 6)]


@pytest.fixture
def member(first, asking, contributor, manager):
    """Somebody who is asked and has an account."""
    row = Respondent(programme=asking.programme, assessment=asking, user=contributor)
    return add_row(row=row, by=manager)


def text_of(response):
    return " ".join(response.content.decode().split())


# Nobody reads by the link alone


def given(round, panel, turn):
    """The same answers each time, each given by somebody else: the group's result does not change."""
    rated(round, panel, lambda n, e: (n + turn) % len(panel) % 4, profession_of=lambda n: "nursing")


def show(round, by):
    round.refresh_from_db()
    reveal(round=round, version=round.version, by=by)


def second_of(round, by):
    show(round, by)
    return opened(round.assessment, by, number=2, asked=[FUNDING, OTHER])


def while_it_is_open(round, panel, by, turn):
    given(round, panel, turn)


def after_the_last_day(round, panel, by, turn):
    given(round, panel, turn)
    close(round, by)


def after_the_reveal(round, panel, by, turn):
    given(round, panel, turn)
    show(round, by)


def in_the_second_round(round, panel, by, turn):
    given(round, panel, turn)
    second_of(round, by)


def who_has_rated_again(round, panel, by, turn):
    given(round, panel, turn)
    given(second_of(round, by), panel, turn + 1)


def after_the_second_reveal(round, panel, by, turn):
    given(round, panel, turn)
    second = second_of(round, by)
    given(second, panel, turn + 1)
    show(second, by)


STAGES = [
    while_it_is_open,
    after_the_last_day,
    after_the_reveal,
    in_the_second_round,
    who_has_rated_again,
    after_the_second_reveal,
]


def two(stage, first, panel, manager, also=lambda: None):
    def world(turn):
        first.refresh_from_db()  # the world before was taken back
        stage(first, panel, manager, turn)
        also()

    return [partial(world, turn) for turn in (0, 3)]


@pytest.mark.usefixtures("without_log")
@pytest.mark.parametrize("stage", STAGES, ids=lambda stage: stage.__name__)
def test_who_runs_the_panel_reads_nothing_by_somebody_s_link(stage, first, panel, manager, facilitator):
    client = sign_in(facilitator)
    addresses = worlds.of_link(panel[0])
    assert list(worlds.leaks(two(stage, first, panel, manager), client, addresses)) == []


@pytest.mark.usefixtures("without_log")
@pytest.mark.parametrize("stage", STAGES, ids=lambda stage: stage.__name__)
def test_the_twin_finds_that_the_rater_s_own_browser_does(stage, first, panel, manager):
    client = Client()
    both = two(stage, first, panel, manager, also=partial(at_home, client, panel[0]))
    found = list(worlds.leaks(both, client, worlds.of_link(panel[0])))
    assert any("/yours/ depends on" in line for line in found)


@pytest.mark.usefixtures("without_log")
def test_who_answers_one_question_in_somebody_s_name_reads_that_one_alone(first, panel, manager, facilitator):
    client = sign_in(facilitator)
    forge = partial(post, client, panel[0], OTHER, level="0", reason="Mine")
    both = two(while_it_is_open, first, panel, manager, also=forge)
    assert list(worlds.leaks(both, client, worlds.of_link(panel[0]))) == []
    with transaction.atomic():
        both[0]()
        own = page(client, panel[0], "rate_yours").context["own"]
        assert [(line.dimension.key, line.said.reason) for line in own.lines] == [(OTHER, "Mine")]
        assert len(own.sealed) == 11
        transaction.set_rollback(True)


def test_a_question_answered_elsewhere_shows_as_answered_and_calmly_says_why_it_is_empty(
    visitor, first, somebody
):
    post(visitor, somebody, level="3", confidence="2", reason="Two teams")
    elsewhere = Client()
    response = page(elsewhere, somebody, "rate_dimension", FUNDING)
    text = text_of(response)
    form = response.context["form"]
    assert {form[name].value() for name in ("level", "confidence", "reason")} <= {None, ""}
    assert "checked" not in text
    assert "1 of 12 answered" in text
    assert SEALED in text
    assert "Rating again replaces it." in text
    assert "sign in" not in text
    assert "Two teams" not in text
    yours = text_of(page(elsewhere, somebody, "rate_yours"))
    assert SEALED in yours
    assert "You have not rated anything" not in yours
    assert "You have rated" not in yours
    assert "Go on" in text_of(page(elsewhere, somebody))
    assert SEALED not in text_of(page(visitor, somebody, "rate_dimension", FUNDING))


@pytest.mark.parametrize("instrument", ["scirocco", ELEMENTS])
def test_the_empty_form_of_an_answered_question_cannot_be_saved(visitor, programme, manager, instrument):
    round, person = asked_with(programme, manager, instrument)
    dimension = round.dimensions[0]
    sent = {f"item_{dimension.items[0].key}": "3"} if dimension.items else {"level": "3"}
    post(visitor, person, dimension.key, **sent)
    before = list(Answer.objects.values())
    assert post(Client(), person, dimension.key).context["form"].errors
    assert list(Answer.objects.values()) == before


def test_rating_again_elsewhere_replaces_and_is_read_there_alone(visitor, first, somebody):
    post(visitor, somebody, level="3", reason="From my desk")
    phone = Client()
    post(phone, somebody, level="5", reason="From my phone")
    assert (answers(first)[FUNDING].value, Answer.objects.count()) == (5, 1)
    assert "From my phone" in text_of(page(phone, somebody, "rate_yours"))
    for name, *parts in (("rate_yours",), ("rate_dimension", FUNDING)):
        assert "From my phone" not in text_of(page(visitor, somebody, name, *parts))


def test_what_a_group_enters_together_is_read_by_whoever_has_its_link(visitor, programme, manager):
    assessment = assessed(programme, manager, instrument="who-10-lessons", rounds=1, is_joint=True)
    round = opened(assessment, manager)
    row = Respondent(programme=programme, assessment=assessment, user=manager, is_joint=True)
    person = add_row(row=row, by=manager)
    key = round.dimensions[0].key
    post(visitor, person, key, level="2", reason="As we agreed")
    text = text_of(page(Client(), person, "rate_yours"))
    assert "As we agreed" in text
    assert SEALED not in text


# With an account


def test_whoever_is_asked_reads_everything_when_signed_in(visitor, member, contributor, first, manager):
    post(visitor, member, level="3", reason="From my phone")
    client = sign_in(contributor)
    assert "From my phone" in text_of(page(client, member, "rate_yours"))
    form = page(client, member, "rate_dimension", FUNDING).context["form"]
    assert (form["level"].value(), form["reason"].value()) == (3, "From my phone")


def test_nobody_else_does_by_being_signed_in(visitor, member, first, observer, manager, facilitator):
    post(visitor, member, level="3", reason="From my phone")
    for person in (observer, manager, facilitator):
        text = text_of(page(sign_in(person), member, "rate_yours"))
        assert "From my phone" not in text
        assert SEALED in text


def test_only_who_has_an_account_is_told_to_sign_in(visitor, member, somebody, first, asking):
    post(visitor, member, level="3")
    response = page(Client(), member, "rate_dimension", FUNDING)
    assert f'<a href="/programmes/riverside/assessments/{asking.pk}/rate/">sign in</a>' in text_of(response)
    for person, has_account in ((member, True), (somebody, False)):
        told = "your account when you are signed in"
        assert (told in text_of(page(Client(), person))) is has_account
        assert ("and your account" in letter("invitation", first, person, "").body) is has_account


# What is kept


def test_one_browser_leaves_a_different_mark_on_every_sheet(visitor, first, panel, manager):
    somebody, other = panel[:2]
    visitor.cookies["reader"] = "the word of this browser"
    for person in (somebody, other):
        visitor.post(link(person), {"profession": "nursing"})
        post(visitor, person, level="3")
        post(visitor, person, OTHER, level="3")
    rated(first, panel[2:], lambda n, element: 1)
    show(first, manager)
    second = opened(first.assessment, manager, number=2)
    post(visitor, somebody, level="4", round=2)
    marks = Answer.objects.exclude(reader="").values_list("sheet", "reader").distinct()
    assert len({mark for _sheet, mark in marks}) == len(marks) == 3
    assert {len(mark) for _sheet, mark in marks} == {64}
    assert set(Sheet.objects.exclude(reader="").values_list("pk", "reader")) < set(marks)
    kept = [str(row) for model in (Sheet, Answer) for row in model.objects.values_list()]
    assert not any("the word of this browser" in row for row in kept)
    assert answers(second)[FUNDING].value == 4


def test_the_cookie_is_for_this_link_alone_and_out_of_the_reach_of_scripts(
    visitor, first, somebody, settings
):
    settings.SESSION_COOKIE_SECURE = True
    page(visitor, somebody)
    page(visitor, somebody, "rate_dimension", FUNDING)
    post(visitor, somebody)
    assert "reader" not in visitor.cookies
    cookie = post(visitor, somebody, level="3").cookies["reader"]
    assert len(cookie.value) >= 32
    assert (cookie["path"], cookie["max-age"]) == (f"/rate/{token_of(somebody)}/", 400 * 24 * 3600)
    assert (cookie["httponly"], cookie["samesite"], cookie["secure"]) == (True, "Lax", True)
    assert post(visitor, somebody, level="4").cookies["reader"].value == cookie.value
    assert post(Client(), somebody, level="4").cookies["reader"].value != cookie.value


def test_an_answer_without_a_mark_is_no_browser_s(first, panel):
    """As those that the demonstration stores."""
    rated(first, panel, lambda n, element: 3)
    client = Client()
    client.cookies["reader"] = ""
    assert page(client, panel[0], "rate_yours").context["own"].lines == []


def test_a_browser_is_known_again_by_an_old_secret(visitor, first, somebody, settings):
    post(visitor, somebody, level="3", reason="Two teams")
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "a new secret", [settings.SECRET_KEY]
    assert "Two teams" in text_of(page(visitor, somebody, "rate_yours"))
    settings.SECRET_KEY_FALLBACKS = []
    sheet, answer = Sheet.objects.get(), Answer.objects.get()
    assert not Reader(visitor.cookies["reader"].value).reads(sheet, answer.reader)


# The profession


def test_a_profession_is_shown_in_the_browser_in_which_it_was_given(visitor, first, somebody):
    visitor.post(link(somebody), {"profession": "nursing"})
    post(visitor, somebody, level="3")
    assert page(visitor, somebody).context["form"]["profession"].value() == "nursing"
    elsewhere = Client()
    form = page(elsewhere, somebody).context["form"]
    assert (form["profession"].value(), form.fields["profession"].choices[0][1]) == (
        "as-before",
        "As said before",
    )
    assert elsewhere.post(link(somebody), {"profession": "as-before"}).status_code == 302
    post(elsewhere, somebody, OTHER, level="1")
    assert Sheet.objects.get().profession == "nursing"
    assert page(elsewhere, somebody).context["form"]["profession"].value() == "as-before"
    elsewhere.post(link(somebody), {"profession": "pharmacy"})
    assert Sheet.objects.get().profession == "pharmacy"
    assert page(visitor, somebody).context["form"]["profession"].value() == "as-before"


def test_that_none_was_given_looks_the_same_elsewhere(visitor, first, somebody):
    post(visitor, somebody, level="3")
    assert page(Client(), somebody).context["form"]["profession"].value() == "as-before"
    assert page(visitor, somebody).context["form"]["profession"].value() == ""


def test_later_rounds_do_not_ask_for_the_profession_again(visitor, first, panel, manager):
    somebody = panel[0]
    rated(first, panel, lambda n, element: 1, profession_of=lambda n: "nursing")
    second = second_of(first, manager)
    elsewhere = Client()
    response = page(elsewhere, somebody)
    assert "profession" not in response.context["form"].fields
    assert "Nursing" not in text_of(response)
    at_home(visitor, somebody)
    assert "Nursing and midwifery</dd>" in text_of(page(visitor, somebody))
    assert elsewhere.post(link(somebody), {"profession": "pharmacy"}).status_code == 302
    post(elsewhere, somebody, level="2", round=2)
    assert not Sheet.objects.filter(profession="pharmacy").exists()
    assert answers(second)[FUNDING].value == 2
