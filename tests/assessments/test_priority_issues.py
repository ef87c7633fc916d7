"""Priority issues: their list, and what they lead on to; over HTTP."""

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessments.models import PriorityIssue
from history.actions import add_row
from programmes.models import Objective
from programmes.threads import add_url
from tests.sent_forms import fields_in

SLUG = "riverside"


def test_priority_issues_stand_by_their_rank_and_those_without_one_last(as_manager, programme, manager):
    for title, rank in (("Third", None), ("Second", 2), ("First", 1)):
        add_row(row=PriorityIssue(programme=programme, title=title, rank=rank), by=manager)
    response = as_manager.get(reverse("priority_issues", args=[SLUG]))
    assert [issue.row.title for issue in response.context["issues"]] == ["First", "Second", "Third"]


def test_an_issue_leads_on_to_objectives_and_actions(as_manager, programme, manager, goal):
    issue = add_row(row=PriorityIssue(programme=programme, title="One purse for all"), by=manager)
    listing = reverse("priority_issues", args=[SLUG])
    ways = as_manager.get(listing).context["issues"][0].onward
    assert [way.key for way in ways] == ["objective", "action"]
    url = ways[0].url
    as_manager.post(url, fields_in(as_manager.get(url)) | {"title": "A shared budget", "goal": goal.pk})
    assert "A shared budget" in as_manager.get(listing).content.decode()
    shown = as_manager.get(reverse("record", args=[SLUG, "objective", Objective.objects.get().pk]))
    assert issue.title in shown.content.decode()


def test_the_empty_list_says_what_to_do(as_manager, programme):
    said = as_manager.get(reverse("priority_issues", args=[SLUG])).content.decode()
    assert "Begin with the gaps of an assessment" in said
    assert reverse("record_add", args=[SLUG, "priorityissue"]) in said


def test_the_list_of_issues_asks_no_more_for_many_rows(as_manager, programme, manager):
    def asked():
        with CaptureQueriesContext(connection) as queries:
            as_manager.get(reverse("priority_issues", args=[SLUG]))
            return len(queries)

    def make_issue(number):
        issue = add_row(row=PriorityIssue(programme=programme, title=f"Issue {number}"), by=manager)
        as_manager.post(add_url("action", issue), {"title": f"Action {number}", "status": "open"})

    make_issue(0)
    asked()
    few = asked()
    for number in range(1, 8):
        make_issue(number)
    assert asked() == few


def test_step_two_has_a_card_for_priority_issues(as_manager, programme):
    said = as_manager.get(reverse("step", args=[SLUG, "situational-analysis"])).content.decode()
    assert reverse("priority_issues", args=[SLUG]) in said
