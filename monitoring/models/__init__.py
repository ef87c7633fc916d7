"""Indicators with their figures, and imports; one subject a module."""

from monitoring.models.imports import DRAFT_LIFE, Import, ImportDraft
from monitoring.models.indicators import (
    Annotation,
    Baseline,
    Indicator,
    MonitoringRow,
    Observation,
    Recalculation,
    Target,
    in_plain_digits,
)

__all__ = [
    "DRAFT_LIFE",
    "Annotation",
    "Baseline",
    "Import",
    "ImportDraft",
    "Indicator",
    "MonitoringRow",
    "Observation",
    "Recalculation",
    "Target",
    "in_plain_digits",
]
