"""The demonstration: loaded once for all tests of this file, by the command that `make demo` calls."""

import re
import stat
from datetime import date, timedelta
from io import StringIO

import pytest
from django.conf import settings
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import Client
from django.utils import timezone

from accounts.models import User
from assessments.models import (
    Answer,
    Assessment,
    Citation,
    MinorityView,
    Quadrant,
    Round,
    RoundResult,
    RoundState,
)
from assessments.turnout import turnout_of
from config.demo.days import Days
from config.demo.load import PROGRAMMES, load_demo
from config.demo.panels import PANEL_VERBS
from config.demo.people import cast, password
from config.demo.script import acts_of
from config.demo.telling import Teller
from config.demo.verbs import VERBS
from history.lens import Lens
from history.models import Change, ChangeSet
from monitoring.measures_page import scorecard
from monitoring.models import Indicator, Observation
from programmes.due import dues, late
from programmes.models import Link, Programme, RagClaim, State, Step
from reports.models import Report
from tests.conftest import sign_in
from valuecase.case_page import case_page

SIGNED_IN = ["manager", "contributor", "facilitator", "board", "observer", "orgadmin", "admin", "outsider"]
PAGES = [
    "", "needs-assessment/", "value-case/", "plan/", "plan/strategic-plan/", "plan/risks/", "plan/actions/",
    "people/", "people/stakeholders/", "measures/", "reports/", "history/",
]  # fmt: skip


def load() -> str:
    out = StringIO()
    call_command("demo_data", stdout=out)
    return out.getvalue()


@pytest.fixture(scope="module")
def printed(django_db_setup, django_db_blocker):
    """What the first run prints; the data go when the tests of this file are done."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield load()
        transaction.set_rollback(True)


@pytest.fixture
def riverside(printed):
    return Programme.objects.get(slug="riverside")


def person(key):
    return User.objects.get(email=f"{key}@demo.example")


@pytest.mark.parametrize(
    ("text", "mistake"),
    [
        (
            "- {when: 1/1, by: manager, deeds: [{revise: risk flood, impact: 5}]}",
            "no risk is called 'flood' by then",
        ),
        ("- {when: 1/1, by: nobody, deeds: []}", "no user is called 'nobody' by then"),
    ],
)
def test_a_mistake_in_a_script_is_named_with_its_place(riverside, tmp_path, text, mistake):
    (tmp_path / "errors.yaml").write_text(text)
    days = Days(timezone.localdate())
    names = {(User, "manager"): person("manager")}
    with pytest.raises(LookupError, match=mistake) as caught:
        Teller(riverside, tmp_path, days, names, VERBS).tell(acts_of(tmp_path, days))
    assert caught.value.__notes__ == [f"in {tmp_path.name}/errors.yaml, act 1"]


ASKED = """
- when: 5d
  by: manager
  deeds:
  - {assess: scirocco, as: small, title: How far are we?, purpose: To see., opens_on: same, closes_on: +9d}
  - {ask: small, columns: [as, name, email], rows: [[kim, Kim Doe, kim@demo.example]]}
  - {launch: small}
"""


def tell_for_once(programme, folder, text):
    """Tell a script of the manager's, whose traces go when the block of the test ends."""
    (folder / "asked.yaml").write_text(text)
    days = Days(timezone.localdate())
    teller = Teller(programme, folder, days, {(User, "manager"): person("manager")}, VERBS | PANEL_VERBS)
    teller.tell(acts_of(folder, days))
    return Round.objects.get(assessment__title="How far are we?")


@pytest.mark.parametrize(
    ("ratings", "mistake"),
    [
        ("3 x", "'x' is no rating of structure-governance"),
        ("3 2", "shorter"),
        ("7 3 3 3 3 3 3 3 3 3 3 3", "readiness-to-change cannot be 7"),
    ],
)
def test_ratings_that_the_instrument_does_not_take_are_refused(riverside, tmp_path, ratings, mistake):
    script = f'{ASKED}  - {{rate: small, rows: [[kim, nursing, "{ratings}"]]}}\n'
    with pytest.raises(ValueError, match=mistake):
        tell_for_once(riverside, tmp_path, script)


