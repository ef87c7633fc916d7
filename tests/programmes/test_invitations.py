"""An invitation: who is asked and how, and what becomes of the link."""

import hashlib
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import OrganisationMember, User
from accounts.roles import Role
from history.changes import change_set
from history.models import Change
from programmes.models import Invitation, Membership, Partner, Programme
from tests.conftest import make_person, sign_in
from tests.programmes.inviting import NEW, body, invited, membership_of, url

# Inviting


def test_an_invitation_is_shown_once_and_mailed_and_only_its_hash_is_kept(
    programme, council, as_manager, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        link = invited(as_manager, programme, council)
    token = link.split("/")[2]
    assert len(token) >= 43  # 256 bits
    invitation = Invitation.objects.get()
    assert invitation.token_hash == hashlib.sha256(token.encode()).hexdigest()
    assert timedelta(days=6, hours=23) < invitation.expires_at - timezone.now() <= timedelta(days=7)
    assert [message.to for message in mail.outbox] == [[NEW]]
    assert link in mail.outbox[0].body
    assert token not in body(as_manager.get(url("people", programme)))
    for change in Change.objects.all():
        assert token not in str(change.values)
        assert invitation.token_hash not in str(change.values)


def test_a_programme_name_cannot_break_out_of_the_mails_head(
    programme, council, as_manager, django_capture_on_commit_callbacks
):
    with change_set(by=None, actor="test"):
        found = Programme.objects.get(pk=programme.pk)
        found.name = "Care\nBcc: everybody@example.org"
        found.save()
    with django_capture_on_commit_callbacks(execute=True):
        invited(as_manager, programme, council)
    assert "\n" not in mail.outbox[0].subject


def test_an_invitation_to_the_same_place_replaces_the_one_before(programme, council, as_manager):
    first = invited(as_manager, programme, council)
    second = invited(as_manager, programme, council)
    assert Client().get(first).status_code == 404
    assert Client().get(second).status_code == 200


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"email": "no address"}, "email"),
        ({"email": ""}, "email"),
        ({"role": "emperor"}, "role"),
        ({"organisation": 10**12}, "organisation"),
        ({"email": "contributor@example.org"}, "email"),
    ],
)
def test_an_invitation_that_cannot_be_is_refused_beside_the_field(
    programme, council, as_manager, contributor, sent, field
):
    response = as_manager.post(
        url("invitation_add", programme),
        {"email": NEW, "organisation": council.pk, "role": "observer", **sent},
    )
    assert response.status_code == 422
    assert response.context["form"].errors[field]
    assert not Invitation.objects.exists()


def test_a_withdrawn_invitation_is_dead_at_once(programme, council, as_manager):
    link = invited(as_manager, programme, council)
    withdraw = url("invitation_withdraw", programme, Invitation.objects.get().pk)
    assert as_manager.get(withdraw).status_code == 200
    assert Client().get(link).status_code == 200
    assert as_manager.post(withdraw).status_code == 409
    assert as_manager.post(withdraw, {"version": 1}).status_code == 302
    assert Client().get(link).status_code == 404
    assert as_manager.post(withdraw).status_code == 404


def test_a_withdrawn_invitation_or_a_released_member_is_not_brought_back_by_the_way(
    programme, council, as_manager, contributor
):
    link = invited(as_manager, programme, council)
    invitation, member = Invitation.objects.get(), membership_of(contributor, programme)
    as_manager.post(url("invitation_withdraw", programme, invitation.pk), {"version": 1})
    as_manager.post(url("member_release", programme, member.pk), {"version": member.version})
    for kind, pk in (("invitation", invitation.pk), ("membership", member.pk)):
        restore = reverse("record_restore", args=[programme.slug, kind, pk])
        assert as_manager.post(restore, {"version": 2, "reason": "Back"}).status_code == 404
    assert Client().get(link).status_code == 404
    assert not Membership.objects.filter(pk=member.pk).exists()


# Accepting


