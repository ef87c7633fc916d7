"""What has changed since the last report, in words: grouped by subject, the net change of each thing with its reason.

Only what is told here is read from the index of changes; so nothing of another register can slip into a report.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from assessments.models import AgreedLevel, Assessment, MinorityView, PriorityIssue, TargetLevel
from history.lens import Lens
from history.models import Change
from history.net import Net, Values
from monitoring.indicator_series import figure_in_words
from monitoring.models import Baseline, Indicator, Target
from programmes.differences import net_of
from programmes.models import Decision, Forecast, Issue, Milestone, Rag, RagClaim, Risk, Step, Visit
from programmes.models.programme import ProgrammeRow

TOLD = (
    *(Visit, RagClaim, Milestone, Forecast, Indicator, Target, Baseline, Decision, Risk, Issue),
    *(AgreedLevel, TargetLevel, MinorityView, PriorityIssue),
)


@dataclass(frozen=True)
class Levels:
    """What is said of levels of one kind: how many dimensions got their first one, and that one has moved."""

    first: Any
    moved: Any


AGREED = Levels(
    first=ngettext_lazy(
        "%(assessment)s: a level is agreed for %(n)s dimension.",
        "%(assessment)s: a level is agreed for %(n)s dimensions.",
        "n",
    ),
    moved=gettext_lazy("%(dimension)s: the agreed level moved from %(before)s to %(after)s."),
)
WANTED = Levels(
    first=ngettext_lazy(
        "%(assessment)s: %(n)s dimension has a target.",
        "%(assessment)s: %(n)s dimensions have a target.",
        "n",
    ),
    moved=gettext_lazy("%(dimension)s: the target level moved from %(before)s to %(after)s."),
)
MADE = {Change.Kind.ADDED, Change.Kind.RESTORED}

Item = dict[str, str]


@dataclass
class Since:
    """What became of one kind of row: which rows are new, what was revised, what is gone."""

    new: set[int] = field(default_factory=set)
    revised: dict[int, Values] = field(default_factory=dict)
    reasons: dict[int, str] = field(default_factory=dict)
    gone: dict[int, str] = field(default_factory=dict)

    def note(self, row: Net) -> None:
        if row.kind in MADE:
            self.new.add(row.object_id)
        elif row.kind == Change.Kind.REMOVED:
            self.gone[row.object_id] = row.title
        else:
            self.revised[row.object_id] = row.values
            self.reasons[row.object_id] = row.acts[-1].reason

    def change_of(self, row: ProgrammeRow, name: str) -> list[Any] | None:
        """[value then, value now] of a field; None where it is as it was, or the row is new."""
        return self.revised.get(row.pk, {}).get(name)


def changes_since(lens: Lens, since: datetime) -> dict[str, Any]:
    """{"since": instant, "groups": [{"title", "items": [{"text", "why"}]}]}; groups without a change are left out."""
    found = _read(lens, since)
    groups = [
        (_("Journey"), _journey(lens, found)),
        (_("Where the partners stand"), _standing(lens, found)),
        (_("Milestones"), _milestones(lens, found)),
        (_("Measures and targets"), _measures(lens, found)),
        (_("Decisions"), _decisions(lens, found)),
        (_("Risks and issues"), [*_risks(lens, found[Risk]), *_issues(lens, found[Issue])]),
    ]
    told = [{"title": title, "items": items} for title, group in groups if (items := list(group))]
    return {"since": since.replace(microsecond=0), "groups": told}


def _read(lens: Lens, since: datetime) -> dict[type[ProgrammeRow], Since]:
    models = {model._meta.label_lower: model for model in TOLD}
    changes = Change.objects.filter(scope=lens.programme.pk, model__in=models, at__gt=since)
    found: dict[type[ProgrammeRow], Since] = defaultdict(Since)
    for row in net_of(changes):
        found[models[row.model]].note(row)
    return found


def item(text: str, why: str = "") -> Item:
    return {"text": text, "why": why}


def _gone(since: Since) -> Iterator[Item]:
    for title in since.gone.values():
        yield item(_("Taken out: %(title)s") % {"title": title})


def _journey(lens: Lens, found: dict[type[ProgrammeRow], Since]) -> Iterator[Item]:
    """Statuses first: they are what a board looks for."""
    steps = lens.rows(Step, "visits", "claims")
    for step in steps:
        yield from _claims(step, found[RagClaim])
    for step in steps:
        yield from _visits(step, found[Visit])


def _visits(step: Step, since: Since) -> Iterator[Item]:
    for number, visit in enumerate(step.visits.all()):
        words = {"step": step}
        if visit.pk in since.new:
            again = _("%(step)s was taken up again.") if number else _("%(step)s was opened.")
            yield item(again % words, visit.opened_because)
        if visit.closed_on and (visit.pk in since.new or since.change_of(visit, "closed_on")):
            yield item(_("%(step)s is done for now.") % words, visit.closed_because)


def _claims(step: Step, since: Since) -> Iterator[Item]:
    claims = sorted(step.claims.all(), key=lambda claim: (claim.on, claim.pk))
    if not any(claim.pk in since.new for claim in claims):
        return
    before = next((claim.rag for claim in reversed(claims) if claim.pk not in since.new), "")
    now = claims[-1]
    words = {"step": step, "now": Rag(now.rag).label}
    if before and before != now.rag:
        text = _("%(step)s went from %(before)s to %(now)s.") % {**words, "before": Rag(before).label}
    elif before:
        text = _("%(step)s was judged again and stays %(now)s.") % words
    else:
        text = _("%(step)s was judged for the first time: %(now)s.") % words
    yield item(text, now.reason)


def _milestones(lens: Lens, found: dict[type[ProgrammeRow], Since]) -> Iterator[Item]:
    since = found[Milestone]
    for milestone in lens.rows(Milestone, "forecasts"):
        words = {"milestone": milestone}
        is_new = milestone.pk in since.new
        if milestone.reached_on and (is_new or since.change_of(milestone, "reached_on")):
            yield item(
                _("%(milestone)s was reached on %(day)s.")
                % {**words, "day": date_format(milestone.reached_on)}
            )
        elif is_new:
            yield item(
                _("New: %(milestone)s, planned for %(day)s.")
                % {**words, "day": date_format(milestone.planned_on)}
            )
        elif moved := since.change_of(milestone, "planned_on"):
            words |= {"before": _day(moved[0]), "after": _day(moved[1])}
            text = _("%(milestone)s: the plan changed from %(before)s to %(after)s.")
            yield item(text % words, since.reasons.get(milestone.pk, ""))
        if not is_new:
            yield from _forecasts(milestone, found[Forecast])
    yield from _gone(since)


def _forecasts(milestone: Milestone, since: Since) -> Iterator[Item]:
    rows = sorted(milestone.forecasts.all(), key=lambda row: row.pk)
    if milestone.reached_on or not any(row.pk in since.new for row in rows):
        return
    before = next(
        (row.expected_on for row in reversed(rows) if row.pk not in since.new), milestone.planned_on
    )
    now = rows[-1]
    if before == now.expected_on:
        return
    later = _("%(milestone)s is now expected on %(after)s, later than %(before)s.")
    earlier = _("%(milestone)s is now expected on %(after)s, earlier than %(before)s.")
    words = {"milestone": milestone, "before": date_format(before), "after": date_format(now.expected_on)}
    yield item((later if now.expected_on > before else earlier) % words, now.reason)


def _measures(lens: Lens, found: dict[type[ProgrammeRow], Since]) -> Iterator[Item]:
    for indicator in lens.rows(Indicator, "targets", "baselines"):
        if indicator.pk in found[Indicator].new:
            yield item(_("New measure: %(title)s.") % {"title": indicator})
            continue
        yield from _targets(indicator, found[Target])
        for baseline in indicator.baselines.all():
            if baseline.pk in found[Baseline].new:
                words = {"title": indicator, "value": figure_in_words(indicator, baseline.value)}
                yield item(_("%(title)s: the baseline is %(value)s.") % words, baseline.reason)
    yield from _gone(found[Indicator])


def _targets(indicator: Indicator, since: Since) -> Iterator[Item]:
    known = [row for row in indicator.targets.all() if row.pk not in since.new]
    for target in indicator.targets.all():
        if target.pk not in since.new:
            continue
        before = next((row for row in reversed(known) if row.applies_from <= target.applies_from), None)
        words = {
            "title": indicator,
            "day": date_format(target.applies_from),
            "value": figure_in_words(indicator, target.value),
        }
        if before is None or before.value == target.value:
            yield item(_("%(title)s: target of %(value)s from %(day)s.") % words, target.reason)
        else:
            words["before"] = figure_in_words(indicator, before.value)
            yield item(
                _("%(title)s: the target is revised from %(before)s to %(value)s, from %(day)s.") % words,
                target.reason,
            )


def _standing(lens: Lens, found: dict[type[ProgrammeRow], Since]) -> Iterator[Item]:
    for assessment in lens.rows(Assessment, "agreed_levels", "target_levels"):
        yield from _levels(assessment, assessment.agreed_levels.all(), found[AgreedLevel], AGREED)
        yield from _levels(assessment, assessment.target_levels.all(), found[TargetLevel], WANTED)
    for view in lens.rows(MinorityView):
        if view.pk in found[MinorityView].new:
            words = {"assessment": view.assessment, "dimension": view.dimension_title}
            yield item(_("%(assessment)s: a minority view on %(dimension)s.") % words)
    for issue in lens.rows(PriorityIssue):
        if issue.pk in found[PriorityIssue].new:
            yield item(_("New priority issue: %(title)s.") % {"title": issue}, issue.why)


def _levels(
    assessment: Assessment, rows: Iterable[AgreedLevel | TargetLevel], since: Since, told: Levels
) -> Iterator[Item]:
    """How many dimensions got a level for the first time; and each one whose level has moved, with the reason."""
    in_order: dict[str, list[AgreedLevel | TargetLevel]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: row.pk):
        in_order[row.dimension].append(row)
    first = 0
    for of_dimension in in_order.values():
        now, before = of_dimension[-1], [row for row in of_dimension if row.pk not in since.new]
        if now.pk not in since.new:
            continue
        if not before:
            first += 1
        elif before[-1].level != now.level:
            words = {"before": before[-1].level_in_words, "after": now.level_in_words}
            yield item(told.moved % {"dimension": now.dimension_title, **words}, now.reason)
    if first:
        yield item(told.first % {"assessment": assessment, "n": first})


def _decisions(lens: Lens, found: dict[type[ProgrammeRow], Since]) -> Iterator[Item]:
    since = found[Decision]
    for decision in lens.rows(Decision):
        is_new, words = decision.pk in since.new, {"title": decision}
        if decision.status == Decision.Status.MADE and (is_new or since.change_of(decision, "status")):
            words["by"] = decision.decided_by
            made = _("Decided by %(by)s: %(title)s.") if decision.decided_by else _("Decided: %(title)s.")
            yield item(made % words, decision.reason)
        elif is_new:
            yield item(_("A decision is asked for: %(title)s.") % words)
        if since.change_of(decision, "superseded_by") and decision.superseded_by_id:
            yield item(_("%(title)s was superseded by: %(by)s.") % {**words, "by": decision.superseded_by})


def _risks(lens: Lens, since: Since) -> Iterator[Item]:
    for risk in lens.rows(Risk):
        if risk.pk in since.new:
            words = {"title": risk, "score": risk.score}
            yield item(_("New risk, score %(score)s: %(title)s") % words, risk.response)
        elif since.change_of(risk, "status"):
            gone = _("Risk closed: %(title)s")
            text = gone if risk.status == Risk.Status.CLOSED else _("Risk has come true: %(title)s")
            yield item(text % {"title": risk}, since.reasons.get(risk.pk, ""))
        elif (before := _score_before(risk, since)) != risk.score:
            words = {"title": risk, "before": before, "after": risk.score}
            text = _("Risk up from %(before)s to %(after)s: %(title)s")
            if risk.score < before:
                text = _("Risk down from %(before)s to %(after)s: %(title)s")
            yield item(text % words, since.reasons.get(risk.pk, ""))
    yield from _gone(since)


def _score_before(risk: Risk, since: Since) -> int:
    parts: Iterable[str] = ("likelihood", "impact")
    likelihood, impact = ((since.change_of(risk, name) or [getattr(risk, name)])[0] for name in parts)
    return likelihood * impact


def _issues(lens: Lens, since: Since) -> Iterator[Item]:
    for issue in lens.rows(Issue):
        if issue.pk in since.new and issue.is_open:
            yield item(_("New issue: %(title)s") % {"title": issue}, issue.response)
        elif issue.settled_on and (issue.pk in since.new or since.change_of(issue, "settled_on")):
            yield item(_("Issue settled: %(title)s") % {"title": issue}, since.reasons.get(issue.pk, ""))
    yield from _gone(since)


def _day(stored: str | None) -> str:
    """A day of the index of changes, which keeps ISO 8601."""
    return date_format(datetime.fromisoformat(stored).date()) if stored else _("no day")
