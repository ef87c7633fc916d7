"""What the partners find out before they plan; one subject a module."""

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

__all__ = [
    "AgeBand",
    "Asset",
    "CareGap",
    "Cohort",
    "CohortScore",
    "CommonCause",
    "Criterion",
    "Endorsement",
    "PopulationProfile",
]
