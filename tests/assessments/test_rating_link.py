"""A link to rate: whom it opens, later rounds, and what it shows after the reveal."""

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessments.actions import ballots
from assessments.actions.ballots import NotAsked, NotOpen, TooManyViews, hold_another_view, rate
from assessments.actions.reveal import reveal
from assessments.answering import Given
from assessments.ballots import token_of
from assessments.models import Answer, MinorityView, Respondent
from history.actions import add_row, remove_row
from history.models import Change
from programmes.models.programme import today
from tests.assessments.by_link import (
    CHECKLIST,
    ELEMENTS,
    STATEMENTS,
    answers,
    at_home,
    close,
    link,
    page,
    post,
)
from tests.assessments.panels import assessed, invited, opened, rated
from tests.conftest import sign_in

# Whom it opens


def withdrawn(somebody, manager):
    remove_row(row=somebody, version=somebody.version, by=manager)


def in_the_bin(somebody, manager):
    remove_row(row=somebody.assessment, version=somebody.assessment.version, by=manager)


def programme_in_the_bin(somebody, manager):
    remove_row(row=somebody.programme, version=somebody.programme.version, by=manager)


@pytest.mark.parametrize("gone", [withdrawn, in_the_bin, programme_in_the_bin])
def test_a_link_that_opens_nothing_looks_like_one_that_never_was(visitor, first, somebody, manager, gone):
    post(visitor, somebody, level="3")
    gone(somebody, manager)
    for name, *parts in (
        ("rate",),
        ("rate_yours",),
        ("rate_dimension", "finance-funding"),
        ("rate_view", "finance-funding"),
    ):
        for ask in (visitor.get, visitor.post):
            there = ask(link(somebody, name, *parts))
            nowhere = ask(reverse(name, args=["no-such-token", *parts]))
            if there.status_code == nowhere.status_code == 405:
                continue
            assert (there.status_code, nowhere.status_code) == (404, 404)
            strip = [r.content.replace(r.headers["X-Request-Id"].encode(), b"") for r in (there, nowhere)]
            assert strip[0] == strip[1]
    with pytest.raises(NotAsked):
        rate(
            respondent=somebody,
            round=first,
            dimension="finance-funding",
            given=Given(values={"finance-funding": 5}),
        )
    assert answers(first)["finance-funding"].value == 3


def test_a_link_that_was_changed_opens_nothing(visitor, first, somebody):
    token = token_of(somebody)
    for forged in (
        token[:-1] + ("A" if token[-1] != "A" else "B"),
        "x" + token,
        somebody.link_key,
        str(somebody.pk),
    ):
        assert visitor.get(reverse("rate", args=[forged])).status_code == 404


def test_a_link_opens_ones_own_ratings_and_nobody_else_s(visitor, first, asking, somebody, manager):
    other = invited(asking, manager, 1)[0]
    post(visitor, somebody, level="3", reason="Mine alone")
    assert "Mine alone" not in page(visitor, other, "rate_yours").content.decode()
    assert "Mine alone" not in page(visitor, other, "rate_dimension", "finance-funding").content.decode()
    post(visitor, other, level="1")
    assert sorted(Answer.objects.values_list("value", flat=True)) == [1, 3]


def test_nothing_of_a_rating_is_kept_by_browsers_or_in_between(visitor, first, somebody):
    for name, *parts in (("rate",), ("rate_yours",), ("rate_dimension", "finance-funding")):
        headers = page(visitor, somebody, name, *parts).headers
        assert (headers["Cache-Control"], headers["Referrer-Policy"]) == ("no-store", "same-origin")


def test_a_member_who_is_asked_is_led_to_their_link(first, asking, contributor, observer, manager):
    row = Respondent(programme=asking.programme, assessment=asking, user=contributor)
    add_row(row=row, by=manager)
    address = reverse("assessment_rate", args=["riverside", asking.pk])
    assert sign_in(contributor).get(address).url == link(row)
    assert sign_in(observer).get(address).status_code == 404
    past = reverse("assessment_rate", args=[f"riverside@{today().isoformat()}", asking.pk])
    assert sign_in(contributor).get(past).status_code in {302, 404}
    assert "/rate/" not in sign_in(contributor).get(past).headers.get("Location", "")


