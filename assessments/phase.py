"""The phase of development in which a group places itself."""

from dataclasses import dataclass

from assessments.models import Assessment, PhasePlacement
from history.lens import Lens


@dataclass(frozen=True)
class Placement:
    """Where the group sees itself, and where it did before, newest first."""

    present: PhasePlacement | None
    earlier: list[PhasePlacement]


def placement(lens: Lens, assessment: Assessment) -> Placement:
    rows = [row for row in lens.rows(PhasePlacement) if row.assessment_id == assessment.pk]
    newest_first = sorted(rows, key=_pk, reverse=True)
    return Placement(next(iter(newest_first), None), newest_first[1:])


def _pk(row: PhasePlacement) -> int:
    return int(row.pk)
