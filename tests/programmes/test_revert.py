"""Undoing an act, one record or one field, over HTTP."""

from datetime import date

import pytest
from django.urls import reverse

from accounts.models import User
from history.actions import remove_row
from history.changes import change_set
from history.models import Change, ChangeSet
from programmes.actions import open_step, turn_risk_into_issue
from programmes.models import Decision, DecisionOption, Goal, Issue, Objective, RagClaim, Risk
from stakeholders.models import Stakeholder
from tests.conftest import sign_in
from tests.programmes.undoing import add, last_change, put_back, revise, undo_of, words
from tests.undo import press, token_on

HTMX = {"HX-Request": "true", "HX-Current-URL": "http://testserver/programmes/riverside/history/?page=2"}


@pytest.fixture
def risk(programme, manager):
    return add(manager, programme, Risk, title="The lease may fall through", likelihood=3, impact=4)


# A whole act


def test_undoing_says_what_it_will_do_and_does_it_as_a_new_act(as_manager, risk, manager):
    act = revise(risk, manager, reason="The council wrote", impact=5, response="Ask the city")
    page = words(as_manager.get(undo_of(act)))
    for said in ("The council wrote", "The lease may fall through", "will be put back", "<del>5</del>"):
        assert said in page
    assert Risk.objects.get().impact == 5
    press(as_manager, undo_of(act), reason="Wrong risk")
    undone, newest = Risk.objects.get(), ChangeSet.objects.latest("pk")
    assert (undone.impact, undone.response, undone.version) == (4, "", 3)
    assert (newest.cause_model, newest.cause_id, newest.reason) == ("history.changeset", act.pk, "Wrong risk")


def test_looking_at_what_undoing_would_do_writes_nothing(as_manager, risk, manager):
    act = revise(risk, manager, impact=5)
    as_manager.get(undo_of(act))
    assert (Risk.objects.get().version, ChangeSet.objects.latest("pk")) == (2, act)


def test_an_act_over_several_records_is_undone_in_one(as_manager, programme, risk, manager):
    turn_risk_into_issue(risk=risk, by=manager)
    act = ChangeSet.objects.latest("pk")
    press(as_manager, undo_of(act))
    assert not Issue.objects.exists()
    assert Risk.objects.get().status == Risk.Status.OPEN
    assert Change.objects.filter(change_set=ChangeSet.objects.latest("pk")).count() == 2


def test_undoing_can_be_undone(as_manager, risk, manager):
    act = revise(risk, manager, impact=5)
    press(as_manager, undo_of(act))
    press(as_manager, undo_of(ChangeSet.objects.latest("pk")))
    assert Risk.objects.get().impact == 5


def test_what_was_removed_in_one_act_comes_back_in_one(as_manager, programme, manager):
    goal = add(manager, programme, Goal, title="Fewer falls")
    aim = add(manager, programme, Objective, goal=goal, title="Homes are checked")
    with change_set(by=manager, scope=programme.pk):
        aim.remove()
        goal.remove()
    press(as_manager, undo_of(ChangeSet.objects.latest("pk")))
    assert (Goal.objects.get(), Objective.objects.get()) == (goal, aim)


def test_an_act_that_moved_what_only_one_may_have_is_undone_in_the_reverse_order(
    as_manager, programme, manager
):
    choice = add(manager, programme, Decision, title="Where", status="asked")
    first, second = (
        add(manager, programme, DecisionOption, decision=choice, text=text, is_chosen=text == "Hill")
        for text in ("Hill", "Valley")
    )
    with change_set(by=manager, scope=programme.pk):
        first.is_chosen = False
        first.save()
        second.is_chosen = True
        second.save()
    act = ChangeSet.objects.latest("pk")
    press(as_manager, undo_of(act))
    told = ChangeSet.objects.latest("pk").changes.order_by("pk").values_list("object_id", flat=True)
    assert list(told) == [second.pk, first.pk]
    assert DecisionOption.objects.get(is_chosen=True) == first


