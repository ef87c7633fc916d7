"""What is written without anybody pressing a button: reminders on their days, and again what did not arrive."""

from datetime import date, timedelta

from django.conf import settings

from assessments.actions.rounds import OutOfTurn, remind_on_its_day
from assessments.models import Round, RoundState
from assessments.tasks import send_letters
from programmes.models.programme import today

DAYS_BEFORE = 3


def due_since(round: Round, day: date) -> date | None:
    """Who had no mail on or after the answer is due one on `day`; None on days without reminders.

    One is due three days before the last day, or later where that day was missed, and one on the last day.
    """
    first = round.closes_on - timedelta(days=DAYS_BEFORE)
    if day == round.closes_on:
        return day
    return first if first <= day < round.closes_on else None


def send_due_reminders() -> int:
    """How many were written to. Running it again on the same day writes to nobody twice."""
    day = today()
    return sum(_send(round, since) for round in _open_rounds() if (since := due_since(round, day)))


def send_again() -> None:
    """Have the worker try what was not delivered; of rounds that are over it clears what is left."""
    for pk in Round.objects.filter(unsent_letters__isnull=False).values_list("pk", flat=True).distinct():
        send_letters.enqueue(pk, settings.SITE_ADDRESS)


def _open_rounds() -> list[Round]:
    found = Round.objects.filter(
        launched_at__isnull=False,
        closed_at=None,
        closes_on__gte=today(),
        assessment__removed_at=None,
        programme__removed_at=None,
    ).select_related("programme", "assessment")
    return [round for round in found if round.state == RoundState.OPEN]


def _send(round: Round, since: date) -> int:
    try:
        return remind_on_its_day(round=round, since=since, site=settings.SITE_ADDRESS)
    except OutOfTurn:  # closed a moment ago
        return 0
