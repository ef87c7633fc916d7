"""The letters of a round that are still to be delivered: for whom each is can only be told with the server's secret.

A letter is put here by the act that asks for it and goes when the mail server has taken it, so that what is here is
exactly what has not arrived: the worker tries it again, and those who facilitate see whom to hand the link to.
"""

from collections.abc import Iterable
from enum import StrEnum

from django.db import transaction

from assessments.ballots import keyed
from assessments.models import Respondent, Round, UnsentLetter

LETTER_SALT = "assessments.letter"
MOST_TRIES = 24  # hourly ones: a mail server may be away for a day


class Delivery(StrEnum):
    """How a letter that has not been delivered stands."""

    WAITING = "waiting"  # for the worker
    TRIED = "tried"  # ... again
    FAILED = "failed"


def put(kind: UnsentLetter.Kind, round: Round, people: Iterable[Respondent]) -> int:
    """A letter for each who has an address, in the place of one that did not reach them; says how many."""
    asked = [one for one in people if one.address]
    keys = {key for one in asked for key in _keys(one, round)}
    UnsentLetter.objects.filter(round=round, key__in=keys).delete()
    letters = [UnsentLetter(round=round, key=_keys(one, round)[0], kind=kind) for one in asked]
    letters.sort(key=lambda letter: letter.key)  # the order of the rows in the file tells nothing either
    UnsentLetter.objects.bulk_create(letters)
    return len(letters)


def to_send(round: Round, people: Iterable[Respondent]) -> list[tuple[UnsentLetter, Respondent | None]]:
    """What the worker has to try, each with the person whom it is for; None for somebody who is asked no more."""
    by_key = {key: one for one in people for key in _keys(one, round)}
    letters = UnsentLetter.objects.filter(round=round, is_given_up=False)
    return [(letter, by_key.get(letter.key)) for letter in letters]


def deliveries(round: Round, people: Iterable[Respondent]) -> dict[int, Delivery]:
    """By the respondent's primary key, for those whom a letter has not reached. One query."""
    found = {letter.key: _standing(letter) for letter in UnsentLetter.objects.filter(round=round)}
    if not found:
        return {}
    told = {one.pk: next((found[key] for key in _keys(one, round) if key in found), None) for one in people}
    return {pk: standing for pk, standing in told.items() if standing}


def _standing(letter: UnsentLetter) -> Delivery:
    if letter.is_given_up:
        return Delivery.FAILED
    return Delivery.TRIED if letter.tries else Delivery.WAITING


@transaction.atomic
def take(letter: UnsentLetter) -> bool:
    """Count a try before it is made; False where another worker has taken the letter since it was read."""
    held = UnsentLetter.objects.select_for_update().filter(pk=letter.pk, tries=letter.tries).first()
    if held is None or held.is_given_up:
        return False
    held.tries += 1
    held.save(update_fields=["tries"])
    letter.tries = held.tries
    return True


@transaction.atomic
def note_failure(letter: UnsentLetter, *, is_final: bool) -> None:
    held = UnsentLetter.objects.select_for_update().filter(pk=letter.pk).first()
    if held and (is_final or held.tries >= MOST_TRIES):
        held.is_given_up = True
        held.save(update_fields=["is_given_up"])


def start_anew(respondent: Respondent, rounds: Iterable[Round]) -> list[Round]:
    """Let what did not reach somebody be tried again, whose address was put right; says in which rounds there is any."""
    found = []
    for round in rounds:
        for letter in UnsentLetter.objects.filter(round=round, key__in=_keys(respondent, round)):
            letter.tries, letter.is_given_up = 0, False
            letter.save(update_fields=["tries", "is_given_up"])
            found.append(round)
    return found


def _keys(respondent: Respondent, round: Round) -> list[str]:
    return keyed(LETTER_SALT, f"{respondent.link_key}:{round.pk}")
