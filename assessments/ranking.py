"""The ranking of a programme's cohorts, in words: what makes each rank, and what would change it."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.models import Cohort, Criterion
from assessments.prioritisation import Ranked, Swap, rank, sensitivity
from charts import bars
from charts.chart import Chart, Heading
from charts.numbers import NumberFormat

POINTS = NumberFormat(decimals=1)
HIGHEST_WEIGHT = 100
DRAWN = 12  # cohorts in the drawing; the table has them all


@dataclass(frozen=True)
class RankedCohort:
    cohort: Cohort
    place: str
    total: float
    parts: list[float]  # points of 100 in the order of the criteria
    why: list[str]


@dataclass(frozen=True)
class Unscored:
    cohort: Cohort
    missing: list[str]


@dataclass(frozen=True)
class Weight:
    criterion: Criterion
    share: float  # per cent of all weights


@dataclass(frozen=True)
class Ranking:
    weights: list[Weight]
    counted: list[Criterion]  # those with a weight above 0
    cohorts: list[RankedCohort]
    unscored: list[Unscored]
    chart: Chart | None
    is_weightless: bool

    @property
    def sentence(self) -> str:
        """The result in one sentence; empty while nothing is ranked."""
        if not self.cohorts:
            return ""
        best = [item.cohort.name for item in self.cohorts if item.place.rstrip("=") == "1"]
        words = points(self.cohorts[0].total)
        if len(best) > 1:
            return _("%(names)s share the first place with %(points)s of 100 points.") % {
                "names": _(" and ").join(best),
                "points": words,
            }
        return _("%(name)s comes first with %(points)s of 100 points.") % {"name": best[0], "points": words}


def ranking_of(cohorts: Sequence[Cohort], criteria: Sequence[Criterion]) -> Ranking:
    """Needs cohorts with their scores loaded; reckons anew at every look, so a changed weight shows at once."""
    weights = {criterion.pk: criterion.weight for criterion in criteria}
    whole = sum(weights.values())
    shares = [Weight(criterion, 100 * criterion.weight / whole if whole else 0.0) for criterion in criteria]
    if not whole or not cohorts:
        return Ranking(shares, [], [], [], None, is_weightless=bool(criteria) and not whole)
    scores = {
        cohort.pk: {score.criterion_id: score.score for score in cohort.scores.all()} for cohort in cohorts
    }
    known = {cohort.pk: cohort for cohort in cohorts}
    counted = [criterion for criterion in criteria if criterion.weight]
    titles = {criterion.pk: criterion.title for criterion in counted}
    ranked = rank(scores, weights)
    placed = [option for option in ranked if option.rank is not None]
    names = {criterion.pk: criterion.title for criterion in criteria}
    explain = Explanation(placed, sensitivity(scores, weights), known, names)
    found = [
        RankedCohort(
            known[option.key],
            option.place,
            option.total,
            [option.contributions[key] for key in titles],
            explain(option),
        )
        for option in placed
    ]
    unscored = [
        Unscored(known[option.key], [titles[key] for key in option.missing])
        for option in ranked
        if option.rank is None
    ]
    return Ranking(shares, counted, found, unscored, _chart(found, counted), is_weightless=False)


class Explanation:
    """Why a cohort stands where it stands, in sentences."""

    def __init__(
        self,
        placed: Sequence[Ranked],
        swaps: Sequence[Swap],
        cohorts: dict[int, Cohort],
        titles: dict[int, str],
    ) -> None:
        self.tied: dict[int, list[Ranked]] = {}
        for option in placed:
            self.tied.setdefault(option.rank, []).append(option)
        self.swaps, self.cohorts, self.titles = swaps, cohorts, titles

    def __call__(self, option: Ranked) -> list[str]:
        ties = [str(self.cohorts[other.key]) for other in self.tied[option.rank] if other.key != option.key]
        sentences = [self._largest(option)]
        if ties:
            sentences.append(_("Level with %(names)s.") % {"names": ", ".join(ties)})
        below = [swap for swap in self.swaps if swap.above == option.key]
        return sentences + ([self._swap(below[0])] if below else [])

    def _largest(self, option: Ranked) -> str:
        """The two criteria that give most."""
        parts = sorted(option.contributions.items(), key=lambda item: item[1], reverse=True)[:2]
        gains = [f"{self.titles[key].lower()} ({points(part)})" for key, part in parts if part]
        if not gains:
            return _("It has the lowest score on every criterion.")
        return _("Most of it comes from %(criteria)s.") % {"criteria": _(" and ").join(gains)}

    def _swap(self, swap: Swap) -> str:
        words = {"lead": points(swap.lead), "next": self.cohorts[swap.below].name}
        change = next((change for change in swap.changes if change.level_at < HIGHEST_WEIGHT), None)
        if change is None:
            return (
                _("%(lead)s points ahead of %(next)s; no change of a single weight would swap them.") % words
            )
        words |= {
            "criterion": self.titles[change.criterion].lower(),
            "from": points(change.weight),
            "to": points(change.level_at),
        }
        if change.change > 0:
            return (
                _(
                    "%(lead)s points ahead of %(next)s; they swap if the weight of %(criterion)s rises from %(from)s above %(to)s."
                )
                % words
            )
        return (
            _(
                "%(lead)s points ahead of %(next)s; they swap if the weight of %(criterion)s falls from %(from)s below %(to)s."
            )
            % words
        )


def points(value: float) -> str:
    """With one decimal where it has one."""
    return NumberFormat(decimals=0 if abs(value - round(value)) < 0.05 else 1)(value)


def _chart(found: Sequence[RankedCohort], counted: Sequence[Criterion]) -> Chart | None:
    if not found:
        return None
    summary = _("Points of 100, by what each criterion contributes.")
    if len(found) > DRAWN:
        summary += " " + ngettext(
            "The first %(n)s cohort of %(all)s.", "The first %(n)s cohorts of %(all)s.", DRAWN
        ) % {"n": DRAWN, "all": len(found)}
    labels = bars.RankingLabels(
        _("Cohort"), [criterion.title for criterion in counted], _("Points"), _("No cohort is scored yet.")
    )
    items = [bars.Ranked(f"{item.place}  {item.cohort.name}", item.parts) for item in found[:DRAWN]]
    return bars.ranking(items, Heading("ranking", _("Cohorts by priority"), summary), labels, POINTS)
