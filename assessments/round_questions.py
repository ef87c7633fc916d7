"""What is asked before a round goes on to its next act: in words, with what the person should know first."""

from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from assessments.models import Round, RoundState
from assessments.turnout import not_yet, of_round, turnout_of
from programmes.models.programme import today
from programmes.views.answers import Question

Facts = tuple[tuple[Any, Any], ...]


def about_launching(round: Round) -> Question | None:
    if round.state != RoundState.DRAFT:
        return None
    asked = of_round(round)
    by_mail = sum(bool(one.address) for one in asked)
    message = _(
        "Everybody asked gets a link of their own. From then on the instrument stays, the smallest group can be raised but not "
        "lowered, and the purpose is changed for a reason only."
    )
    if round.assessment.is_joint:
        message = _(
            "Whoever enters the answers of the group gets the link. What is entered is shown as the group's answer."
        )
    elif len(asked) < round.assessment.smallest_group:
        message += " " + _(
            "Fewer people are asked than the smallest group that is shown: without more of them no result can be shown."
        )
    facts = (
        (_("asked"), len(asked)),
        (_("invited by mail"), by_mail),
        (_("links to hand over"), len(asked) - by_mail),
        *_days(round),
        *_smallest(round),
    )
    return _question(_("Send the invitations?"), message, _("Send the invitations"), round, facts)


def about_closing(round: Round) -> Question | None:
    if round.state not in {RoundState.SCHEDULED, RoundState.OPEN}:
        return None
    message = _(
        "No more ratings are taken. It cannot be opened again; nobody sees anything until it is revealed. To give people "
        "more time, give the round a later last day instead."
    )
    return _question(_("Close the round now?"), message, _("Close the round"), round, _counted(round))


def about_revealing(round: Round) -> Question | None:
    if round.state not in {RoundState.OPEN, RoundState.CLOSED}:
        return None
    facts = _counted(round)
    smallest, turnout = round.assessment.smallest_group, turnout_of(round)
    message = _(
        "Everybody who sees the programme sees the result, all at once and for good. A mistake in it is mended by another "
        "round."
    )
    if round.state != RoundState.CLOSED:
        message = _("The round is closed by it: who has not answered yet cannot any more.") + " " + message
    if round.assessment.is_joint and not turnout.answered:
        message += " " + _("Nothing has been filled in yet, so nothing would be shown.")
    elif turnout.answered < smallest and not round.assessment.is_joint:
        message += " " + _(
            "Fewer than %(n)d have answered: nothing would be shown but how many. Give the round a later last day and "
            "remind people instead."
        ) % {"n": smallest}
    return _question(_("Reveal the results?"), message, _("Reveal"), round, facts)


def _smallest(round: Round) -> Facts:
    if round.assessment.is_joint:
        return ()
    return ((_("smallest group that is shown"), round.assessment.smallest_group),)


def about_reminding(round: Round) -> Question | None:
    if round.state != RoundState.OPEN:
        return None
    reached = not_yet(round, since=today())
    message = _(
        "Those who have not answered get a mail with their link, once a day at most. They are reminded by themselves three "
        "days before the last day, and on it."
    )
    facts = (*_counted(round), (_("written to now"), str(len(reached))))
    return _question(_("Remind those who have not answered?"), message, _("Send the reminders"), round, facts)


def _counted(round: Round) -> Facts:
    turnout = turnout_of(round)
    words = _("%(n)d of %(all)d") % {"n": turnout.answered, "all": turnout.asked}
    return ((_("have answered"), words), *_days(round))


def _days(round: Round) -> Facts:
    return ((_("opens on"), date_format(round.opens_on)), (_("last day"), date_format(round.closes_on)))


def _question(title: str, message: str, button: str, round: Round, facts: Facts) -> Question:
    about = ((_("assessment"), str(round)), *facts)
    return Question(title, message, button, round.assessment.get_absolute_url(), about, section="journey")
