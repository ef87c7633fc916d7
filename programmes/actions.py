"""What changes a programme and its journey."""

from datetime import date

from django.db import transaction

from accounts.models import Organisation, User
from accounts.roles import Role
from history.actions import Stale, hold, revise_row
from history.changes import change_set
from programmes.journey_pack import journey
from programmes.models import (
    CriterionTick,
    Issue,
    Membership,
    Partner,
    Programme,
    RagClaim,
    Risk,
    Step,
    Visit,
)
from programmes.models.journey import Rag, State
from programmes.models.programme import today


@transaction.atomic
def start_programme(*, programme: Programme, organisation: Organisation, by: User) -> Programme:
    """Store a new programme with its thirteen steps and activities; `by` becomes its manager for `organisation`."""
    with change_set(by=by):
        programme.journey_version = journey().version
        programme.save()
        Partner(programme=programme, organisation=organisation, joined_on=programme.starts_on).save()
        Membership(programme=programme, user=by, organisation=organisation, role=Role.MANAGER).save()
        for position, node in enumerate(journey().entries, start=1):
            Step(programme=programme, key=node.key, position=position).save()
    return programme


@transaction.atomic
def open_step(
    *, step: Step, by: User, because: str = "", on: date | None = None, version: int | None = None
) -> Visit:
    """Begin a visit. A step that was closed before is reopened, and that asks for a reason. Raises Stale."""
    hold(step, version)
    again = step.visits_made > 0
    if again and not because.strip():
        raise ValueError("A step is reopened for a reason.")
    with change_set(by=by, reason=because, scope=step.programme_id):
        visit = Visit(
            programme=step.programme, step=step, opened_on=on or today(), opened_because=because.strip()
        )
        visit.save()
        step.state = State.REOPENED if again else State.OPEN
        step.visits_made += 1
        step.save()
    return visit


@transaction.atomic
def close_step(
    *, step: Step, by: User, because: str = "", on: date | None = None, version: int | None = None
) -> Visit:
    """End the open visit. Open criteria do not block it, but then it asks for a reason. Raises Stale."""
    hold(step, version)
    met = {tick.criterion for tick in step.ticks.all()}
    open_criteria = sum(criterion.key not in met for criterion in step.guide.exit_criteria)
    if open_criteria and not because.strip():
        raise ValueError("A step with open criteria is closed for a reason.")
    with change_set(by=by, reason=because, scope=step.programme_id):
        visit = step.visits.get(closed_on=None)
        visit.closed_on = on or today()
        visit.closed_because = because.strip()
        visit.open_criteria = open_criteria
        visit.save()
        step.state = State.DONE
        step.save()
    return visit


@transaction.atomic
def tick_criterion(
    *,
    step: Step,
    criterion: str,
    evidence: str,
    by: User,
    link: str = "",
    on: date | None = None,
    version: int | None = None,
) -> CriterionTick:
    """Record that an exit criterion is met, and what shows it; raises Stale.

    LookupError for a criterion the step does not have.
    """
    step.criterion(criterion)
    hold(step, version)
    with change_set(by=by, scope=step.programme_id):
        tick = CriterionTick(
            programme=step.programme,
            step=step,
            criterion=criterion,
            evidence=evidence,
            link=link,
            met_on=on or today(),
        )
        tick.save()
    return tick


@transaction.atomic
def declare_rag(
    *,
    step: Step,
    rag: Rag,
    reason: str,
    by: User,
    on: date | None = None,
    version: int | None = None,
    seen: int | None = None,
) -> RagClaim:
    """Declare a status with its reason; the earlier claims stay.

    `seen` counts the claims that the person knew of. Raises Stale when there are more, or the step has moved on.
    """
    hold(step, version)
    if seen is not None and seen != step.claims.count():
        raise Stale(step)
    with change_set(by=by, reason=reason, scope=step.programme_id):
        claim = RagClaim(programme=step.programme, step=step, rag=rag, reason=reason, on=on or today())
        claim.save()
    return claim


@transaction.atomic
def turn_risk_into_issue(*, risk: Risk, by: User, reason: str = "", version: int | None = None) -> Issue:
    """The risk has come true: it is marked so, and an issue takes over its words, owner and step.

    Raises Stale when somebody changed the risk after it was read at `version`, so that two people make one issue.
    """
    with change_set(by=by, reason=reason, scope=risk.programme_id, cause=risk):
        risk.status = Risk.Status.HAPPENED
        revise_row(row=risk, version=risk.version if version is None else version, by=by)
        issue = Issue(
            programme=risk.programme,
            title=risk.title,
            step=risk.step,
            from_risk=risk,
            response=risk.response,
            owner=risk.owner,
        )
        issue.save()
    return issue


@transaction.atomic
def add_partner(
    *,
    programme: Programme,
    organisation: Organisation,
    by: User,
    on: date | None = None,
    contribution: str = "",
) -> Partner:
    with change_set(by=by, scope=programme.pk):
        partner = Partner(
            programme=programme, organisation=organisation, joined_on=on or today(), contribution=contribution
        )
        partner.save()
    return partner


@transaction.atomic
def add_member(
    *, programme: Programme, user: User, organisation: Organisation, role: Role, by: User
) -> Membership:
    with change_set(by=by, scope=programme.pk):
        membership = Membership(programme=programme, user=user, organisation=organisation, role=role)
        membership.save()
    return membership
