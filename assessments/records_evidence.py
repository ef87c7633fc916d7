"""The kinds of record of evidence that is cited, and where the library shows by itself."""

from functools import partial

from accounts.roles import Permission
from assessments.citing import evidence_of_record, record_cited_for
from assessments.evidence_hints import SUGGESTIONS, beside_form, cite_ticked, evidence_at_step
from assessments.models import Citation, StakeholderCitation
from programmes.forms import record_form
from programmes.journey_pack import journey
from programmes.kinds import Kind
from programmes.panels import register_panel

EVIDENCE_KINDS = (
    Kind(
        Citation,
        record_form(Citation, "note"),
        page=record_cited_for,
        is_addable=False,
        template="assessments/citation.html",
    ),
    Kind(
        StakeholderCitation,
        record_form(StakeholderCitation, "note"),
        page=record_cited_for,
        see=Permission.SEE_STAKEHOLDERS,
        is_addable=False,
        section="people",
        template="assessments/citation.html",
    ),
)

register_panel(place="record", render=evidence_of_record, template="assessments/_record_evidence.html")
for entry in journey().entries:
    register_panel(
        place=f"learn:{entry.key}",
        render=partial(evidence_at_step, entry.key),
        template="assessments/_step_evidence.html",
    )
for key in SUGGESTIONS:
    register_panel(
        place=f"form:{key}",
        render=partial(beside_form, key),
        template="assessments/_form_evidence.html",
        saved=cite_ticked,
    )
