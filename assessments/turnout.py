"""Who is asked in a round, who has answered, and whom a mail may reach: for those who facilitate, and for the mails.

That somebody has answered is computed from the sheets' keys each time (docs/adr/0014); nothing here reads an answer.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from accounts.models import User
from assessments.ballots import answered_by_round
from assessments.models import Assessment, Respondent, Round, RoundState
from assessments.round_words import rounds_of


@dataclass(frozen=True)
class Turnout:
    """`is_carried`: ratings of earlier rounds count too, so that `answered` is no share of those asked in this one."""

    asked: int
    answered: int
    is_carried: bool = False

    @property
    def is_complete(self) -> bool:
        """Nobody is left who could be reminded."""
        return 0 < self.asked <= self.answered


def of_round(round: Round) -> list[Respondent]:
    """Who may rate in it: everybody asked; in later rounds those who rated in the first, because a panel stays a panel."""
    everybody = list(
        Respondent.objects.filter(assessment=round.assessment_id).select_related("user", "organisation")
    )
    if round.number == 1:
        return everybody
    first = Round.objects.get(assessment=round.assessment_id, number=1)
    rated = answered_by_round([first], everybody)[first.pk]
    return [one for one in everybody if one.pk in rated]


def turnouts(rounds: Iterable[Round], respondents: Iterable[Respondent]) -> dict[int, Turnout]:
    """By the round's primary key; one query, whatever there is. `rounds` holds the first one of each assessment."""
    rounds, respondents = list(rounds), list(respondents)
    panels = _panels(rounds, respondents, answered_by_round(rounds, respondents))
    return {pk: Turnout(len(asked), len(answered & asked)) for pk, (asked, answered) in panels.items()}


def _panels(
    rounds: list[Round], respondents: list[Respondent], answered: dict[int, set[int]]
) -> dict[int, tuple[set[int], set[int]]]:
    everybody = defaultdict(set)
    for one in respondents:
        everybody[one.assessment_id].add(one.pk)
    firsts = {round.assessment_id: answered[round.pk] for round in rounds if round.number == 1}
    return {
        round.pk: (
            everybody[round.assessment_id] if round.number == 1 else firsts[round.assessment_id],
            answered[round.pk],
        )
        for round in rounds
    }


def not_yet(round: Round, *, since: date) -> list[Respondent]:
    """Those who have not answered and have had no mail on or after a day: an invitation counts as one."""
    if any(_day(mailed) >= since for mailed in (round.launched_at, round.reminded_at) if mailed):
        return []
    panel = of_round(round)
    answered = answered_by_round([round], panel)[round.pk]
    added = _added_since(round, since)
    return [one for one in panel if one.address and one.pk not in answered | added]


def _added_since(round: Round, since: date) -> set[int]:
    records = Respondent.history.filter(assessment_id=round.assessment_id, history_type="+")
    told = records.values_list("id", "history_date")
    return {pk for pk, at in told if _day(at) >= since}


def _day(instant: datetime) -> date:
    return timezone.localtime(instant).date()


def own_turn(assessments: Iterable[Assessment], reader: User) -> dict[int, bool]:
    """Primary key of the assessment → whether the reader has answered, where the reader is asked in an open round now."""
    open_now = {
        one.pk: round
        for one in assessments
        if (round := rounds_of(one)[-1]).state == RoundState.OPEN and round.launched_at
    }
    if not open_now:
        return {}
    asked = list(Respondent.objects.filter(assessment__in=open_now, user=reader))
    firsts = [one.rounds.all()[0] for one in assessments if one.pk in open_now] if asked else []
    answered = answered_by_round({*open_now.values(), *firsts}, asked) if asked else {}
    in_first = {round.assessment_id: answered.get(round.pk, set()) for round in firsts}
    return {
        one.assessment_id: one.pk in answered[open_now[one.assessment_id].pk]
        for one in asked
        if open_now[one.assessment_id].number == 1 or one.pk in in_first[one.assessment_id]
    }


def turnout_of(round: Round) -> Turnout:
    panel = of_round(round)
    return Turnout(len(panel), len(answered_by_round([round], panel)[round.pk]))