def test_nothing_is_left_to_do_when_all_is_as_it_was(as_manager, risk, manager):
    act = revise(risk, manager, impact=5)
    revise(risk, manager, impact=4)
    page = as_manager.get(undo_of(act))
    assert "Nothing to do" in words(page)
    assert token_on(page) == ""


def test_an_act_over_more_records_than_a_person_can_read_is_not_undone_at_once(
    monkeypatch, as_manager, programme, manager
):
    with change_set(by=manager, scope=programme.pk):
        for title in ("One", "Two", "Three"):
            Risk(programme=programme, title=title, likelihood=1, impact=1).save()
    act = ChangeSet.objects.latest("pk")
    monkeypatch.setattr("programmes.revert.MOST_ROWS", 3)
    assert token_on(as_manager.get(undo_of(act)))
    monkeypatch.setattr("programmes.revert.MOST_ROWS", 2)
    page = as_manager.get(undo_of(act))
    assert "too many records" in words(page)
    assert token_on(page) == ""


# What happened since


def test_who_wrote_since_is_named_before_it_is_overwritten(as_manager, risk, manager, contributor):
    act = revise(risk, manager, impact=5)
    revise(risk, contributor, reason="Talked to the owner", impact=3)
    page = words(as_manager.get(undo_of(act)))
    for said in ("Others have written here since", "Cora Contributor", "Talked to the owner", "(impact)"):
        assert said in page


def test_a_later_change_of_another_field_is_kept_and_does_not_warn(as_manager, risk, manager, contributor):
    act = revise(risk, manager, impact=5)
    revise(risk, contributor, response="Ask the city")
    assert "Others have written" not in words(as_manager.get(undo_of(act)))
    press(as_manager, undo_of(act))
    kept = Risk.objects.get()
    assert (kept.impact, kept.response) == (4, "Ask the city")


def test_what_changes_between_looking_and_pressing_is_shown_first(as_manager, risk, manager, contributor):
    act = revise(risk, manager, impact=5)
    seen = token_on(as_manager.get(undo_of(act)))
    revise(risk, contributor, impact=2)
    refused = as_manager.post(undo_of(act), {"plan": seen, "reason": "Wrong risk"})
    assert refused.status_code == 409
    for said in ("It has changed while you were reading", "Cora Contributor", "Wrong risk"):
        assert said in words(refused)
    assert Risk.objects.get().impact == 2
    as_manager.post(undo_of(act), {"plan": token_on(refused), "reason": "Wrong risk"})
    assert Risk.objects.get().impact == 4


@pytest.mark.parametrize("token", [None, "", "0", "made-up", "f" * 64, "9" * 400])
def test_a_missing_or_made_up_token_undoes_nothing(as_manager, risk, manager, token):
    act = revise(risk, manager, impact=5)
    sent = {"reason": "Wrong risk"} | ({} if token is None else {"plan": token})
    assert as_manager.post(undo_of(act), sent).status_code == 409
    assert Risk.objects.get().impact == 5


def test_twin_with_a_token_that_never_changes_somebody_is_overwritten_unseen(
    monkeypatch, as_manager, risk, manager, contributor
):
    monkeypatch.setattr("programmes.revert.fingerprint", lambda moves: "same")
    with pytest.raises(AssertionError):
        test_what_changes_between_looking_and_pressing_is_shown_first(as_manager, risk, manager, contributor)


def test_pressing_twice_undoes_once(as_manager, risk, manager):
    act = revise(risk, manager, impact=5)
    sent = {"plan": token_on(as_manager.get(undo_of(act)))}
    assert [as_manager.post(undo_of(act), sent).status_code for _ in range(2)] == [302, 409]
    assert Risk.objects.get().version == 3


# What stands in the way


