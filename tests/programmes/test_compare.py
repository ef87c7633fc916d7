"""What changed between two days: the sum of the acts, told in words, and the same as two lenses would find."""

import random
from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from history.changes import change_set
from history.lens import Lens
from history.models import Change
from history.net import net
from programmes.models import Risk
from tests.conftest import sign_in

START = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


@pytest.fixture
def act(manager, programme):
    """Does something to a risk on a day, counted from the start."""

    def on(day, risk=None, *, reason="", removed=None, **values):
        with change_set(by=manager, scope=programme.pk, reason=reason, at=START + timedelta(days=day)):
            risk = risk or Risk(programme=programme, title="Risk", likelihood=1, impact=1)
            for name, value in values.items():
                setattr(risk, name, value)
            if removed is None:
                risk.save()
            elif removed:
                risk.remove()
            else:
                risk.restore()
        return risk

    return on


def compared(client, since, until):
    days = {"since": (START + timedelta(days=since)).date(), "until": (START + timedelta(days=until)).date()}
    return client.get(reverse("changes", args=["riverside"]), days)


def told(programme, since, until):
    after, before = START + timedelta(days=since, hours=6), START + timedelta(days=until, hours=6)
    changes = Change.objects.filter(
        scope=programme.pk, model="programmes.risk", change_set__at__gt=after, change_set__at__lte=before
    )
    return net(changes.select_related("change_set").order_by("change_set__at", "pk"))


def test_several_acts_on_one_field_are_one_difference_with_all_reasons(as_manager, act):
    risk = act(0, title="Beds are cut")
    act(2, risk, likelihood=3, reason="Winter plan")
    act(3, risk, likelihood=5, reason="Ward closed")
    text = compared(as_manager, 1, 4).content.decode()
    assert "1 record differs" in text
    assert "<del>1</del>" in text
    assert "<ins>5</ins>" in text
    assert "Winter plan" in text
    assert "Ward closed" in text


def test_what_was_changed_back_is_no_difference(as_manager, act):
    risk = act(0)
    act(2, risk, likelihood=3)
    act(3, risk, likelihood=1)
    assert "Nothing changed between these two days." in compared(as_manager, 1, 4).content.decode()


def test_a_day_compared_with_itself_says_that_nothing_changed(as_manager, act):
    act(0)
    assert "Nothing changed" in compared(as_manager, 2, 2).content.decode()


def test_days_in_the_wrong_order_are_told(as_manager, act):
    act(0)
    assert "lies after the second" in compared(as_manager, 4, 2).content.decode()


def test_a_day_to_come_is_told(as_manager, programme):
    to_come = (timezone.localdate() + timedelta(days=9)).isoformat()
    answer = as_manager.get(reverse("changes", args=["riverside"]), {"until": to_come})
    assert "yet to come" in answer.content.decode()


def test_a_removed_row_is_told_as_removed_and_a_passing_one_not_at_all(as_manager, act):
    old = act(0, title="Old risk")
    act(2, old, removed=True)
    passing = act(2, title="Passing risk")
    act(3, passing, removed=True)
    text = compared(as_manager, 1, 4).content.decode()
    assert "is-removal" in text
    assert "Old risk" in text
    assert "Passing risk" not in text


def test_long_texts_are_compared_word_by_word(as_manager, act):
    risk = act(0, response="One nurse for each village, " * 8)
    act(2, risk, response="One nurse for each village, " * 8 + "pharmacists join")
    text = compared(as_manager, 1, 4).content.decode()
    assert "<ins>pharmacists join</ins>" in text


def test_who_may_not_see_a_programme_compares_nothing(stranger, act):
    act(0)
    assert compared(sign_in(stranger), 0, 2).status_code == 404


def test_the_queries_do_not_grow_with_what_happened(as_manager, act, django_assert_max_num_queries):
    for _ in range(10):
        act(2)
    compared(as_manager, 1, 4)
    with django_assert_max_num_queries(20) as few:
        compared(as_manager, 1, 4)
    for _ in range(60):
        act(3)
    with django_assert_max_num_queries(len(few)):
        compared(as_manager, 1, 4)


FIELDS = ("title", "likelihood", "impact", "response")


def seen(programme, day):
    lens = Lens(programme, START + timedelta(days=day, hours=6))
    return {risk.pk: {name: getattr(risk, name) for name in FIELDS} for risk in lens.rows(Risk)}


def difference(before, after):
    """What two lenses find: row -> "added", "removed", or its changed fields."""
    found = dict.fromkeys(after.keys() - before.keys(), "added")
    found |= dict.fromkeys(before.keys() - after.keys(), "removed")
    for pk in before.keys() & after.keys():
        fields = {n: [before[pk][n], after[pk][n]] for n in FIELDS if before[pk][n] != after[pk][n]}
        if fields:
            found[pk] = fields
    return found


@pytest.mark.parametrize("seed", range(5))
def test_the_sum_of_the_acts_is_what_two_lenses_find(programme, act, seed):
    chance = random.Random(seed)
    risks = [act(0, title=f"Risk {number}") for number in range(4)]
    for day in range(1, 25):
        risk = chance.choice(risks)
        what = chance.choice(["edit", "edit", "edit", "remove", "restore", "add"])
        if what == "add":
            risks.append(act(day, title=f"Risk of day {day}"))
        elif what == "edit" and risk.removed_at is None:
            act(day, risk, likelihood=chance.randint(1, 5), response=chance.choice(["", "Watch", "Act"]))
        elif what == "remove" and risk.removed_at is None:
            act(day, risk, removed=True)
        elif what == "restore" and risk.removed_at:
            act(day, risk, removed=False)
    for since, until in [(0, 24), (3, 9), (9, 20), (20, 24), (12, 12)]:
        summed = {
            row.object_id: "added"
            if row.kind in {"added", "restored"}
            else "removed"
            if row.kind == "removed"
            else row.values
            for row in told(programme, since, until)
        }
        assert summed == difference(seen(programme, since), seen(programme, until))
