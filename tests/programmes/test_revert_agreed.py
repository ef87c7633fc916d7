"""Undoing what was agreed, signed or endorsed, over HTTP: nobody is made to say what they have not said."""

from datetime import date

from django.urls import reverse

from assessments.models import CommonCause, Endorsement
from history.actions import remove_row
from history.models import ChangeSet
from programmes.actions_plan import sign_commitment
from programmes.models import Commitment, Milestone
from tests.conftest import sign_in
from tests.programmes.undoing import add, revise, undo_of, words
from tests.undo import press


def test_putting_words_back_never_puts_a_signature_under_them(as_manager, programme, manager, trust):
    promise = add(manager, programme, Commitment, organisation=trust, promise="Two nurses")
    sign_commitment(commitment=promise, version=1, by=manager)
    signing = ChangeSet.objects.latest("pk")
    assert "sign anew" in words(as_manager.get(undo_of(signing)))
    url = reverse("record_edit", args=["riverside", "commitment", promise.pk])
    sent = {"organisation": trust.pk, "promise": "One nurse", "status": promise.status, "version": 2}
    sent["reason"] = "Cut"
    assert as_manager.post(url, sent).status_code == 302
    cut = ChangeSet.objects.latest("pk")
    assert "Stays as it is: signed by, signed on" in words(as_manager.get(undo_of(cut)))
    press(as_manager, undo_of(cut), reason="Not cut after all")
    back = Commitment.objects.get()
    assert (back.promise, back.signed_by) == ("Two nurses", None)


def test_changing_what_is_signed_back_ends_the_signature(as_manager, programme, manager, trust):
    promise = add(manager, programme, Commitment, organisation=trust, promise="Two nurses")
    changed = revise(promise, manager, promise="One nurse")
    sign_commitment(commitment=promise, version=2, by=manager)
    press(as_manager, undo_of(changed), reason="As before")
    back = Commitment.objects.get()
    assert (back.promise, back.signed_by) == ("Two nurses", None)


def test_what_was_agreed_is_put_back_for_a_reason_only(as_manager, programme, manager):
    row = add(manager, programme, Milestone, title="Hub opens", planned_on=date(2026, 3, 1))
    act = revise(row, manager, reason="The board", planned_on=date(2026, 6, 1))
    refused = press(as_manager, undo_of(act))
    assert refused.status_code == 422
    assert "Needed, since this was agreed: planned for." in words(refused)
    press(as_manager, undo_of(act), reason="The board took it back")
    assert Milestone.objects.get().planned_on == date(2026, 3, 1)


def test_an_endorsement_comes_back_only_by_those_who_gave_it(
    programme, manager, trust, contributor, as_manager
):
    wording = add(manager, programme, CommonCause, text="People stay at home", reason="Said so")
    given = add(
        manager, programme, Endorsement, common_cause=wording, organisation=trust, endorsed_by=manager
    )
    remove_row(row=given, version=1, by=manager)
    url = reverse("record_restore", args=["riverside", "endorsement", given.pk])
    page = sign_in(contributor).get(url)
    assert "Only somebody who acts for an organisation endorses for it." in words(page)
    assert sign_in(contributor).post(url, {}).status_code == 409
    press(as_manager, url)
    assert Endorsement.objects.get() == given