def test_a_record_that_was_removed_since_is_brought_back_first(as_manager, risk, manager):
    act = revise(risk, manager, impact=5)
    remove_row(row=risk, version=2, by=manager)
    page = as_manager.get(undo_of(act))
    assert "It has been removed since. Bring it back first." in words(page)
    assert token_on(page) == ""


def test_a_record_does_not_return_to_what_has_been_removed(as_manager, programme, manager):
    goal = add(manager, programme, Goal, title="Fewer falls")
    aim = add(manager, programme, Objective, goal=goal, title="Homes are checked")
    remove_row(row=aim, version=1, by=manager)
    remove_row(row=goal, version=1, by=manager)
    url = reverse("record_restore", args=["riverside", "objective", aim.pk])
    page = as_manager.get(url)
    assert "It belongs to “Fewer falls”, which has been removed. Bring that back first." in words(page)
    assert as_manager.post(url, {}).status_code == 409
    press(as_manager, reverse("record_restore", args=["riverside", "goal", goal.pk]))
    press(as_manager, url)
    assert Objective.objects.get() == aim


def test_what_took_the_place_of_a_record_stands_in_its_way(as_manager, programme, manager):
    values = {"name": "Ann Archer", "belongs_to": "City", "sector": "council"}
    first = add(manager, programme, Stakeholder, **values)
    remove_row(row=first, version=1, by=manager)
    removal = ChangeSet.objects.latest("pk")
    add(manager, programme, Stakeholder, **values)
    page = as_manager.get(undo_of(removal))
    assert "is in the register already" in words(page)
    assert Stakeholder.objects.count() == 1


def test_what_only_an_act_of_its_own_writes_is_not_undone_here(as_manager, programme, manager):
    open_step(step=programme.steps.get(key="needs-assessment"), by=manager)
    act = ChangeSet.objects.latest("pk")
    page = as_manager.get(undo_of(act))
    assert "Open or close the step on its own page." in words(page)
    assert as_manager.post(undo_of(act), {}).status_code == 409
    assert programme.steps.get(key="needs-assessment").is_open


# One record, one field


def test_one_field_is_put_back_and_nothing_else(as_manager, risk, manager):
    revise(risk, manager, impact=5, response="Ask the city")
    revise(risk, manager, impact=2, likelihood=1)
    first = Change.objects.filter(kind="changed").earliest("pk")
    press(as_manager, put_back(risk, first, "impact"), reason="Was right")
    now = Risk.objects.get()
    assert (now.impact, now.likelihood, now.response) == (4, 1, "Ask the city")


def test_a_record_is_made_as_it_was_before_a_change(as_manager, risk, manager):
    revise(risk, manager, impact=5, response="Ask the city")
    first = last_change(risk)
    revise(risk, manager, likelihood=1)
    press(as_manager, put_back(risk, first))
    now = Risk.objects.get()
    assert (now.impact, now.likelihood, now.response, now.title) == (4, 3, "", risk.title)


def test_a_long_text_is_shown_with_the_words_that_go_and_come(as_manager, risk, manager):
    text = "We talk to the owner of the house every month and write down what was said. " * 3
    revise(risk, manager, response=text + "We own it.")
    act = revise(risk, manager, response=text + "We rent it.")
    assert "<del>rent</del><ins>own</ins>" in as_manager.get(undo_of(act)).content.decode()


@pytest.mark.parametrize("field", ["version", "removed_at", "programme", "no-such-field", "title"])
def test_a_field_that_the_change_did_not_touch_is_not_put_back(as_manager, risk, manager, field):
    revise(risk, manager, impact=5)
    assert as_manager.get(put_back(risk, last_change(risk), field)).status_code == 404


def test_a_change_of_another_record_is_not_found(as_manager, programme, risk, manager):
    other = add(manager, programme, Risk, title="Winter", likelihood=1, impact=1)
    assert as_manager.get(put_back(risk, last_change(other))).status_code == 404


# Who may