def test_who_is_asked_in_the_demonstration_gets_no_mail(
    riverside, tmp_path, django_capture_on_commit_callbacks
):
    with transaction.atomic():
        with django_capture_on_commit_callbacks(execute=True):
            round = tell_for_once(riverside, tmp_path, ASKED)
        assert round.state == RoundState.OPEN
        assert mail.outbox == []
        transaction.set_rollback(True)


def test_each_person_is_printed_with_the_password_on_every_run(printed):
    again = load()
    for text in (printed, again):
        for key in SIGNED_IN:
            assert re.search(rf"^ +{key}@demo\.example +{re.escape(password())} ", text, re.MULTILINE)
    assert "Added Riverside Integrated Care." in printed
    assert "Added" not in again


def test_a_second_run_adds_nothing(printed):
    before = ChangeSet.objects.count(), Change.objects.count(), User.objects.count()
    load()
    assert (ChangeSet.objects.count(), Change.objects.count(), User.objects.count()) == before


@pytest.mark.parametrize("key", SIGNED_IN)
def test_the_printed_people_sign_in_with_the_printed_password(printed, key):
    answer = Client().post("/accounts/login/", {"login": f"{key}@demo.example", "password": password()})
    assert answer.status_code == 302


def test_the_others_cannot_sign_in(printed):
    silent = [entry for entry in cast() if not entry.note]
    assert silent
    assert not any(person(entry.key).has_usable_password() for entry in silent)


def test_the_password_is_kept_for_the_next_run_and_for_its_owner_only(printed):
    kept = settings.VAR_DIR / "demo-password"
    assert kept.read_text() == password()
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600


def test_the_environment_sets_the_password(printed, monkeypatch):
    monkeypatch.setenv("DEMO_PASSWORD", "twelve quiet rivers")
    load()
    assert person("observer").check_password("twelve quiet rivers")
    monkeypatch.delenv("DEMO_PASSWORD")
    load()
    assert person("observer").check_password(password())


def test_a_weak_password_is_refused_in_words(printed, monkeypatch):
    monkeypatch.setenv("DEMO_PASSWORD", "demo")
    with pytest.raises(CommandError, match="DEMO_PASSWORD is too weak"):
        load()


def test_production_has_no_demonstration(settings):
    settings.PRODUCTION = True
    with pytest.raises(CommandError, match="no place in production"):
        load()


def test_riverside_is_told_in_many_acts_over_five_years_by_many_people(riverside):
    acts = ChangeSet.objects.filter(scope=riverside.pk)
    days = sorted(acts.values_list("at", flat=True))
    assert 150 <= len(days) <= 350
    assert days[-1] - days[0] > timedelta(days=4.5 * 365)
    assert days[-1] < timezone.now()
    assert len({act.by_id for act in acts}) >= 8
    assert acts.exclude(reason="").count() > len(days) / 2


def test_every_page_of_riverside_opens(riverside):
    client = sign_in(person("manager"))
    steps = [f"journey/{step.key}/" for step in riverside.steps.all()]
    indicators = [f"measures/{row.pk}/" for row in riverside.indicators.all()]
    reports = [f"reports/{row.pk}/" for row in riverside.reports.all()]
    for page in [*PAGES, *steps, *indicators, *reports]:
        assert client.get(f"/programmes/riverside/{page}").status_code == 200, page


@pytest.mark.parametrize("slug", ["kinzigtal", "north-west-london"])
def test_the_documented_programmes_open_and_claim_nothing_of_their_own(printed, slug):
    programme = Programme.objects.get(slug=slug)
    assert sign_in(person("manager")).get(f"/programmes/{slug}/").status_code == 200
    assert not programme.illustrative
    assert programme.provenance.startswith("Documented.")
    assert not RagClaim.objects.filter(programme=programme).exists()
    assert not programme.milestones.exclude(owner=None).exists()


