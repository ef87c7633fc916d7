"""Everything in a programme that has a date: what is late, and what comes next. Models say what is late; see `is_late`.

An app above this one adds what it knows of: `register_dues(dues_of)`, a function of the lens.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from accounts.models import User
from history.lens import Lens
from programmes.models import Action, Decision, Issue, Milestone, Risk, State, Step
from programmes.models.programme import ProgrammeRow, today
from programmes.wording import ahead_in_words, late_in_words

DAYS_AHEAD = 30


@dataclass(frozen=True)
class Due:
    """One thing and the day by which it should happen; `on` is None for an open action that nobody has dated."""

    what: str
    row: ProgrammeRow
    on: date | None
    is_late: bool
    owner: User | None = None
    organisation: Any = None

    @property
    def title(self) -> str:
        return str(self.row)

    @cached_property
    def url(self) -> str:
        return self.row.get_absolute_url()

    @property
    def when(self) -> str:
        if self.on is None:
            return _("no date")
        days = (self.on - today()).days
        return late_in_words(-days) if days < 0 else ahead_in_words(days)


Dues = Callable[[Lens], Iterable[Due]]

_others: list[Dues] = []


def register_dues(dues_of: Dues) -> None:
    _others.append(dues_of)


def dues(lens: Lens) -> list[Due]:
    """What is not done yet and has a date, and open actions without one; oldest first, undated last."""
    return sorted(_dues(lens), key=lambda due: (due.on is None, due.on or date.max, due.title))


def _dues(lens: Lens) -> Iterator[Due]:
    for step in lens.rows(Step):
        if step.due_on and step.state != State.DONE:
            yield Due(
                str(_("Activity") if step.is_activity else _("Step")),
                step,
                step.due_on,
                step.is_late,
                step.owner,
            )
    for milestone in lens.rows(Milestone, "forecasts"):
        if milestone.reached_on is None:
            yield Due(_("Milestone"), milestone, milestone.forecast_on, milestone.is_late, milestone.owner)
    for action in lens.rows(Action, "due_dates"):
        if action.is_open:
            yield Due(_("Action"), action, action.due_on, action.is_late, action.owner, action.organisation)
    yield from _reviews(lens)
    for dues_of in _others:
        yield from dues_of(lens)


def _reviews(lens: Lens) -> Iterator[Due]:
    for risk in lens.rows(Risk):
        if risk.is_open and risk.review_on:
            yield Due(_("Review of a risk"), risk, risk.review_on, risk.is_late, risk.owner)
    for issue in lens.rows(Issue):
        if issue.is_open and issue.due_on:
            yield Due(_("Issue"), issue, issue.due_on, issue.is_late, issue.owner)
    for decision in lens.rows(Decision):
        if decision.superseded_by_id is None and decision.review_on:
            yield Due(_("Review of a decision"), decision, decision.review_on, decision.is_late)


def late(everything: list[Due]) -> list[Due]:
    return [due for due in everything if due.is_late]


def ahead(everything: list[Due], days: int = DAYS_AHEAD) -> list[Due]:
    """What falls due today or in the days after it."""
    end = today() + timedelta(days=days)
    return [due for due in everything if due.on is not None and not due.is_late and due.on <= end]


def of_person(everything: list[Due], person: User) -> list[Due]:
    """What the person owns and should look at now: late, soon, or without a date."""
    end = today() + timedelta(days=DAYS_AHEAD)
    return [due for due in everything if due.owner == person and (due.on is None or due.on <= end)]
