"""A programme with something in every section of a report, and a report on it."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from assessments.models import Cohort, CohortScore, CommonCause, Criterion
from history.actions import add_row
from history.changes import change_set
from history.models import add_many
from monitoring.models import Annotation, Baseline, Indicator, Observation, Target
from programmes.actions import close_step, declare_rag, open_step, tick_criterion
from programmes.models import (
    Action,
    Decision,
    DecisionOption,
    DueDate,
    Forecast,
    Issue,
    Milestone,
    Rag,
    Risk,
    Workstream,
)
from programmes.models.programme import today
from reports.actions import issue_report
from reports.models import Report, ReportAsk
from stakeholders.models import Stakeholder
from tests.conftest import sign_in
from valuecase.models import CaseOption, FundingAsk, Stream, StreamYear, UnpricedValue, ValueCase

SECRET = "Whisper Canary of the stakeholder register"
SUMMARY = (
    "The first two neighbourhood teams are at work and emergency admissions of frail people have begun to fall. "
    "The shared record is three months late because one supplier has not delivered its interface. "
    "In the next quarter the third team opens and the partners agree how the saving is shared."
)

MEASURES = [
    ("EA75", "Emergency admissions of people aged 75 and over", "per 1,000", "decrease", 62, -0.75, 48),
    ("DTOC", "Days that patients wait in hospital after they could leave", "days", "decrease", 420, -2, 300),
    ("CARE", "Frail people with a care plan that they helped to write", "%", "increase", 31, 1.6, 60),
    ("HOME", "People at home 91 days after leaving hospital with reablement", "%", "increase", 79, 0.2, 85),
    ("CARER", "Carers who say that they get the support they need", "%", "increase", 42, 0.5, 55),
    ("STAFF", "Staff who would recommend their team as a place to work", "%", "increase", 58, 0.0, 65),
    ("COST", "Cost of care for each frail person and month", "£", "decrease", 1840, -6, 1700),
]
STEPS = [
    (
        "needs-assessment",
        Rag.ON_TRACK,
        "The needs assessment was agreed by all partners in May and its cohorts are used in every workstream.",
        True,
    ),
    (
        "situational-analysis",
        Rag.WATCH,
        "Two canvases are still without the view of housing; the association joins in April.",
        False,
    ),
    (
        "value-case",
        Rag.ON_TRACK,
        "The case shows a return in year four; the finance directors have checked the streams.",
        True,
    ),
    ("vision-mission", Rag.ON_TRACK, "Vision and mission were worded with people who use services.", True),
    (
        "strategic-plan",
        Rag.OFF_TRACK,
        "The shared record is three months late and two milestones wait for it.",
        False,
    ),
]


def months(first, count):
    return [
        date(first.year + (first.month - 1 + n) // 12, (first.month - 1 + n) % 12 + 1, 1)
        for n in range(count)
    ]


def fill(programme, by, *, points=26):
    """Rows for every section; the people are `by`, the partners those of the programme."""
    with change_set(by=by, reason="Agreed by the programme team", scope=programme.pk):
        _journey(programme, by)
        _plan(programme, by)
        _registers(programme, by)
        for number, spec in enumerate(MEASURES):
            _measure(programme, number, spec, points)
        _needs(programme)
        _value(programme)
        Stakeholder(programme=programme, name=SECRET).save()
    return programme


def _journey(programme, by):
    for number, (key, rag, reason, is_done) in enumerate(STEPS):
        step = programme.steps.get(key=key)
        open_step(step=step, by=by, on=programme.starts_on + timedelta(days=90 * number))
        for criterion in step.guide.exit_criteria[: 9 if is_done else 2]:
            tick_criterion(step=step, criterion=criterion.key, evidence="Minutes of the board", by=by)
        declare_rag(step=step, rag=rag, reason=reason, by=by)
        if is_done:
            close_step(step=step, by=by, because="All criteria are met.")
    step = programme.steps.get(key="needs-assessment")
    open_step(step=step, by=by, because="Figures of the new census change the cohorts.")
    for activity in programme.steps.filter(position__gt=9)[:2]:
        open_step(step=activity, by=by)
        declare_rag(step=activity, rag=Rag.ON_TRACK, reason="The coalition meets every month.", by=by)


def _plan(programme, by):
    start, lead = programme.starts_on, programme.partners.first().organisation
    titles = ["Neighbourhood teams", "Shared care record", "Workforce and culture"]
    for number, title in enumerate(titles):
        stream = Workstream(
            programme=programme,
            title=title,
            organisation=lead,
            starts_on=start + timedelta(days=120 * number),
            ends_on=start + timedelta(days=1300),
        )
        stream.save()
        _milestones(programme, stream, number)


def _milestones(programme, stream, number):
    now = today()
    plans = [
        ("agreed by all partners", -300, -290, None),
        ("begins", -60, None, 45),
        ("is in use everywhere", 200, None, 290),
    ]
    for name, planned, reached, expected in plans:
        milestone = Milestone(
            programme=programme,
            title=f"{stream.title}: {name}",
            workstream=stream,
            planned_on=now + timedelta(days=planned + 20 * number),
            reached_on=now + timedelta(days=reached + 20 * number) if reached else None,
        )
        milestone.save()
        if expected:
            reason = "The supplier delivers its interface later than agreed."
            Forecast(
                programme=programme,
                milestone=milestone,
                expected_on=now + timedelta(days=expected),
                reason=reason,
            ).save()
    Milestone(
        programme=programme,
        title=f"{stream.title}: review",
        workstream=stream,
        planned_on=now - timedelta(days=25),
    ).save()


def _registers(programme, by):
    step = programme.steps.get(key="strategic-plan")
    risks = [
        (
            "Because one supplier is late, the shared record may miss the winter, so that teams go on writing twice",
            4,
            4,
        ),
        ("Because budgets stay apart, a partner may save what another pays, so that trust is lost", 3, 4),
        ("Because nurses are scarce, the third team may open understaffed, so that waiting grows", 3, 3),
        ("Because figures come late, the board may steer by old ones", 2, 2),
    ]
    for title, likelihood, impact in risks:
        Risk(
            programme=programme,
            title=title,
            likelihood=likelihood,
            impact=impact,
            step=step,
            response="The sponsor speaks with the supplier every week; a paper form bridges the gap.",
            review_on=today() + timedelta(days=20),
        ).save()
    Issue(
        programme=programme,
        title="The housing association has no access to the referral form",
        impact="Twelve referrals came back.",
        response="An account is set up by hand.",
        due_on=today() - timedelta(days=3),
    ).save()
    decision = Decision(
        programme=programme,
        title="Where the third neighbourhood team is based",
        status=Decision.Status.MADE,
        reason="It is reached by bus from all four villages.",
        decided_by="Programme board",
        decided_on=today() - timedelta(days=10),
        step=step,
    )
    decision.save()
    DecisionOption(programme=programme, decision=decision, text="Health centre", is_chosen=True).save()
    DecisionOption(programme=programme, decision=decision, text="Town hall").save()
    Decision(
        programme=programme,
        title="How the saving is shared",
        status=Decision.Status.ASKED,
        reason="Year two begins to save.",
    ).save()
    for number in range(3):
        action = Action(
            programme=programme,
            title=f"Write to partner {number + 1} about the form",
            organisation=programme.partners.first().organisation,
        )
        action.save()
        DueDate(programme=programme, action=action, due_on=today() + timedelta(days=10 * number - 12)).save()


def _measure(programme, number, spec, points):
    code, title, unit, direction, start, slope, goal = spec
    indicator = Indicator(
        programme=programme,
        code=code,
        title=title,
        unit=unit,
        direction=direction,
        is_key=number < 6,
        aim=Indicator.Aim.HEALTH,
        dimension=Indicator.Dimension.OUTCOME,
        decimals=1 if unit == "per 1,000" else 0,
        definition="Counted each month for all people registered with a practice of the place.",
        source="Monthly return of the partners",
        baseline_points=12,
    )
    indicator.save()
    first = months(today().replace(day=1), 1)[0]
    first = months(date(first.year - 3, first.month, 1), 36 - points + 1)[-1]
    noise = [0, 2, -1, 1, -2, 3, 0, -1, 2, -3, 1, 0]
    add_many(
        [
            Observation(
                programme=programme,
                indicator=indicator,
                period=day,
                value=Decimal(str(round(start * (1 + noise[i % 12] / 60) + slope * max(0, i - 10), 1))),
            )
            for i, day in enumerate(months(first, points))
        ]
    )
    Baseline(
        programme=programme,
        indicator=indicator,
        value=start,
        from_on=first,
        to_on=months(first, 12)[-1],
        reason="The year before the teams.",
    ).save()
    Target(
        programme=programme,
        indicator=indicator,
        value=Decimal(str((start + goal) / 2)),
        applies_from=first,
        reason="Half the way.",
    ).save()
    Target(
        programme=programme,
        indicator=indicator,
        value=goal,
        applies_from=months(first, 18)[-1],
        reason="As the best of like places.",
    ).save()
    if number < 3:
        Annotation(
            programme=programme, indicator=indicator, on=months(first, 11)[-1], text="First team opens"
        ).save()


def _needs(programme):
    CommonCause(
        programme=programme, text="Nobody in Riverside should have to tell their story twice to get help."
    ).save()
    criteria = []
    for title, weight in (("Size", 20), ("Severity of need", 40), ("Benefit of integration", 40)):
        criteria.append(
            Criterion(
                programme=programme, title=title, weight=weight, meaning_of_1="Low", meaning_of_5="High"
            )
        )
        criteria[-1].save()
    for number, name in enumerate(
        ("Frail people living alone", "Adults with several long-term conditions", "Children with asthma")
    ):
        cohort = Cohort(
            programme=programme, name=name, definition="As the registers count", size=1200 * (number + 1)
        )
        cohort.save()
        for place, criterion in enumerate(criteria):
            score = (2, 5, 5, 4, 3, 4, 3, 2, 2)[number * 3 + place]
            CohortScore(programme=programme, cohort=cohort, criterion=criterion, score=score).save()


def _value(programme):
    ValueCase(
        programme=programme, problem="Care comes late and twice.", base_year=programme.starts_on.year, years=8
    ).save()
    FundingAsk(
        programme=programme, addressee="Integrated care board", amount=900000, text="Two more teams."
    ).save()
    UnpricedValue(programme=programme, title="Calm at home", for_whom="Carers", weight=3).save()
    partners = [partner.organisation for partner in programme.partners.all()]
    for number, title in enumerate(("Neighbourhood teams", "Coordination by telephone")):
        option = CaseOption(programme=programme, title=title, is_preferred=not number, position=number)
        option.save()
        for category, sums in (
            ("running", [400, 500, 450, 300, 200, 200, 200, 200]),
            ("cashable", [0, 60, 300, 600, 700, 700, 700, 700]),
        ):
            stream = Stream(
                programme=programme,
                option=option,
                title=f"{title}, {category}",
                category=category,
                organisation=partners[0] if category == "running" else partners[-1],
                confidence="medium",
            )
            stream.save()
            for year, amount in enumerate(sums):
                StreamYear(
                    programme=programme, stream=stream, year=year, amount=amount * 1000 / (number + 1)
                ).save()


def write_report(programme, by, **fields):
    fields = {
        "period_from": today() - timedelta(days=90),
        "period_to": today(),
        "title": "Status report",
        "summary": SUMMARY,
    } | fields
    report = add_row(row=Report(programme=programme, **fields), by=by)
    asks = [
        "Agree that the third neighbourhood team opens in April, at the health centre.",
        "Decide by which rule the saving of year two is shared among the partners.",
        "Note that the shared record comes three months late, and what is done about it.",
    ]
    for text in asks:
        add_row(row=ReportAsk(programme=programme, report=report, text=text), by=by)
    return report


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    """A folder of the test's own for the PDFs."""
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def full_programme(programme, manager):
    return fill(programme, manager)


@pytest.fixture
def draft(programme, manager):
    return write_report(programme, manager)


@pytest.fixture
def issued(draft, manager):
    """An issued report; the worker has not come to its PDF."""
    return issue_report(report=draft, version=draft.version, by=manager)


@pytest.fixture
def as_board_member(board_member):
    return sign_in(board_member)
