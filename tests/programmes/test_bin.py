"""The bin: what was removed, by whom, when and why; and the way back."""

import pytest
from django.urls import reverse

from accounts.roles import Role
from history.actions import add_row, remove_row
from history.changes import change_set
from history.models import ChangeSet
from programmes.models import Goal, Objective, Risk
from stakeholders.models import Stakeholder
from tests.conftest import sign_in
from tests.undo import press

BIN = reverse("bin", args=["riverside"])


def add(manager, programme, model, **values):
    return add_row(row=model(programme=programme, **values), by=manager)


def risk_called(manager, programme, title):
    return add(manager, programme, Risk, title=title, likelihood=1, impact=1)


def page(client, **query):
    return " ".join(client.get(BIN, query).content.decode().split())


def test_an_empty_bin_says_what_it_is_for(as_manager):
    assert "The bin is empty" in page(as_manager)


def test_the_bin_says_what_was_removed_by_whom_and_why_and_brings_it_back(as_manager, programme, manager):
    risk = risk_called(manager, programme, "Winter")
    remove_row(row=risk, version=1, by=manager, reason="Entered twice")
    url = reverse("record_restore", args=["riverside", "risk", risk.pk])
    for said in ("Winter", "Mira Manager", "Entered twice", url, "Nothing is thrown away"):
        assert said in page(as_manager)
    press(as_manager, url)
    assert Risk.objects.get() == risk
    assert "The bin is empty" in page(as_manager)


def test_what_was_removed_again_after_it_came_back_lies_in_the_bin_once(as_manager, programme, manager):
    risk = risk_called(manager, programme, "Winter")
    for _ in range(2):
        remove_row(row=risk, version=risk.version, by=manager)
        press(as_manager, reverse("record_restore", args=["riverside", "risk", risk.pk]))
        risk.refresh_from_db()
    remove_row(row=risk, version=risk.version, by=manager)
    assert page(as_manager).count(f'id="risk-{risk.pk}"') == 1


def test_removing_offers_to_undo_it_at_once(as_manager, programme, manager):
    risk = risk_called(manager, programme, "A <b>bold</b> risk")
    removed = as_manager.post(
        reverse("record_remove", args=["riverside", "risk", risk.pk]), {"version": 1}, follow=True
    )
    url = reverse("record_restore", args=["riverside", "risk", risk.pk])
    said = removed.content.decode()
    assert f'<a href="{url}">Undo</a>' in said
    assert "A &lt;b&gt;bold&lt;/b&gt; risk. It lies in the bin" in said


def test_a_parent_comes_back_with_what_belongs_to_it(as_manager, programme, manager):
    goal = add(manager, programme, Goal, title="Fewer falls")
    add(manager, programme, Objective, goal=goal, title="Homes are checked")
    gone = add(manager, programme, Objective, goal=goal, title="Given up before")
    remove_row(row=gone, version=1, by=manager)
    remove_row(row=goal, version=1, by=manager)
    assert "With it come back: 1 objective" in page(as_manager, kind="goal")
    press(as_manager, reverse("record_restore", args=["riverside", "goal", goal.pk]))
    plan = as_manager.get(reverse("strategic_plan", args=["riverside"])).content.decode()
    assert "Homes are checked" in plan
    assert "Given up before" not in plan


def test_what_one_act_removed_is_brought_back_together(as_manager, programme, manager):
    rows = [risk_called(manager, programme, title) for title in ("Winter", "Strike")]
    with change_set(by=manager, scope=programme.pk):
        for row in rows:
            row.remove()
    act = ChangeSet.objects.latest("pk")
    assert "Bring back all 2 of one act" in page(as_manager)
    press(as_manager, reverse("history_undo", args=["riverside", act.pk]))
    assert Risk.objects.count() == 2


def test_the_bin_is_searched_by_words_and_kind(as_manager, programme, manager):
    remove_row(row=risk_called(manager, programme, "Winter"), version=1, by=manager, reason="Over")
    remove_row(row=risk_called(manager, programme, "Strike"), version=1, by=manager)
    remove_row(row=add(manager, programme, Goal, title="Winter wards"), version=1, by=manager)
    titles = {
        (): {"Winter", "Strike", "Winter wards"},
        (("q", "winter"),): {"Winter", "Winter wards"},
        (("q", "over"),): {"Winter"},
        (("kind", "goal"),): {"Winter wards"},
        (("kind", "goal"), ("q", "strike")): set(),
        (("kind", "' or 1=1\0"),): set(),
    }
    for query, expected in titles.items():
        found = as_manager.get(BIN, dict(query)).context["page"].days
        assert {row.title for _day, rows in found for row in rows} == expected, query


def test_the_bin_turns_its_pages(as_manager, programme, manager):
    for number in range(45):
        remove_row(row=risk_called(manager, programme, f"Risk {number}"), version=1, by=manager)
    first, second = (as_manager.get(BIN, {"page": number}).context["page"] for number in (1, 2))
    counts = [sum(len(rows) for _day, rows in one.days) for one in (first, second)]
    assert counts == [40, 5]
    assert (first.pages.older_url, second.pages.newer_url) == ("?page=2", "?page=1")


def test_the_queries_of_the_bin_do_not_grow_with_it(
    as_manager, programme, manager, django_assert_max_num_queries
):
    def fill(number):
        for _ in range(number):
            goal = add(manager, programme, Goal, title="Fewer falls")
            add(manager, programme, Objective, goal=goal, title="Homes are checked")
            remove_row(row=goal, version=1, by=manager)
            remove_row(row=risk_called(manager, programme, "Winter"), version=1, by=manager)

    fill(1)
    with django_assert_max_num_queries(40) as few:
        as_manager.get(BIN)
    fill(15)
    with django_assert_max_num_queries(len(few)):
        as_manager.get(BIN)


def test_who_may_not_edit_sees_the_bin_and_no_way_to_empty_or_use_it(programme, manager, observer):
    risk = risk_called(manager, programme, "Winter")
    remove_row(row=risk, version=1, by=manager)
    shown = page(sign_in(observer))
    assert "Winter" in shown
    assert "Bring back" not in shown


@pytest.mark.parametrize(("role", "is_told"), [(Role.OBSERVER, False), (Role.CONTRIBUTOR, True)])
def test_what_one_may_not_see_does_not_lie_in_ones_bin(request, programme, manager, role, is_told):
    person = request.getfixturevalue(role.value)
    row = add(manager, programme, Stakeholder, name="Ann Archer", sector="council")
    remove_row(row=row, version=1, by=manager)
    assert ("Ann Archer" in page(sign_in(person))) is is_told


def test_the_bin_of_another_programme_is_not_there(as_manager, programme, stranger):
    assert as_manager.get(reverse("bin", args=["elsewhere"])).status_code == 404
