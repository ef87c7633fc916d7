"""Moments: instants with a name, by which a programme is shown as it was; all days here are of the past for good."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.roles import Permission, Role
from history.actions import remove_row, restore_row
from history.changes import change_set
from programmes.actions import add_member, close_step, open_step
from programmes.instants import NoSuchInstant, in_words
from programmes.models import Moment, Programme, Risk
from programmes.moments import moment_called, moments
from reports.actions import issue_report
from tests.conftest import make_person, sign_in, start_old
from tests.reports.conftest import write_report

FIRST = datetime(2024, 1, 8, 9, 0, tzinfo=UTC)
NAMED = datetime(2024, 6, 3, 9, 0, tzinfo=UTC)
LATER = datetime(2025, 3, 3, 9, 0, tzinfo=UTC)
HX = {"HX-Request": "true"}


@pytest.fixture
def old(manager, trust):
    """A programme since January 2024 whose risk was reworded in March 2025."""
    programme = start_old(trust, by=manager, at=FIRST)
    with change_set(by=manager, scope=programme.pk, at=FIRST):
        risk = Risk(programme=programme, title="Beds are cut", likelihood=4, impact=5)
        risk.save()
    with change_set(by=manager, scope=programme.pk, at=LATER):
        risk.title = "Beds were cut"
        risk.save()
    return opened(programme, manager)


def opened(programme, person):
    return Programme.objects.for_user(person).get(pk=programme.pk).open_for(person)


@pytest.fixture
def merger(old, manager):
    with change_set(by=manager, scope=old.pk):
        row = Moment(programme=old, name="Before the merger", at=NAMED, note="Boards compare with it.")
        row.save()
    return row


@pytest.fixture
def as_manager(manager):
    return sign_in(manager)


def page(client, address, name="moments", *args, **query):
    return client.get(reverse(name, args=[address, *args]), query)


def keys(programme):
    return [moment.key for moment in moments(programme)]


def add(client, **values):
    values = {"name": "Before the merger", "at": "2024-06-03T09:00", "note": "", "sending": "1"} | values
    return client.post(reverse("record_add", args=["old", "moment"]), values)


# Naming


def test_a_minute_that_is_named_counts_in_full(as_manager, old):
    assert add(as_manager).status_code == 302
    assert timezone.localtime(Moment.objects.get().at).strftime("%Y-%m-%d %H:%M:%S") == "2024-06-03 09:00:59"


def test_a_moment_without_a_time_is_this_instant(as_manager, old):
    before = timezone.now()
    assert add(as_manager, at="").status_code == 302
    assert before <= Moment.objects.get().at <= timezone.now()


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"at": "2999-01-01T10:00"}, "yet to come"),
        ({"at": "2019-01-01T10:00"}, "had not begun"),
        ({"at": "soon"}, "valid date"),
        ({"name": ""}, "required"),
    ],
)
def test_what_is_no_moment_is_refused_and_kept(as_manager, old, values, says):
    answer = add(as_manager, note="Kept all the same", **values)
    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert "Kept all the same" in answer.content.decode()
    assert not Moment.objects.exists()


def test_a_name_stands_for_one_moment_only(as_manager, merger):
    answer = add(as_manager)
    assert answer.status_code == 422
    assert "Another moment has this name" in answer.content.decode()


def test_editing_the_name_leaves_the_instant_as_it_is(as_manager, old, manager):
    with change_set(by=manager, scope=old.pk):
        row = Moment(programme=old, name="First name", at=NAMED + timedelta(seconds=7, microseconds=12))
        row.save()
    local = timezone.localtime(row.at).strftime("%Y-%m-%dT%H:%M")
    values = {"name": "Second name", "at": local, "note": "", "version": row.version}
    as_manager.post(reverse("record_edit", args=["old", "moment", row.pk]), values)
    found = Moment.objects.get()
    assert (found.name, found.at) == ("Second name", row.at)


def test_who_only_reads_names_no_moment(old, trust, manager):
    observer = make_person("reader@example.org", "Rita Reader")
    add_member(programme=old, user=observer, organisation=trust, role=Role.OBSERVER, by=manager)
    client = sign_in(observer)
    assert add(client).status_code == 403
    assert "Name a moment" not in page(client, "old").content.decode()


# Which there are


def test_the_beginning_of_a_programme_is_a_moment(old):
    (beginning,) = moments(old)
    assert (beginning.key, beginning.at) == (f"programme-{old.pk}", FIRST)


def test_a_closed_visit_is_a_moment_at_the_instant_at_which_it_was_recorded(old, manager):
    step = old.steps.get(key="needs-assessment")
    with change_set(by=manager, scope=old.pk, at=NAMED):
        visit = open_step(step=step, by=manager)
    assert len(moments(old)) == 1
    with change_set(by=manager, scope=old.pk, at=LATER):
        close_step(step=step, by=manager, because="Enough for now", on=date(2025, 1, 31))
    found = moment_called(old, f"visit-{visit.pk}")
    assert (found.name, found.at) == ("Needs assessment done for now", LATER)
    visit.refresh_from_db()
    with change_set(by=manager, scope=old.pk):  # the day is corrected: the instant stays
        visit.closed_on = date(2025, 2, 1)
        visit.save()
    assert moment_called(old, f"visit-{visit.pk}").at == LATER
    with change_set(by=manager, scope=old.pk):  # it was not closed after all
        visit.closed_on = None
        visit.save()
    assert len(moments(old)) == 1


def test_an_issued_report_is_a_moment_and_a_draft_is_none(old, manager):
    report = write_report(old, manager)
    assert len(moments(old)) == 1
    issue_report(report=report, version=report.version, by=manager)
    report.refresh_from_db()
    found = moment_called(old, "report-1")
    assert found.at == report.issued_at
    assert found.url == reverse("report", args=["old", report.pk])


def test_reports_are_no_moments_for_who_may_not_read_them(old, manager):
    report = write_report(old, manager)
    issue_report(report=report, version=report.version, by=manager)
    assert "report-1" in keys(old)
    old.__dict__["permissions"] = old.permissions - {Permission.READ_REPORTS}
    assert "report-1" not in keys(old)


def test_the_moments_of_another_programme_are_not_there(merger, programme):
    with pytest.raises(NoSuchInstant):
        moment_called(programme, f"named-{merger.pk}")


def test_moments_are_read_in_three_queries(old, manager, merger, django_assert_num_queries):
    with change_set(by=manager, scope=old.pk):
        for number in range(20):
            Moment(programme=old, name=f"Moment {number}", at=NAMED).save()
    programme = opened(old, manager)
    programme.permissions  # noqa: B018  known before, as on every page
    with django_assert_num_queries(3):
        assert len(moments(programme)) == 22


# Looking back by one


def test_a_page_is_shown_as_of_a_moment_and_its_links_keep_it(as_manager, merger):
    address = f"old@named-{merger.pk}"
    text = page(as_manager, address, "register", "risks").content.decode()
    assert "Beds are cut" in text
    assert "Beds were cut" not in text
    assert f"{in_words(NAMED)}, “Before the merger”" in text
    assert reverse("plan", args=[address]) in text
    assert f"{reverse('changes', args=['old'])}?since=named-{merger.pk}" in text


def test_nothing_can_be_changed_as_of_a_moment(as_manager, merger):
    risk = Risk.objects.get()
    address = reverse("record_edit", args=[f"old@named-{merger.pk}", "risk", risk.pk])
    assert as_manager.post(address, {"version": risk.version, "title": "Forged"}).status_code == 403


def says_of_removed(client, moment):
    answer = client.get(reverse("plan", args=[f"old@named-{moment.pk}"]), follow=True)
    assert answer.request["PATH_INFO"] == reverse("plan", args=["old"])
    text = answer.content.decode()
    assert "The moment “Before the merger” was removed by Mira Manager" in text
    assert "You see the programme as it is today." in text


def test_a_removed_moment_is_said_so_with_who_and_when_and_today_is_shown(as_manager, merger, manager):
    remove_row(row=merger, version=merger.version, by=manager)
    says_of_removed(as_manager, merger)


def test_twin_a_moment_that_is_there_is_not_called_removed(as_manager, merger, manager):
    remove_row(row=merger, version=merger.version, by=manager)
    restore_row(row=merger, by=manager)
    with pytest.raises(AssertionError):
        says_of_removed(as_manager, merger)


@pytest.mark.parametrize(
    "key", ["report-9", "visit-1", "named-999999", "nothing-1", "named-999999999999999999"]
)
def test_a_moment_that_never_was_leads_to_today_and_says_so(as_manager, old, key):
    answer = as_manager.get(reverse("plan", args=[f"old@{key}"]), follow=True)
    assert answer.request["PATH_INFO"] == reverse("plan", args=["old"])
    assert "There is no such moment" in answer.content.decode()


def test_a_stranger_learns_nothing_of_a_moment(old, merger, stranger):
    for address in ("old", f"old@named-{merger.pk}"):
        assert page(sign_in(stranger), address).status_code == 404


# The page and the time bar


def test_the_page_lists_all_moments_by_kind_with_what_changed_since(as_manager, merger):
    text = page(as_manager, "old").content.decode()
    assert text.index("Before the merger") < text.index("The programme began")
    assert "Boards compare with it." in text
    assert f"{reverse('changes', args=['old'])}?since=named-{merger.pk}" in text


def test_the_page_says_how_moments_come_about_where_there_are_none(as_manager, old):
    assert "Moments come by themselves" in page(as_manager, "old").content.decode()


def test_the_time_bar_offers_the_newest_eight_for_the_page_that_is_open(as_manager, old, manager):
    with change_set(by=manager, scope=old.pk):
        for number in range(10):
            Moment(programme=old, name=f"Moment {number}", at=NAMED + timedelta(days=number)).save()
    newest = Moment.objects.order_by("-at").first()
    answer = as_manager.get(reverse("moments", args=["old"]), {"page": "/programmes/old/plan/"}, headers=HX)
    text = answer.content.decode()
    assert "<html" not in text
    assert text.count("Moment ") == 8
    assert f'href="{reverse("plan", args=[f"old@named-{newest.pk}"])}"' in text
    assert "All 11 moments" in text
    assert "HX-Request" in answer.headers["Vary"]


def test_no_page_reads_the_moments_before_the_menu_is_opened(as_manager, merger):
    address = reverse("plan", args=["old"])
    with CaptureQueriesContext(connection) as queries:
        as_manager.get(address)
    assert not [query for query in queries if "programmes_moment" in query["sql"]]
    assert f"{reverse('moments', args=['old'])}?page={address}" in as_manager.get(address).content.decode()
