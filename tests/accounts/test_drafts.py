"""What is typed is kept for the person who typed it, comes back into the form, and is done once."""

import re
from datetime import timedelta
from pathlib import Path
from threading import Thread

import pytest
from django.apps import apps
from django.conf import settings
from django.core import signing
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import drafts, drafts_once
from accounts.drafts import opening_of
from accounts.models import Draft
from history.actions import revise_row
from programmes.actions import open_step
from programmes.actions_people import release_member
from programmes.models import Membership, Risk
from tests.conftest import sign_in
from tests.rows import Rows
from tests.sent_forms import BEAT, SCRIPT, fields_in, token_in
from tests.sent_forms import filled_in as filled_in_at

TEXT = "Because the lift fails <b>often</b>, frail people travel twice. é 中 \U0001f600 " * 200
ADD = "/programmes/riverside/records/risk/add/"
# Forms into which nobody types, or that hold secrets, each with its reason.
WITHOUT_A_DRAFT = {
    "account/login.html": "a password",
    "account/password_change.html": "passwords",
    "account/password_reset.html": "an address, by somebody who is not signed in",
    "account/password_reset_from_key.html": "passwords",
    "account/reauthenticate.html": "a password",
    "accounts/person_erase.html": "an address and names that are to be kept nowhere",
    "assessments/rate/dimension.html": "a rating, which nothing may tie to an account; each is stored by its own button",
    "assessments/rate/open.html": "as above",
    "assessments/rate/view.html": "a view without a name, likewise",
    "components/inline_form.html": "a sample of the style page",
    "monitoring/observations_import.html": "a file, which is chosen again",
    "programmes/invitation.html": "a name and a password, by somebody who has no account yet",
}


def filled_in(client, address=ADD, **typed):
    return filled_in_at(client, address, **{"likelihood": "2", "impact": "3"} | typed)


@pytest.fixture
def risk(programme, manager):
    return Rows(programme, manager).of(Risk)


@pytest.fixture
def edit(risk):
    return reverse("record_edit", args=["riverside", "risk", risk.pk])


# Keeping and restoring


def test_what_was_typed_stands_in_the_form_when_it_is_opened_again(as_manager):
    answer = as_manager.post("/drafts/", filled_in(as_manager, title=TEXT), headers=SCRIPT)
    assert answer.status_code == 200
    assert answer.json()["words"].startswith("Draft kept ")
    page = as_manager.get(ADD)
    assert page.context["form"]["title"].value() == TEXT
    assert page.context["form"]["impact"].value() == "3"
    assert "It is not saved yet" in page.content.decode()


def test_a_form_opened_again_goes_on_with_the_same_draft(as_manager):
    sent = filled_in(as_manager, title="First")
    as_manager.post("/drafts/", sent, headers=SCRIPT)
    again = fields_in(as_manager.get(ADD))
    assert opening_of(again["draft"]).name == opening_of(sent["draft"]).name
    assert again["sending"] == sent["sending"]


def test_a_beat_keeps_nothing_and_empties_nothing(as_manager):
    sent = filled_in(as_manager, title="First")
    as_manager.post("/drafts/", sent, headers=SCRIPT)
    as_manager.post("/drafts/", {"draft": sent["draft"]}, headers=BEAT)
    assert as_manager.get(ADD).context["form"]["title"].value() == "First"


def test_a_form_that_was_only_looked_at_is_not_offered_back(as_manager):
    as_manager.post("/drafts/", {"draft": token_in(as_manager.get(ADD))}, headers=BEAT)
    assert "It is not saved yet" not in as_manager.get(ADD).content.decode()


def test_what_was_typed_and_taken_back_is_no_draft(as_manager):
    sent = filled_in(as_manager, title="First")
    as_manager.post("/drafts/", sent, headers=SCRIPT)
    answer = as_manager.post("/drafts/", {"draft": sent["draft"]}, headers=SCRIPT)  # the form is as it was
    assert answer.json()["words"] == ""
    assert "It is not saved yet" not in as_manager.get(ADD).content.decode()
    assert "Typed and not saved" not in as_manager.get("/").content.decode()


def test_an_edit_that_was_kept_comes_back_with_the_version_from_which_it_began(
    as_manager, edit, risk, manager
):
    sent = filled_in(as_manager, edit, title="Mine")
    as_manager.post("/drafts/", sent, headers=SCRIPT)
    risk.title = "Theirs"
    revise_row(row=risk, version=risk.version, by=manager)
    assert fields_in(as_manager.get(edit))["version"] == sent["version"]
    assert as_manager.post(edit, fields_in(as_manager.get(edit)) | sent).status_code == 409


