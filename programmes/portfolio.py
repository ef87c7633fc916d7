"""Every programme that a person may see, each in one row. The queries do not grow with the programmes."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.functional import cached_property
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from accounts.models import User
from history.models import ChangeSet
from programmes.journey_map import phases_of, strip
from programmes.journey_pack import journey
from programmes.models import (
    Action,
    Decision,
    DueDate,
    Forecast,
    Issue,
    Milestone,
    Programme,
    Rag,
    RagClaim,
    Risk,
    State,
    Step,
)
from programmes.models.programme import today
from programmes.wording import late_in_words

OPEN = (State.OPEN, State.REOPENED)
WORST_FIRST = (Rag.OFF_TRACK, Rag.WATCH, Rag.ON_TRACK, "")


@dataclass(frozen=True)
class LateThing:
    what: str
    title: str
    on: date

    @property
    def words(self) -> str:
        return late_in_words((today() - self.on).days)


@dataclass
class ProgrammeLine:
    """A row of the portfolio. `standing` is (key, state, declared status) of each step and activity, in order."""

    programme: Programme
    standing: list[tuple[str, str, str]] = field(default_factory=list)
    late: list[LateThing] = field(default_factory=list)
    milestone: tuple[date, str] | None = None

    @property
    def changed_at(self) -> datetime | None:
        return self.programme.changed_at

    @cached_property
    def rag(self) -> str:
        """The worst status declared for a step that is open; empty when none is judged."""
        declared = (rag for __, state, rag in self.standing if state in OPEN)
        return min(declared, key=WORST_FIRST.index, default="")

    @cached_property
    def phases(self) -> list[str]:
        return phases_of({key for key, state, __ in self.standing if state in OPEN})

    @property
    def phase_words(self) -> str:
        if self.phases:
            return ", ".join(self.phases)
        states = {state for __, state, __ in self.standing}
        return _("Not begun") if states == {State.NOT_STARTED} else _("No step is open")

    @cached_property
    def oldest(self) -> LateThing | None:
        return min(self.late, key=lambda thing: thing.on, default=None)

    @cached_property
    def standing_words(self) -> str:
        """The strip in a sentence, for those who do not see it."""
        steps = {entry.key for entry in journey().steps}
        states = [state for key, state, __ in self.standing if key in steps]
        words = {
            "done": states.count(State.DONE),
            "open": sum(state in OPEN for state in states),
            "all": len(states),
        }
        return _("%(done)d of %(all)d steps done for now, %(open)d under way") % words

    @cached_property
    def strip(self) -> SafeString:
        return strip(self.standing, self.standing_words)


def portfolio_of(person: User) -> list[ProgrammeLine]:
    last = ChangeSet.objects.filter(scope=OuterRef("pk")).order_by("-at", "-pk").values("at")[:1]
    programmes = Programme.objects.for_user(person).annotate(changed_at=Subquery(last))
    lines = {programme.pk: ProgrammeLine(programme) for programme in programmes}
    _fill_steps(lines)
    _fill_milestones(lines)
    for what, rows in _late_rows(lines):
        for pk, title, on in rows.values_list("programme", "title", "late_since"):
            lines[pk].late.append(LateThing(what, title, on))
    return list(lines.values())


def _fill_steps(lines: dict[int, ProgrammeLine]) -> None:
    steps = Step.objects.filter(programme__in=lines).annotate(declared=RagClaim.latest_of_step())
    for pk, key, state, rag, due_on in steps.values_list("programme", "key", "state", "declared", "due_on"):
        lines[pk].standing.append((key, state, rag or ""))
        if due_on and due_on < today() and state != State.DONE:
            entry = journey().entry(key)
            what = _("Activity") if entry.kind == "activity" else _("Step")
            lines[pk].late.append(LateThing(what, entry.title, due_on))


def _newest(model: Any, parent: str, name: str) -> Subquery:
    """The value of the row that was agreed last, among the rows that revise one another."""
    return Subquery(model.objects.filter(**{parent: OuterRef("pk")}).order_by("-pk").values(name)[:1])


def _fill_milestones(lines: dict[int, ProgrammeLine]) -> None:
    """One reading serves both: the late ones, and the next one of each programme."""
    waiting = Milestone.objects.filter(programme__in=lines, reached_on=None)
    expected = Coalesce(_newest(Forecast, "milestone", "expected_on"), F("planned_on"))
    rows = waiting.annotate(expected_on=expected).order_by("expected_on", "pk")
    for pk, title, on in rows.values_list("programme", "title", "expected_on"):
        line = lines[pk]
        if on < today():
            line.late.append(LateThing(_("Milestone"), title, on))
        elif line.milestone is None:
            line.milestone = (on, title)


def _late_rows(programmes: Any) -> list[tuple[str, QuerySet]]:
    """The registers' late rows, each with `late_since`; the models' `is_late` says the same of one row."""
    actions = Action.objects.annotate(late_since=_newest(DueDate, "action", "due_on")).filter(
        status__in=(Action.Status.OPEN, Action.Status.UNDER_WAY)
    )
    risks = Risk.objects.filter(status=Risk.Status.OPEN).annotate(late_since=F("review_on"))
    issues = Issue.objects.filter(settled_on=None).annotate(late_since=F("due_on"))
    decisions = Decision.objects.filter(superseded_by=None).annotate(late_since=F("review_on"))
    kinds = (
        (_("Action"), actions),
        (_("Review of a risk"), risks),
        (_("Issue"), issues),
        (_("Review of a decision"), decisions),
    )
    return [
        (what, rows.filter(programme__in=programmes, late_since__lt=today()).order_by("late_since", "pk"))
        for what, rows in kinds
    ]
