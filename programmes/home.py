"""What the home of a programme says: where it stands, what needs the reader, what is late, what has changed.

An app above this one asks the reader for something by `register_asks(asks_of)`, a function of the lens and the person.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from accounts.roles import Permission
from charts.chart import Chart
from history.lens import Lens
from programmes.bounds import LAST_VISIT
from programmes.due import DAYS_AHEAD, Due, ahead, dues, late, of_person
from programmes.filters import OTHERS
from programmes.journey_map import PhaseSteps, by_phase, journey_map, phases_of
from programmes.models import Programme, Rag, State, Step
from programmes.models.programme import today
from programmes.reading import visible_changes
from programmes.recent import Act, acts, acts_in_sum, newest
from programmes.wording import late_in_words, year_of_plan

ACTS = 6
STALE_CLAIM_DAYS = 30  # boards of the field meet monthly: a status older than that is yesterday's
WORST_FIRST = (Rag.OFF_TRACK, Rag.WATCH, Rag.ON_TRACK)


@dataclass(frozen=True)
class Ask:
    """Something that the reader can do, and should. `is_page`: it opens as a page, never as a drawer."""

    sentence: str
    url: str
    verb: str
    is_page: bool = False


Asks = Callable[[Lens, User], list[Ask]]

_others: list[Asks] = []


def register_asks(asks_of: Asks) -> None:
    _others.append(asks_of)


@dataclass(frozen=True)
class Home:
    place: str
    sentence: str
    overall: Step | None
    map: Chart
    phases: list[PhaseSteps]
    mine: list[Due]
    asks: list[Ask]
    late: list[Due]
    ahead: list[Due]
    days_ahead: int
    since: datetime | None
    acts: list[Act]
    is_new: bool
    all_changes_url: str

    @property
    def needs(self) -> int:
        return len(self.mine) + len(self.asks)


def home_of(lens: Lens, person: User, since: datetime | None) -> Home:
    """The page as `person` sees it; `since` is when they last looked, None for the first time."""
    programme = lens.programme
    steps = lens.rows(Step, "claims")
    everything = dues(lens)
    sentence = standing_in_words(steps, late(everything))
    return Home(
        place=_place(programme, steps),
        sentence=sentence,
        overall=worst_of_open(steps),
        map=journey_map(steps, sentence),
        phases=by_phase(steps),
        mine=of_person(everything, person),
        asks=[*(ask for asks_of in _others for ask in asks_of(lens, person)), *asks(steps, programme)],
        late=late(everything),
        ahead=ahead(everything),
        days_ahead=DAYS_AHEAD,
        since=since,
        acts=_acts(programme, person, since),
        is_new=all(step.state == State.NOT_STARTED for step in steps),
        all_changes_url=_all_changes_url(programme, since),
    )


def _acts(programme: Programme, person: User, since: datetime | None) -> list[Act]:
    """What others did since the person was here; on the first visit, the newest acts of anybody."""
    changes = visible_changes(programme)
    if since is None:
        return acts(newest(changes), programme, limit=ACTS)
    changes = changes.filter(at__gt=since).exclude(change_set__by=person)
    return acts_in_sum(newest(changes), programme, limit=ACTS)


def _all_changes_url(programme: Programme, since: datetime | None) -> str:
    """The page that tells in full what the panel tells in a few lines."""
    if since is None:
        return reverse("history", args=[programme.slug])
    return f"{reverse('changes', args=[programme.slug])}?since={LAST_VISIT}&person={OTHERS}"


def _place(programme: Programme, steps: Sequence[Step]) -> str:
    """ "Riverside · Year 2 of 5 · Diagnosis" """
    names = phases_of({step.key for step in steps if step.is_open})
    year = year_of_plan(programme.starts_on, programme.horizon_on, today())
    return " · ".join(part for part in (programme.place, year, ", ".join(names)) if part)


def worst_of_open(steps: Sequence[Step]) -> Step | None:
    """The open step whose declared status is the worst; None where no open step has been judged."""
    judged = [step for step in steps if step.is_open and step.rag]
    return min(judged, key=lambda step: (WORST_FIRST.index(step.rag), step.position), default=None)


def standing_in_words(steps: Sequence[Step], late_things: Sequence[Due]) -> str:
    """ "3 of 9 steps are done for now. Situational analysis is 3 weeks late." """
    if not late_things and all(step.state == State.NOT_STARTED for step in steps):
        return _("No step has been opened yet.")
    return f"{_done_in_words(steps)} {_lateness_in_words(late_things)}"


def _done_in_words(steps: Sequence[Step]) -> str:
    of_nine = [step for step in steps if not step.is_activity]
    done = sum(step.state == State.DONE for step in of_nine)
    if not done and not any(step.is_open for step in steps):
        return _("No step has been opened yet.")
    return ngettext(
        "%(done)d of %(total)d steps is done for now.", "%(done)d of %(total)d steps are done for now.", done
    ) % {"done": done, "total": len(of_nine)}


def _lateness_in_words(late_things: Sequence[Due]) -> str:
    if not late_things:
        return _("Nothing is late.")
    steps = [due for due in late_things if isinstance(due.row, Step)]
    others = len(late_things) - 1
    if not steps:
        return ngettext("%d thing is late.", "%d things are late.", len(late_things)) % len(late_things)
    words = {"step": steps[0].title, "late": late_in_words((today() - steps[0].on).days), "n": others}
    if not others:
        return _("%(step)s is %(late)s.") % words
    return (
        ngettext(
            "%(step)s is %(late)s, and %(n)d other thing is late.",
            "%(step)s is %(late)s, and %(n)d other things are late.",
            others,
        )
        % words
    )


def asks(steps: Sequence[Step], programme: Programme) -> list[Ask]:
    """Open steps without a declared status or with an old one, and without an owner; only for those who steer."""
    if not programme.may(Permission.STEER):
        return []
    found = []
    for step in (step for step in steps if step.is_open):
        declare = reverse("step_rag", args=[programme.slug, step.key])
        if step.current_claim is None:
            found.append(
                Ask(_("%(step)s has no declared status.") % {"step": step}, declare, _("Declare it"))
            )
        elif step.current_claim.on < today() - timedelta(days=STALE_CLAIM_DAYS):
            words = {"step": step, "days": (today() - step.current_claim.on).days}
            found.append(
                Ask(_("The status of %(step)s is %(days)d days old.") % words, declare, _("Declare it anew"))
            )
        if step.owner_id is None:
            edit = reverse("record_edit", args=[programme.slug, "step", step.pk])
            found.append(Ask(_("%(step)s has no owner.") % {"step": step}, edit, _("Name one")))
    return found
