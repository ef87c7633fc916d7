"""Erasing a person: nothing of the name is left, nothing of what was done is lost, and the log says so."""

import json
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import erasure
from accounts.models import Draft, Organisation, OrganisationMember, Session, User
from accounts.roles import Role
from history import guard
from history.actions import add_row, revise_row
from history.audit import all_faults
from history.models import Change, ChangeSet, Erasure
from programmes.actions import add_member
from programmes.actions_erasure import CannotBeErased, erase_person
from programmes.actions_people import invite
from programmes.models import Invitation, Membership, Risk
from reports.actions import issue_report
from reports.models import Report
from tests.conftest import PASSWORD, make_person, sign_in
from tests.reports.conftest import write_report
from tests.rows import Rows, every_model

NAME, EMAIL, FORMER = 'Zoë "Zo" Quillfeather', "zoe.quill@example.org", "Zoë Birdsong"


@pytest.fixture
def zoe(programme, council, manager):
    person = make_person(EMAIL, NAME)
    add_row(row=OrganisationMember(user=person, organisation=council), by=manager)
    add_member(programme=programme, user=person, organisation=council, role=Role.CONTRIBUTOR, by=manager)
    return person


@pytest.fixture
def canaries(programme, manager, council, zoe):
    """The name, the former name and the address in every text of every kind of row, and in all that is beside them."""
    for mark in (f"{NAME},", f"({FORMER})", EMAIL):
        rows = Rows(programme, manager, mark)
        for model in every_model():
            rows.of(model) if mark.startswith(NAME) else _another(rows, model)
    risk = Risk.objects.filter(programme=programme).first()
    risk.title, risk.owner = f"{NAME} leaves", zoe
    revise_row(row=risk, version=risk.version, by=zoe, reason=f"Said by {NAME} ({EMAIL})")
    invite(
        programme=programme, email=EMAIL, organisation=council, role=Role.OBSERVER, by=manager, address=str
    )
    sign_in(zoe).get(reverse("portfolio"))
    now = timezone.now()
    for user in (zoe, manager):
        Draft.objects.create(
            user=user, opening="1", place="/", title=NAME, fields={"note": [NAME]}, opened_at=now, seen_at=now
        )
    return risk


def _another(rows, model):
    """One more row of the kind, where the kind allows for it."""
    try:
        with transaction.atomic():
            rows._add(model)
    except AssertionError:
        rows.of(model)


