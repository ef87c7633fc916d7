"""What the worker does for assessments: writing to a panel, which may be hundreds of people."""

import logging

from django.core.mail import get_connection
from django_tasks import task

from assessments.letters import letter
from assessments.models import Respondent, Round

log = logging.getLogger(__name__)

INVITATION, NEXT_ROUND, REMINDER = "invitation", "next round", "reminder"


@task
def send_letters(what: str, round_id: int, respondents: list[int], site: str) -> None:
    """Write to each of them; a mail that cannot be sent is logged and does not keep the others from going."""
    round = Round.objects.select_related("assessment__programme").get(pk=round_id)
    people = Respondent.objects.filter(pk__in=respondents).select_related("user")
    with get_connection() as connection:
        for respondent in (one for one in people if one.address):
            message = letter(what, round, respondent, site)
            try:
                connection.send_messages([message])
            except OSError as error:  # what smtplib raises, too
                log.warning("A mail of round %s could not be sent (%s)", round_id, type(error).__name__)
