"""The kinds of record of the needs assessment, its working paper, and the instruments that the pages of steps offer."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.roles import Permission
from assessments.actions.needs import endorse, renew_endorsement, withdraw_endorsement
from assessments.forms.needs import AgeBandForm, CriterionForm, EndorsementForm
from assessments.library_page import offered_at
from assessments.models import (
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
from assessments.records_agreement import AGREEMENT_KINDS
from assessments.records_benchmark import BENCHMARK_KINDS
from assessments.records_evidence import EVIDENCE_KINDS
from assessments.records_gaps import GAP_KINDS, PRIORITY_ISSUES
from assessments.records_rounds import ROUND_KINDS
from assessments.records_situation import SITUATION_KINDS, SWOT
from history.lens import Lens
from programmes.forms import record_form
from programmes.journey_pack import journey
from programmes.kinds import Kind, Paper, register, register_paper
from programmes.models.programme import ProgrammeRow
from programmes.panels import register_panel


def in_needs(section: str = "") -> Callable[[ProgrammeRow], str]:
    """The row on the working paper: at its own anchor, or at its section's where it stands in no line of its own."""
    return lambda row: (
        f"{reverse('needs_assessment', args=[row.programme.slug])}#{section or f'{row._meta.model_name}-{row.pk}'}"
    )


register(
    *AGREEMENT_KINDS,
    *BENCHMARK_KINDS,
    *EVIDENCE_KINDS,
    *GAP_KINDS,
    *ROUND_KINDS,
    *SITUATION_KINDS,
    Kind(
        PopulationProfile,
        record_form(PopulationProfile, "area", "size", "as_of", "source", "note"),
        page=in_needs(),
        children=("age_bands",),
    ),
    Kind(AgeBand, AgeBandForm, page=in_needs("population")),
    Kind(
        Cohort,
        record_form(
            Cohort,
            "name",
            "definition",
            "size",
            "use",
            "contacts",
            "cost_per_head",
            "trend",
            "inequality",
            "source",
            "as_of",
        ),
        page=in_needs(),
        children=("scores", "gaps"),
    ),
    Kind(Criterion, CriterionForm, page=in_needs(), children=("scores",)),
    Kind(
        CohortScore,
        record_form(CohortScore, "cohort", "criterion", "score", "reason"),
        page=in_needs("ranking"),
    ),
    Kind(CareGap, record_form(CareGap, "title", "cohort", "severity", "evidence", "source"), page=in_needs()),
    Kind(Asset, record_form(Asset, "title", "form", "organisation", "use"), page=in_needs()),
    Kind(
        CommonCause,
        record_form(CommonCause, "text", "reason"),
        page=in_needs("common-cause"),
        is_revisable=False,
        children=("endorsements",),
    ),
    Kind(
        Endorsement,
        EndorsementForm,
        page=in_needs("common-cause"),
        edit=Permission.RATE,
        is_revisable=False,
        add=endorse,
        remove=withdraw_endorsement,
        restore=renew_endorsement,
    ),
)

register_paper(
    Paper(
        step_key="needs-assessment",
        title=_("Needs assessment"),
        purpose=_(
            "Who lives here, what they need, whom to begin with, and the common cause that partners endorse."
        ),
        url_name="needs_assessment",
        models=(PopulationProfile, Cohort, Criterion, CareGap, Asset, CommonCause, Endorsement),
    )
)

register_paper(SWOT)
register_paper(PRIORITY_ISSUES)


def instruments_at(step: str, lens: Lens) -> dict[str, Any] | None:
    entries = offered_at(step)
    return {"entries": entries} if entries else None


for entry in journey().entries:
    register_panel(
        place=f"step:{entry.key}",
        render=partial(instruments_at, entry.key),
        template="assessments/_step_instruments.html",
    )
