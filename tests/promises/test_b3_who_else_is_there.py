"""B3: before it is sent, the page says within ten seconds that somebody else is editing or has saved."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse

from history.actions import revise_row
from programmes import editing
from programmes.models import Risk
from programmes.views import drafts
from tests.conftest import sign_in
from tests.rows import Rows
from tests.sent_forms import BEAT, token_in

TEN_SECONDS = 10_000
SCRIPT = Path(settings.BASE_DIR, "static/js/draft.js")


def milliseconds(name):
    return int(re.search(rf"const {name} = ([\d_]+);", SCRIPT.read_text())[1])


def hold(risk, mine, contributor):
    """`mine` has the risk open; the contributor opens it and saves. The page asks as often as the script says."""
    address = reverse("record_edit", args=["riverside", "risk", risk.pk])
    theirs = sign_in(contributor)
    my_token, their_token = token_in(mine.get(address)), token_in(theirs.get(address))

    def told():
        return mine.post("/drafts/", {"draft": my_token}, headers=BEAT).json()

    theirs.post("/drafts/", {"draft": their_token}, headers=BEAT)
    assert told()["others"] == [contributor.name]
    risk.title = "Saved meanwhile"
    revise_row(row=risk, version=risk.version, by=contributor)
    saved = told()["saved_by"]
    assert saved
    assert saved["who"] == contributor.name
    slowest = milliseconds("BEAT_EVERY") + milliseconds("LOOK_EVERY")
    assert slowest < TEN_SECONDS
    assert slowest < editing.IS_THERE.total_seconds() * 1000


@pytest.fixture
def risk(programme, manager):
    return Rows(programme, manager).of(Risk)


def test_the_page_is_told_who_is_there_and_who_has_saved(risk, as_manager, contributor):
    hold(risk, as_manager, contributor)


def test_when_nobody_is_looked_for_the_promise_is_broken(risk, as_manager, contributor, monkeypatch):
    monkeypatch.setattr(drafts, "others_at", lambda opening: [])
    with pytest.raises(AssertionError):
        hold(risk, as_manager, contributor)


def test_when_no_act_is_looked_for_the_promise_is_broken(risk, as_manager, contributor, monkeypatch):
    monkeypatch.setattr(drafts, "saved_since", lambda *asked: None)
    with pytest.raises(AssertionError):
        hold(risk, as_manager, contributor)
