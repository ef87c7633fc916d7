"""What the page of a step says: its criteria and papers, what is linked to it, its status, visits and history."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Case, F, Q, QuerySet, Sum, When, Window
from django.db.models.functions import RowNumber
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from content.packs import Source
from history.lens import Lens
from history.models import Change
from programmes.due import Due, dues
from programmes.journey_pack import Criterion, journey
from programmes.kinds import Kind, Paper, kind_of, papers_of
from programmes.models import (
    Action,
    CriterionTick,
    Decision,
    Issue,
    Milestone,
    Programme,
    RagClaim,
    Risk,
    Step,
    Visit,
)
from programmes.models.programme import ProgrammeRow
from programmes.reading import visible_changes
from programmes.recent import ROWS_READ, Act, acts, newest, with_authors
from programmes.wording import late_in_words

ACTS = 5
LINKED = (Action, Risk, Issue, Decision, Milestone)
Authors = dict[tuple[str, int], str]


@dataclass(frozen=True)
class CriterionLine:
    criterion: Criterion
    tick: CriterionTick | None
    who: str


@dataclass(frozen=True)
class Said:
    """A declared status or a visit, and who wrote it down."""

    row: Any
    who: str


@dataclass(frozen=True)
class PaperCard:
    paper: Paper
    url: str
    rows: int
    changed_at: datetime | None
    changed_by: str


@dataclass(frozen=True)
class LinkedRow:
    row: ProgrammeRow
    note: str
    is_late: bool


@dataclass(frozen=True)
class LinkedRows:
    """The rows of a register that concern this step: those that are open, and how many are not."""

    kind: Kind
    rows: list[LinkedRow]
    closed: int
    add_url: str


@dataclass(frozen=True)
class Cited:
    """A tool, example or finding of the guidance, with the number of its source in the list below; 0 for none."""

    item: Any
    number: int


@dataclass(frozen=True)
class StepPage:
    step: Step
    eyebrow: str
    criteria: list[CriterionLine]
    claims: list[Said]
    visits: list[Said]
    papers: list[PaperCard]
    linked: list[LinkedRows]
    tools: list[Cited]
    examples: list[Cited]
    evidence: list[Cited]
    sources: list[Source]
    acts: list[Act]
    before: Step | None
    after: Step | None

    @cached_property
    def met(self) -> int:
        return sum(line.tick is not None for line in self.criteria)

    @property
    def open_criteria(self) -> int:
        return len(self.criteria) - self.met

    @property
    def late_words(self) -> str:
        return late_in_words(self.step.days_late) if self.step.is_late else ""


def step_page(lens: Lens, key: str) -> StepPage:
    """Raises LookupError when the programme has no step with this key."""
    steps = lens.rows(Step, "visits", "claims", "ticks")
    place = {step.key: index for index, step in enumerate(steps)}[key]
    step, programme = steps[place], lens.programme
    history = _history(programme, key)
    who = _authors(history)
    sources = _sources(step)
    return StepPage(
        step=step,
        eyebrow=_eyebrow(step),
        criteria=_criteria(step, who),
        claims=_newest_first(step.claims.all(), who),
        visits=_newest_first(step.visits.all(), who),
        papers=paper_cards(programme, key),
        linked=list(_linked(lens, step)),
        tools=_cited(step.guide.tools, sources),
        examples=_cited(step.guide.examples, sources),
        evidence=_cited(step.guide.evidence, sources),
        sources=sources,
        acts=acts(history[:ROWS_READ], programme, limit=ACTS),
        before=steps[place - 1] if place else None,
        after=steps[place + 1] if place + 1 < len(steps) else None,
    )


def _eyebrow(step: Step) -> str:
    """ "Step 2 · Diagnosis" or "Activity A · Relationship building" """
    guide = step.guide
    if step.is_activity:
        return _("Activity %(letter)s · Relationship building") % {"letter": guide.letter}
    phase = next(phase.title for phase in journey().phases if phase.key == guide.phase)
    return _("Step %(number)s · %(phase)s") % {"number": guide.number, "phase": phase}


def _history(programme: Programme, key: str) -> list[Change]:
    """The newest changes to a step, newest first, and behind them all that say who made a claim, visit or tick."""
    wanted = [model._meta.label_lower for model in (RagClaim, Visit, CriterionTick)]
    changes = visible_changes(programme).filter(topic=key)
    added = Q(model__in=wanted, kind=Change.Kind.ADDED)
    return list(with_authors(changes.filter(Q(pk__in=newest(changes).values("pk")) | added)))


def _authors(history: list[Change]) -> Authors:
    """(model, primary key) -> who added the row."""
    added = (row for row in history if row.kind == Change.Kind.ADDED)
    return {(row.model, row.object_id): str(row.change_set.by or row.change_set.actor) for row in added}


def _said(row: ProgrammeRow, who: Authors) -> Said:
    return Said(row, who.get((row._meta.label_lower, row.pk), ""))


def _newest_first(rows: Any, who: Authors) -> list[Said]:
    return [_said(row, who) for row in reversed(rows)]


def _criteria(step: Step, who: Authors) -> list[CriterionLine]:
    lines = []
    for criterion in step.guide.exit_criteria:
        tick = step.ticked.get(criterion.key)
        lines.append(CriterionLine(criterion, tick, _said(tick, who).who if tick else ""))
    return lines


def _sources(step: Step) -> list[Source]:
    """The works that this step's guidance names, each once, in the order in which they are named."""
    keys = dict.fromkeys([*step.guide.sources, *(key for __, key in step.guide.cited())])
    return [journey().source_of(key) for key in keys]


