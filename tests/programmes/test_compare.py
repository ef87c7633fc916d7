"""What changed between two days: the sum of the acts, told in words, and the same as two lenses would find."""

import csv
import random
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from accounts.models import Sector
from history.actions import remove_row
from history.changes import change_set
from history.lens import Lens
from history.models import Change
from history.net import net
from programmes.models import Decision, LastSeen, Moment, Risk
from programmes.models.programme import today
from reports.actions import issue_report
from stakeholders.models import Stakeholder
from tests.conftest import sign_in
from tests.reports.conftest import write_report

START = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


@pytest.fixture
def act(manager, programme):
    """Does something to a risk on a day, counted from the start."""

    def on(day, risk=None, *, reason="", removed=None, **values):
        with change_set(by=manager, scope=programme.pk, reason=reason, at=START + timedelta(days=day)):
            risk = risk or Risk(programme=programme, title="Risk", likelihood=1, impact=1)
            for name, value in values.items():
                setattr(risk, name, value)
            if removed is None:
                risk.save()
            elif removed:
                risk.remove()
            else:
                risk.restore()
        return risk

    return on


def days(since, until):
    return {"since": (START + timedelta(days=since)).date(), "until": (START + timedelta(days=until)).date()}


def compared(client, since, until, **narrowed):
    return client.get(reverse("changes", args=["riverside"]), days(since, until) | narrowed)


def listed(client, since, until, **narrowed):
    """The titles of what is listed."""
    groups = compared(client, since, until, **narrowed).context["page"].groups
    single = [one.row.title for group in groups for episode in group.episodes for one in episode.rows]
    return single + [one.row.title for group in groups for crowd in group.crowds for one in crowd.rows]


def told(programme, since, until):
    after, before = START + timedelta(days=since, hours=6), START + timedelta(days=until, hours=6)
    changes = Change.objects.filter(scope=programme.pk, model="programmes.risk", at__gt=after, at__lte=before)
    return net(changes.select_related("change_set").order_by("at", "pk"))


def test_several_acts_on_one_field_are_one_difference_with_all_reasons(as_manager, act):
    risk = act(0, title="Beds are cut")
    act(2, risk, likelihood=3, reason="Winter plan")
    act(3, risk, likelihood=5, reason="Ward closed")
    text = compared(as_manager, 1, 4).content.decode()
    assert "1 record differs" in text
    assert "<del>1</del>" in text
    assert "<ins>5</ins>" in text
    assert "Winter plan" in text
    assert "Ward closed" in text


def test_what_was_changed_back_is_no_difference(as_manager, act):
    risk = act(0)
    act(2, risk, likelihood=3)
    act(3, risk, likelihood=1)
    assert "Nothing changed between these two instants." in compared(as_manager, 1, 4).content.decode()


def test_a_day_compared_with_itself_says_that_nothing_changed(as_manager, act):
    act(0)
    assert "Nothing changed" in compared(as_manager, 2, 2).content.decode()


def test_days_in_the_wrong_order_are_told_and_stay_in_the_form(as_manager, act):
    act(0)
    text = compared(as_manager, 4, 2, person="others").content.decode()
    assert "lies after the second" in text
    assert f'value="{(START + timedelta(days=4)).date()}"' in text
    assert '<option value="others" selected>' in text


@pytest.mark.parametrize("asked", ["2026-02-31", "soon", "<b>", "\0", "named-7", "report-99", "last-visit"])
def test_what_is_no_instant_is_told_and_breaks_nothing(as_manager, act, asked):
    act(0)
    answer = as_manager.get(reverse("changes", args=["riverside"]), {"since": asked})
    assert answer.status_code == 200
    assert bool(answer.context["page"].period.problem) == bool(asked.strip("\0"))
    assert "<b>" not in answer.content.decode()


def test_a_day_to_come_is_told(as_manager, programme):
    to_come = (timezone.localdate() + timedelta(days=9)).isoformat()
    answer = as_manager.get(reverse("changes", args=["riverside"]), {"until": to_come})
    assert "yet to come" in answer.content.decode()


