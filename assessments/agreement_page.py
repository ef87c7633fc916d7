"""What the page of agreement says of each dimension: how the panel rated, what it agreed, and who sees it otherwise."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from assessments.agreement_chart import ratings_chart
from assessments.level_scale import LevelScale, level_scale, level_texts
from assessments.library_page import Rung
from assessments.models import AgreedLevel, Assessment, Round
from assessments.models.assessments import RoundState
from assessments.outcome import Outcome, outcome_of, with_unit
from assessments.phase import Placement, placement
from assessments.results_page.decisive import Decisive, decisive_of
from assessments.standing import Assessed, Standing, assessed, pack_of
from charts.chart import Chart
from history.lens import Lens
from history.models import Change
from programmes.reading import visible_changes


@dataclass(frozen=True)
class Line:
    """One dimension. `text` is what the agreed level means; `who` wrote it down; `is_asked`: it is being rated now."""

    standing: Standing
    outcome: Outcome | None
    text: str
    who: str
    scale: LevelScale
    is_asked: bool
    ladder: list[Rung]  # what each level means; empty where the instrument words none
    chart: Chart | None = None

    @property
    def key(self) -> str:
        return self.standing.dimension.key

    @property
    def title(self) -> str:
        return self.standing.dimension.title

    @property
    def agreed_level(self) -> str:
        return with_unit(self.standing.level, self.scale)

    @property
    def highest(self) -> str:
        return with_unit(self.scale.high, self.scale)

    @property
    def needs_talk(self) -> bool:
        """Split, and nothing written down about it yet."""
        is_open = not self.standing.is_agreed and not self.standing.views
        return is_open and self.outcome is not None and self.outcome.is_split


@dataclass(frozen=True)
class Profile:
    """The levels in force as (title, row or None, key), and the newest day on which one was agreed."""

    assessment: Assessment
    scale: LevelScale
    levels: list[tuple[str, AgreedLevel | None, str]]
    agreed_on: date

    @property
    def agreed(self) -> int:
        return sum(row is not None for _title, row, _key in self.levels)

    @property
    def highest(self) -> str:
        return with_unit(self.scale.high, self.scale)


@dataclass(frozen=True)
class AgreementPage:
    found: Assessed
    lines: list[Line]
    chart: Chart | None
    phases: Placement | None  # for instruments with phases of development
    decisive: Decisive | None  # for those that mark elements as deciding on the next one
    has_round_left: bool

    @property
    def agreed(self) -> int:
        return sum(line.standing.is_agreed for line in self.lines)

    @property
    def is_ready(self) -> bool:
        """Something has been revealed or agreed: there is something to read."""
        return bool(self.found.rounds or self.agreed)

    @property
    def may_agree_together(self) -> bool:
        return self.is_ready and any(not line.is_asked for line in self.lines)

    @property
    def to_talk_about(self) -> list[Line]:
        return [line for line in self.lines if line.needs_talk]


def agreement_page(lens: Lens, assessment: Assessment) -> AgreementPage | None:
    """None for an instrument that cannot be read."""
    found = assessed(lens, assessment)
    if found is None:
        return None
    asked, who = _asked_now(lens, assessment), _authors(lens)
    lines = [_line(found, standing, asked, who) for standing in found.standings]
    return AgreementPage(
        found=found,
        lines=lines,
        chart=ratings_chart(found, found.standings, "agreement-dots"),
        phases=placement(lens, assessment) if found.pack.phases else None,
        decisive=decisive_of(found),
        has_round_left=_last_number(lens, assessment) < assessment.rounds_planned,
    )


def line_of(lens: Lens, assessment_pk: int, key: str) -> Line | None:
    """One dimension with its own drawing: for above the form in which its level is agreed."""
    found = assessed(lens, lens.get(Assessment, assessment_pk))
    if found is None or key not in found.by_key:
        return None
    standing = found.by_key[key]
    chart = ratings_chart(found, [standing], f"dots-{key}")
    return _line(found, standing, _asked_now(lens, found.assessment), _authors(lens), chart)


def _line(
    found: Assessed,
    standing: Standing,
    asked: set[str],
    who: Mapping[int, str],
    chart: Chart | None = None,
) -> Line:
    scale, agreed = level_scale(found.pack), standing.agreed
    return Line(
        standing=standing,
        outcome=outcome_of(standing.result, found.pack) if standing.result else None,
        text=_text(found, standing) if agreed else "",
        who=who.get(agreed.pk, "") if agreed else "",
        scale=scale,
        is_asked=standing.dimension.key in asked,
        ladder=[Rung(*pair) for pair in sorted(standing.dimension.levels.items())],
        chart=chart,
    )


def _text(found: Assessed, standing: Standing) -> str:
    """What the agreed level means, where it is one that the instrument words."""
    level = standing.level
    is_whole = level is not None and level == round(level)
    texts = level_texts(found.pack, standing.dimension)
    return texts.get(round(level), "") if is_whole and level is not None else ""


def _asked_now(lens: Lens, assessment: Assessment) -> set[str]:
    """The dimensions that are being rated, or have been and are not revealed."""
    rounds = [row for row in lens.rows(Round) if row.assessment_id == assessment.pk]
    under_way = [row for row in rounds if row.state not in {RoundState.DRAFT, RoundState.REVEALED}]
    every = [dimension.key for dimension in assessment.instrument.dimensions]
    return {key for row in under_way for key in (row.asked or every)}


def _last_number(lens: Lens, assessment: Assessment) -> int:
    return max((row.number for row in lens.rows(Round) if row.assessment_id == assessment.pk), default=0)


def _authors(lens: Lens) -> dict[int, str]:
    """Who wrote down each agreed level, by its primary key."""
    changes = visible_changes(lens.programme).filter(
        model=AgreedLevel._meta.label_lower, kind=Change.Kind.ADDED
    )
    told = changes.values_list("object_id", "change_set__by__name", "change_set__actor")
    return {pk: name or actor for pk, name, actor in told}


def _pk(row: Any) -> int:
    return int(row.pk)


# The newest profile, for the page of the step


def agreed_profile(lens: Lens) -> dict[str, Any] | None:
    """Of the newest assessment with agreed levels, each level and how many dimensions have none yet."""
    with_levels = {row.assessment_id for row in lens.rows(AgreedLevel)}
    newest = max((row for row in lens.rows(Assessment) if row.pk in with_levels), key=_pk, default=None)
    found = profile_of(lens, newest) if newest else None
    return {"profile": found} if found else None


def profile_of(lens: Lens, assessment: Assessment) -> Profile | None:
    pack = pack_of(assessment)
    if pack is None:
        return None
    rows = [row for row in lens.rows(AgreedLevel) if row.assessment_id == assessment.pk]
    newest = {row.dimension: row for row in sorted(rows, key=_pk)}
    levels = [(one.title, newest.get(one.key), one.key) for one in pack.dimensions]
    return Profile(assessment, level_scale(pack), levels, max(row.agreed_on for row in rows))
