"""The home of a programme: one sentence, what needs the reader, what is late, what has changed."""

from datetime import timedelta

from django.db import connection
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import Sector
from accounts.roles import Permission
from history.actions import remove_row
from history.changes import change_set
from history.models import Change
from programmes.actions import close_step, declare_rag, open_step
from programmes.actions_journey import note_visit
from programmes.models import LastSeen, Rag, Step
from programmes.panels import panels_at, register_panel
from programmes.reading import lens_on
from programmes.recent import acts, newest
from stakeholders.models import Stakeholder
from tests.conftest import sign_in
from tests.programmes import journey_rows as make


def home(person, programme):
    return sign_in(person).get(reverse("programme", args=[programme.slug]))


def titles(dues):
    return [due.title for due in dues]


def test_a_stranger_finds_nothing_and_a_visitor_is_asked_to_sign_in(stranger, programme, client):
    assert home(stranger, programme).status_code == 404
    assert client.get(reverse("programme", args=[programme.slug])).status_code == 302


def test_one_sentence_says_where_the_programme_stands(manager, programme):
    assert home(manager, programme).context["home"].sentence == "No step has been opened yet."
    for key in ("needs-assessment", "situational-analysis"):
        open_step(step=make.step_of(programme, key), by=manager)
    close_step(step=make.step_of(programme), by=manager, because="Enough for now")
    assert (
        home(manager, programme).context["home"].sentence == "1 of 9 steps is done for now. Nothing is late."
    )
    make.due_step(programme, manager, -21, "situational-analysis")
    sentence = home(manager, programme).context["home"].sentence
    assert sentence == "1 of 9 steps is done for now. Situational analysis is 3 weeks late."
    make.action(programme, manager, "Write", -2)
    sentence = home(manager, programme).context["home"].sentence
    assert sentence.endswith("Situational analysis is 3 weeks late, and 1 other thing is late.")


def test_late_things_of_every_kind_stand_oldest_first(manager, programme):
    make.action(programme, manager, "An action", -3)
    make.milestone(programme, manager, "A milestone", -40)
    make.risk(programme, manager, "A risk", -9)
    make.issue(programme, manager, "An issue", -1)
    make.decision(programme, manager, "A decision", -12)
    make.due_step(programme, manager, -20)
    shown = home(manager, programme).context["home"].late
    assert titles(shown) == [
        "A milestone",
        "Needs assessment",
        "A decision",
        "A risk",
        "An action",
        "An issue",
    ]
    assert [due.when for due in shown][:2] == ["5 weeks late", "2 weeks late"]


def test_the_next_thirty_days_begin_today(manager, programme):
    for words, days in (("Yesterday", -1), ("Today", 0), ("Day thirty", 30), ("Day thirty-one", 31)):
        make.milestone(programme, manager, words, days)
    assert titles(home(manager, programme).context["home"].ahead) == ["Today", "Day thirty"]


def test_needs_you_holds_what_is_mine_late_first_and_undated_last(manager, contributor, programme):
    make.action(programme, manager, "Mine, undated", owner=manager)
    make.action(programme, manager, "Mine, soon", 5, owner=manager)
    make.action(programme, manager, "Mine, late", -5, owner=manager)
    make.action(programme, manager, "Mine, far away", 90, owner=manager)
    make.action(programme, manager, "Cora's", -5, owner=contributor)
    assert titles(home(manager, programme).context["home"].mine) == [
        "Mine, late",
        "Mine, soon",
        "Mine, undated",
    ]
    assert titles(home(contributor, programme).context["home"].mine) == ["Cora's"]


def test_whoever_steers_is_asked_for_a_status_and_an_owner(manager, contributor, programme):
    step = make.step_of(programme)
    open_step(step=step, by=manager)
    asked = [ask.sentence for ask in home(manager, programme).context["home"].asks]
    assert asked == ["Needs assessment has no declared status.", "Needs assessment has no owner."]
    declare_rag(step=step, rag=Rag.WATCH, reason="Seen", by=manager, on=make.in_days(-31))
    make.due_step(programme, manager, 90, owner=manager)
    asked = [ask.sentence for ask in home(manager, programme).context["home"].asks]
    assert asked == ["The status of Needs assessment is 31 days old."]
    assert home(contributor, programme).context["home"].asks == []