def test_a_removed_row_is_told_as_removed_and_a_passing_one_not_at_all(as_manager, act):
    old = act(0, title="Old risk")
    act(2, old, removed=True)
    passing = act(2, title="Passing risk")
    act(3, passing, removed=True)
    text = compared(as_manager, 1, 4).content.decode()
    assert "difference-removed" in text
    assert "Old risk" in text
    assert "Passing risk" not in text


def test_long_texts_are_compared_word_by_word(as_manager, act):
    risk = act(0, response="One nurse for each village, " * 8)
    act(2, risk, response="One nurse for each village, " * 8 + "pharmacists join")
    text = compared(as_manager, 1, 4).content.decode()
    assert "<ins>pharmacists join</ins>" in text


def test_who_may_not_see_a_programme_compares_nothing(stranger, act):
    act(0)
    assert compared(sign_in(stranger), 0, 2).status_code == 404


def test_the_queries_do_not_grow_with_what_happened(as_manager, act, django_assert_max_num_queries):
    for _ in range(10):
        act(2)
    compared(as_manager, 1, 4)
    with django_assert_max_num_queries(20) as few:
        compared(as_manager, 1, 4)
    for _ in range(60):
        act(3)
    with django_assert_max_num_queries(len(few)):
        compared(as_manager, 1, 4)


# A moment as an end


@pytest.fixture
def named(programme, manager):
    """A moment on the third day."""
    with change_set(by=manager, scope=programme.pk, at=START):
        row = Moment(programme=programme, name="Before the merger", at=START + timedelta(days=2, hours=6))
        row.save()
    return row


def test_an_end_may_be_a_moment_whose_name_the_page_says(as_manager, act, named):
    act(1, title="Before")
    act(3, title="After")
    answer = as_manager.get(reverse("changes", args=["riverside"]), {"since": f"named-{named.pk}"})
    text = answer.content.decode()
    assert "From “Before the merger”, 3 Mar 2026, 18:00 to today, " in text
    assert f'<option value="named-{named.pk}" selected>' in text
    assert "After" in text
    assert "Before<" not in text


def test_a_moment_goes_before_the_day_beside_it(as_manager, act, named):
    query = {"since": "2026-01-01", "since_moment": f"named-{named.pk}"}
    page = as_manager.get(reverse("changes", args=["riverside"]), query).context["page"]
    assert page.period.since.at == named.at


def test_a_removed_moment_as_an_end_is_said_so(as_manager, act, named, manager):
    remove_row(row=named, version=named.version, by=manager)
    answer = as_manager.get(reverse("changes", args=["riverside"]), {"since": f"named-{named.pk}"})
    assert "“Before the merger” was removed by Mira Manager" in answer.content.decode()


def test_since_the_last_visit_is_from_the_visit_before_todays(as_manager, act, manager, programme):
    act(1, title="Seen then")
    act(3, title="Not seen yet")
    LastSeen(user=manager, programme=programme, before=START + timedelta(days=2)).save()
    answer = as_manager.get(reverse("changes", args=["riverside"]), {"since": "last-visit"})
    text = answer.content.decode()
    assert "Not seen yet" in text
    assert "Seen then" not in text
    assert "From your last visit, 3 Mar 2026" in text


def test_since_the_last_report_is_offered_once_there_is_one(as_manager, programme, manager):
    address = reverse("changes", args=["riverside"])
    assert "Since the last report" not in as_manager.get(address).content.decode()
    report = write_report(programme, manager)
    issue_report(report=report, version=report.version, by=manager)
    assert f'href="{address}?since=report-1"' in as_manager.get(address).content.decode()


# Narrowing


@pytest.fixture
def two_hands(programme, manager, contributor, act):
    """A risk that two people changed, one that only the manager did, and one that came from a decision."""
    both, own = act(0, title="Both"), act(0, title="Own")
    act(2, both, likelihood=3)
    act(2, own, likelihood=4)
    with change_set(by=contributor, scope=programme.pk, reason="Ward closed", at=START + timedelta(days=3)):
        both.impact = 5
        both.save()
    with change_set(by=manager, scope=programme.pk, at=START):
        decision = Decision(programme=programme, title="Merge", status=Decision.Status.ASKED)
        decision.save()
    with change_set(by=manager, scope=programme.pk, cause=decision, at=START + timedelta(days=3, hours=1)):
        step = programme.steps.get(key="value-case")
        Risk(programme=programme, title="Caused", likelihood=1, impact=1, step=step).save()
    return decision


