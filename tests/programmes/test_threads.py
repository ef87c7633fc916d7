"""The golden thread: a record that is added from another is tied to it in the same act, and both ends show it."""

import re
from datetime import UTC, datetime

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import escape

from history.actions import add_row, remove_row
from history.changes import change_set
from history.models import Change, ChangeSet
from programmes.kinds import every_kind
from programmes.models import Action, Goal, Link, Risk
from programmes.threads import add_url, origin_named
from tests.conftest import sign_in, start_old
from tests.rows import Rows
from tests.undo import press

FIRST = datetime(2024, 1, 8, 9, 0, tzinfo=UTC)
LATER = datetime(2025, 3, 3, 9, 0, tzinfo=UTC)


@pytest.fixture
def risk(programme, manager):
    row = Risk(programme=programme, title="The lease may fall through", likelihood=3, impact=4)
    return add_row(row=row, by=manager)


def page(client, name, *args):
    return client.get(reverse(name, args=args)).content.decode()


def record_page(client, row, slug="riverside"):
    return page(client, "record", slug, row._meta.model_name, row.pk)


def threads_on(client, row):
    """The panel of threads on a record's page."""
    return record_page(client, row).partition('id="thread"')[2].partition('id="history"')[0]


def adding(kind, origin, slug="riverside"):
    return f"{reverse('record_add', args=[slug, kind])}?from={origin}"


def make_action(client, risk, title="Ask the city"):
    return client.post(add_url("action", risk), {"title": title, "status": "open"})


def test_the_form_says_what_the_new_record_comes_from_and_suggests_its_title(as_manager, risk):
    form = as_manager.get(add_url("action", risk, title="Talk to the landlord")).content.decode()
    assert "Comes from" in form
    assert "The lease may fall through" in form
    assert 'value="Talk to the landlord"' in form


def test_only_texts_are_suggested(as_manager, risk):
    form = as_manager.get(add_url("action", risk, status="done", title="x" * 2000)).context["form"]
    assert set(form.initial) == {"status", "title"}
    assert len(form.initial["title"]) < 1000


def test_record_and_thread_are_one_act_which_the_origin_brought_about(as_manager, risk):
    assert make_action(as_manager, risk).status_code == 302
    action, link = Action.objects.get(), Link.objects.get()
    assert (link.origin_model, link.origin_id, link.origin_title) == (
        "programmes.risk",
        risk.pk,
        "The lease may fall through",
    )
    assert (link.outcome_model, link.outcome_id) == ("programmes.action", action.pk)
    acts = {
        change.change_set
        for change in Change.objects.filter(model__in=["programmes.action", "programmes.link"])
    }
    assert len(acts) == 1
    act = acts.pop()
    assert (act.cause_model, act.cause_id) == ("programmes.risk", risk.pk)
    assert act.cause_title == "The lease may fall through"


def test_the_thread_shows_on_both_ends(as_manager, risk):
    make_action(as_manager, risk)
    action = Action.objects.get()
    origin, outcome = record_page(as_manager, risk), record_page(as_manager, action)
    assert "Led to" in origin
    assert "Ask the city" in origin
    assert reverse("record", args=["riverside", "action", action.pk]) in origin
    assert "Came from" in outcome
    assert reverse("record", args=["riverside", "risk", risk.pk]) in outcome


def test_a_record_without_threads_says_nothing_of_them(as_manager, risk):
    assert "Where it comes from" not in record_page(as_manager, risk)


def test_a_form_that_is_refused_ties_nothing_and_keeps_what_was_typed(as_manager, risk):
    response = as_manager.post(add_url("action", risk), {"title": "", "note": "Keep me", "status": "open"})
    assert response.status_code == 422
    assert "Keep me" in response.content.decode()
    assert "The lease may fall through" in response.content.decode()
    assert not Link.objects.exists()
    assert not Action.objects.exists()