def test_the_outsider_sees_another_programme_only(riverside):
    client = sign_in(person("outsider"))
    assert client.get("/programmes/kinzigtal/").status_code == 200
    assert client.get("/programmes/riverside/").status_code == 404
    assert client.get("/programmes/north-west-london/").status_code == 404


def test_riverside_is_in_the_middle_of_its_journey(riverside):
    steps = list(Step.objects.filter(programme=riverside))
    assert {step.state for step in steps} == {State.OPEN, State.REOPENED, State.DONE}
    assert {step.rag for step in steps} == {"on_track", "watch", "off_track"}
    assert all(step.owner_id for step in steps)
    assert 5 <= len(late(dues(Lens(riverside)))) <= 20


@pytest.mark.parametrize(
    ("accessor", "least"),
    [
        ("partners", 8), ("cohorts", 6), ("caregaps", 5), ("assets", 10), ("endorsements", 8), ("caseoptions", 3),
        ("streams", 12), ("goals", 4), ("objectives", 9), ("workstreams", 5), ("planroles", 25),
        ("commitments", 9), ("milestones", 20), ("actions", 25), ("risks", 12), ("issues", 4), ("decisions", 10),
        ("indicators", 12), ("stakeholders", 25), ("positions", 40), ("assessments", 4), ("priorityissues", 7),
        ("targetlevels", 7), ("swotentrys", 10),
    ],
)  # fmt: skip
def test_every_register_of_riverside_is_full(riverside, accessor, least):
    assert getattr(riverside, accessor).count() >= least


def test_a_decision_was_superseded_and_some_commitments_are_signed(riverside):
    assert riverside.decisions.exclude(superseded_by=None).exists()
    assert riverside.commitments.exclude(signed_by=None).exists()
    assert riverside.commitments.filter(signed_by=None).exists()


def test_the_value_case_costs_before_it_pays_in_its_fourth_year(riverside):
    preferred = next(o for o in case_page(Lens(riverside)).options if o.option.is_preferred)
    assert 3 < preferred.appraisal.discounted_payback.years < 4


def test_the_measures_tell_of_improvement_and_of_one_concern(riverside):
    card = scorecard(Lens(riverside), person("manager"), show="all", by="aim")
    own = [line for group in card.groups for line in group.lines if not line.indicator.code.startswith("AE-")]
    assert sum(line.is_improving for line in own) >= 5
    assert [line.indicator.code for line in own if line.is_concern] == ["EAWA"]
    assert {line.assurance for line in own} >= {"pass", "fail", "inconsistent"}


def agreement_on(round, dimension):
    content = RoundResult.objects.get(round=round).content
    return content["dimensions"][dimension]["summary"]["ijic7747"]["distribution"]


def test_the_panel_of_a_year_ago_was_split_came_together_and_kept_the_other_view(riverside):
    midterm = Assessment.objects.get(programme=riverside, repeats__isnull=False, before__isnull=False)
    first, second = midterm.rounds.all()
    assert timedelta(days=340) < timezone.now() - second.revealed_at < timedelta(days=430)
    assert second.asked == ["finance-funding", "citizen-empowerment"]
    assert agreement_on(first, "finance-funding") == "split"
    assert agreement_on(second, "finance-funding") == "agreement"
    assert {level.dimension for level in midterm.agreed_levels.all()} == set(midterm.dimensions)
    assert midterm.minority_views.get().dimension == "citizen-empowerment"
    assert MinorityView.objects.get(assessment=midterm.before, held_by="Voluntary Action")


def test_groups_of_the_panel_are_shown_and_none_is_small(riverside):
    content = RoundResult.objects.filter(round__programme=riverside, round__number=2).get().content
    sectors = content["breakdowns"]["sector"]["blocks"]
    assert len(sectors) == 3
    assert min(block["n"] for block in sectors) >= 5