def test_the_map_links_to_every_step_and_activity(manager, programme):
    text = home(manager, programme).content.decode()
    for step in Step.objects.filter(programme=programme):
        assert text.count(f'href="{step.get_absolute_url()}"') >= 2, step.key


def test_the_status_of_the_programme_is_explained_by_the_step_that_gives_it(manager, programme):
    step = make.step_of(programme)
    open_step(step=step, by=manager)
    declare_rag(step=step, rag=Rag.OFF_TRACK, reason="The data never came.", by=manager)
    response = home(manager, programme)
    assert response.context["home"].overall.key == "needs-assessment"
    assert "The data never came." in response.content.decode()


def test_a_new_programme_says_where_to_begin_to_those_who_can(manager, observer, programme):
    opening = reverse("step_open", args=[programme.slug, "needs-assessment"])
    assert opening in home(manager, programme).content.decode()
    text = home(observer, programme).content.decode()
    assert opening not in text
    assert reverse("programme_edit", args=[programme.slug]) not in text


def seen(person, programme, days_ago):
    at = timezone.now() - timedelta(days=days_ago)
    return LastSeen.objects.create(user=person, programme=programme, at=at)


def compare_with(person, instant):
    """The page compares with this instant: the visit before today's."""
    note = LastSeen.objects.get(user=person)
    note.before = instant
    note.save()


def test_changes_by_others_since_the_last_visit_are_listed_and_ones_own_are_not(
    manager, contributor, programme
):
    seen(manager, programme, 3)
    make.milestone(programme, contributor, "Added by Cora", 5)
    make.milestone(programme, manager, "Added by Mira", 5)
    lines = [line.title for act in home(manager, programme).context["home"].acts for line in act.lines]
    assert lines == ["Added by Cora"]


def test_what_changed_before_the_last_visit_is_not_listed(manager, contributor, programme):
    make.milestone(programme, contributor, "Old news", 5)
    seen(manager, programme, 0)
    compare_with(manager, timezone.now())
    response = home(manager, programme)
    assert response.context["home"].acts == []
    assert "Nobody else has changed anything." in response.content.decode()


def test_what_one_person_does_on_one_day_is_one_entry_and_a_row_is_told_once(manager, contributor, programme):
    seen(manager, programme, 3)
    row = make.milestone(programme, contributor, "First name", 5)
    row.title = "Second name"
    make.save(contributor, row)
    for index in range(3):
        make.milestone(programme, contributor, f"Another {index}", 5)
        make.risk(programme, contributor, f"A risk {index}", 5)
    acts = home(manager, programme).context["home"].acts
    assert [act.who for act in acts] == [contributor.name]
    assert acts[0].more == "and 4 more"
    told = {(line.verb, line.title) for line in acts[0].lines}
    assert ("changed", "Second name") not in told


def test_what_was_changed_back_or_came_and_went_is_not_listed(manager, contributor, programme):
    row = make.milestone(programme, manager, "Name", 5)
    seen(manager, programme, 3)
    compare_with(manager, timezone.now())
    for name in ("Other name", "Name"):
        row.title = name
        make.save(contributor, row)
    passing = make.milestone(programme, contributor, "Passing", 5)
    remove_row(row=passing, version=passing.version, by=contributor)
    assert home(manager, programme).context["home"].acts == []


def test_many_new_rows_of_one_kind_are_one_line(manager, contributor, programme):
    seen(manager, programme, 3)
    for index in range(6):
        make.milestone(programme, contributor, f"Milestone {index}", 5)
    (act,) = home(manager, programme).context["home"].acts
    assert [(line.verb, line.noun, line.title) for line in act.lines] == [("added", "milestone", "6 records")]


def test_the_list_leads_to_the_page_that_tells_all_of_it(manager, contributor, programme):
    seen(manager, programme, 3)
    make.milestone(programme, contributor, "Added by Cora", 5)
    make.milestone(programme, manager, "Added by Mira", 5)
    address = home(manager, programme).context["home"].all_changes_url
    text = sign_in(manager).get(address).content.decode()
    assert "Added by Cora" in text
    assert "Added by Mira" not in text


