"""The page of a step, and what is done to it: opening, closing, criteria, status."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from history.changes import change_set
from programmes.actions import close_step, declare_rag, open_step, tick_criterion
from programmes.actions_journey import untick_criterion
from programmes.models import Commitment, CriterionTick, Goal, Rag, RagClaim, State, Visit
from programmes.models.programme import today
from tests.conftest import sign_in
from tests.programmes import journey_rows as make

STEP = "needs-assessment"
CRITERION = "population-described"


def address(name, programme, *more, key=STEP):
    return reverse(name, args=[programme.slug, key, *more])


def show(person, programme, key=STEP):
    return sign_in(person).get(address("step", programme, key=key))


def post(person, name, programme, *more, **data):
    """Sent by somebody who has just opened the page."""
    return sign_in(person).post(address(name, programme, *more), tokens(programme) | data)


def tokens(programme):
    step = make.step_of(programme)
    return {"version": step.version, "seen": step.claims.count()}


def text(response):
    return response.content.decode()


@pytest.fixture
def opened(manager, programme):
    open_step(step=make.step_of(programme), by=manager, on=make.in_days(-30))
    return make.step_of(programme)


@pytest.fixture
def tick(contributor, opened):
    return tick_criterion(
        step=opened, criterion=CRITERION, evidence="The joint profile of May", by=contributor
    )


def tick_all(step, by):
    for criterion in step.guide.exit_criteria:
        tick_criterion(step=step, criterion=criterion.key, evidence="Minute 4", by=by)


# Reading


def test_every_step_and_activity_has_its_page(manager, programme):
    client = sign_in(manager)
    for step in programme.steps.all():
        page = text(client.get(address("step", programme, key=step.key)))
        assert step.title in page
        for criterion in step.guide.exit_criteria:
            assert f'id="criterion-{criterion.key}"' in page
        for source in step.guide.sources:
            assert 'id="source-1"' in page, source


def test_a_stranger_and_an_unknown_step_are_not_found(manager, stranger, programme):
    assert show(stranger, programme).status_code == 404
    assert show(manager, programme, "no-such-step").status_code == 404


def test_the_page_says_who_declared_what_and_who_ticked_what(manager, programme, opened, tick, contributor):
    declare_rag(step=opened, rag=Rag.WATCH, reason="Data come late", by=manager)
    page = text(show(manager, programme))
    assert "Data come late" in page
    assert "The joint profile of May" in page
    assert f"· {contributor.name}" in page
    assert "1 of 7 met" in page


def test_the_author_is_found_behind_any_amount_of_later_history(manager, contributor, programme, tick):
    with change_set(by=manager, scope=programme.pk):
        for index in range(160):
            make.Milestone(
                programme=programme, step=tick.step, title=f"M {index}", planned_on=make.in_days(index)
            ).save()
    assert show(manager, programme).context["page"].criteria[0].who == contributor.name


def test_what_is_linked_shows_what_is_open_and_counts_the_rest(manager, programme, opened):
    make.action(programme, manager, "Write to the practices", -25, step=opened, owner=manager)
    make.action(programme, manager, "Written", step=opened, status="done")
    make.risk(programme, manager, "Partners may leave", 30, step=opened)
    make.milestone(programme, manager, "Of another step", 5, step=make.step_of(programme, "value-case"))
    linked = {group.kind.key: group for group in show(manager, programme).context["page"].linked}
    assert [str(row.row) for row in linked["action"].rows] == ["Write to the practices"]
    assert "3 weeks late" in linked["action"].rows[0].note
    assert linked["action"].closed == 1
    assert linked["risk"].rows[0].note.startswith("score 12")
    assert linked["milestone"].rows == []


def test_rows_are_added_from_the_page_with_the_step_filled_in(contributor, programme, opened):
    add = f"{reverse('record_add', args=[programme.slug, 'risk'])}?step={opened.pk}"
    assert add in text(show(contributor, programme))


def test_papers_say_how_much_is_in_them_and_who_wrote_last(manager, contributor, council, programme):
    goal = make.save(manager, Goal(programme=programme, title="Fewer falls"))
    make.save(contributor, Commitment(programme=programme, organisation=council, promise="Two nurses"))
    gone = make.save(manager, Goal(programme=programme, title="A mistake"))
    with change_set(by=contributor, scope=programme.pk):
        gone.remove()
    card = show(manager, programme, "strategic-plan").context["page"].papers[0]
    assert (card.rows, card.changed_by) == (2, contributor.name)
    assert goal.pk


def test_an_observer_sees_all_and_is_offered_nothing(observer, programme, opened, tick):
    page = text(show(observer, programme))
    assert "The joint profile of May" in page
    for name in ("step_open", "step_close", "step_rag"):
        assert address(name, programme) not in page
    for part in ("/tick/", "/untick/", "/edit/", "/add/"):
        assert part not in page


def test_the_queries_do_not_grow_with_the_rows(manager, programme, opened):
    client, page = sign_in(manager), address("step", programme, key="strategic-plan")
    step = make.step_of(programme, "strategic-plan")

    def fill(numbers):
        for index in numbers:
            make.milestone(programme, manager, f"M {index}", index, step=step, owner=manager)
            make.action(programme, manager, f"A {index}", index, step=step, owner=manager)
            make.save(manager, Goal(programme=programme, title=f"G {index}"))
            declare_rag(step=step, rag=Rag.WATCH, reason="Again", by=manager)

    def count():
        with CaptureQueriesContext(connection) as captured:
            assert client.get(page).status_code == 200
        return len(captured)

    fill(range(3))
    first = count()
    fill(range(3, 50))
    assert count() == first <= 20


# Opening, closing, taking up again


def test_a_manager_opens_a_step(manager, programme):
    response = post(manager, "step_open", programme, on=today(), because="")
    assert response.url == address("step", programme)
    step = make.step_of(programme)
    assert (step.state, step.open_visit.opened_on) == (State.OPEN, today())


def test_a_day_in_the_future_is_refused_beside_the_field(manager, programme):
    response = post(manager, "step_open", programme, on=make.in_days(1), because="Because <b>")
    assert response.status_code == 422
    assert "on" in response.context["form"].errors
    assert "Because &lt;b&gt;" in text(response)
    assert not Visit.objects.exists()


def test_an_open_step_is_not_opened_twice(manager, programme, opened):
    response = post(manager, "step_open", programme, on=today())
    assert response.url == address("step", programme)
    assert Visit.objects.count() == 1


def test_closing_says_which_criteria_are_open_and_asks_why(manager, programme, opened, tick):
    page = text(sign_in(manager).get(address("step_close", programme)))
    assert "6 criteria are still open" in page
    assert opened.criterion(CRITERION).text not in page
    response = post(manager, "step_close", programme, on=today(), because="  ")
    assert response.status_code == 422
    assert make.step_of(programme).state == State.OPEN
    post(manager, "step_close", programme, on=today(), because="The funding letter will follow")
    visit = Visit.objects.get()
    assert (visit.open_criteria, visit.closed_because) == (6, "The funding letter will follow")
    assert make.step_of(programme).state == State.DONE


def test_a_step_whose_criteria_are_all_met_closes_without_a_reason(manager, programme, opened):
    tick_all(opened, manager)
    assert post(manager, "step_close", programme, on=today(), because="").status_code == 302
    assert Visit.objects.get().open_criteria == 0


def test_a_visit_is_not_closed_before_it_was_opened(manager, programme, opened):
    response = post(manager, "step_close", programme, on=make.in_days(-31), because="Earlier")
    assert response.status_code == 422
    assert "on" in response.context["form"].errors


def test_a_step_that_is_not_open_is_not_closed(manager, programme):
    assert post(manager, "step_close", programme, on=today(), because="x").status_code == 302
    assert make.step_of(programme).state == State.NOT_STARTED


def test_taking_up_again_needs_a_reason_and_a_day_after_the_close(manager, programme, opened):
    close_step(step=opened, by=manager, because="Enough", on=make.in_days(-10))
    assert post(manager, "step_open", programme, on=today(), because="").status_code == 422
    assert post(manager, "step_open", programme, on=make.in_days(-11), because="News").status_code == 422
    assert (
        post(manager, "step_open", programme, on=today(), because="The audit found more").status_code == 302
    )
    assert make.step_of(programme).state == State.REOPENED
    page = text(show(manager, programme))
    assert "The audit found more" in page
    assert "Taken up again" in page


# Criteria


def test_a_criterion_is_ticked_with_evidence(contributor, programme, opened):
    said = {"evidence": "The joint profile", "link": "example.org/profile", "met_on": today()}
    response = post(contributor, "step_tick", programme, CRITERION, **said)
    assert response.url.endswith(f"#criterion-{CRITERION}")
    ticked = CriterionTick.objects.get()
    assert (ticked.criterion, ticked.link) == (CRITERION, "https://example.org/profile")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("evidence", ""),
        ("evidence", "x" * 1001),
        ("link", "javascript:alert(1)"),
        ("met_on", "31 February"),
        ("met_on", (today() + timedelta(days=1)).isoformat()),
    ],
)
def test_a_tick_that_will_not_do_is_refused_beside_its_field(contributor, programme, opened, field, value):
    said = {"evidence": "Typed with care", "link": "", "met_on": today(), field: value}
    response = post(contributor, "step_tick", programme, CRITERION, **said)
    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    assert field == "evidence" or "Typed with care" in text(response)
    assert not CriterionTick.objects.exists()


def test_a_criterion_is_ticked_once(contributor, programme, tick):
    said = {"evidence": "Again", "met_on": today()}
    assert post(contributor, "step_tick", programme, CRITERION, **said).status_code == 302
    assert CriterionTick.objects.count() == 1


def test_a_criterion_that_the_step_does_not_have_is_not_found(contributor, programme, opened):
    assert post(contributor, "step_tick", programme, "logic-complete", evidence="x").status_code == 404
    assert post(contributor, "step_untick", programme, "logic-complete", reason="x").status_code == 404


def test_unticking_asks_why_and_keeps_the_tick_in_the_history(contributor, programme, tick):
    response = post(contributor, "step_untick", programme, CRITERION, version=tick.version, reason="")
    assert response.status_code == 422
    assert CriterionTick.objects.exists()
    post(
        contributor,
        "step_untick",
        programme,
        CRITERION,
        version=tick.version,
        reason="The profile was withdrawn",
    )
    assert not CriterionTick.objects.exists()
    assert CriterionTick.everything.get().evidence == "The joint profile of May"


@pytest.mark.parametrize("version", ["", "0", "-1", "99", "abc", "9" * 40])
def test_a_tick_that_changed_meanwhile_is_shown_before_it_is_unticked(contributor, programme, tick, version):
    response = post(
        contributor, "step_untick", programme, CRITERION, version=version, reason="Typed with care"
    )
    assert response.status_code == 409
    assert "Typed with care" in text(response)
    assert CriterionTick.objects.exists()
    said = response.context["form"]
    post(contributor, "step_untick", programme, CRITERION, version=said["version"].value(), reason="Still")
    assert not CriterionTick.objects.exists()


def test_a_criterion_that_is_not_ticked_is_not_unticked(contributor, programme, opened):
    assert post(contributor, "step_untick", programme, CRITERION, reason="x").status_code == 302


def test_no_action_unticks_without_a_reason(contributor, tick):
    with pytest.raises(ValueError, match="reason"):
        untick_criterion(tick=tick, version=tick.version, by=contributor, reason=" ")


# Status, owner, due date


def test_a_status_is_declared_with_a_reason_and_the_earlier_ones_stay(manager, programme, opened):
    post(manager, "step_rag", programme, rag="watch", reason="Data come late", on=make.in_days(-3))
    post(manager, "step_rag", programme, rag="on_track", reason="They came", on=today())
    assert [claim.rag for claim in RagClaim.objects.all()] == ["watch", "on_track"]
    page = show(manager, programme)
    assert page.context["step"].rag == "on_track"
    assert "Data come late" in text(page)


def test_a_status_that_is_sent_twice_is_declared_once(manager, programme, opened):
    for _ in range(2):
        post(manager, "step_rag", programme, rag="watch", reason="Data come late", on=today())
    assert RagClaim.objects.count() == 1


def test_a_status_that_somebody_declared_meanwhile_is_shown_before_the_next(manager, programme, opened):
    seen = tokens(programme)
    declare_rag(step=opened, rag=Rag.OFF_TRACK, reason="The money is gone", by=manager)
    said = {"rag": "watch", "reason": "Typed with care", "on": today()}
    response = post(manager, "step_rag", programme, **said, **seen)
    assert response.status_code == 409
    for words in ("The money is gone", "Typed with care", "It has changed while you were reading"):
        assert words in text(response)
    assert RagClaim.objects.count() == 1
    assert post(manager, "step_rag", programme, **said).status_code == 302


@pytest.mark.parametrize(
    ("field", "value"), [("rag", "purple"), ("rag", ""), ("reason", " "), ("on", "tomorrow")]
)
def test_a_status_that_will_not_do_is_refused_beside_its_field(manager, programme, opened, field, value):
    said = {"rag": "watch", "reason": "Typed with care", "on": today(), field: value}
    response = post(manager, "step_rag", programme, **said)
    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    assert not RagClaim.objects.exists()


def test_owner_and_due_date_are_set_and_a_due_date_is_moved_for_a_reason_only(manager, programme, opened):
    client = sign_in(manager)
    edit = reverse("record_edit", args=[programme.slug, "step", opened.pk])
    first = {"owner": manager.pk, "due_on": make.in_days(20), "version": opened.version}
    assert client.post(edit, first).status_code == 302
    again = {**first, "due_on": make.in_days(40), "version": make.step_of(programme).version}
    assert client.post(edit, again).status_code == 422
    assert client.post(edit, {**again, "reason": "The data are late"}).status_code == 302
    assert make.step_of(programme).due_on == make.in_days(40)


@pytest.mark.parametrize("kind", ["step", "visit", "criteriontick", "ragclaim"])
def test_rows_of_the_journey_are_not_made_on_the_add_page(manager, programme, kind):
    url = reverse("record_add", args=[programme.slug, kind])
    assert sign_in(manager).post(url, {"due_on": today()}).status_code == 404
    assert programme.steps.count() == 13


# Who may


STEERING = ("step_open", "step_close", "step_rag")


@pytest.mark.parametrize("name", STEERING)
def test_only_those_who_steer_open_close_and_judge(
    contributor, observer, board_member, programme, opened, name
):
    for person in (contributor, observer, board_member):
        said = {"on": today(), "because": "x", "rag": "watch", "reason": "x"}
        assert post(person, name, programme, **said).status_code == 403
    assert make.step_of(programme).version == opened.version
    assert not RagClaim.objects.exists()


@pytest.mark.parametrize("name", ["step_tick", "step_untick"])
def test_only_those_who_edit_tick_and_untick(observer, board_member, stranger, programme, tick, name):
    for person, status in ((observer, 403), (board_member, 403), (stranger, 404)):
        said = {"evidence": "x", "met_on": today(), "version": tick.version, "reason": "x"}
        assert post(person, name, programme, CRITERION, **said).status_code == status
    assert CriterionTick.objects.count() == 1


def test_the_drawer_gets_the_form_alone_and_errors_within_it(manager, programme):
    client, url = sign_in(manager), address("step_open", programme)
    drawer = {"HTTP_HX_REQUEST": "true"}
    assert "<html" not in text(client.get(url, **drawer))
    response = client.post(url, {"on": ""}, **drawer)
    assert response.status_code == 200
    assert response.context["form"].errors
    response = client.post(url, tokens(programme) | {"on": today()}, **drawer)
    assert response.headers["HX-Redirect"] == address("step", programme)
