"""The five registers as data: their columns, what is open and late in them, and what they add up to."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from programmes.models import Action, Decision, Issue, Milestone, Rag, Risk
from programmes.models.programme import ProgrammeRow

NOTHING = "–"
OPEN = gettext_lazy("Open")


@dataclass(frozen=True)
class Cell:
    """What one cell says. `sign` is a status (`Rag`), drawn as a shape beside the text; `note` stands below it."""

    text: str
    note: str = ""
    url: str = ""
    sign: str = ""
    is_late: bool = False


@dataclass(frozen=True)
class Column:
    """`order` gives what the rows are sorted by; a column without one cannot be sorted by."""

    key: str
    label: Any
    cell: Callable[[Any], Cell]
    order: Callable[[Any], Any] | None = None
    is_numeric: bool = False


def _no_totals(rows: list[Any]) -> str:
    return ""


@dataclass(frozen=True)
class Register:
    """One register. `when` is the day that counts; `default_sort` the key of a column, with "-" for the highest first.

    `is_open` says which rows still matter, `open_label` what they are called; `totals` adds up the rows in words.
    """

    key: str
    model: type[ProgrammeRow]
    title: Any
    lead: Any
    add_label: Any
    columns: tuple[Column, ...]
    default_sort: str
    when: Callable[[Any], date | None]
    accessors: tuple[str, ...] = ()
    is_open: Callable[[Any], bool] = lambda row: row.is_open
    open_label: Any = OPEN
    totals: Callable[[list[Any]], str] = _no_totals
    has_owner: bool = True
    icon: str = "flag"

    @property
    def kind(self) -> str:
        return self.model._meta.model_name

    def sentence(self, rows: list[Any]) -> str:
        """How many rows are open, how many of these late, and what they add up to."""
        current = [row for row in rows if self.is_open(row)]
        late = sum(row.is_late for row in rows)
        parts = [
            f"{len(current)} {str(self.open_label).lower()}",
            _("%(n)d late") % {"n": late},
            self.totals(current),
        ]
        return ", ".join(part for part in parts if part)


def day(value: date | None) -> str:
    """The day, on one line; a dash for none."""
    return date_format(value).replace(" ", "\N{NO-BREAK SPACE}") if value else NOTHING


def _shortened(text: str, length: int = 140) -> str:
    return text if len(text) <= length else f"{text[:length].rsplit(' ', 1)[0]} …"


def _title(note: str) -> Callable[[Any], Cell]:
    return lambda row: Cell(row.title, note=_shortened(getattr(row, note)), url=row.get_absolute_url())


def _step(row: Any) -> Cell:
    return Cell(row.step.title, url=row.step.get_absolute_url()) if row.step_id else Cell(NOTHING)


def _owner(row: Any) -> Cell:
    return Cell(str(row.owner) if row.owner_id else NOTHING)


def _owner_and_organisation(row: Action) -> Cell:
    organisation = row.organisation.short if row.organisation_id else ""
    return Cell(
        str(row.owner) if row.owner_id else organisation or NOTHING, note=organisation if row.owner_id else ""
    )


def _day_of(name: str) -> Callable[[Any], Cell]:
    """A day of the row; late where the row is."""
    return lambda row: Cell(day(getattr(row, name)), is_late=row.is_late)


def _plain_day(name: str) -> Callable[[Any], Cell]:
    return lambda row: Cell(day(getattr(row, name)))


def _late_or(row: Any, word: str, sign: str = "") -> Cell:
    return Cell(_("Late"), sign=Rag.OFF_TRACK) if row.is_late else Cell(word, sign=sign)


def _milestone_state(row: Milestone) -> Cell:
    if row.reached_on:
        return Cell(_("Reached"), sign=Rag.ON_TRACK)
    return (
        _late_or(row, _("Slipping"), Rag.WATCH)
        if row.slip_days > 0
        else _late_or(row, _("In time"), Rag.ON_TRACK)
    )


def _slip(row: Milestone) -> Cell:
    if not row.slip_days:
        return Cell("0")
    sign = "+" if row.slip_days > 0 else "−"
    return Cell(f"{sign}{abs(row.slip_days)}")


def _forecast(row: Milestone) -> Cell:
    count = len(row.forecasts.all())
    note = ngettext("forecast once", "forecast %(n)d times", count) % {"n": count} if count else ""
    return Cell(day(row.forecast_on), note=note, is_late=row.is_late)


def moves_in_words(row: Action) -> str:
    """ "was 3 Mar 2026, moved twice" for an action whose due date was agreed anew; nothing where it stands."""
    agreed = sorted(row.due_dates.all(), key=lambda due: due.pk)
    if len(agreed) < 2:
        return ""
    moves = len(agreed) - 1
    times = _("twice") if moves == 2 else ngettext("once", "%(n)d times", moves) % {"n": moves}
    return _("was %(day)s, moved %(times)s") % {"day": date_format(agreed[0].due_on), "times": times}


def _due(row: Action) -> Cell:
    return Cell(day(row.due_on), note=moves_in_words(row), is_late=row.is_late)


LEVELS = {"low": Rag.ON_TRACK, "moderate": Rag.WATCH, "high": Rag.OFF_TRACK}


def level_in_words(level: str) -> str:
    return {"low": _("Low"), "moderate": _("Moderate"), "high": _("High")}[level]


def _score(row: Risk) -> Cell:
    text = _("%(score)d · %(level)s") % {"score": row.score, "level": level_in_words(row.level)}
    return Cell(text, sign=LEVELS[row.level])


def _risk_status(row: Risk) -> Cell:
    if row.is_late:
        return Cell(_("Review is late"), sign=Rag.OFF_TRACK)
    return Cell(row.get_status_display())


def _source(row: Issue) -> Cell:
    return (
        Cell(row.from_risk.title, url=row.from_risk.get_absolute_url()) if row.from_risk_id else Cell(NOTHING)
    )


def _issue_state(row: Issue) -> Cell:
    return _late_or(row, _("Open")) if row.is_open else Cell(_("Settled"), sign=Rag.ON_TRACK)


def _options(row: Decision) -> Cell:
    """The option that was chosen, and among how many."""
    options = row.options.all()
    if not options:
        return Cell(NOTHING)
    chosen = [option.text for option in options if option.is_chosen]
    note = ngettext("of %(n)d option", "of %(n)d options", len(options)) % {"n": len(options)}
    return Cell("; ".join(chosen) or _("None chosen yet"), note=note)


def _decision_state(row: Decision) -> Cell:
    if row.superseded_by_id:
        successor = row.superseded_by
        return Cell(
            _("Superseded"),
            note=_("by “%(title)s”") % {"title": successor.title},
            url=successor.get_absolute_url(),
        )
    if row.is_late:
        return Cell(_("Review is late"), sign=Rag.OFF_TRACK)
    return Cell(row.get_status_display(), sign=Rag.WATCH if row.is_open else Rag.ON_TRACK)


def _risk_totals(rows: list[Risk]) -> str:
    high = sum(row.level == "high" for row in rows)
    return _("%(n)d high") % {"n": high}


def _milestone_totals(rows: list[Milestone]) -> str:
    slipping = sum(row.slip_days > 0 for row in rows)
    return _("%(n)d behind plan") % {"n": slipping}


def _decision_totals(rows: list[Decision]) -> str:
    asked = sum(row.is_open for row in rows)
    return _("%(n)d asked for") % {"n": asked}


STEP = Column("step", gettext_lazy("Step"), _step, lambda row: row.step.position if row.step_id else None)
OWNER = Column("owner", gettext_lazy("Owner"), _owner, lambda row: str(row.owner) if row.owner_id else None)

MILESTONES = Register(
    "milestones",
    Milestone,
    gettext_lazy("Milestones"),
    gettext_lazy("What has to be reached by when: as planned, as expected now, and as it came."),
    gettext_lazy("Add a milestone"),
    (
        Column("title", gettext_lazy("Milestone"), _title("note"), lambda row: row.title.lower()),
        STEP,
        OWNER,
        Column("planned", gettext_lazy("Planned"), _plain_day("planned_on"), lambda row: row.planned_on),
        Column("forecast", gettext_lazy("Expected"), _forecast, lambda row: row.forecast_on),
        Column("reached", gettext_lazy("Reached"), _plain_day("reached_on"), lambda row: row.reached_on),
        Column("slip", gettext_lazy("Slip, days"), _slip, lambda row: row.slip_days, is_numeric=True),
        Column("state", gettext_lazy("State"), _milestone_state),
    ),
    "forecast",
    lambda row: row.forecast_on,
    ("forecasts",),
    totals=_milestone_totals,
)

ACTIONS = Register(
    "actions",
    Action,
    gettext_lazy("Actions"),
    gettext_lazy("What somebody will do, for which partner, by when."),
    gettext_lazy("Add an action"),
    (
        Column("title", gettext_lazy("Action"), _title("note"), lambda row: row.title.lower()),
        STEP,
        Column("owner", gettext_lazy("Owner"), _owner_and_organisation, OWNER.order),
        Column("due", gettext_lazy("Due"), _due, lambda row: row.due_on),
        Column(
            "status",
            gettext_lazy("Status"),
            lambda row: _late_or(row, row.get_status_display(), Rag.ON_TRACK if row.status == "done" else ""),
            lambda row: row.status,
        ),
    ),
    "due",
    lambda row: row.due_on,
    ("due_dates",),
    icon="check",
)

RISKS = Register(
    "risks",
    Risk,
    gettext_lazy("Risks"),
    gettext_lazy("What could stop us, how likely and how bad it is, and who watches it."),
    gettext_lazy("Add a risk"),
    (
        Column("title", gettext_lazy("Risk"), _title("response"), lambda row: row.title.lower()),
        STEP,
        Column(
            "likelihood",
            gettext_lazy("Likelihood"),
            lambda row: Cell(str(row.likelihood)),
            lambda row: row.likelihood,
            is_numeric=True,
        ),
        Column(
            "impact",
            gettext_lazy("Impact"),
            lambda row: Cell(str(row.impact)),
            lambda row: row.impact,
            is_numeric=True,
        ),
        Column("score", gettext_lazy("Score"), _score, lambda row: row.score),
        OWNER,
        Column("review", gettext_lazy("Review on"), _day_of("review_on"), lambda row: row.review_on),
        Column("status", gettext_lazy("Status"), _risk_status, lambda row: row.status),
    ),
    "-score",
    lambda row: row.review_on,
    totals=_risk_totals,
    icon="warning",
)

ISSUES = Register(
    "issues",
    Issue,
    gettext_lazy("Issues"),
    gettext_lazy("What has happened and needs an answer; often a risk that came true."),
    gettext_lazy("Add an issue"),
    (
        Column("title", gettext_lazy("Issue"), _title("response"), lambda row: row.title.lower()),
        STEP,
        OWNER,
        Column("source", gettext_lazy("Came from the risk"), _source),
        Column("due", gettext_lazy("To be settled by"), _day_of("due_on"), lambda row: row.due_on),
        Column("settled", gettext_lazy("Settled"), _plain_day("settled_on"), lambda row: row.settled_on),
        Column("state", gettext_lazy("State"), _issue_state),
    ),
    "due",
    lambda row: row.due_on,
    icon="error",
)

DECISIONS = Register(
    "decisions",
    Decision,
    gettext_lazy("Decisions"),
    gettext_lazy("What was decided or is asked for, among which options, why and by whom."),
    gettext_lazy("Add a decision"),
    (
        Column("title", gettext_lazy("Decision"), _title("reason"), lambda row: row.title.lower()),
        STEP,
        Column("options", gettext_lazy("Chosen option"), _options),
        Column(
            "by",
            gettext_lazy("Decided by"),
            lambda row: Cell(row.decided_by or NOTHING),
            lambda row: row.decided_by or None,
        ),
        Column("decided", gettext_lazy("Decided on"), _plain_day("decided_on"), lambda row: row.decided_on),
        Column("review", gettext_lazy("Review on"), _day_of("review_on"), lambda row: row.review_on),
        Column("status", gettext_lazy("Status"), _decision_state, lambda row: row.status),
    ),
    "-decided",
    lambda row: row.review_on if row.superseded_by_id is None else None,
    ("options",),
    is_open=lambda row: row.superseded_by_id is None,
    open_label=gettext_lazy("In force"),
    totals=_decision_totals,
    has_owner=False,
    icon="document",
)

REGISTERS: dict[str, Register] = {
    register.key: register for register in (MILESTONES, ACTIONS, RISKS, ISSUES, DECISIONS)
}