def test_what_a_signed_in_person_rates_leaves_no_draft(first, asking, contributor, manager):
    row = add_row(row=Respondent(programme=asking.programme, assessment=asking, user=contributor), by=manager)
    client = sign_in(contributor)
    assert 'name="draft"' not in page(client, row, "rate_dimension", "finance-funding").content.decode()
    assert post(client, row, level="3").status_code == 302
    assert not contributor.drafts.exists()


def test_a_rating_writes_no_history(visitor, first, somebody):
    before = Change.objects.count()
    post(visitor, somebody, level="3", reason="Because")
    assert Change.objects.count() == before


# Later rounds


def later(first, asking, somebody, manager, *, others=6, asked=()):
    """Six others and somebody have rated and seen the result; the second round is open."""
    panel = [*invited(asking, manager, others), somebody]
    rated(first, panel, lambda n, element: 1 if n < others else 4)
    reveal(round=first, version=first.version, by=manager)
    return opened(asking, manager, number=2, asked=asked)


def test_a_later_round_begins_from_what_one_said_and_from_what_the_group_said(
    visitor, first, asking, somebody, manager
):
    second = later(first, asking, somebody, manager, asked=["finance-funding"])
    at_home(visitor, somebody)
    response = page(visitor, somebody, "rate_dimension", "finance-funding")
    assert str(response.context["form"]["level"].value()) == "4"
    text = response.content.decode()
    assert "You said: 4." in text
    assert "7 people answered; the median is 1" in text
    assert "before-finance-funding" in text
    post(visitor, somebody, level="2", round=2)
    assert answers(second)["finance-funding"].value == 2
    assert answers(first)["finance-funding"].value != 2
    text = page(visitor, somebody, "rate_yours").content.decode()
    assert "from an earlier round" in text


def test_whoever_did_not_rate_first_is_told_kindly(visitor, first, asking, somebody, manager):
    second = later(first, asking, somebody, manager)
    newcomer = invited(asking, manager, 1)[0]
    assert "for those who rated in the first one" in page(visitor, newcomer).content.decode()
    assert "could not be counted" in post(visitor, newcomer, level="3", round=2).content.decode()
    with pytest.raises(NotAsked):
        rate(
            respondent=newcomer,
            round=second,
            dimension="finance-funding",
            given=Given(values={"finance-funding": 3}),
        )


def test_what_was_typed_for_one_round_does_not_count_in_the_next(visitor, first, asking, somebody, manager):
    second = later(first, asking, somebody, manager)
    text = post(visitor, somebody, level="5", reason="For round one").content.decode()
    assert "could not be counted" in text
    assert "For round one" in text
    assert not answers(second)


# After the reveal


def test_after_the_reveal_the_link_shows_the_group_with_ones_own_rating(
    visitor, first, asking, somebody, manager
):
    panel = [*invited(asking, manager, 6), somebody]
    rated(first, panel, lambda n, element: 1 if n < 6 else 4, reason_of=lambda n, element: f"Reason {n}")
    at_home(visitor, somebody)
    close(first, manager)
    text = page(visitor, somebody).content.decode()
    assert "is over" in text
    assert "people answered" not in text
    reveal(round=first, version=first.version, by=manager)
    text = page(visitor, somebody).content.decode()
    assert "7 people answered." in text
    assert "group-result" in text
    assert "You said: 4." in text
    assert '<strong>4</strong> <span class="prose">Reason 6' in text
    assert "outside the group’s region of agreement" in text


def test_a_panel_that_is_too_small_is_shown_nothing(visitor, first, asking, somebody, manager):
    rated(first, [*invited(asking, manager, 3), somebody], lambda n, element: 1)
    reveal(round=first, version=first.version, by=manager)
    text = page(visitor, somebody).content.decode()
    assert "Fewer than 5 people have answered" in text
    assert "group-result" not in text


