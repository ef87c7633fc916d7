"""The one act that shows what a panel answered: it closes the round, computes its result, and stores that for good."""

from collections import defaultdict
from collections.abc import Iterable
from secrets import token_hex

from django.db import transaction

from accounts.models import Organisation, Sector, User
from assessments import results
from assessments.ballots import whose
from assessments.models import Answer, Profession, Respondent, Round, RoundResult, Sheet
from assessments.results.counts import Json
from history.actions import hold
from history.changes import change_set, moment

# By respondent; by the sheet's own key where nobody is found for it: that it counts matters, not whose it is.
Sheets = dict[int | str, results.Sheet]


class NotToReveal(Exception):
    """Nobody has been asked in the round yet, or everybody has seen it."""


@transaction.atomic
def reveal(*, round: Round, version: int | None, by: User) -> RoundResult:
    """Show the round to everybody at once; a round that is still open is closed by it.

    Raises history.actions.Stale for a page that is behind, NotToReveal for a round that cannot be revealed (any more).
    """
    hold(round, version)
    round.refresh_from_db()
    if not round.launched_at or round.revealed_at:
        raise NotToReveal(str(round))
    result = RoundResult(programme=round.programme, round=round, content=_content(round))
    with change_set(by=by, scope=round.programme_id, cause=round):
        round.revealed_at = moment()
        round.closed_at = round.closed_at or round.revealed_at
        round.save()
        result.save()
    return result


def _content(round: Round) -> Json:
    assessment, earlier = round.assessment, _revealed_before(round)
    kept = list(Sheet.objects.filter(round__in=[*earlier, round]))
    is_joint = assessment.is_joint and all(sheet.is_joint for sheet in kept)  # what was promised holds
    first, *later = _sheets([*earlier, round], kept)
    # Earlier rounds are put together as they were then: the smallest group may have been raised since.
    minimums = [*(one.result.content["minimum"] for one in earlier), assessment.smallest_group][1:]
    sheets = first
    for given, minimum in zip(later, minimums, strict=True):
        sheets = results.carried(sheets, given, minimum=minimum)
    asked = Respondent.objects.filter(assessment=assessment).count()
    return results.round_result(
        list(sheets.values()),
        results.shape_of(assessment.instrument),
        minimum=assessment.smallest_group,
        names={} if is_joint else _names(sheets.values()),
        salt=token_hex(16),
        n_invited=max(asked, len(sheets)),
        before=earlier[-1].result.content if earlier else None,
        is_joint=is_joint,
    )


def _revealed_before(round: Round) -> list[Round]:
    """The rounds whose ratings stand until they are given anew, the first one first."""
    rounds = Round.objects.filter(
        assessment=round.assessment, number__lt=round.number, revealed_at__isnull=False
    )
    return list(rounds.select_related("result").order_by("number"))


def _sheets(rounds: list[Round], kept: list[Sheet]) -> list[Sheets]:
    """The sheets of each round. One query, and one for the respondents, also those that are asked no more."""
    respondents = Respondent.everything.filter(assessment=rounds[0].assessment)
    owner: dict[str, int] = whose(rounds, respondents)
    answers: dict[object, dict[str, results.Answer]] = defaultdict(dict)
    told = ("value", "year", "is_not_my_field", "confidence", "reason")
    for sheet, element, *given in Answer.objects.filter(sheet__round__in=rounds).values_list(
        "sheet", "element", *told
    ):
        answers[sheet][element] = results.Answer(*given)
    found: dict[int, Sheets] = {round.pk: {} for round in rounds}
    for sheet in kept:
        groups = {
            "sector": sheet.sector,
            "organisation": str(sheet.organisation_id or ""),
            "profession": sheet.profession,
        }
        found[sheet.round_id][owner.get(sheet.key, sheet.key)] = results.Sheet(groups, answers[sheet.pk])
    return list(found.values())


def _names(sheets: Iterable[results.Sheet]) -> dict[str, dict[str, str]]:
    """What the groups of each breakdown are called. Sectors come first and so are merged least: how the sectors see it
    differently is what partners from several of them ask first, and it says least about anybody.
    """
    organisations = {sheet.groups["organisation"] for sheet in sheets} - {""}
    called = Organisation.everything.filter(pk__in=organisations).values_list("pk", "name")
    return {
        "sector": {key: str(label) for key, label in Sector.choices},
        "organisation": {str(pk): name for pk, name in called},
        "profession": {key: str(label) for key, label in Profession.choices},
    }