@pytest.mark.parametrize(
    ("narrowed", "expected"),
    [
        ({}, {"Both", "Own", "Caused"}),
        ({"person": "others"}, {"Both"}),
        ({"person": "nobody"}, set()),
        ({"person": "9" * 30}, set()),
        ({"kind": "programmes.risk"}, {"Both", "Own", "Caused"}),
        ({"kind": "programmes.goal"}, set()),
        ({"topic": "value-case"}, {"Caused"}),
        ({"cause": "programmes.decision"}, {"Caused"}),
        ({"cause": "nonsense"}, set()),
        ({"q": "WARD"}, {"Both"}),
        ({"q": "own"}, {"Own"}),
        ({"q": "ward", "person": "others"}, {"Both"}),
        ({"q": "caused", "person": "others"}, set()),
    ],
)
def test_the_list_is_narrowed(as_manager, two_hands, narrowed, expected):
    assert set(listed(as_manager, 1, 4, **narrowed)) == expected


def test_a_row_that_one_act_brings_in_tells_all_that_changed_on_it(as_manager, two_hands, contributor):
    answer = compared(as_manager, 1, 4, person=contributor.pk)
    text = answer.content.decode()
    assert "1 record of 3 that differ" in text
    assert "Likelihood" in text  # the manager changed it
    assert "Impact" in text
    assert "it then says all that changed on it" in text


def test_nothing_that_fits_is_not_called_nothing_changed(as_manager, two_hands):
    text = compared(as_manager, 1, 4, q="zebra").content.decode()
    assert "nothing that fits what you asked for" in text
    assert f"?since={days(1, 4)['since']}&amp;until={days(1, 4)['until']}" in text


def test_the_cause_is_told_with_a_link_to_its_page(as_manager, two_hands):
    text = compared(as_manager, 1, 4).content.decode()
    address = reverse("record", args=["riverside", "decision", two_hands.pk])
    assert f'came from <a href="{address}">Merge</a>' in text


def test_a_cause_that_one_may_not_see_is_neither_told_nor_found_by(programme, manager, observer):
    with change_set(by=manager, scope=programme.pk, at=START):
        secret = Stakeholder(programme=programme, name="Dr Secret", sector=Sector.HEALTH)
        secret.save()
    with change_set(by=manager, scope=programme.pk, cause=secret, at=START + timedelta(days=2)):
        Risk(programme=programme, title="Caused", likelihood=1, impact=1).save()
    label = "stakeholders.stakeholder"
    text = compared(sign_in(observer), 1, 4).content.decode()
    assert "Caused" in text
    assert "Dr Secret" not in text
    assert label not in text
    assert listed(sign_in(observer), 1, 4, cause=label) == []
    assert listed(sign_in(manager), 1, 4, cause=label) == ["Caused"]


def test_rows_with_the_same_last_word_stand_under_one_head(as_manager, act):
    first, second = act(0, title="First"), act(0, title="Second")
    act(2, first, likelihood=2, reason="Board")
    act(2, second, likelihood=2, reason="Board")
    (group,) = compared(as_manager, 1, 4).context["page"].groups
    assert [[one.row.title for one in episode.rows] for episode in group.episodes] == [["First", "Second"]]


def test_a_crowd_of_new_rows_is_told_as_one(as_manager, act):
    for number in range(6):
        act(2, title=f"New {number}")
    (group,) = compared(as_manager, 1, 4).context["page"].groups
    assert group.episodes == []
    assert [(crowd.noun, crowd.count) for crowd in group.crowds] == [("risk", 6)]