@pytest.mark.parametrize("instrument", [CHECKLIST, STATEMENTS, ELEMENTS])
def test_every_kind_of_result_is_told_to_those_who_rated(visitor, programme, manager, instrument):
    assessment = assessed(programme, manager, instrument=instrument)
    round = opened(assessment, manager)
    panel = invited(assessment, manager, 7)
    rated(round, panel, lambda n, element: 2)
    reveal(round=round, version=round.version, by=manager)
    response = page(visitor, panel[0])
    assert len(response.context["group"].lines) == len(round.dimensions)
    assert "7 people answered" in response.context["group"].lines[0].sentence


def test_another_view_stands_beside_the_result_without_its_writer(visitor, first, asking, somebody, manager):
    panel = [*invited(asking, manager, 6), somebody]
    rated(first, panel, lambda n, element: 1)
    reveal(round=first, version=first.version, by=manager)
    visitor = sign_in(manager)  # even then
    response = visitor.post(
        link(somebody, "rate_view", "finance-funding"), {"text": "Not in the north.", "level": "4"}
    )
    assert response.url == f"{link(somebody)}#dimension-finance-funding"
    view = MinorityView.objects.get()
    assert (view.dimension, view.text, view.level, view.held_by) == (
        "finance-funding",
        "Not in the north.",
        4,
        "",
    )
    act = Change.objects.get(model="assessments.minorityview").change_set
    assert (act.by, act.actor) == (None, "respondent")
    assert "Not in the north." in page(visitor, somebody).content.decode()


def test_a_view_is_refused_in_words_when_it_is_empty_or_too_long(visitor, first, asking, somebody, manager):
    rated(first, [*invited(asking, manager, 6), somebody], lambda n, element: 1)
    reveal(round=first, version=first.version, by=manager)
    for text in ("", "x" * 1501):
        response = visitor.post(link(somebody, "rate_view", "finance-funding"), {"text": text})
        assert response.context["form"].errors["text"]
    assert not MinorityView.objects.exists()


def test_before_the_reveal_nobody_writes_a_view(visitor, first, somebody):
    assert visitor.post(link(somebody, "rate_view", "finance-funding"), {"text": "Early"}).url == link(
        somebody
    )
    with pytest.raises(NotOpen):
        hold_another_view(respondent=somebody, round=first, dimension="finance-funding", text="Early")
    assert not MinorityView.objects.exists()


def test_one_link_does_not_fill_the_page_with_views(visitor, first, asking, somebody, manager, monkeypatch):
    cache.clear()
    monkeypatch.setattr(ballots, "MOST_VIEWS", 2)
    rated(first, [*invited(asking, manager, 6), somebody], lambda n, element: 1)
    reveal(round=first, version=first.version, by=manager)
    for turn in range(2):
        hold_another_view(respondent=somebody, round=first, dimension="finance-funding", text=f"View {turn}")
    with pytest.raises(TooManyViews):
        hold_another_view(respondent=somebody, round=first, dimension="finance-funding", text="Again")
    response = visitor.post(link(somebody, "rate_view", "finance-funding"), {"text": "Once more"})
    assert "many views within an hour" in response.content.decode()
    assert "Once more" in response.content.decode()
    assert MinorityView.objects.count() == 2


# What it costs


def queries(client, address):
    with CaptureQueriesContext(
        connection,
    ) as seen:
        assert client.get(address).status_code == 200
    return len(seen)


@pytest.mark.parametrize("name", ["rate", "rate_yours", "rate_dimension"])
def test_a_page_costs_the_same_for_a_few_and_for_many(visitor, first, asking, somebody, manager, name):
    parts = ["finance-funding"] if name == "rate_dimension" else []
    rated(first, [*invited(asking, manager, 5), somebody], lambda n, element: 1)
    few = queries(visitor, link(somebody, name, *parts))
    rated(first, invited(asking, manager, 40), lambda n, element: 2)
    assert queries(visitor, link(somebody, name, *parts)) == few <= 12