def test_a_gap_became_an_objective_and_an_action_that_is_done(riverside):
    links = Link.objects.filter(programme=riverside, origin_part="finance-funding")
    came_of = {link.outcome_model: link for link in links if "mid-term" in link.origin_title}
    assert came_of.keys() == {"programmes.objective", "programmes.action"}
    assert came_of["programmes.action"].origin_title.endswith("Finance & Funding, gap 2 to target 4")
    act = ChangeSet.objects.get(
        changes__model="programmes.link", changes__object_id=came_of["programmes.action"].pk
    )
    assert act.cause_model == "assessments.assessment"
    assert riverside.actions.get(pk=came_of["programmes.action"].outcome_id).status == "done"


def test_the_swot_led_to_an_issue_a_risk_and_an_action_and_rests_on_evidence(riverside):
    came_of = Link.objects.filter(programme=riverside, origin_model="assessments.swotentry")
    assert {link.outcome_model for link in came_of} == {
        "assessments.priorityissue",
        "programmes.risk",
        "programmes.action",
    }
    entries = riverside.swotentrys.all()
    assert {entry.quadrant for entry in entries} == set(Quadrant)
    cited = Citation.objects.filter(programme=riverside, target_model="assessments.swotentry")
    assert {citation.target_id for citation in cited} <= {entry.pk for entry in entries}
    assert all(citation.finding for citation in cited)
    assert len(cited) >= 3


def test_the_repeat_is_open_and_seven_of_twelve_have_answered(riverside):
    again = Assessment.objects.get(programme=riverside, repeats=None, before__isnull=False)
    round = again.rounds.get()
    assert round.state == RoundState.OPEN
    assert (turnout_of(round).answered, turnout_of(round).asked) == (7, 12)
    assert not RoundResult.objects.filter(round=round).exists()
    home = sign_in(person("manager")).get("/programmes/riverside/").content.decode()
    assert "You are asked to rate: Where we stand a year later" in home


def test_history_tells_of_nobody_s_ratings(riverside):
    assert Answer.objects.filter(sheet__programme=riverside).count() > 300
    told = set(Change.objects.filter(scope=riverside.pk).values_list("model", flat=True))
    assert "assessments.respondent" in told
    assert not told & {"assessments.sheet", "assessments.answer"}


def test_published_figures_are_neither_moved_nor_changed(riverside):
    series = Indicator.objects.get(programme=riverside, code="AE-RRK-3Y")
    figures = list(Observation.objects.filter(indicator=series).values_list("period", "value"))
    assert len(figures) == 36
    assert (figures[0], figures[-1]) == ((date(2016, 4, 1), 1195), (date(2019, 3, 1), 10670))
    assert "Open Government Licence" in series.source
    assert series.recalculations.get().on == date(2018, 7, 1)


def test_issued_reports_are_sealed_with_what_was_so_on_their_day(riverside):
    first, second = Report.objects.filter(programme=riverside, issued_at__isnull=False).order_by("number")
    assert first.is_intact
    assert second.is_intact
    assert second.issued_at < timezone.now() - timedelta(days=60)
    assert "Lease of the fire station" not in second.dataset  # nobody knew of it then
    assert Report.objects.filter(programme=riverside, issued_at=None).count() == 1


def test_every_act_of_the_demonstration_is_somebodys(riverside):
    acts = ChangeSet.objects.filter(scope=riverside.pk)
    assert acts.count() > 100
    assert not acts.filter(by=None).exists()


def test_the_programme_can_be_seen_as_it_was(riverside):
    then = Lens(riverside, at=timezone.now() - timedelta(days=4 * 365))
    now = Lens(riverside)
    assert len(then.rows(Indicator)) < len(now.rows(Indicator))
    assert {step.state for step in then.rows(Step)} >= {State.NOT_STARTED, State.OPEN}


@pytest.mark.django_db
def test_it_loads_on_a_leap_day_too():
    added = list(load_demo(secret="twelve quiet rivers", today=date(2024, 2, 29)))
    assert len(added) == len(PROGRAMMES)
