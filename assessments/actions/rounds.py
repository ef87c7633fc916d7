"""Setting up an assessment and taking its rounds from one act to the next. Revealing is in `reveal`."""

from collections.abc import Iterable
from datetime import date
from functools import partial

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import User
from assessments.instrument_choice import can_be_compared, identity_of
from assessments.models import Assessment, Respondent, Round, RoundState, UnsentLetter
from assessments.outbox import put
from assessments.tasks import send_letters
from assessments.turnout import not_yet, of_round
from history.actions import hold, revise_row
from history.changes import change_set
from programmes.models.programme import today


class OutOfTurn(Exception):
    """The round is past this act already, or not there yet: somebody was quicker."""


class NobodyAsked(Exception):
    """A round needs somebody to ask."""


class TooLate(Exception):
    """The last day of the round has passed; it is given a later one first."""


# Setting up


@transaction.atomic
def start_assessment(*, assessment: Assessment, opens_on: date, closes_on: date, by: User) -> Assessment:
    """Store a new assessment with its first round, which nobody is asked in yet.

    Where a group answers as one, whoever starts it enters the answers until somebody else is asked to. Raises Stale
    where the organisation's own instrument has been removed since it was chosen.
    """
    if own := assessment.own_instrument:
        hold(own, own.version)
    of = {"programme": assessment.programme, "assessment": assessment}
    with change_set(by=by, scope=assessment.programme_id):
        assessment.save()
        Round(**of, opens_on=opens_on, closes_on=closes_on).save()
        if assessment.is_joint:
            Respondent(**of, user=by, is_joint=True).save()
    return assessment


@transaction.atomic
def revise_assessment(*, row: Assessment, version: int, by: User, reason: str = "") -> Assessment:
    """Raises ValidationError for what may not change any more, Stale when the row has moved on.

    The rounds are held first, as `launch` and `open_next_round` hold theirs: what people are promised as a round is
    launched is not taken back in the same moment.
    """
    list(Round.objects.select_for_update().filter(assessment=row).order_by("pk"))
    if faults := faults_of_assessment(row):
        raise ValidationError(list(faults.values()))
    return revise_row(row=row, version=version, by=by, reason=reason)


@transaction.atomic
def revise_round(*, row: Round, version: int, by: User, reason: str = "") -> Round:
    """As `revise_assessment`."""
    if faults := faults_of_round(row):
        raise ValidationError(list(faults.values()))
    return revise_row(row=row, version=version, by=by, reason=reason)


def faults_of_assessment(assessment: Assessment) -> dict[str, str]:
    """What of the row may not be as it is now: field → why. What people were promised when they were asked holds."""
    stored = Assessment.everything.get(pk=assessment.pk)
    rounds = list(Round.objects.filter(assessment=stored))
    faults = {}
    if assessment.is_joint != stored.is_joint:
        faults["is_joint"] = _(
            "Whether people answer alone or together stays as it was. Start another assessment."
        )
    if assessment.is_joint and assessment.rounds_planned > 1:
        faults["rounds_planned"] = _("What a group fills in together has one round.")
    if any(one.launched_at for one in rounds) and assessment.smallest_group < stored.smallest_group:
        promised = {"n": stored.smallest_group}
        faults["smallest_group"] = (
            _("Everybody asked was promised groups of %(n)d or more. It can be raised, not lowered.")
            % promised
        )
    if assessment.rounds_planned < len(rounds):
        faults["rounds_planned"] = _("Round %(n)d has been opened already.") % {"n": len(rounds)}
    if assessment.before and not _is_comparable(assessment, assessment.before):
        faults["before"] = _(
            "It was made with an instrument whose levels mean something else. Choose another one."
        )
    return faults


def _is_comparable(assessment: Assessment, before: Assessment) -> bool:
    return assessment.pk != before.pk and can_be_compared(identity_of(assessment), identity_of(before))


def faults_of_round(round: Round) -> dict[str, str]:
    """As `faults_of_assessment`. The days of a closed round stay, and so does the first day of one that has opened; the
    last day of a launched round may become an earlier or a later one, but none that has passed.
    """
    stored = Round.everything.get(pk=round.pk)
    if stored.closed_at:
        return {"closes_on": _("This round is closed. Open the next round instead.")}
    faults = {}
    has_opened = stored.launched_at and stored.opens_on <= today()
    if has_opened and round.opens_on != stored.opens_on:
        faults["opens_on"] = _("It opened on %(day)s; that stays.") % {"day": date_format(stored.opens_on)}
    if stored.launched_at and round.closes_on != stored.closes_on and round.closes_on < today():
        faults["closes_on"] = _("This day has passed. Give today or a later day, or close the round.")
    return faults


