"""What the page of the comparison says: terms and consent, where one stands among the others, and whom one may ask."""

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from assessments.benchmark import FEWEST, Band, Compared, Figure, bands, compared, figures, stronger_by
from assessments.level_scale import LevelScale, level_scale
from assessments.models import Assessment, BenchmarkConsent, MeetingRequest
from assessments.outcome import with_unit
from assessments.standing import Assessed, Standing, assessed
from history.lens import Lens
from programmes.models import Membership, Programme


@dataclass(frozen=True)
class Cell:
    """How many of the others stand in the band; `is_own`: so do we."""

    band: Band
    n: int
    is_own: bool


@dataclass(frozen=True)
class Partner:
    """A programme that is named in a dimension. `request` is what we have asked it there."""

    programme: int
    name: str
    request: MeetingRequest | None


@dataclass(frozen=True)
class Line:
    standing: Standing
    found: Compared
    cells: list[Cell]
    partners: list[Partner]
    own: str

    @property
    def why_not(self) -> str:
        """Why there is no distribution; empty where there is one."""
        if self.found.counts is not None:
            return ""
        if not self.found.is_enough:
            words = _("%(n)d of %(all)d other programmes have a level here so far.")
            return words % {"n": self.found.n, "all": FEWEST}
        return _(
            "Not shown: besides programmes that you can open, that may be named or that you have met, fewer than %(all)d "
            "have a level here, and theirs could be worked out."
        ) % {"all": FEWEST}


@dataclass(frozen=True)
class BenchmarkPage:
    """`consent` None: the assessment takes no part, and nothing of others is looked up."""

    found: Assessed | None
    consent: BenchmarkConsent | None = None
    bands: list[Band] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    n_others: int = 0
    asked: list[MeetingRequest] = field(default_factory=list)  # by us, from this assessment
    asked_of_us: list[MeetingRequest] = field(default_factory=list)

    @property
    def is_enough(self) -> bool:
        return self.n_others >= FEWEST


def benchmark_page(lens: Lens, assessment: Assessment, person: User) -> BenchmarkPage:
    """Of today: nothing of others is known of an earlier day."""
    found, programme = assessed(lens, assessment), lens.programme
    consent = _consent(lens, assessment)
    requests = [row for row in lens.rows(MeetingRequest) if row.assessment_id == assessment.pk]
    to_us = asked_of(programme) if not lens.at else []
    if found is None or consent is None or lens.at:
        return BenchmarkPage(found, consent, asked=requests, asked_of_us=to_us)
    known, scale = known_to(person), level_scale(found.pack)
    others = figures(assessment, known)
    lines = _lines(found, others, known, scale, requests)
    return BenchmarkPage(found, consent, _bands(scale), lines, len(others), requests, to_us)


def _consent(lens: Lens, assessment: Assessment) -> BenchmarkConsent | None:
    rows = lens.rows(BenchmarkConsent)
    return next((row for row in rows if row.assessment_id == assessment.pk), None)


def known_to(person: User) -> set[int]:
    """The programmes that the person can open, or could as a member: what they know, they could subtract."""
    once = Membership.everything.filter(user=person).values_list("programme", flat=True)
    return {*Programme.objects.for_user(person).values_list("pk", flat=True), *once}


def asked_of(programme: Programme) -> list[MeetingRequest]:
    """What other programmes ask of this one, the newest first."""
    rows = MeetingRequest.objects.filter(other=programme, programme__removed_at=None)
    return list(rows.select_related("programme", "assessment__own_instrument").order_by("-pk"))


def _bands(scale: LevelScale) -> list[Band]:
    return bands(scale.low, scale.high, scale.unit)


def _lines(
    found: Assessed,
    others: list[Figure],
    known: Collection[int],
    scale: LevelScale,
    requests: list[MeetingRequest],
) -> list[Line]:
    own = {key: standing.level for key, standing in found.by_key.items()}
    across, step = _bands(scale), stronger_by(scale.unit)
    asked = {(row.other_id, row.dimension): row for row in requests}
    return [
        Line(
            standing=found.by_key[one.dimension],
            found=one,
            cells=_cells(one, across),
            partners=[
                Partner(other.programme, other.name, asked.get((other.programme, one.dimension)))
                for other in one.strong
            ],
            own=with_unit(one.own, scale),
        )
        for one in compared(own, others, known, across, step)
    ]


def _cells(found: Compared, across: list[Band]) -> list[Cell]:
    counts: list[Any] = found.counts or []
    return [
        Cell(band, n, found.own is not None and band.holds(found.own))
        for band, n in zip(across, counts, strict=False)
    ]


def partner_to_ask(lens: Lens, assessment: Assessment, person: User, dimension: str, other: int) -> Partner:
    """Whom the page names there, at this moment; raises LookupError for anybody else."""
    page = benchmark_page(lens, assessment, person)
    for line in page.lines:
        for partner in line.partners:
            if (line.standing.dimension.key, partner.programme) == (dimension, other):
                return partner
    raise LookupError(dimension)
