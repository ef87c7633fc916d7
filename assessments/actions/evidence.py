"""Citing evidence for what a programme writes. A citation is taken back as any record is removed."""

from django.db import IntegrityError, transaction

from accounts.models import User
from assessments.citing import citations_of
from assessments.evidence_pack import evidence
from assessments.models.evidence import CitationRow
from history.actions import add_row
from programmes.kinds import kind_of
from programmes.models.programme import ProgrammeRow


@transaction.atomic
def cite(*, target: ProgrammeRow, factor: str, by: User, note: str = "") -> CitationRow:
    """Cite a factor for a record; the citation that there is where somebody has done so already.

    LookupError for a factor that the library does not have, or a record of a kind for which nothing is cited.
    """
    kind, pack = kind_of(target), evidence()
    model = citations_of(kind) if kind else None
    if model is None or factor not in pack.findings:
        raise LookupError(factor)
    row = model(
        programme=target.programme,
        factor=factor,
        pack_version=pack.version,
        target_model=target._meta.label_lower,
        target_id=target.pk,
        target_title=str(target)[:300],
        note=note,
    )
    try:
        with transaction.atomic():
            return add_row(row=row, by=by)
    except IntegrityError:  # the database lets a factor be cited once for a record
        place = {"target_model": row.target_model, "target_id": row.target_id}
        there: CitationRow = model.objects.get(programme=target.programme, factor=factor, **place)
        return there