def test_an_unticked_box_is_kept_too(as_manager, programme, manager):
    stream = Rows(programme, manager).of(apps.get_model("valuecase", "Stream"))
    stream.is_loss, stream.category = True, "cashable"
    revise_row(row=stream, version=stream.version, by=manager)
    address = reverse("record_edit", args=["riverside", "stream", stream.pk])
    as_manager.post("/drafts/", fields_in(as_manager.get(address)) | {"title": "Beds"}, headers=SCRIPT)
    assert as_manager.get(address).context["form"]["is_loss"].value() is False


def test_discarding_a_draft_opens_the_form_as_it_is_saved(as_manager, edit, risk):
    sent = filled_in(as_manager, edit, title="Mine")
    as_manager.post("/drafts/", sent, headers=SCRIPT)
    answer = as_manager.post("/drafts/discard/", {"discard": token_in(as_manager.get(edit))})
    assert answer.url == edit
    as_manager.post("/drafts/", sent, headers=SCRIPT)  # sent on its way out by the page that was left
    page = as_manager.get(edit)
    assert page.context["form"]["title"].value() == risk.title
    assert "It is not saved yet" not in page.content.decode()


def test_a_page_whose_draft_was_sent_elsewhere_is_given_one_of_its_own(as_manager):
    sent = filled_in(as_manager, title="First")
    as_manager.post(ADD, sent)
    answer = as_manager.post("/drafts/", sent | {"title": "Second"}, headers=SCRIPT).json()
    assert answer["is_taken"]
    as_manager.post("/drafts/", sent | {"title": "Second", "draft": answer["token"]}, headers=SCRIPT)
    assert as_manager.get(ADD).context["form"]["title"].value() == "Second"


def test_the_list_of_what_is_unfinished_shows_the_text_even_where_the_form_is_gone(as_manager, edit, risk):
    as_manager.post("/drafts/", filled_in(as_manager, edit, title="A text <kept>"), headers=SCRIPT)
    for address in ("/account/", "/"):
        page = as_manager.get(address).content.decode()
        assert f'href="{edit}"' in page
        assert "A text &lt;kept&gt;" in page
    as_manager.post(reverse("draft_throw_away", args=[Draft.objects.get().pk]))
    assert "A text" not in as_manager.get("/account/").content.decode()


def test_the_portfolio_names_the_newest_and_leads_to_the_rest(as_manager):
    for number in range(5):
        as_manager.post("/drafts/", filled_in(as_manager, f"{ADD}?n={number}", title="x"), headers=SCRIPT)
    portfolio, account = (as_manager.get(url).content.decode() for url in ("/", "/account/"))
    assert [f"n={number}" in portfolio for number in range(5)] == [False, False, True, True, True]
    assert 'href="/account/#unfinished"' in portfolio
    assert all(f"n={number}" in account for number in range(5))


def test_nobody_throws_away_what_somebody_else_typed(as_manager, contributor):
    sent = filled_in(as_manager, title="First")
    as_manager.post("/drafts/", sent, headers=SCRIPT)
    other = sign_in(contributor)
    assert other.post(reverse("draft_throw_away", args=[Draft.objects.get().pk])).status_code == 404
    assert other.post("/drafts/discard/", {"discard": sent["draft"]}).status_code == 400
    assert "First" not in other.get("/account/").content.decode()
    assert Draft.objects.get().fields["title"] == ["First"]


def test_no_browser_cuts_off_what_is_pasted(as_manager, edit):
    page = as_manager.get(edit)
    assert "<textarea" in page.content.decode()
    assert not re.search(r"<textarea[^>]*maxlength", page.content.decode())
    too_long = as_manager.post(edit, filled_in(as_manager, edit, title="x", response="y" * 10_000))
    assert too_long.status_code == 422
    assert too_long.context["form"]["response"].value() == "y" * 10_000


def test_secrets_are_never_kept(as_manager):
    typed = {"title": "x", "new_password": "hidden", "secret_word": "hidden"}
    as_manager.post("/drafts/", filled_in(as_manager, **typed), headers=SCRIPT)
    kept = Draft.objects.get().fields
    assert "hidden" not in str(kept)
    assert not {"csrfmiddlewaretoken", "draft"} & kept.keys()


def test_what_no_database_can_store_does_not_stop_the_rest(as_manager):
    as_manager.post("/drafts/", filled_in(as_manager, title="a\0b"), headers=SCRIPT)
    assert Draft.objects.get().fields["title"] == ["ab"]


# Limits


