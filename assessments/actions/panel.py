"""Who is asked: adding people to a panel, and no longer asking somebody."""

from django.conf import settings
from django.db import transaction

from accounts.models import User
from assessments.actions.rounds import post, send_soon
from assessments.ballots import sheet_of
from assessments.models import Assessment, Respondent, Round, RoundState, UnsentLetter
from assessments.outbox import start_anew
from history.actions import remove_row, revise_row
from history.changes import change_set
from history.models import add_many

CLOSED = {RoundState.CLOSED, RoundState.REVEALED}


class PanelIsComplete(Exception):
    """The first round is over: who did not rate in it cannot join later."""


@transaction.atomic
def ask_people(
    *, assessment: Assessment, respondents: list[Respondent], by: User, site: str
) -> list[Respondent]:
    """Add them to the panel; where the round has been launched they get their invitation.

    Raises PanelIsComplete; IntegrityError for somebody who is asked already, and for a second one who would answer for a
    group that answers as one.
    """
    round = Round.objects.select_for_update().get(assessment=assessment, number=1)
    if round.state in CLOSED:
        raise PanelIsComplete
    for one in respondents:
        one.is_joint = assessment.is_joint
    with change_set(by=by, scope=assessment.programme_id):
        add_many(list(respondents))
    if round.launched_at:
        post(UnsentLetter.Kind.INVITATION, round, respondents, site)
    return respondents


@transaction.atomic
def revise_respondent(*, row: Respondent, version: int, by: User, reason: str = "") -> Respondent:
    """A letter that did not reach the person goes to the address that was put right. Raises Stale."""
    has_moved = "email" in row.changed_fields()
    revise_row(row=row, version=version, by=by, reason=reason)
    if has_moved:
        rounds = Round.objects.filter(assessment=row.assessment_id, closed_at=None, launched_at__isnull=False)
        for round in start_anew(row, rounds):
            send_soon(round, settings.SITE_ADDRESS)
    return row


@transaction.atomic
def withdraw(*, row: Respondent, version: int, by: User, reason: str = "") -> Respondent:
    """Ask somebody no longer: the link opens nothing, and what they answered in a round not yet revealed is deleted.

    Raises Stale when the row has moved on.
    """
    rounds = Round.objects.select_for_update().filter(assessment=row.assessment_id, revealed_at=None)
    for round in rounds:
        if sheet := sheet_of(row, round):
            sheet.delete()
    return remove_row(row=row, version=version, by=by, reason=reason)