# From act to act


@transaction.atomic
def launch(*, round: Round, version: int | None, by: User, site: str) -> Round:
    """Ask the panel of a first round: from here on the links open it, and the invitations are on their way.

    `site` is the address of the site, as the links begin. Raises Stale, OutOfTurn, NobodyAsked, TooLate.
    """
    round = _held(round, version)
    if round.launched_at:
        raise OutOfTurn
    if round.closes_on < today():
        raise TooLate
    asked = of_round(round)
    if not asked:
        raise NobodyAsked
    with change_set(by=by, scope=round.programme_id) as changes:
        round.launched_at = changes.at
        round.save()
    post(UnsentLetter.Kind.INVITATION, round, asked, site)
    return round


@transaction.atomic
def close_early(*, round: Round, version: int | None, by: User) -> Round:
    """Take no more ratings; nobody sees them yet. Raises Stale, OutOfTurn."""
    round = _held(round, version)
    if round.state not in {RoundState.SCHEDULED, RoundState.OPEN}:
        raise OutOfTurn
    with change_set(by=by, scope=round.programme_id) as changes:
        round.closed_at = changes.at
        round.save()
    return round


@transaction.atomic
def open_next_round(
    *,
    last: Round,
    version: int | None,
    asked: list[str],
    opens_on: date,
    closes_on: date,
    by: User,
    site: str,
) -> Round:
    """Let those who rated in the first round rate the dimensions `asked` anew. Raises Stale, OutOfTurn, NobodyAsked."""
    last = _held(last, version)
    newest = Round.objects.filter(assessment=last.assessment_id).latest("number")
    if newest.pk != last.pk or not last.revealed_at or last.number >= last.assessment.rounds_planned:
        raise OutOfTurn
    following = Round(
        programme=last.programme,
        assessment=last.assessment,
        number=last.number + 1,
        opens_on=opens_on,
        closes_on=closes_on,
        asked=asked,
    )
    with change_set(by=by, scope=last.programme_id) as changes:
        following.launched_at = changes.at
        following.save()
    panel = of_round(following)
    if not panel:
        raise NobodyAsked
    post(UnsentLetter.Kind.NEXT_ROUND, following, panel, site)
    return following


def _held(round: Round, version: int | None) -> Round:
    """The round as it is now, held until the transaction ends."""
    hold(round, version)
    held: Round = Round.objects.select_for_update(of=("self",)).select_related("assessment").get(pk=round.pk)
    held.programme = round.programme
    return held


# Letters


def post(kind: UnsentLetter.Kind, round: Round, people: Iterable[Respondent], site: str) -> None:
    """Have the worker write to them. Their letters are stored with the act, so that none is lost on the way.

    Without a `site` for the links nobody is written to: the demonstration tells of rounds that are over.
    """
    if site and put(kind, round, people):
        send_soon(round, site)


def send_soon(round: Round, site: str) -> None:
    """Robust: the links work and can be handed over without a mail, and the hourly run sends what this leaves."""
    transaction.on_commit(partial(send_letters.enqueue, round.pk, site), robust=True)


@transaction.atomic
def remind(*, round: Round, version: int | None, by: User, site: str) -> int:
    """Write to those who have not answered and had no mail today; says to how many. Raises Stale, OutOfTurn."""
    round = _held(round, version)
    return _remind(round, not_yet(round, since=today()), site, by=by)


@transaction.atomic
def remind_on_its_day(*, round: Round, since: date, site: str) -> int:
    """As `remind`, by the worker: those who had no mail on or after the day `since`."""
    round = _held(round, None)
    return _remind(round, not_yet(round, since=since), site, by=None)


def _remind(round: Round, people: list[Respondent], site: str, *, by: User | None) -> int:
    """That the round was reminded of is history; who was is not: the others would be known to have answered."""
    if round.state != RoundState.OPEN:
        raise OutOfTurn
    if people:
        with change_set(by=by, actor="" if by else "worker", scope=round.programme_id) as changes:
            round.reminded_at = changes.at
            round.save()
        post(UnsentLetter.Kind.REMINDER, round, people, site)
    return len(people)