def test_a_removed_row_is_struck_through_without_a_link(manager, contributor, programme):
    row = make.milestone(programme, manager, "Not ours", 5)
    seen(manager, programme, 0)
    compare_with(manager, timezone.now())
    remove_row(row=row, version=row.version, by=contributor)
    assert "<del>Not ours</del>" in home(manager, programme).content.decode()


def test_changes_to_the_stakeholder_register_are_hidden_from_those_who_may_not_see_it(
    manager, observer, contributor, programme
):
    for person in (observer, contributor):
        seen(person, programme, 3)
    make.save(manager, Stakeholder(programme=programme, name="Dr Reluctant", sector=Sector.HEALTH))
    assert Change.objects.filter(title="Dr Reluctant").exists()
    assert "Dr Reluctant" in home(contributor, programme).content.decode()
    assert "Dr Reluctant" not in home(observer, programme).content.decode()


def test_looking_twice_on_one_day_keeps_the_comparison(manager, programme):
    noon = timezone.now().replace(hour=12, minute=0)
    days = [noon - timedelta(days=days) for days in (5, 2, 0)]
    assert note_visit(programme=programme, by=manager, at=days[0]) is None
    assert note_visit(programme=programme, by=manager, at=days[1]) == days[0]
    assert note_visit(programme=programme, by=manager, at=days[1] + timedelta(hours=1)) == days[0]
    assert note_visit(programme=programme, by=manager, at=days[2]) == days[1] + timedelta(hours=1)


def test_each_person_has_a_last_visit_of_their_own(manager, contributor, programme):
    note_visit(programme=programme, by=manager)
    assert note_visit(programme=programme, by=contributor) is None
    assert LastSeen.objects.count() == 2


def fill(programme, manager, contributor, numbers):
    for index in numbers:
        owner = (manager, contributor)[index % 2]
        milestone = make.milestone(programme, contributor, f"Milestone {index}", -index, owner=owner)
        make.forecast(milestone, contributor, index - 20)
        make.action(programme, contributor, f"Action {index}", index - 20, owner=owner)
        make.risk(programme, contributor, f"Risk {index}", index - 20, owner=owner)
        make.issue(programme, contributor, f"Issue {index}", index - 20, owner=owner)


def queries(act):
    with CaptureQueriesContext(connection) as captured:
        act()
    return len(captured)


def test_the_queries_do_not_grow_with_the_rows(manager, contributor, programme):
    seen(manager, programme, 3)
    client, address = sign_in(manager), reverse("programme", args=[programme.slug])
    fill(programme, manager, contributor, range(2))
    assert queries(lambda: client.get(address)) <= 22
    with_ten_rows = queries(lambda: client.get(address))  # the first look notes the visit, this one need not
    fill(programme, manager, contributor, range(2, 40))
    assert queries(lambda: client.get(address)) == with_ten_rows
    lens, request = lens_on(programme), RequestFactory().get(address)
    assert with_ten_rows - queries(lambda: panels_at("home", lens, request)) <= 20


def test_a_panel_shows_what_an_app_above_renders_and_only_to_those_who_may(manager, observer, programme):
    register_panel(
        place="test",
        render=lambda lens: {"sentence": f"Measures of {lens.programme.name}"},
        template="components/empty.html",
        see=Permission.EDIT,
    )
    register_panel(place="test", render=lambda lens: None, template="components/empty.html")
    request = RequestFactory().get("/")
    drawn = panels_at("test", lens_on(programme), request)
    assert drawn == [render_to_string("components/empty.html", {"sentence": f"Measures of {programme.name}"})]
    others = type(programme).objects.for_user(observer).get(pk=programme.pk).open_for(observer)
    assert panels_at("test", lens_on(others), request) == []


def test_without_a_visit_to_compare_with_each_day_is_told_for_itself(manager, programme):
    """A row that was added last week and changed today was changed today; it is not new today."""
    with change_set(by=manager, scope=programme.pk, at=timezone.now() - timedelta(days=7)):
        row = make.milestone(programme, manager, "Old row", 5)
    row.title = "Old row, reworded"
    make.save(manager, row)
    told = acts(newest(Change.objects.filter(scope=programme.pk)), programme, limit=2)
    assert [(line.verb, line.title) for line in told[0].lines][:1] == [("changed", "Old row, reworded")]
    assert ("added", "Old row") in [(line.verb, line.title) for act in told[1:] for line in act.lines]