def test_who_may_not_edit_sees_no_way_to_undo_and_has_none(risk, manager, observer):
    act = revise(risk, manager, impact=5)
    client = sign_in(observer)
    for url in (reverse("history", args=["riverside"]), risk.get_absolute_url()):
        page = client.get(url).content.decode()
        assert "undo/" not in page
        assert "put-back/" not in page
    assert client.get(undo_of(act)).status_code == 403
    assert client.post(undo_of(act), {}).status_code == 403
    assert client.post(put_back(risk, last_change(risk)), {}).status_code == 403


def test_who_may_edit_is_offered_it_on_the_history_page_and_on_the_record(as_manager, risk, manager):
    act = revise(risk, manager, impact=5)
    assert undo_of(act) in as_manager.get(reverse("history", args=["riverside"])).content.decode()
    assert (
        put_back(risk, last_change(risk), "impact")
        in as_manager.get(risk.get_absolute_url()).content.decode()
    )


def test_what_cannot_be_undone_is_not_offered(as_manager, programme, manager):
    open_step(step=programme.steps.get(key="needs-assessment"), by=manager)
    act = ChangeSet.objects.latest("pk")
    assert undo_of(act) not in as_manager.get(reverse("history", args=["riverside"])).content.decode()


def test_the_past_offers_no_way_to_undo(as_manager, risk, manager):
    act = revise(risk, manager, impact=5)
    today = f"riverside@{date.today():%Y-%m-%d}"
    assert "/undo/" not in as_manager.get(reverse("history", args=[today])).content.decode()
    assert as_manager.post(undo_of(act).replace("riverside", today), {}).status_code == 403


def test_an_act_that_reaches_beyond_what_one_may_change_is_refused_as_a_whole(
    programme, risk, manager, contributor
):
    step = programme.steps.get(key="needs-assessment")
    with change_set(by=manager, scope=programme.pk):
        risk.impact = 5
        risk.save()
        RagClaim(programme=programme, step=step, rag="watch", reason="Late", on=date(2025, 1, 1)).save()
    act = ChangeSet.objects.latest("pk")
    page = sign_in(contributor).get(undo_of(act))
    assert "lies outside what you may change" in words(page)
    assert sign_in(contributor).post(undo_of(act), {}).status_code == 409
    assert Risk.objects.get().impact == 5


def test_an_act_of_which_one_may_see_nothing_is_not_there(programme, manager, site_administrator):
    add(manager, programme, Stakeholder, name="Ann Archer", sector="council")
    act = ChangeSet.objects.latest("pk")
    assert sign_in(site_administrator).get(undo_of(act)).status_code in {403, 404}


def test_an_act_of_another_programme_is_not_there(as_manager, programme, stranger):
    foreign = ChangeSet.objects.filter(by=User.objects.get(pk=stranger.pk)).exclude(scope=None).latest("pk")
    assert as_manager.get(undo_of(foreign)).status_code == 404


# In the drawer


def test_the_drawer_gets_the_question_alone_and_stays_on_its_page(as_manager, risk, manager):
    act = revise(risk, manager, impact=5)
    asked = as_manager.get(undo_of(act), headers=HTMX)
    assert "<html" not in asked.content.decode()
    answer = as_manager.post(undo_of(act), {"plan": token_on(asked)}, headers=HTMX)
    assert answer.headers["HX-Redirect"] == "/programmes/riverside/history/?page=2"
    assert Risk.objects.get().impact == 4


def test_the_history_says_that_an_act_undid_another(as_manager, risk, manager):
    act = revise(risk, manager, impact=5)
    press(as_manager, undo_of(act))
    assert "Undoing what was done on" in words(as_manager.get(reverse("history", args=["riverside"])))


def test_a_hidden_record_is_not_named_in_a_cause(as_manager, programme, manager):
    add(manager, programme, Stakeholder, name="Ann Archer", sector="council")
    press(as_manager, undo_of(ChangeSet.objects.latest("pk")))
    assert "Ann Archer" not in ChangeSet.objects.latest("pk").cause_title