def test_too_much_text_is_refused_in_words(as_manager, monkeypatch):
    monkeypatch.setattr(drafts, "LARGEST", 1000)
    answer = as_manager.post("/drafts/", filled_in(as_manager, title="x" * 1001), headers=SCRIPT)
    assert answer.status_code == 413
    assert "too long" in answer.json()["words"]


def test_the_oldest_drafts_give_way(as_manager, manager, monkeypatch):
    monkeypatch.setattr(drafts, "MOST", 3)
    for number in range(5):
        sent = filled_in(as_manager, f"{ADD}?n={number}", title=str(number))
        as_manager.post("/drafts/", sent, headers=SCRIPT)
    assert [draft.fields["title"] for draft in Draft.objects.order_by("pk")] == [["2"], ["3"], ["4"]]


def test_drafts_go_after_thirty_days_and_not_before(as_manager, contributor):
    as_manager.post("/drafts/", filled_in(as_manager, title="Old"), headers=SCRIPT)
    old = Draft.objects.get()
    for age, is_there in ((29, True), (31, False)):
        old.seen_at = timezone.now() - timedelta(days=age)
        old.save()
        client = sign_in(contributor)  # anybody's next draft is the occasion
        client.post("/drafts/", filled_in(client, f"{ADD}?n={age}", title="New"), headers=SCRIPT)
        assert Draft.objects.filter(pk=old.pk).exists() == is_there


@pytest.mark.parametrize(
    "token",
    ["", "forged", "x:y:z", signing.dumps([1, 2], salt=drafts.SALT)],
    ids=["none", "forged", "damaged", "of something else"],
)
def test_a_forged_token_is_no_token(as_manager, token):
    assert as_manager.post("/drafts/", {"draft": token, "title": "x"}, headers=SCRIPT).status_code == 400
    assert Client().post(ADD, {"draft": token, "title": "x"}).url.startswith(reverse("account_login"))
    assert not Draft.objects.exists()


# Once


def test_a_refused_form_is_kept_and_can_be_sent_again(as_manager):
    sent = filled_in(as_manager, title="")
    assert as_manager.post(ADD, sent).status_code == 422
    assert Draft.objects.get().fields["impact"] == ["3"]
    assert as_manager.post(ADD, sent | {"title": "Now"}).status_code == 302
    assert Draft.objects.get().fields == {}


def test_a_refused_form_in_the_drawer_is_not_taken_for_done(as_manager):
    sent = filled_in(as_manager, title="")
    assert as_manager.post(ADD, sent, headers={"HX-Request": "true"}).status_code == 200
    assert Draft.objects.get().taken_at is None


def test_what_the_program_breaks_on_is_kept(as_manager, monkeypatch):
    def broken(*args, **kwargs):
        raise RuntimeError

    sent = filled_in(as_manager, title="Kept")
    as_manager.raise_request_exception = False
    with monkeypatch.context() as fault:
        fault.setattr("programmes.views.records._add_once", broken)
        assert as_manager.post(ADD, sent).status_code == 500
    assert as_manager.get(ADD).context["form"]["title"].value() == "Kept"
    assert as_manager.post(ADD, sent).status_code == 302


def test_a_form_sent_again_with_other_words_loses_neither(as_manager):
    sent = filled_in(as_manager, title="First")
    as_manager.post(ADD, sent)
    answer = as_manager.post(ADD, sent | {"title": "Second"}, follow=True)
    assert Risk.objects.count() == 1
    assert answer.context["form"]["title"].value() == "Second"
    assert "not saved yet" in answer.content.decode()
    as_manager.post(ADD, fields_in(answer) | {"title": "Second", "likelihood": "2", "impact": "3"})
    assert {risk.title for risk in Risk.objects.all()} == {"First", "Second"}


def test_the_second_sending_waits_for_the_first(as_manager, monkeypatch):
    sent = filled_in(as_manager, title="First")
    typed = drafts.typed_in(drafts.as_form_data({name: [text] for name, text in sent.items()}))
    opening = opening_of(sent["draft"])
    assert drafts_once.claim(opening, typed)[0] is drafts_once.Turn.OURS
    monkeypatch.setattr(drafts_once, "WAIT", 0)
    answer = as_manager.post(ADD, sent, follow=True)
    assert "is being saved at this moment" in answer.content.decode()
    assert not Risk.objects.exists()


