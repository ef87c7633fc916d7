"""What the working paper of the needs assessment says: its rows by section, and the ranking of cohorts explained."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import Organisation
from assessments.models import (
    Asset,
    CareGap,
    Cohort,
    CohortScore,
    CommonCause,
    Criterion,
    Endorsement,
    PopulationProfile,
)
from assessments.population_chart import population_chart
from assessments.ranking import Ranking, ranking_of
from charts.chart import Chart
from history.lens import Lens
from programmes.models import Programme
from programmes.reading import partners


@dataclass(frozen=True)
class Profile:
    row: PopulationProfile
    bands: list[Any]
    chart: Chart | None
    counted: int

    @property
    def difference(self) -> int:
        """People in the bands beyond (or, negative, short of) the size of the population."""
        return self.counted - self.row.size if self.bands else 0


@dataclass(frozen=True)
class CohortTotals:
    people: int
    cost: Decimal | None
    without_cost: int


@dataclass(frozen=True)
class AssetGroup:
    label: str
    rows: list[Asset]


@dataclass(frozen=True)
class Standing:
    """Where a partner stands towards the wording in force; `earlier` is its endorsement of an earlier one."""

    organisation: Organisation
    current: Endorsement | None
    earlier: Endorsement | None
    may_endorse: bool
    may_withdraw: bool


@dataclass(frozen=True)
class Cause:
    """The common cause: the wording in force, who stands behind it, and the wordings before, newest first."""

    wording: CommonCause | None
    standings: list[Standing]
    earlier: list[CommonCause]

    @property
    def number(self) -> int:
        return len(self.earlier) + 1

    @property
    def endorsed(self) -> int:
        return sum(standing.current is not None for standing in self.standings)


@dataclass(frozen=True)
class NeedsPage:
    profiles: list[Profile]
    cohorts: list[Cohort]
    totals: CohortTotals
    ranking: Ranking
    gaps: list[CareGap]
    assets: list[AssetGroup]
    cause: Cause
    as_of: date | None

    @property
    def profile(self) -> Profile | None:
        """The newest: what the assessment goes by."""
        return self.profiles[0] if self.profiles else None

    @property
    def asset_count(self) -> int:
        return sum(len(group.rows) for group in self.assets)


def needs_page(lens: Lens) -> NeedsPage:
    profiles = [_profile(row, number) for number, row in enumerate(lens.rows(PopulationProfile, "age_bands"))]
    cohorts = lens.rows(Cohort, "scores")
    lens.rows(CohortScore)
    return NeedsPage(
        profiles=profiles,
        cohorts=cohorts,
        totals=_totals(cohorts),
        ranking=ranking_of(cohorts, lens.rows(Criterion)),
        gaps=lens.rows(CareGap),
        assets=_assets(lens.rows(Asset)),
        cause=_cause(lens),
        as_of=profiles[0].row.as_of if profiles else None,
    )


def _profile(row: PopulationProfile, number: int) -> Profile:
    """Only the newest is drawn; the earlier ones are read as tables."""
    bands = list(row.age_bands.all())
    chart = population_chart(row, bands) if bands and number == 0 else None
    return Profile(row, bands, chart, sum(band.people for band in bands))


def _totals(cohorts: Sequence[Cohort]) -> CohortTotals:
    costs = [cohort.cost for cohort in cohorts]
    known = [cost for cost in costs if cost is not None]
    people = sum(cohort.size or 0 for cohort in cohorts)
    return CohortTotals(people, sum(known, Decimal()) if known else None, len(costs) - len(known))


def _assets(rows: Sequence[Asset]) -> list[AssetGroup]:
    groups = [AssetGroup(str(form.label), [row for row in rows if row.form == form]) for form in Asset.Form]
    return [group for group in groups if group.rows]


def _cause(lens: Lens) -> Cause:
    wordings = lens.rows(CommonCause, "endorsements")
    newest = wordings[-1] if wordings else None
    standings = [_standing(partner.organisation, wordings, lens.programme) for partner in partners(lens)]
    return Cause(newest, standings, wordings[-2::-1] if newest else [])


def _standing(organisation: Organisation, wordings: Sequence[CommonCause], programme: Programme) -> Standing:
    given = [
        (wording, endorsement)
        for wording in wordings
        for endorsement in wording.endorsements.all()
        if endorsement.organisation_id == organisation.pk
    ]
    current = next((endorsement for wording, endorsement in given if wording == wordings[-1]), None)
    earlier = next((endorsement for wording, endorsement in reversed(given) if wording != wordings[-1]), None)
    acts = programme.may("rate") and organisation in programme.own_organisations
    return Standing(
        organisation,
        current,
        earlier,
        may_endorse=bool(acts and wordings and current is None),
        may_withdraw=bool(acts and current),
    )


def contents(page: NeedsPage) -> list[tuple[str, str, int | None]]:
    """Anchor, title and number of rows of each section."""
    return [
        ("population", _("Population"), None),
        ("cohorts", _("Cohorts"), len(page.cohorts)),
        ("ranking", _("Which cohort first"), None),
        ("gaps", _("Gaps in care"), len(page.gaps)),
        ("assets", _("Assets"), page.asset_count),
        ("common-cause", _("Common cause"), None),
    ]
