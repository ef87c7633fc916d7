"""B5: what was typed more than five seconds ago survives a crash, lives on the server for 20 hours, and not in the browser.

tests/browser/test_drafts.py ends a real server with kill -9 and a real tab without warning.
"""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.core import signing
from django.utils import timezone

from accounts import drafts
from accounts.models import Draft
from tests.conftest import sign_in
from tests.sent_forms import SCRIPT, filled_in

ADD = "/programmes/riverside/records/risk/add/"
SCRIPTS = Path(settings.BASE_DIR, "static/js")
BROWSER_STORES = re.compile(r"localStorage|sessionStorage|indexedDB|document\.cookie|\bcaches\.")
FIVE_SECONDS = 5_000
TWENTY_HOURS = timedelta(hours=20)


def milliseconds(name):
    return int(re.search(rf"const {name} = ([\d_]+);", (SCRIPTS / "draft.js").read_text())[1])


def hold(manager, contributor, monkeypatch):
    assert milliseconds("KEEP_AFTER") < FIVE_SECONDS
    assert milliseconds("LOOK_EVERY") < FIVE_SECONDS
    hold_kept(manager)
    hold_for_twenty_hours(manager, contributor, monkeypatch)
    assert stores_used() == []


def hold_kept(manager):
    """The tab is gone, the cookie too; nothing but the server knows of it."""
    client = sign_in(manager)
    client.post("/drafts/", filled_in(client, ADD, title="Typed before the crash"), headers=SCRIPT)
    after = sign_in(manager).get(ADD)
    assert after.context["form"]["title"].value() == "Typed before the crash"
    assert "no-store" in after.headers["Cache-Control"]


def hold_for_twenty_hours(manager, contributor, monkeypatch):
    sent = filled_in(sign_in(manager), f"{ADD}?of=yesterday", title="Typed yesterday")
    sign_in(manager).post("/drafts/", sent, headers=SCRIPT)
    draft = Draft.objects.get(fields__title=["Typed yesterday"])
    draft.seen_at = timezone.now() - TWENTY_HOURS
    draft.changed_at = draft.seen_at
    draft.save()
    other = sign_in(contributor)
    other.post("/drafts/", filled_in(other, f"{ADD}?of=today", title="x"), headers=SCRIPT)
    page = sign_in(manager).get(f"{ADD}?of=yesterday")
    assert page.context["form"]["title"].value() == "Typed yesterday"
    now = signing.time.time()
    with monkeypatch.context() as later:
        later.setattr(signing.time, "time", lambda: now + TWENTY_HOURS.total_seconds())
        assert drafts.opening_of(sent["draft"]) is not None, "a form that stood open all day is still kept"


def stores_used():
    return [path.name for path in SCRIPTS.glob("*.js") if BROWSER_STORES.search(path.read_text())]


def test_what_was_typed_survives(manager, programme, contributor, monkeypatch):
    hold(manager, contributor, monkeypatch)


def test_when_nothing_is_written_the_promise_is_broken(manager, programme, contributor, monkeypatch):
    monkeypatch.setattr("programmes.views.drafts.keep", lambda opening, typed: drafts.beat(opening))
    with pytest.raises(AssertionError):
        hold(manager, contributor, monkeypatch)


def test_when_drafts_are_kept_for_an_hour_the_promise_is_broken(manager, programme, contributor, monkeypatch):
    monkeypatch.setattr(drafts, "KEPT_FOR", timedelta(hours=1))
    with pytest.raises(AssertionError):
        hold(manager, contributor, monkeypatch)


def test_a_script_that_stores_in_the_browser_is_found(tmp_path, monkeypatch):
    (tmp_path / "draft.js").write_text("localStorage.setItem('draft', text);")
    monkeypatch.setitem(globals(), "SCRIPTS", tmp_path)
    assert stores_used() == ["draft.js"]
