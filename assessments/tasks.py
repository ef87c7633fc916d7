"""What the worker does for assessments: writing to a panel, which may be hundreds of people.

A task is told the round alone. To whom a letter goes, and whether it still should, is seen when it is sent: a list of
those to be reminded, kept with the task, would say who has answered.
"""

import logging

from django_tasks import task

from assessments.ballots import sheet_of
from assessments.letters import letter
from assessments.mailing import MailSession, Undelivered
from assessments.models import Respondent, Round, RoundState, UnsentLetter
from assessments.outbox import note_failure, take, to_send

log = logging.getLogger(__name__)


@task
def send_letters(round_id: int, site: str) -> None:
    """Write to everybody in the round whose letter has not been delivered; what fails stays and is tried again.

    Nothing is sent of what lies in the bin, to those who have answered or are asked no more, or when the round is over.
    """
    round = Round.objects.select_related("assessment__programme").get(pk=round_id)
    if round.assessment.removed_at or round.assessment.programme.removed_at:
        return
    if round.state not in {RoundState.SCHEDULED, RoundState.OPEN}:
        round.unsent_letters.all().delete()
        return
    people = Respondent.objects.filter(assessment=round.assessment_id).select_related("user")
    with MailSession() as session:
        for unsent, respondent in to_send(round, people):
            _send(session, unsent, round, respondent, site)


def _send(
    session: MailSession, unsent: UnsentLetter, round: Round, respondent: Respondent | None, site: str
) -> None:
    if not take(unsent):
        return
    if respondent is None or not respondent.address or sheet_of(respondent, round):
        unsent.delete()
        return
    try:
        session.send(letter(unsent.kind, round, respondent, site))
    except Undelivered as failure:
        log.warning("A letter of round %s could not be sent (%s)", round.pk, failure)
        note_failure(unsent, is_final=failure.is_final)
    else:
        unsent.delete()