def test_sent_twice_it_is_tied_once(as_manager, risk):
    sent = {"title": "Ask the city", "status": "open", "sending": "abc123"}
    as_manager.post(add_url("action", risk), sent)
    as_manager.post(add_url("action", risk), sent)
    assert (Action.objects.count(), Link.objects.count()) == (1, 1)


@pytest.mark.parametrize(
    "origin",
    [
        "risk-999999",
        "risk-0",
        "risk-1.5",
        "risk-",
        "risk",
        "nothing-1",
        "session-1",
        "risk-1:" + "x" * 81,
        "risk-1:funding/../x",
        "risk-{pk}:funding",  # a risk has no parts
        "risk-" + "9" * 30,
        "' or 1=1",
        "\0",
    ],
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_made_up_origin_is_not_there(as_manager, risk, origin, method):
    sent = {"title": "Ask the city", "status": "open"} if method == "post" else {}
    url = adding("action", origin.replace("{pk}", str(risk.pk)).replace("\0", "%00"))
    assert getattr(as_manager, method)(url, sent).status_code == 404
    assert not Action.objects.exists()


def test_an_origin_of_another_programme_is_not_there(as_manager, programme, stranger):
    elsewhere = apps.get_model("programmes.programme").objects.get(slug="elsewhere")
    foreign = add_row(row=Risk(programme=elsewhere, title="Theirs", likelihood=1, impact=1), by=stranger)
    response = as_manager.post(adding("action", f"risk-{foreign.pk}"), {"title": "Mine", "status": "open"})
    assert response.status_code == 404
    assert not Link.objects.exists()


def test_a_removed_row_is_no_origin(as_manager, risk, manager):
    remove_row(row=risk, version=1, by=manager)
    assert as_manager.get(adding("action", f"risk-{risk.pk}")).status_code == 404


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
def test_what_was_typed_stays_when_its_origin_is_removed_meanwhile(as_manager, risk, manager, headers):
    url = adding("action", f"risk-{risk.pk}")
    assert as_manager.get(url).status_code == 200
    remove_row(row=risk, version=1, by=manager)
    typed = {"title": "A long thought", "status": "open"}
    response = as_manager.post(url, typed, headers=headers)
    assert response.status_code == (200 if headers else 409)
    text = response.content.decode()
    assert "A long thought" in text
    assert "What it comes from, “The lease may fall through”" in text
    assert not Action.objects.exists()
    again = re.search(r'action="([^"]*)"', text.partition("record-form")[2])[1]
    assert again == reverse("record_add", args=["riverside", "action"])
    assert as_manager.post(again, typed).status_code == 302
    assert Action.objects.get().title == "A long thought"
    assert not Link.objects.exists()


def test_no_thread_begins_or_ends_at_what_some_may_not_see(as_manager, programme, manager, risk):
    """Its titles would be told to everybody."""
    guarded = [kind for kind in every_kind() if kind.see != "view"]
    assert guarded
    rows = Rows(programme, manager)
    for kind in guarded:
        pk = rows.of(kind.model).pk
        assert as_manager.get(adding("action", f"{kind.key}-{pk}")).status_code == 404, kind.key
        if kind.is_addable:
            assert as_manager.get(adding(kind.key, f"risk-{risk.pk}")).status_code == 404, kind.key
            assert as_manager.get(reverse("record_add", args=["riverside", kind.key])).status_code == 200


def test_who_may_not_add_may_not_add_from_something_either(observer, risk):
    assert sign_in(observer).get(add_url("action", risk)).status_code == 403


def test_undoing_the_act_takes_back_both(as_manager, risk):
    make_action(as_manager, risk)
    act = ChangeSet.objects.get(changes__model="programmes.link")
    press(as_manager, reverse("history_undo", args=["riverside", act.pk]))
    assert not Action.objects.exists()
    assert not Link.objects.exists()
    assert "Ask the city" not in threads_on(as_manager, risk)


def test_a_thread_can_be_untied_by_itself(as_manager, risk):
    make_action(as_manager, risk)
    link = Link.objects.get()
    as_manager.post(reverse("record_remove", args=["riverside", "link", link.pk]), {"version": link.version})
    assert Action.objects.exists()
    assert not Link.objects.exists()
    assert "Came from" not in threads_on(as_manager, Action.objects.get())


def test_a_removed_outcome_is_no_longer_led_to(as_manager, risk, manager):
    make_action(as_manager, risk)
    action = Action.objects.get()
    remove_row(row=action, version=action.version, by=manager)
    assert "Ask the city" not in threads_on(as_manager, risk)


def test_a_removed_origin_is_still_named_and_leads_nowhere(as_manager, risk, manager):
    make_action(as_manager, risk)
    remove_row(row=risk, version=1, by=manager)
    facts = threads_on(as_manager, Action.objects.get())
    assert "The lease may fall through" in facts
    assert reverse("record", args=["riverside", "risk", risk.pk]) not in facts


def test_the_outcome_is_called_as_it_is_and_the_origin_as_it_was(as_manager, risk, manager):
    make_action(as_manager, risk)
    action = Action.objects.get()
    with change_set(by=manager, scope=risk.programme_id):
        risk.title, action.title = "The lease is signed", "Thank the city"
        risk.save()
        action.save()
    assert "Thank the city" in threads_on(as_manager, risk)
    assert "The lease may fall through" in threads_on(as_manager, action)


def test_the_past_shows_the_threads_of_then(as_manager, manager, trust):
    programme = start_old(trust, by=manager, at=FIRST)
    with change_set(by=manager, scope=programme.pk, at=FIRST):
        risk = Risk(programme=programme, title="Beds are cut", likelihood=4, impact=5)
        risk.save()
    with change_set(by=manager, scope=programme.pk, at=LATER):
        action = Action(programme=programme, title="Open a ward")
        action.save()
        Link(
            programme=programme,
            origin_model="programmes.risk",
            origin_id=risk.pk,
            origin_title=str(risk),
            outcome_model="programmes.action",
            outcome_id=action.pk,
            outcome_title=str(action),
        ).save()
    assert "Open a ward" in record_page(as_manager, risk, "old@2025-06-30")
    assert "Open a ward" not in record_page(as_manager, risk, "old@2024-06-30")
    then = reverse("record", args=["old@2025-06-30", "action", action.pk])
    assert then in record_page(as_manager, risk, "old@2025-06-30")


def queries(client, url):
    with CaptureQueriesContext(connection) as asked:
        client.get(url)
        return len(asked)


def test_the_page_asks_no_more_for_many_threads(as_manager, risk):
    url = reverse("record", args=["riverside", "risk", risk.pk])
    make_action(as_manager, risk)
    as_manager.get(url)
    few = queries(as_manager, url)
    for number in range(8):
        make_action(as_manager, risk, f"Action {number}")
    assert "Action 7" in threads_on(as_manager, risk)
    assert queries(as_manager, url) == few > 0


def test_titles_are_written_as_text(as_manager, risk, manager):
    make_action(as_manager, risk, "<b>bold</b>")
    shown = record_page(as_manager, risk)
    assert "<b>bold</b>" not in shown
    assert escape("<b>bold</b>") in shown


def test_history_tells_the_thread_as_a_link(as_manager, risk):
    make_action(as_manager, risk)
    history = page(as_manager, "history", "riverside")
    assert "Ask the city came from The lease may fall through" in history
    assert "linked" in history


def test_a_kind_without_parts_names_none(programme, manager):
    goal = add_row(row=Goal(programme=programme, title="Fewer falls"), by=manager)
    assert origin_named(programme, f"goal-{goal.pk}").title == "Fewer falls"
    with pytest.raises(LookupError):
        origin_named(programme, f"goal-{goal.pk}:why")
