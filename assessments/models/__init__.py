"""What the partners find out before they plan; one subject a module."""

from assessments.models.agreement import (
    AgreedLevel,
    MinorityView,
    PhasePlacement,
    TargetLevel,
)
from assessments.models.assessments import (
    Assessment,
    Profession,
    Respondent,
    Round,
    RoundResult,
    RoundState,
)
from assessments.models.ballots import Answer, Confidence, Sheet
from assessments.models.benchmark import BenchmarkConsent, MeetingRequest
from assessments.models.evidence import Citation, StakeholderCitation
from assessments.models.letters import UnsentLetter
from assessments.models.needs import (
    AgeBand,
    Asset,
    CareGap,
    Cohort,
    CohortScore,
    CommonCause,
    Criterion,
    Endorsement,
    PopulationProfile,
)
from assessments.models.own_instruments import OwnInstrument
from assessments.models.situation import PriorityIssue, Quadrant, SwotEntry, Weight

__all__ = [
    "AgeBand",
    "AgreedLevel",
    "Answer",
    "Assessment",
    "Asset",
    "BenchmarkConsent",
    "CareGap",
    "Citation",
    "Cohort",
    "CohortScore",
    "CommonCause",
    "Confidence",
    "Criterion",
    "Endorsement",
    "MeetingRequest",
    "MinorityView",
    "OwnInstrument",
    "PhasePlacement",
    "PopulationProfile",
    "PriorityIssue",
    "Profession",
    "Quadrant",
    "Respondent",
    "Round",
    "RoundResult",
    "RoundState",
    "Sheet",
    "StakeholderCitation",
    "SwotEntry",
    "TargetLevel",
    "UnsentLetter",
    "Weight",
]
