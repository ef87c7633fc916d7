"""Every programme that a person may see, each in one row. The queries do not grow with the programmes."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from charts.chart import Chart
from history.models import ChangeSet
from programmes.journey_map import labels, phases_of, strip
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
        words = {"done": states.count(State.DONE), "open": sum(state in OPEN for state in states), "all": len(states)}
        return _("%(done)d of %(all)d steps done for now, %(open)d under way") % words

    @cached_property
    def strip(self) -> Chart:
        return strip(f"strip-{self.programme.pk}", self.standing, labels(), self.standing_words)


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


# Choosing and sorting


@dataclass(frozen=True)
class Choice:
    """What the reader asked to see; unknown words in the address count as nothing asked."""

    text: str = ""
    is_late: bool = False
    rag: str = ""
    phase: str = ""
    sort: str = "name"
    is_descending: bool = False

    def admits(self, line: ProgrammeLine) -> bool:
        words = f"{line.programme.name} {line.programme.place}".casefold()
        return (
            self.text.casefold() in words
            and (not self.is_late or bool(line.late))
            and (not self.rag or self.rag == (line.rag or NOT_JUDGED))
            and (not self.phase or _phase_title(self.phase) in line.phases)
        )

    @property
    def is_narrow(self) -> bool:
        return bool(self.text or self.is_late or self.rag or self.phase)


NOT_JUDGED = "not_judged"

SORTS: dict[str, Callable[[ProgrammeLine], Any]] = {
    "name": lambda line: line.programme.name.casefold(),
    "status": lambda line: WORST_FIRST.index(line.rag),
    "late": lambda line: (-len(line.late), line.oldest.on if line.oldest else date.max),
    "milestone": lambda line: line.milestone[0] if line.milestone else date.max,
    "changed": lambda line: -line.changed_at.timestamp() if line.changed_at else 0,
}


def choice_of(query: Any) -> Choice:
    """From the address: `q`, `late=1`, `status`, `phase`, `sort` with a leading "-" for the other way round."""
    sort = query.get("sort", "")
    rag, phase = query.get("status", ""), query.get("phase", "")
    return Choice(
        text=query.get("q", "").strip()[:100],
        is_late=query.get("late") == "1",
        rag=rag if rag in {*Rag.values, NOT_JUDGED} else "",
        phase=phase if phase in {phase.key for phase in journey().phases} else "",
        sort=sort.lstrip("-") if sort.lstrip("-") in SORTS else "name",
        is_descending=sort.startswith("-") and sort.lstrip("-") in SORTS,
    )


def chosen(lines: Sequence[ProgrammeLine], choice: Choice) -> list[ProgrammeLine]:
    found = sorted((line for line in lines if choice.admits(line)), key=SORTS["name"])
    return sorted(found, key=SORTS[choice.sort], reverse=choice.is_descending)


def _phase_title(key: str) -> str:
    return next(phase.title for phase in journey().phases if phase.key == key)


def in_words(lines: Sequence[ProgrammeLine]) -> str:
    """ "12 programmes. 5 have something late. 2 are declared off track." """
    total, late = len(lines), sum(bool(line.late) for line in lines)
    off = sum(line.rag == Rag.OFF_TRACK for line in lines)
    sentences = [ngettext("%d programme.", "%d programmes.", total) % total]
    if late:
        sentences.append(ngettext("%d has something late.", "%d have something late.", late) % late)
    else:
        sentences.append(_("Nothing is late."))
    if off:
        sentences.append(ngettext("%d is declared off track.", "%d are declared off track.", off) % off)
    return " ".join(sentences)


def chips(lines: Sequence[ProgrammeLine], choice: Choice, query: Any) -> list[dict[str, Any]]:
    """Filters as links; a chip that is on takes itself away again. Only what would find something is offered."""
    offered = [("late", "1", _("Something late"), choice.is_late, sum(bool(line.late) for line in lines))]
    words = {**dict(Rag.choices), NOT_JUDGED: _("Not judged")}
    for rag in (Rag.OFF_TRACK, Rag.WATCH, Rag.ON_TRACK, NOT_JUDGED):
        count = sum((line.rag or NOT_JUDGED) == rag for line in lines)
        offered.append(("status", str(rag), words[rag], choice.rag == rag, count))
    for phase in journey().phases:
        count = sum(phase.title in line.phases for line in lines)
        offered.append(("phase", phase.key, phase.title, choice.phase == phase.key, count))
    return [
        {"label": label, "url": _with(query, name, "" if is_on else value), "is_active": is_on, "count": count}
        for name, value, label, is_on, count in offered
        if count or is_on
    ]


@dataclass(frozen=True)
class Head:
    """The head of a column: its link sorts by it, or turns the order round."""

    label: str
    url: str = ""
    order: str = ""  # "ascending" or "descending" where the rows are sorted by it


def heads(choice: Choice, query: Any) -> list[Head]:
    columns = (
        ("name", _("Programme")),
        ("", _("Phase now")),
        ("", _("Journey")),
        ("status", _("Declared status")),
        ("late", _("Late")),
        ("milestone", _("Next milestone")),
        ("changed", _("Last change")),
    )
    return [_head(key, label, choice, query) for key, label in columns]


def _head(key: str, label: str, choice: Choice, query: Any) -> Head:
    if not key:
        return Head(label)
    is_on = choice.sort == key
    order = ("descending" if choice.is_descending else "ascending") if is_on else ""
    return Head(label, _with(query, "sort", f"-{key}" if is_on and not choice.is_descending else key), order)


def _with(query: Any, name: str, value: str) -> str:
    """The address of this page with one part of its query replaced, or left out where `value` is empty."""
    changed = query.copy()
    changed.pop(name, None)
    changed.pop("page", None)
    if value:
        changed[name] = value
    return f"?{changed.urlencode()}"


