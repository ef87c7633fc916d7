"""What the pages of a link say, beside the right field and of the right round; and what their forms take."""

import re
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from assessments.actions.reveal import reveal
from assessments.actions.rounds import revise_assessment
from assessments.models import MinorityView, Round, RoundResult
from programmes.models.programme import today
from tests.assessments.by_link import (
    CHECKLIST,
    ELEMENTS,
    answers,
    asked_with,
    change_round,
    close,
    link,
    page,
    post,
)
from tests.assessments.panels import invited, opened, rated
from tests.assessments.round_pages import body
from tests.conftest import sign_in

FUNDING = "finance-funding"


def revealed_to(somebody, round, manager, value_of, **more):
    """Six others and somebody have rated."""
    rated(round, [*invited(round.assessment, manager, 6), somebody], value_of, **more)
    reveal(round=round, version=round.version, by=manager)


# The end of a round


def test_the_last_day_is_named_and_not_the_midnight_after_it(visitor, first, somebody, manager):
    close(first, manager)
    last = f"{today() - timedelta(days=1):%-d %b %Y}"
    text = body(page(visitor, somebody))
    assert re.search(f"Ratings were taken until the end of <time[^>]*>{last}</time>\\.", text)
    assert "00:00" not in text
    text = body(post(visitor, somebody, level="3"))
    assert re.search(f"Its last day was <time[^>]*>{last}</time>\\.", text)


def test_the_instant_is_named_at_which_somebody_closed_it(visitor, first, somebody, manager):
    at = timezone.now()
    change_round(first, manager, closed_at=at)
    told = f"{timezone.localtime(at):%-d %b %Y, %H:%M}."
    assert f"Ratings were taken until {told}" in body(page(visitor, somebody))
    assert f"It was closed on {told}" in body(post(visitor, somebody, level="3"))


def test_a_round_that_ended_before_it_was_revealed_took_ratings_until_its_last_day(
    visitor, first, somebody, manager
):
    close(first, manager)
    round = Round.objects.get(pk=first.pk)
    reveal(round=round, version=round.version, by=manager)
    assert "Its last day was" in body(post(visitor, somebody, level="3"))


@pytest.mark.parametrize("closed_at", [None, timezone.now()])
def test_a_last_day_at_the_end_of_all_days_is_a_day(visitor, first, somebody, manager, closed_at):
    change_round(first, manager, closes_on=date(9999, 12, 31), closed_at=closed_at)
    page(visitor, somebody)
    page(visitor, somebody, "rate_yours")
    post(visitor, somebody, level="3", reason="My last word")


# Sentences with a day in them are one text for translators


def in_another_order(monkeypatch, message, told):
    """As a language would say it that puts the day first."""
    plain = translation.gettext
    monkeypatch.setattr(translation, "gettext", lambda text: told if text == message else plain(text))


@pytest.mark.parametrize(
    ("message", "shown"),
    [
        ("You can change it until the end of %(day)s.", "rate_yours"),
        ("the end of %(day)s", "rate"),
    ],
)
def test_a_translation_may_put_the_day_where_it_belongs(
    visitor, first, somebody, monkeypatch, message, shown
):
    in_another_order(monkeypatch, message, "%(day)s: until then.")
    assert "</time>: until then." in body(page(visitor, somebody, shown))


def test_the_days_of_a_round_that_has_not_begun_are_one_sentence(
    visitor, first, somebody, manager, monkeypatch
):
    change_round(first, manager, opens_on=today() + timedelta(days=1), closes_on=today() + timedelta(days=2))
    message = (
        "It is open from %(opens)s until the end of %(closes)s. Keep this link: it opens the questions then."
    )
    in_another_order(monkeypatch, message, "%(closes)s after %(opens)s")
    assert re.search("</time> after <time", body(page(visitor, somebody)))


def test_the_day_on_a_slip_is_in_its_sentence(first, asking, somebody, manager, monkeypatch):
    in_another_order(monkeypatch, "It is open until the end of %(day)s.", "%(day)s: until then.")
    text = body(sign_in(manager).get(reverse("assessment_links", args=["riverside", asking.pk])))
    assert "</time>: until then." in text


# What the group said


@pytest.mark.parametrize(("value", "word"), [(2, "Yes"), (1, "Partly"), (0, "No")])
def test_reasons_of_a_checklist_stand_with_words(visitor, programme, manager, value, word):
    round, one = asked_with(programme, manager, CHECKLIST)
    revealed_to(one, round, manager, lambda n, e: value, reason_of=lambda n, e: f"Because {n}")
    assert f'<strong>{word}</strong> <span class="prose">Because 0' in body(page(visitor, one))


def test_reasons_of_elements_stand_by_themselves(visitor, programme, manager):
    round, one = asked_with(programme, manager, ELEMENTS)
    dimension = round.dimensions[0]
    item = f"item_{dimension.items[0].key}"
    for person in [*invited(round.assessment, manager, 4), one]:
        post(visitor, person, dimension.key, reason="Two nurses do it", **{item: "3"})
    reveal(round=round, version=round.version, by=manager)
    assert '<li><span class="prose">Two nurses do it' in body(page(visitor, one))