def _cited(items: Sequence[Any], sources: list[Source]) -> list[Cited]:
    number = {source.key: index for index, source in enumerate(sources, start=1)}
    return [Cited(item, number[item.source] if item.source else 0) for item in items]


# Working papers


def paper_cards(programme: Programme, key: str) -> list[PaperCard]:
    """The papers of a step with how much is in them; one query, read off the index of changes."""
    papers = [paper for paper in papers_of(key) if programme.may(paper.see)]
    if not papers:
        return []
    told = {row["model"]: row for row in _told(programme, papers)}
    return [_card(programme, paper, told) for paper in papers]


def _told(programme: Programme, papers: list[Paper]) -> QuerySet:
    """For each model of the papers: how many rows it has now, and who changed one last.

    By windows, which read the changes once; a subquery for each model would be asked again for every change.
    """
    kind = Change.Kind
    wanted = {model._meta.label_lower for paper in papers for model in paper.models}
    more = Case(
        When(kind__in=(kind.ADDED, kind.RESTORED), then=1), When(kind=kind.REMOVED, then=-1), default=0
    )
    newest_first = [F("at").desc(), F("pk").desc()]
    return (
        visible_changes(programme)
        .filter(model__in=wanted)
        .order_by()
        .annotate(
            present=Window(Sum(more), partition_by="model"),
            place=Window(RowNumber(), partition_by="model", order_by=newest_first),
            changed_at=F("at"),
            changed_by=F("change_set__by__name"),
        )
        .filter(place=1)
        .values("model", "present", "changed_at", "changed_by")
    )


def _card(programme: Programme, paper: Paper, told: dict[str, Any]) -> PaperCard:
    found = [told[model._meta.label_lower] for model in paper.models if model._meta.label_lower in told]
    newest = max(found, key=lambda row: row["changed_at"], default=None)
    return PaperCard(
        paper=paper,
        url=reverse(paper.url_name, args=[programme.slug]),
        rows=sum(row["present"] for row in found),
        changed_at=newest and newest["changed_at"],
        changed_by=(newest and newest["changed_by"]) or "",
    )


# What is linked


def _linked(lens: Lens, step: Step) -> Iterator[LinkedRows]:
    dated = {(type(due.row), due.row.pk): due for due in dues(lens)}
    for model in LINKED:
        kind = kind_of(model)
        if kind is None or not lens.programme.may(kind.see):
            continue
        rows = [row for row in lens.rows(model) if row.step_id == step.pk]
        still_open = [row for row in rows if _is_open(row)]
        shown = [_linked_row(row, dated.get((model, row.pk))) for row in still_open]
        yield LinkedRows(kind, shown, len(rows) - len(still_open), _add_url(lens.programme, kind, step))


def _is_open(row: Any) -> bool:
    """Decisions stay in sight for as long as nothing supersedes them."""
    if isinstance(row, Milestone):
        return row.reached_on is None
    return row.superseded_by_id is None if isinstance(row, Decision) else row.is_open


def _linked_row(row: Any, due: Due | None) -> LinkedRow:
    return LinkedRow(
        row, " · ".join(part for part in (_kind_note(row), _owner(row), _when(due)) if part), row.is_late
    )


def _kind_note(row: Any) -> str:
    if isinstance(row, Risk):
        return _("score %(score)d") % {"score": row.score}
    return str(row.get_status_display()) if isinstance(row, Decision) else ""


def _owner(row: Any) -> str:
    return str(getattr(row, "owner", None) or "")


def _when(due: Due | None) -> str:
    if due is None or due.on is None:
        return ""
    what = _("review %(day)s") if isinstance(due.row, Risk | Decision) else _("due %(day)s")
    day = what % {"day": date_format(due.on)}
    return f"{day} ({due.when})" if due.is_late else day


def _add_url(programme: Programme, kind: Kind, step: Step) -> str:
    if not programme.may(kind.edit):
        return ""
    return f"{reverse('record_add', args=[programme.slug, kind.key])}?step={step.pk}"
