"""B1: who saves second is shown both texts and a merge, overwrites nothing unseen, and loses nothing."""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, connections
from django.urls import reverse

from history import actions
from history.models import Change
from programmes.models import Programme, Risk
from tests.conftest import sign_in

EDITORS = 8


@pytest.fixture
def risk(programme, manager):
    row = Risk(programme=programme, title="The lease may fall through", likelihood=3, impact=4)
    row.response = "Ask the city. Call the owner."
    return actions.add_row(row=row, by=manager)


def address(risk):
    return reverse("record_edit", args=["riverside", "risk", risk.pk])


def typed(risk, **changes):
    """The form as it was opened, with what somebody typed into it."""
    opened = {"title": risk.title, "likelihood": risk.likelihood, "impact": risk.impact}
    return opened | {"response": risk.response, "version": risk.version} | changes


def value_of(form, name):
    return form[name].value()


def hold(risk, first, second):
    """Two open the same form; the second is asked, and both contributions are there in the end."""
    theirs = typed(risk, response="Ask the city. Call the owner. Find a lawyer.", impact=5)
    yours = typed(risk, response="Ask the council. Call the owner.", likelihood=4, reason="As agreed")
    assert first.post(address(risk), theirs).status_code == 302
    asked = second.post(address(risk), yours)
    assert asked.status_code == 409
    page = asked.content.decode()
    for words in ("Find a lawyer.", "council", "Save the merge", "Cora Contributor", "As agreed"):
        assert words in page
    now = Risk.objects.get(pk=risk.pk)
    assert (now.version, now.response, now.likelihood) == (2, theirs["response"], 3)
    form = asked.context["form"]
    merged = {name: value_of(form, name) for name in typed(risk) | {"reason": ""}}
    assert second.post(address(risk), merged).status_code == 302
    now = Risk.objects.get(pk=risk.pk)
    assert now.response == "Ask the council. Call the owner. Find a lawyer."
    assert (now.impact, now.likelihood) == (5, 4)


@pytest.fixture
def two(contributor, manager):
    return sign_in(contributor), sign_in(manager)


def test_both_contributions_are_there(risk, two):
    hold(risk, *two)


def test_the_test_finds_a_save_that_does_not_compare(risk, two, monkeypatch):
    monkeypatch.setattr(actions, "_check", lambda row, version: None)
    with pytest.raises(AssertionError):
        hold(risk, *two)


# The page


def clash(risk, two, theirs, yours, **headers):
    """The answer to the second of two who changed these fields."""
    assert two[0].post(address(risk), typed(risk, **theirs)).status_code == 302
    return two[1].post(address(risk), typed(risk, **yours), **headers)


def test_where_both_changed_the_same_words_both_texts_stand_in_the_form(risk, two):
    theirs = {"response": "Ask the mayor. Call the owner."}
    asked = clash(risk, two, theirs, {"response": "Ask the bishop. Call the owner."})
    assert value_of(asked.context["form"], "response") == "Ask the mayor. Ask the bishop. Call the owner."
    assert "you both wrote in the same place" in asked.content.decode()


def test_of_two_titles_yours_is_proposed_and_theirs_stands_beside_it(risk, two):
    asked = clash(risk, two, {"title": "The lease will fall through"}, {"title": "The lease fell through"})
    assert value_of(asked.context["form"], "title") == "The lease fell through"
    part = asked.context["clash"].both[0]
    assert (part.how, part.theirs.raw) == ("value", "The lease will fall through")
    assert 'value="The lease will fall through"' in asked.content.decode()


def test_a_merge_that_would_not_fit_is_not_proposed(risk, two):
    long = risk._meta.get_field("response").max_length - 40
    theirs, yours = "Theirs. " + "x" * long, "Mine. " + "y" * long
    asked = clash(risk, two, {"response": theirs}, {"response": yours})
    assert value_of(asked.context["form"], "response") == yours
    assert theirs in asked.content.decode()


def test_different_fields_are_put_together_and_still_shown_first(risk, two):
    asked = clash(risk, two, {"impact": 5}, {"likelihood": 1, "reason": "The owner wrote"})
    page, form = asked.content.decode(), asked.context["form"]
    assert asked.status_code == 409
    assert "you changed different fields" in page
    assert "Changed by others meanwhile, taken over" in page
    assert (value_of(form, "impact"), value_of(form, "likelihood")) == (5, 1)
    assert (value_of(form, "reason"), value_of(form, "version")) == ("The owner wrote", 2)
    assert Risk.objects.get().likelihood == 3