def test_a_result_names_the_minimum_that_it_was_made_with(visitor, first, asking, somebody, manager):
    revealed_to(somebody, first, manager, lambda n, e: 1 if e != FUNDING or n < 3 else "")
    asking.refresh_from_db()
    asking.smallest_group = 9
    revise_assessment(row=asking, version=asking.version, by=manager, reason="More care")
    text = body(page(visitor, somebody))
    assert "Fewer than 5 answered this" in text
    assert "Fewer than 9" not in text


@pytest.mark.parametrize(
    ("value_of", "told"), [(lambda n, e: 2, "they agree."), (lambda n, e: 5 * (n % 2), "they are split.")]
)
def test_the_verdict_is_part_of_the_sentence(visitor, first, somebody, manager, value_of, told):
    revealed_to(somebody, first, manager, value_of)
    sentence = page(visitor, somebody).context["group"].lines[0].sentence
    assert sentence.endswith(f"; {told}")


def test_a_reason_for_not_my_field_is_not_shown_and_the_page_says_so(visitor, first, somebody, manager):
    assert "A reason for “Not my field” is not shown." in body(
        page(visitor, somebody, "rate_dimension", FUNDING)
    )
    post(visitor, somebody, level="none", reason="Nobody ever asked my team")
    rated(first, invited(first.assessment, manager, 6), lambda n, e: 1)
    reveal(round=first, version=first.version, by=manager)
    assert "Nobody ever asked my team" not in str(RoundResult.objects.get().content)
    assert "Nobody ever asked my team" not in body(page(visitor, somebody))


def test_the_page_says_when_a_reason_is_shown(visitor, first, asking, somebody, manager):
    text = body(page(visitor, somebody, "rate_dimension", FUNDING))
    assert "with your answer, without your name. Only where 5 people or more have rated." in text
    revealed_to(somebody, first, manager, lambda n, e: 1)
    opened(asking, manager, number=2)
    text = body(page(visitor, somebody, "rate_dimension", FUNDING))
    assert "Only where your new rating counts: where 5 people or more rate this again." in text


def test_what_could_not_be_counted_is_shown_in_words(visitor, first, somebody, manager):
    close(first, manager)
    text = body(post(visitor, somebody, level="3", confidence="2", reason="My last word"))
    assert '<dt>How sure are you?</dt><dd class="prose">Fairly sure</dd>' in text
    assert '<dt>Why? What do you see?</dt><dd class="prose">My last word</dd>' in text


# The forms

TYPED = ("x" * 99 + "\r\n") * 20  # 2,000 characters to a browser, with line breaks that it sends as two


def test_a_line_break_counts_as_one_character_in_a_reason(visitor, first, somebody):
    assert post(visitor, somebody, level="3", reason=TYPED).status_code == 302
    assert answers(first)[FUNDING].reason == TYPED.replace("\r\n", "\n").strip()
    refused = post(visitor, somebody, level="3", reason=f"{TYPED}\r\nand more")
    assert "This is 2009 characters long." in body(refused)


def test_a_line_break_counts_as_one_character_in_a_view(visitor, first, somebody, manager):
    revealed_to(somebody, first, manager, lambda n, e: 1)
    typed = ("x" * 9 + "\r\n") * 149 + "x" * 10
    assert visitor.post(link(somebody, "rate_view", FUNDING), {"text": typed}).status_code == 302
    assert len(MinorityView.objects.get().text) == 1500


def described(text):
    """The ids that fields name as their descriptions, those that the page has, and where its summary of errors leads."""
    ids = set(re.findall(r'\bid="([^"]+)"', text))
    named = {one for found in re.findall(r'aria-describedby="([^"]+)"', text) for one in found.split()}
    led_to = set(re.findall(r'<li><a href="#([^"]+)"', text))
    return ids, named, led_to


def test_errors_of_a_level_and_of_how_sure_are_tied_to_their_fields(visitor, first, somebody):
    sent = post(visitor, somebody, level="77", confidence="9", reason="x" * 2001)
    ids, named, led_to = described(sent.content.decode())
    assert {"id_level_error", "id_confidence_error", "id_reason_error"} <= named
    assert named | led_to <= ids


def test_errors_of_not_my_field_of_a_year_and_of_an_item_are_tied_to_their_fields(
    visitor, programme, manager
):
    round, one = asked_with(programme, manager, ELEMENTS)
    dimension = round.dimensions[0]
    first, second = (item.key for item in dimension.items[:2])
    ids, named, led_to = described(post(visitor, one, dimension.key).content.decode())
    assert "id_not_my_field_error" in named
    assert named | led_to <= ids
    wrong = {f"item_{first}": "3", f"year_{first}": "3000", f"item_{second}": "9"}
    ids, named, led_to = described(post(visitor, one, dimension.key, **wrong).content.decode())
    assert {f"id_year_{first}_error", f"id_item_{second}_error"} <= named
    assert named | led_to <= ids
