"""For which records evidence can be cited, and what a record's page says of the evidence that is."""

from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from accounts.roles import Permission
from assessments.models import Citation, StakeholderCitation
from assessments.models.evidence import CitationRow
from history.keys import key_in
from history.lens import Lens
from programmes.kinds import Kind, kind_called, kind_of, papers_of
from programmes.models.programme import Artefact, Programme, ProgrammeRow

# By the permission to see the record, which is then that of seeing what is cited for it.
CITATIONS: dict[Permission, type[CitationRow]] = {
    Permission.VIEW: Citation,
    Permission.SEE_STAKEHOLDERS: StakeholderCitation,
}


def citations_of(kind: Kind) -> type[CitationRow] | None:
    """The model of the citations for records of a kind; None for kinds for which nothing is cited.

    Evidence speaks for what people write and revise on the working paper of a step or in the registers; not for ties,
    dated judgements and people, nor for what was rated or seen here, which is evidence of its own.
    """
    is_written = kind.is_addable and kind.is_revisable and not kind.model.is_link
    return CITATIONS.get(kind.see) if is_written and (_is_on_paper(kind) or _is_in_register(kind)) else None


def _is_on_paper(kind: Kind) -> bool:
    """Whether it is what a step records, on the paper of that step."""
    step: str = getattr(kind.model, "step_key", "")
    return any(kind.model in paper.models for paper in papers_of(step))


def _is_in_register(kind: Kind) -> bool:
    return kind.section == "plan" and not issubclass(kind.model, Artefact)


def target_name(row: ProgrammeRow) -> str:
    """ "risk-3", as addresses name the record for which evidence is looked for."""
    return f"{row._meta.model_name}-{row.pk}"


def target_called(programme: Programme, name: str) -> ProgrammeRow | None:
    """The record that an address names, if the person may cite evidence for it."""
    key, __, written = name.rpartition("-")
    kind, pk = kind_called(key), key_in(written)
    if kind is None or citations_of(kind) is None or pk is None:
        return None
    if not (programme.may(Permission.EDIT) and programme.may(kind.see) and programme.may(kind.edit)):
        return None
    row: ProgrammeRow | None = kind.model.objects.filter(programme=programme, pk=pk).first()
    if row is not None:
        row.programme = programme
    return row


def cited_for(lens: Lens, row: ProgrammeRow, model: type[CitationRow]) -> list[CitationRow]:
    place = (row._meta.label_lower, row.pk)
    return [cited for cited in lens.rows(model) if (cited.target_model, cited.target_id) == place]


def evidence_of_record(lens: Lens, row: ProgrammeRow) -> dict[str, Any] | None:
    """The panel on the record's page; None where there is nothing to say and nothing to do."""
    kind = kind_of(row)
    model = citations_of(kind) if kind else None
    if kind is None or model is None:
        return None
    programme, cited = lens.programme, cited_for(lens, row, model)
    may_cite = programme.may(Permission.EDIT) and programme.may(kind.edit) and row.removed_at is None
    if not (cited or may_cite):
        return None
    library = library_for(programme, row) if may_cite else ""
    return {"key": model._meta.model_name, "cited": cited, "may_cite": may_cite, "library": library}


def library_for(programme: Programme, row: ProgrammeRow) -> str:
    """The library, opened to cite for a record; at the step that the record concerns, if it names one."""
    step = getattr(row, "step", None)
    query = {"for": target_name(row)} | ({"step": step.key} if step else {})
    return f"{reverse('programme_evidence', args=[programme.slug])}?{urlencode(query)}"


def record_cited_for(citation: CitationRow) -> str:
    """The address of the record for which it is cited; the citation's own page where that kind is gone."""
    key = citation.target_model.rpartition(".")[2]
    if kind_called(key) is None:
        return citation.get_absolute_url()
    return f"{reverse('record', args=[citation.programme.slug, key, citation.target_id])}#evidence"