def hits(*needles):
    """Every place in the whole database where one of the words stands; read past the models."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            for row in cursor.fetchall():
                text = " ".join(map(str, row)).lower()
                found += [
                    (table, needle)
                    for needle in needles
                    for written in (
                        needle,
                        json.dumps(needle)[1:-1],
                        json.dumps(needle, ensure_ascii=False)[1:-1],
                    )
                    if written.lower() in text
                ]
    return found


def test_the_canaries_are_in_every_historical_table(canaries):
    tables = {table for table, _ in hits(NAME, FORMER, EMAIL)}
    assert len(tables) > 60
    assert {
        "history_changeset",
        "history_change",
        "accounts_draft",
        "programmes_historicalinvitation",
    } <= tables


def test_nothing_is_left_of_the_name_in_any_table(canaries, zoe, site_administrator):
    log = erase_person(person=zoe, by=site_administrator, names=[FORMER])
    assert hits(NAME, FORMER, EMAIL) == []
    assert all_faults() == []
    assert guard.unguarded() == []
    zoe.refresh_from_db()
    assert (zoe.name, zoe.is_active, zoe.has_usable_password()) == (log.pseudonym, False, False)


def test_what_was_done_stays(canaries, zoe, site_administrator):
    before = Change.objects.count(), ChangeSet.objects.filter(by=zoe).count(), canaries.history.count()
    log = erase_person(person=zoe, by=site_administrator)
    assert Change.objects.count() > before[0]  # the memberships that end are told too
    assert (ChangeSet.objects.filter(by=zoe).count(), canaries.history.count()) == before[1:]
    risk = Risk.objects.get(pk=canaries.pk)
    assert risk.title == f"{log.pseudonym} leaves"
    assert risk.version == canaries.version
    assert ChangeSet.objects.filter(reason__startswith=f"Said by {log.pseudonym} (former-").exists()


def test_the_log_says_who_and_how_much_and_never_what(canaries, zoe, site_administrator):
    log = Erasure.objects.get(pk=erase_person(person=zoe, by=site_administrator).pk)
    assert (log.by, log.person, log.is_open) == (site_administrator, zoe, False)
    assert log.rewritten["programmes.HistoricalRisk"] >= 2
    assert log.deleted["accounts.Draft"] == 1
    assert log.deleted["accounts.Session"] == 1
    assert "Quillfeather" not in str(log.__dict__)


def test_drafts_and_sessions_of_the_person_go_those_of_others_only_lose_the_name(
    canaries, zoe, manager, site_administrator
):
    erase_person(person=zoe, by=site_administrator)
    assert not Session.objects.filter(user=zoe).exists()
    draft = Draft.objects.get()
    assert draft.user == manager
    assert draft.fields["note"][0].startswith("Former member")


def test_memberships_and_invitations_end_and_nobody_can_sign_in(canaries, zoe, site_administrator):
    client = sign_in(zoe)
    erase_person(person=zoe, by=site_administrator)
    assert not Membership.objects.filter(user=zoe).exists()
    assert not OrganisationMember.objects.filter(user=zoe).exists()
    assert not Invitation.objects.filter(email__endswith="@invalid", accepted_at=None).exists()
    assert client.get(reverse("portfolio")).status_code == 302
    assert not Client().login(email=EMAIL, password=PASSWORD)


def test_history_and_earlier_days_are_still_shown(canaries, programme, zoe, site_administrator, as_manager):
    log = erase_person(person=zoe, by=site_administrator)
    page = as_manager.get(reverse("history", args=[programme.slug]))
    assert page.status_code == 200
    assert log.pseudonym in page.content.decode()
    now = timezone.localtime(ChangeSet.objects.filter(by=zoe).latest("at").at) + timedelta(seconds=1)
    then = as_manager.get(
        reverse("programme", args=[f"{programme.slug}@{now:%Y-%m-%dT%H:%M:%S}"]), follow=True
    )
    assert then.status_code == 200
    assert "Quillfeather" not in then.content.decode()


def test_an_issued_report_stays_as_it_was_issued(zoe, programme, manager, site_administrator):
    draft = write_report(programme, manager, summary=f"Thanks to {NAME}.")
    report = issue_report(report=draft, version=draft.version, by=manager)
    sealed = report.dataset
    assert "Quillfeather" in sealed
    assert erasure.survey(zoe).kept == {"reports.Report": 1}
    log = erase_person(person=zoe, by=site_administrator)
    report = Report.objects.get(pk=report.pk)
    assert (report.dataset, report.is_intact) == (sealed, True)
    assert "Quillfeather" not in report.summary
    assert log.kept == {"reports.Report": 1}


def test_somebody_of_the_same_name_keeps_the_account(zoe, site_administrator):
    other = make_person("other@example.org", NAME)
    erase_person(person=zoe, by=site_administrator)
    other.refresh_from_db()
    assert (other.name, other.is_active) == (NAME, True)


def test_a_name_of_one_word_goes_from_titles_and_is_left_in_sentences(
    programme, manager, trust, site_administrator
):
    ana = make_person("a@example.org", "Ana")
    add_member(programme=programme, user=ana, organisation=trust, role=Role.OBSERVER, by=manager)
    risk = add_row(
        row=Risk(programme=programme, title="Ana hears of no analysis", likelihood=1, impact=1), by=manager
    )
    log = erase_person(person=ana, by=site_administrator)
    titles = set(Change.objects.filter(model="programmes.membership").values_list("title", flat=True))
    assert f"{log.pseudonym} (Observer)" in titles
    assert not [title for title in titles if title.startswith("Ana")]
    risk.refresh_from_db()
    assert risk.title == "Ana hears of no analysis"


def test_counting_changes_nothing(canaries, zoe):
    before = hits(NAME, EMAIL)
    found = erasure.survey(zoe)
    assert found.rewritten["programmes.HistoricalRisk"] >= 2
    assert hits(NAME, EMAIL) == before
    assert not Erasure.objects.exists()


# Who cannot be erased yet


def test_the_only_manager_of_a_programme_stays(manager, programme, site_administrator):
    with pytest.raises(CannotBeErased, match="would have no manager"):
        erase_person(person=manager, by=site_administrator)
    manager.refresh_from_db()
    assert manager.name == "Mira Manager"


def test_the_only_administrator_of_the_site_stays(site_administrator):
    with pytest.raises(CannotBeErased, match="would have no administrator"):
        erase_person(person=site_administrator, by=site_administrator)


def test_nobody_is_erased_twice(zoe, site_administrator):
    erase_person(person=zoe, by=site_administrator)
    with pytest.raises(CannotBeErased, match="already"):
        erase_person(person=zoe, by=site_administrator)


def test_when_a_step_fails_everything_stays_as_it_was(canaries, zoe, site_administrator, monkeypatch):
    def broken(*args):
        raise RuntimeError("the disk is full")

    before = hits(NAME, EMAIL)
    monkeypatch.setattr(erasure, "_close_account", broken)
    with pytest.raises(RuntimeError):
        erase_person(person=zoe, by=site_administrator)
    assert hits(NAME, EMAIL) == before
    assert guard.unguarded() == []


# The page


@pytest.fixture
def as_administrator(site_administrator):
    """Has given the password once more, a moment ago."""
    client = sign_in(site_administrator)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return client


def test_the_page_exists_for_site_administrators_only(zoe, as_manager):
    assert as_manager.get(reverse("person_erase", args=[zoe.pk])).status_code == 404
    assert as_manager.post(reverse("person_erase", args=[zoe.pk]), {"email": EMAIL}).status_code == 404


def test_the_password_has_to_be_given_again(zoe, site_administrator):
    answer = sign_in(site_administrator).get(reverse("person_erase", args=[zoe.pk]))
    assert answer.status_code == 302
    assert answer.url.startswith(reverse("account_reauthenticate"))


def test_the_page_says_what_will_happen(canaries, zoe, as_administrator):
    page = as_administrator.get(reverse("person_erase", args=[zoe.pk])).content.decode()
    assert "Risk, in history" in page
    assert "Deleted: draft" in page


def test_the_address_has_to_be_typed(zoe, as_administrator):
    answer = as_administrator.post(reverse("person_erase", args=[zoe.pk]), {"email": "zoe@example.org"})
    assert answer.status_code == 422
    assert User.objects.get(pk=zoe.pk).email == EMAIL


def test_the_page_erases(canaries, zoe, as_administrator):
    answer = as_administrator.post(
        reverse("person_erase", args=[zoe.pk]), {"email": EMAIL, "names": f"{FORMER}\n"}, follow=True
    )
    assert answer.status_code == 200
    assert hits(NAME, FORMER, EMAIL) == []
    assert Erasure.objects.get().request_id


def test_the_page_says_what_stands_in_the_way(manager, programme, as_administrator):
    page = as_administrator.get(reverse("person_erase", args=[manager.pk]))
    assert "would have no manager" in page.content.decode()
    answer = as_administrator.post(reverse("person_erase", args=[manager.pk]), {"email": manager.email})
    assert answer.status_code == 422


def test_the_organisations_page_leads_there(zoe, as_administrator):
    council = Organisation.objects.get(name="Riverside Council")
    page = as_administrator.get(reverse("organisation", args=[council.pk])).content.decode()
    assert reverse("person_erase", args=[zoe.pk]) in page


# The command


def test_the_command_only_counts_unless_it_is_told_to(canaries, zoe, capsys):
    before = hits(NAME, EMAIL)
    call_command("erase_person", EMAIL)
    assert "Nothing was changed" in capsys.readouterr().out
    assert hits(NAME, EMAIL) == before


def test_the_command_erases_and_is_named_in_the_log(canaries, zoe, capsys):
    call_command("erase_person", EMAIL, "--really", "--name", FORMER)
    assert hits(NAME, FORMER, EMAIL) == []
    log = Erasure.objects.get()
    assert (log.by, log.actor) == (None, "erase_person")
    assert log.pseudonym in capsys.readouterr().out


def test_the_command_knows_nobody_else(db):
    with pytest.raises(CommandError, match="No account"):
        call_command("erase_person", "nobody@example.org")
