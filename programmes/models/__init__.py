"""The programme, its people, its journey and its registers; one subject a module."""

from programmes.models.journey import CriterionTick, Rag, RagClaim, State, Step, Visit
from programmes.models.links import Link
from programmes.models.moments import Moment
from programmes.models.people import Invitation, Membership, Partner
from programmes.models.plan import (
    Commitment,
    Goal,
    Measure,
    Objective,
    PlanRole,
    RuleOfEngagement,
    Workstream,
)
from programmes.models.programme import LastSeen, Programme
from programmes.models.registers import (
    Action,
    Decision,
    DecisionOption,
    DueDate,
    Forecast,
    Issue,
    Milestone,
    Risk,
)

__all__ = [
    "Action",
    "Commitment",
    "CriterionTick",
    "Decision",
    "DecisionOption",
    "DueDate",
    "Forecast",
    "Goal",
    "Invitation",
    "Issue",
    "LastSeen",
    "Link",
    "Measure",
    "Membership",
    "Milestone",
    "Moment",
    "Objective",
    "Partner",
    "PlanRole",
    "Programme",
    "Rag",
    "RagClaim",
    "Risk",
    "RuleOfEngagement",
    "State",
    "Step",
    "Visit",
    "Workstream",
]
