"""What somebody can do next with an assessment: one thing, by its state and by who they are."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.roles import Permission
from assessments.models import Assessment, RoundState
from assessments.round_words import rounds_of
from programmes.models import Programme

RATE, RATE_AGAIN = _("Rate now"), _("Change your ratings")


@dataclass(frozen=True)
class Act:
    """`is_asked_first`: its page asks before it does something, and may come as a drawer."""

    words: Any
    url: str
    is_asked_first: bool = False


def rate_act(programme: Programme, assessment: Assessment, *, has_answered: bool) -> Act:
    words = RATE_AGAIN if has_answered else RATE
    return Act(words, reverse("assessment_rate", args=[programme.slug, assessment.pk]))


def main_act(
    programme: Programme,
    assessment: Assessment,
    *,
    has_panel: bool,
    has_answered: bool | None,
    is_complete: bool,
) -> Act | None:
    """`has_answered` is None for somebody who is not asked now; `is_complete`: all have answered the newest round."""
    if has_answered is False:
        return rate_act(programme, assessment, has_answered=False)
    state = rounds_of(assessment)[-1].state
    if state == RoundState.REVEALED:
        return Act(_("See the results"), _url("assessment_results", programme, assessment))
    if not programme.may(Permission.FACILITATE):
        return None
    if state == RoundState.DRAFT and has_panel:
        return Act(_("Send the invitations"), _url("assessment_launch", programme, assessment), True)
    if state == RoundState.CLOSED:
        return Act(_("Reveal the results"), _url("assessment_reveal", programme, assessment), True)
    if state == RoundState.OPEN and is_complete:
        return Act(_("Close and reveal"), _url("assessment_reveal", programme, assessment), True)
    words = _("Choose who is asked") if state == RoundState.DRAFT else _("See who has answered")
    return Act(words, _url("assessment_panel", programme, assessment))


def other_acts(
    programme: Programme, assessment: Assessment, *, has_answered: bool | None, is_complete: bool
) -> list[Act]:
    """What else can be done with it, for the page of the assessment; what `main_act` offers is left out."""
    acts = [rate_act(programme, assessment, has_answered=True)] if has_answered else []
    if not programme.may(Permission.FACILITATE):
        return acts
    newest = rounds_of(assessment)[-1]
    names = {
        RoundState.SCHEDULED: [("assessment_close", _("Close it now"))],
        RoundState.OPEN: [("assessment_close", _("Close it now"))]
        if is_complete and has_answered is not False
        else [
            ("assessment_remind", _("Remind those who have not answered")),
            ("assessment_close", _("Close it now")),
            ("assessment_reveal", _("Close and reveal")),
        ],
        RoundState.REVEALED: [("assessment_next_round", _("Open the next round"))]
        if newest.number < assessment.rounds_planned
        else [],
    }
    return acts + [
        Act(words, _url(name, programme, assessment), name != "assessment_next_round")
        for name, words in names.get(newest.state, [])
    ]


def _url(name: str, programme: Programme, assessment: Assessment) -> str:
    return reverse(name, args=[programme.slug, assessment.pk])
