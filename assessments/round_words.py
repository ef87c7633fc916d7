"""Where an assessment stands, in words and with a sign: the same on every page that names one."""

from dataclasses import dataclass, replace
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.models import Assessment, Round, RoundState
from history.lens import Lens

ICONS = {
    RoundState.DRAFT: "edit",
    RoundState.SCHEDULED: "calendar",
    RoundState.OPEN: "people",
    RoundState.CLOSED: "lock",
    RoundState.REVEALED: "eye",
}
WORDS = {
    RoundState.DRAFT: gettext_lazy("Being prepared"),
    RoundState.SCHEDULED: gettext_lazy("Opens on %(opens)s"),
    RoundState.OPEN: gettext_lazy("Open until %(closes)s"),
    RoundState.CLOSED: gettext_lazy("Closed, not revealed"),
    RoundState.REVEALED: gettext_lazy("Revealed on %(revealed)s"),
}


@dataclass(frozen=True)
class Standing:
    """`round` is the newest one."""

    round: Round
    state: RoundState
    icon: str
    words: str

    @property
    def key(self) -> str:
        return self.state.value


def rounds_of(assessment: Assessment) -> list[Round]:
    return list(assessment.rounds.all())


def assessments_on(lens: Lens) -> list[Assessment]:
    """All of a programme, the newest first, with their rounds filled in."""
    return lens.rows(Assessment, "rounds") if lens.rows(Assessment) else []


def assessment_on(lens: Lens, pk: int) -> Assessment:
    """Raises LookupError for one that the programme does not have, or did not have on that day."""
    found = {assessment.pk: assessment for assessment in assessments_on(lens)}
    return found[pk]


def standing(assessment: Assessment) -> Standing:
    found = standing_of(rounds_of(assessment)[-1])
    return replace(found, words=_numbered(found.round, found.words))


def standing_of(round: Round) -> Standing:
    state = round.state
    return Standing(round, state, ICONS[state], str(WORDS[state]) % _days(round))


def _days(round: Round) -> dict[str, Any]:
    revealed = round.revealed_at
    return {
        "opens": date_format(round.opens_on),
        "closes": date_format(round.closes_on),
        "revealed": date_format(timezone.localtime(revealed)) if revealed else "",
    }


def _numbered(round: Round, words: str) -> str:
    """With the number of the round where there may be several."""
    planned = round.assessment.rounds_planned
    if planned == 1:
        return words
    return _("Round %(n)d of %(all)d · %(words)s") % {"n": round.number, "all": planned, "words": words}
