"""The kinds of record of assessments and their rounds, and what they put on the programme's home and the step's page."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.roles import Permission
from assessments.actions.panel import revise_respondent, withdraw
from assessments.actions.rounds import revise_assessment, revise_round
from assessments.forms.panel import RespondentForm
from assessments.forms.rounds import AssessmentEditForm, RoundForm
from assessments.models import Assessment, Respondent, Round, RoundState
from assessments.origins import part_page, part_title
from assessments.round_words import assessments_on, rounds_of
from assessments.turnout import own_turn
from history.lens import Lens
from programmes.due import Due, register_dues
from programmes.home import Ask, register_asks
from programmes.kinds import Kind, Paper, Parts, register_paper
from programmes.models import Programme
from programmes.models.programme import today


def in_panel(row: Respondent) -> str:
    panel = reverse("assessment_panel", args=[row.programme.slug, row.assessment_id])
    return f"{panel}#respondent-{row.pk}"


def in_list(programme: Programme) -> str:
    return reverse("assessments", args=[programme.slug])


ROUND_KINDS = (
    Kind(
        Assessment,
        AssessmentEditForm,
        page=lambda row: row.get_absolute_url(),
        edit=Permission.FACILITATE,
        is_addable=False,
        revise=revise_assessment,
        listing=in_list,
        section="journey",
        children=("rounds",),
        parts=Parts(part_title, part_page),
        instead=gettext_lazy(
            "An assessment keeps its instrument. To use another one, start another assessment."
        ),
    ),
    Kind(
        Round,
        RoundForm,
        page=lambda row: row.get_absolute_url(),
        edit=Permission.FACILITATE,
        is_addable=False,
        is_removable=False,
        revise=revise_round,
        section="journey",
        instead=gettext_lazy(
            "What a round has come to stays. Its assessment can be removed, or the next round opened."
        ),
    ),
    Kind(
        Respondent,
        RespondentForm,
        page=in_panel,
        see=Permission.FACILITATE,
        edit=Permission.FACILITATE,
        is_addable=False,
        revise=revise_respondent,
        remove=withdraw,
        section="journey",
        parting=gettext_lazy(
            "The link opens nothing from then on. What the person answered in a round that is not revealed yet is deleted "
            "and does not come back; results that are revealed stay as they are."
        ),
    ),
)

register_paper(
    Paper(
        step_key=Assessment.step_key,
        title=gettext_lazy("Assessments"),
        purpose=gettext_lazy(
            "Where the partners stand by an instrument: everybody rates for themselves, then sees the group's result."
        ),
        url_name="assessments",
        models=(Assessment,),
    )
)


def asks_of(lens: Lens, person: User) -> list[Ask]:
    """To rate, for whoever is asked and has not; to reveal what is closed, for those who facilitate."""
    programme = lens.programme
    if lens.at:
        return []
    found = assessments_on(lens)
    turns = own_turn(found, person)
    rating = [
        Ask(
            _("You are asked to rate: %(title)s, until %(day)s.") % _words(one),
            reverse("assessment_rate", args=[programme.slug, one.pk]),
            _("Rate now"),
            is_page=True,
        )
        for one in found
        if turns.get(one.pk) is False
    ]
    if not programme.may(Permission.FACILITATE):
        return rating
    return rating + [
        Ask(
            _("%(title)s is closed and not revealed.") % _words(one),
            reverse("assessment_reveal", args=[programme.slug, one.pk]),
            _("Reveal it"),
        )
        for one in found
        if rounds_of(one)[-1].state == RoundState.CLOSED
    ]


def _words(assessment: Assessment) -> dict[str, object]:
    return {"title": assessment, "day": date_format(rounds_of(assessment)[-1].closes_on)}


def dues_of(lens: Lens) -> Iterator[Due]:
    """The last day of a round that is open; one that is over and not revealed is late."""
    for one in assessments_on(lens):
        round = rounds_of(one)[-1]
        if round.state in {RoundState.SCHEDULED, RoundState.OPEN}:
            yield Due(_("Last day of ratings"), round, round.closes_on, is_late=False)
        elif round.state == RoundState.CLOSED and not round.closed_at:
            yield Due(_("Ratings to reveal"), round, round.closes_on, is_late=round.closes_on < today())


register_asks(asks_of)
register_dues(dues_of)