def test_a_newcomer_chooses_name_and_password_and_is_in(programme, council, as_manager):
    link = invited(as_manager, programme, council)
    client = Client()
    page = body(client.get(link))
    assert "Riverside Integrated Care" in page
    response = client.post(link, {"name": "Nia New", "password": "four words not together"})
    assert response.status_code == 302
    person = User.objects.get(email=NEW)
    assert client.session["_auth_user_id"] == str(person.pk)
    held = membership_of(person, programme)
    assert (held.role, held.organisation) == (Role.CONTRIBUTOR, council)
    assert OrganisationMember.objects.filter(
        user=person, organisation=council, is_administrator=False
    ).exists()
    assert Client().get(link).status_code == 404
    assert client.get(link).status_code == 404


@pytest.mark.parametrize(
    "sent",
    [
        {"name": "Nia", "password": "short"},
        {"name": "Nia", "password": "password1234"},
        {"name": "Nia", "password": "new@example.org"},
        {"name": "", "password": "four words not together"},
        {"name": "Nia", "password": ""},
    ],
)
def test_a_weak_password_or_no_name_is_refused_and_the_link_stays_alive(programme, council, as_manager, sent):
    link = invited(as_manager, programme, council)
    response = Client().post(link, sent)
    assert response.context["form"].errors
    assert not User.objects.filter(email=NEW).exists()
    assert Client().get(link).status_code == 200


def test_an_account_that_exists_signs_in_first_and_then_accepts(programme, council, as_manager):
    person = make_person(NEW, "Nia")
    link = invited(as_manager, programme, council, email="NEW@Example.org")
    page = body(Client().get(link))
    assert f"{reverse('account_login')}?next={link}" in page
    Client().post(link, {"name": "Thief", "password": "four words not together"})
    assert not Membership.objects.filter(user=person).exists()
    client = sign_in(person)
    assert "Accept the invitation" in body(client.get(link))
    assert client.post(link).status_code == 302
    assert membership_of(person, programme).role == Role.CONTRIBUTOR
    assert client.post(link).status_code == 404


def test_somebody_else_who_is_signed_in_cannot_use_the_link(programme, council, as_manager, stranger):
    link = invited(as_manager, programme, council)
    client = sign_in(stranger)
    assert "Sign out first" in body(client.get(link))
    client.post(link)
    assert not Membership.objects.filter(user=stranger, programme=programme).exists()
    assert Client().get(link).status_code == 200


def without_request_id(response):
    return response.content.decode().replace(response.headers["X-Request-Id"], "")


def test_every_token_that_opens_nothing_gets_the_same_answer(programme, council, as_manager, manager):
    used = invited(as_manager, programme, council)
    Client().post(used, {"name": "Nia", "password": "four words not together"})
    expired = invited(as_manager, programme, council, email="late@example.org")
    with change_set(by=manager, scope=programme.pk):
        row = Invitation.objects.get(email="late@example.org")
        row.expires_at = timezone.now() - timedelta(seconds=1)
        row.save()
    withdrawn = invited(as_manager, programme, council, email="gone@example.org")
    gone = Invitation.objects.get(email="gone@example.org")
    as_manager.post(url("invitation_withdraw", programme, gone.pk), {"version": gone.version})
    wrong = [f"/invitations/{token}/" for token in ("x", "a" * 43, "a" * 5000, "%00", "%F0%9F%94%91", "..")]
    answers = {link: Client().get(link) for link in (used, expired, withdrawn, *wrong)}
    answers |= {
        f"POST {link}": Client().post(link, {"name": "N"}) for link in (used, expired, withdrawn, *wrong)
    }
    assert {link: answer.status_code for link, answer in answers.items()} == dict.fromkeys(answers, 404)
    assert len({without_request_id(answer) for answer in answers.values()}) == 1


def test_the_link_dies_with_the_programmes_partner(programme, council, as_manager):
    link = invited(as_manager, programme, council)
    partner = Partner.objects.get(organisation=council)
    as_manager.post(url("partner_remove", programme, partner.pk), {"version": partner.version})
    assert Client().get(link).status_code == 404