def test_it_says_who_saved_each_field_and_every_act_since(risk, two, manager, facilitator):
    first = typed(risk, impact=5, reason="Talked to the owner")
    assert two[0].post(address(risk), first).status_code == 302
    then = typed(risk, impact=5, response="Ask nobody.", version=2, reason="The board said so")
    assert sign_in(facilitator).post(address(risk), then).status_code == 302
    asked = two[1].post(address(risk), typed(risk, impact=1, response="Ask the owner."))
    by = {part.name: part.who for part in asked.context["clash"].parts}
    assert by == {"impact": "Cora Contributor", "response": "Femi Facilitator"}
    for words in ("Talked to the owner", "The board said so"):
        assert words in asked.content.decode()


def test_line_ends_of_the_browser_are_no_change(risk, two, manager):
    risk.response = "One\nTwo"
    risk = actions.revise_row(row=risk, version=1, by=manager)
    asked = clash(risk, two, {"response": "One\r\nTwo\r\nThree"}, {"response": "Zero\r\nOne\r\nTwo"})
    assert value_of(asked.context["form"], "response") == "Zero\nOne\nTwo\nThree"
    assert asked.context["clash"].both[0].how == "merged"


def test_what_is_typed_is_shown_as_text_and_not_run(risk, two):
    asked = clash(risk, two, {"response": "<b>bold</b>"}, {"response": '"><script>alert(1)</script>'})
    assert "<script>alert(1)" not in asked.content.decode()
    assert "<b>bold" not in asked.content.decode()


@pytest.mark.parametrize("version", [None, "", "abc", "0", "3", "-1", "٢", "9" * 40])
def test_without_a_known_beginning_both_texts_are_shown_and_no_merge(risk, two, version):
    sent = {"impact": 1} | ({"version": version} if version is not None else {})
    first = typed(risk, impact=5)
    assert two[0].post(address(risk), first).status_code == 302
    data = typed(risk, **sent)
    if version is None:
        del data["version"]
    asked = two[1].post(address(risk), data)
    page = asked.content.decode()
    assert asked.status_code == 409
    assert "It is not known from which version you began" in page
    assert "Save the merge" not in page
    assert str(value_of(asked.context["form"], "impact")) == "1"
    assert Risk.objects.get().impact == 5


def test_the_drawer_gets_the_page_too(risk, two):
    asked = clash(risk, two, {"impact": 5}, {"impact": 1}, headers={"HX-Request": "true"})
    page = asked.content.decode()
    assert asked.status_code == 200
    assert "Somebody saved this while you were writing" in page
    assert "<html" not in page
    assert 'href="#drawer_impact"' in page
    assert 'id="drawer_impact"' in page


def test_the_programme_itself_is_merged_in_the_same_way(programme, manager):
    url = reverse("programme_edit", args=["riverside"])
    opened = {"name": programme.name, "place": "Old", "population": "", "version": programme.version}
    opened |= {"starts_on": programme.starts_on, "horizon_on": programme.horizon_on}
    client = sign_in(manager)
    assert client.post(url, opened).status_code == 302
    opened["version"] += 1
    assert client.post(url, opened | {"aim": "Fewer falls."}).status_code == 302
    asked = client.post(url, opened | {"place": "Riverside", "name": "Riverside Together"})
    form = asked.context["form"]
    assert asked.status_code == 409
    assert [value_of(form, name) for name in ("name", "place", "aim")] == [
        *("Riverside Together", "Riverside", "Fewer falls."),
    ]
    assert "Riverside Together" not in re.search("<title>(.*?)</title>", asked.content.decode(), re.S)[1]
    merged = {name: value_of(form, name) or "" for name in form.fields}
    assert client.post(url, merged).status_code == 302
    assert Programme.objects.get(pk=programme.pk).aim == "Fewer falls."


# Many at once


def save(url, person, data):
    try:
        return sign_in(person).post(url, data).status_code
    finally:
        connections.close_all()


@pytest.mark.django_db(transaction=True)
def test_of_eight_who_save_at_once_one_is_accepted_and_seven_are_asked(transactional_db, risk, manager):
    url = address(risk)
    with ThreadPoolExecutor(EDITORS) as pool:
        sent = [typed(risk, response=f"Editor {number}") for number in range(EDITORS)]
        statuses = list(pool.map(lambda data: save(url, manager, data), sent))
    assert sorted(statuses) == [302] + [409] * (EDITORS - 1), connection.vendor
    assert Risk.objects.get().version == 2
    assert Change.objects.filter(kind="changed").count() == 1