def test_a_claim_of_a_server_that_died_does_not_last(as_manager):
    sent = filled_in(as_manager, title="First")
    typed = drafts.typed_in(drafts.as_form_data({name: [text] for name, text in sent.items()}))
    draft = drafts_once.claim(opening_of(sent["draft"]), typed)[1]
    draft.claimed_at -= drafts_once.CLAIM_LASTS
    draft.save()
    assert as_manager.post(ADD, sent).status_code == 302
    assert Risk.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_eight_sendings_at_once_one_is_done(as_manager, manager):
    sent = filled_in(as_manager, title="First")
    clients = [sign_in(manager) for _ in range(8)]
    answers = []

    def send(client):
        answers.append(client.post(ADD, sent).url)
        connection.close()

    threads = [Thread(target=send, args=[client]) for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Risk.objects.count() == 1
    assert len(answers) == 8
    assert len(set(answers)) == 1


def test_the_words_of_whoever_came_second_are_kept(as_manager, manager, programme):
    address = "/programmes/riverside/journey/value-case/open/"
    sent = filled_in_at(as_manager, address, on="2025-03-14", because="We were asked to")
    open_step(step=programme.steps.get(key="value-case"), by=manager)
    assert as_manager.post(address, sent).status_code == 302
    assert "We were asked to" in as_manager.get("/account/").content.decode()


# Who else is there


def test_two_people_at_one_record_are_told_of_each_other(as_manager, contributor, edit):
    other = sign_in(contributor)
    mine, theirs = token_in(as_manager.get(edit)), token_in(other.get(edit))
    assert as_manager.post("/drafts/", {"draft": mine}, headers=BEAT).json()["others"] == []
    assert other.post("/drafts/", {"draft": theirs}, headers=BEAT).json()["others"] == ["Mira Manager"]
    answer = as_manager.post("/drafts/", {"draft": mine}, headers=BEAT).json()
    assert answer["others_words"] == "Cora Contributor is editing this too."
    Draft.objects.filter(user=contributor).delete()
    assert as_manager.post("/drafts/", {"draft": mine}, headers=BEAT).json()["others"] == []


def test_two_people_who_add_are_no_others(as_manager, contributor):
    other = sign_in(contributor)
    other.post("/drafts/", {"draft": token_in(other.get(ADD))}, headers=BEAT)
    assert (
        as_manager.post("/drafts/", {"draft": token_in(as_manager.get(ADD))}, headers=BEAT).json()["others"]
        == []
    )


def test_who_saved_meanwhile_is_told_with_the_way_to_the_change(as_manager, contributor, risk, edit):
    mine = token_in(as_manager.get(edit))
    assert as_manager.post("/drafts/", {"draft": mine}, headers=BEAT).json()["saved_by"] is None
    risk.title = "Theirs"
    revise_row(row=risk, version=risk.version, by=contributor)
    saved = as_manager.post("/drafts/", {"draft": mine}, headers=BEAT).json()["saved_by"]
    assert saved["who"] == "Cora Contributor"
    assert saved["words"].startswith("Cora Contributor saved this at ")
    assert as_manager.get(saved["url"]).status_code == 200


def test_who_may_no_longer_open_a_form_is_told_nothing_of_it(
    as_manager, contributor, edit, manager, programme
):
    other = sign_in(contributor)
    theirs = token_in(other.get(edit))
    as_manager.post("/drafts/", {"draft": token_in(as_manager.get(edit))}, headers=BEAT)
    assert other.post("/drafts/", {"draft": theirs}, headers=BEAT).json()["others"] == ["Mira Manager"]
    membership = Membership.objects.get(user=contributor)
    release_member(membership=membership, version=membership.version, reason="", by=manager)
    answer = other.post("/drafts/", {"draft": theirs, "title": "still kept"}, headers=SCRIPT).json()
    assert answer["others"] == []
    assert answer["saved_by"] is None
    assert "still kept" in other.get("/account/").content.decode()


# Every form

TEMPLATES = Path(settings.BASE_DIR, "templates")
FORM = re.compile(r"<form\b[^>]*method=\"post\".*?</form>", re.S)
TYPED_INTO = re.compile(r"\|crispy|crispy form|form_fields|as_crispy_field|<textarea|<select|form-control")
FORMS = [
    (path.relative_to(TEMPLATES).as_posix(), form)
    for path in sorted(TEMPLATES.rglob("*.html"))
    for form in FORM.findall(path.read_text())
    if TYPED_INTO.search(form)
]


@pytest.mark.parametrize(("name", "form"), FORMS, ids=[name for name, _form in FORMS])
def test_every_form_that_is_typed_into_keeps_a_draft(name, form):
    assert "{% draft" in form or name in WITHOUT_A_DRAFT, (
        f"{name}: put {{% draft form %}} beside the CSRF token, or name the form in WITHOUT_A_DRAFT"
    )


def test_no_exemption_outlives_its_form():
    assert {name for name, form in FORMS if "{% draft" not in form} >= WITHOUT_A_DRAFT.keys()