def test_the_table_has_a_line_for_each_field_and_no_formula(as_manager, act):
    risk = act(0, title="=2+5")
    act(2, risk, likelihood=3, impact=4, reason="Winter plan")
    answer = as_manager.get(reverse("changes_csv", args=["riverside"]), days(1, 4))
    head, *lines = csv.reader(StringIO(answer.content.decode("utf-8-sig")))
    assert head[:4] == ["Step or part", "What happened", "Kind of record", "Record"]
    assert [line[3:10] for line in lines] == [
        ["'=2+5", field, "1", after, "Mira Manager", "2026-03-03 12:00", "Winter plan"]
        for field, after in (("likelihood", "3"), ("impact", "4"))
    ]


def test_the_table_is_narrowed_like_the_page_and_empty_for_a_wrong_question(as_manager, two_hands):
    address = reverse("changes_csv", args=["riverside"])
    narrowed = as_manager.get(address, days(1, 4) | {"q": "ward"}).content.decode("utf-8-sig")
    assert {line[3] for line in list(csv.reader(StringIO(narrowed)))[1:]} == {"Both"}
    wrong = as_manager.get(address, days(4, 1)).content.decode("utf-8-sig")
    assert len(list(csv.reader(StringIO(wrong)))) == 1


def test_a_page_of_the_past_compares_up_to_its_day_only(as_manager, manager, programme):
    with change_set(by=manager, scope=programme.pk):
        Risk(programme=programme, title="Of today", likelihood=1, impact=1).save()
    address = f"riverside@{timezone.localdate()}"
    until = (timezone.localdate() + timedelta(days=1)).isoformat()
    text = as_manager.get(reverse("changes", args=[address])).content.decode()
    assert "Of today" in text
    assert f"to {date_format(timezone.localdate())}." in text
    later = as_manager.get(reverse("changes", args=[address]), {"until": until}).content.decode()
    assert "yet to come" in later


FIELDS = ("title", "likelihood", "impact", "response")


def seen(programme, day):
    lens = Lens(programme, START + timedelta(days=day, hours=6))
    return {risk.pk: {name: getattr(risk, name) for name in FIELDS} for risk in lens.rows(Risk)}


def difference(before, after):
    """What two lenses find: row -> "added", "removed", or its changed fields."""
    found = dict.fromkeys(after.keys() - before.keys(), "added")
    found |= dict.fromkeys(before.keys() - after.keys(), "removed")
    for pk in before.keys() & after.keys():
        fields = {n: [before[pk][n], after[pk][n]] for n in FIELDS if before[pk][n] != after[pk][n]}
        if fields:
            found[pk] = fields
    return found


@pytest.mark.parametrize("seed", range(5))
def test_the_sum_of_the_acts_is_what_two_lenses_find(programme, act, seed):
    chance = random.Random(seed)
    risks = [act(0, title=f"Risk {number}") for number in range(4)]
    for day in range(1, 25):
        risk = chance.choice(risks)
        what = chance.choice(["edit", "edit", "edit", "remove", "restore", "add"])
        if what == "add":
            risks.append(act(day, title=f"Risk of day {day}"))
        elif what == "edit" and risk.removed_at is None:
            act(day, risk, likelihood=chance.randint(1, 5), response=chance.choice(["", "Watch", "Act"]))
        elif what == "remove" and risk.removed_at is None:
            act(day, risk, removed=True)
        elif what == "restore" and risk.removed_at:
            act(day, risk, removed=False)
    for since, until in [(0, 24), (3, 9), (9, 20), (20, 24), (12, 12)]:
        summed = {
            row.object_id: "added"
            if row.kind in {"added", "restored"}
            else "removed"
            if row.kind == "removed"
            else row.values
            for row in told(programme, since, until)
        }
        assert summed == difference(seen(programme, since), seen(programme, until))


def test_a_shortcut_is_marked_only_while_the_period_ends_today(as_manager, programme):
    year_ago = (today() - timedelta(days=365)).isoformat()
    page = reverse("changes", args=[programme.slug])
    assert (
        'aria-current="true">In the last year' in as_manager.get(f"{page}?since={year_ago}").content.decode()
    )
    past = as_manager.get(f"{page}?since={year_ago}&until={year_ago}").content.decode()
    assert 'aria-current="true">In the last' not in past
