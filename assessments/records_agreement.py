"""The kinds of record in which a panel writes down what it settled, and where it is in sight."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.roles import Permission
from assessments.actions.agreement import agree_level
from assessments.agreement_page import agreed_profile, line_of
from assessments.forms.agreement import AgreedLevelForm, MinorityViewForm, PhasePlacementForm
from assessments.forms.dimensions import DimensionForm
from assessments.instrument_pack import anchor_of
from assessments.models import AgreedLevel, MinorityView, PhasePlacement
from history.lens import Lens
from programmes.kinds import Kind
from programmes.panels import register_panel


def on_agreement_page(row: Any) -> str:
    dimension = getattr(row, "dimension", None)
    place = "phase" if dimension is None else anchor_of(dimension) if dimension else ""
    return f"{reverse('assessment_agreement', args=[row.programme.slug, row.assessment_id])}#{place}"


def ratings_above(lens: Lens, form: DimensionForm, request: HttpRequest) -> dict[str, Any] | None:
    """What the panel should have in sight while it writes."""
    if form.assessment is None or form.dimension is None:
        return None
    return {"line": line_of(lens, form.assessment.pk, form.dimension.key)}


AGREEMENT_KINDS = (
    Kind(
        AgreedLevel,
        AgreedLevelForm,
        page=on_agreement_page,
        edit=Permission.FACILITATE,
        is_revisable=False,
        add=agree_level,
        section="journey",
        instead=_("A level that was agreed is not put back: agree it anew, and say why."),
    ),
    Kind(MinorityView, MinorityViewForm, page=on_agreement_page, edit=Permission.RATE, section="journey"),
    Kind(
        PhasePlacement,
        PhasePlacementForm,
        page=on_agreement_page,
        edit=Permission.FACILITATE,
        is_revisable=False,
        section="journey",
    ),
)

for kind in (AgreedLevel, MinorityView):
    register_panel(
        place=f"above:{kind._meta.model_name}",
        render=ratings_above,
        template="assessments/_ratings_above.html",
    )
register_panel(
    place="step:situational-analysis", render=agreed_profile, template="assessments/_agreed_profile.html"
)
