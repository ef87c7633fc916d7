"""The one act that shows what a panel answered: it closes the round, computes its result, and stores that for good."""

from collections import defaultdict
from collections.abc import Iterable
from secrets import token_hex

from django.db import transaction

from accounts.models import Organisation, Sector, User
from assessments import results
from assessments.ballots import whose
from assessments.models import Answer, Profession, Respondent, Round, RoundResult, RoundState, Sheet
from assessments.results.counts import Json
from history.actions import hold
from history.changes import change_set, moment

# By respondent; by the sheet's own key where nobody is found for it: that it counts matters, not whose it is.
Sheets = dict[int | str, results.Sheet]
Groups = dict[str, dict[str, str]]  # by the respondent's primary key, as JSON has it: breakdown → group
OF_NOBODY = {"sector": "", "organisation": ""}


class NotToReveal(Exception):
    """Nobody has been asked in the round yet, nobody could answer yet, or everybody has seen it."""


@transaction.atomic
def reveal(*, round: Round, version: int | None, by: User) -> RoundResult:
    """Show the round to everybody at once; a round that is still open is closed by it.

    Raises history.actions.Stale for a page that is behind, NotToReveal for a round that cannot be revealed (any more).
    """
    hold(round, version)
    round.refresh_from_db()
    if round.state not in {RoundState.OPEN, RoundState.CLOSED}:
        raise NotToReveal(str(round))
    earlier, panel = _revealed_before(round), _panel(round)
    groups = _groups(panel, earlier)
    result = RoundResult(
        programme=round.programme, round=round, content=_content(round, earlier, panel, groups), groups=groups
    )
    with change_set(by=by, scope=round.programme_id, cause=round):
        round.revealed_at = moment()
        round.closed_at = round.closed_at or round.revealed_at
        round.save()
        result.save()
    return result


def _content(round: Round, earlier: list[Round], panel: list[Respondent], groups: Groups) -> Json:
    assessment = round.assessment
    kept = list(Sheet.objects.filter(round__in=[*earlier, round]))
    is_joint = assessment.is_joint and all(sheet.is_joint for sheet in kept)  # what was promised holds
    first, *later = _sheets([*earlier, round], kept, panel, groups)
    # Earlier rounds are put together as they were then: the smallest group may have been raised since.
    minimums = [*(one.result.content["minimum"] for one in earlier), assessment.smallest_group][1:]
    sheets = first
    for given, minimum in zip(later, minimums, strict=True):
        sheets = results.carried(sheets, given, minimum=minimum)
    asked = sum(one.removed_at is None for one in panel)
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


def _panel(round: Round) -> list[Respondent]:
    """Everybody who was ever asked, also those that are asked no more: what they answered counts."""
    everybody = Respondent.everything.filter(assessment=round.assessment_id)
    return list(everybody.select_related("organisation"))


def _groups(panel: list[Respondent], earlier: list[Round]) -> Groups:
    """Of everybody who was asked, so that it does not tell who has answered. As they were at the first reveal that they
    were asked before: if somebody counted elsewhere later, the difference of the two results would be theirs alone.
    """
    found = {
        str(one.pk): {"sector": one.organisation.sector, "organisation": str(one.organisation_id)}
        if one.organisation
        else OF_NOBODY
        for one in panel
    }
    for round in reversed(earlier):
        found |= round.result.groups
    return found


def _sheets(rounds: list[Round], kept: list[Sheet], panel: list[Respondent], groups: Groups) -> list[Sheets]:
    """The sheets of each round, in one query. Whoever is not found counts with their profession alone."""
    owner: dict[str, int] = whose(rounds, panel)
    answers: dict[object, dict[str, results.Answer]] = defaultdict(dict)
    told = ("value", "year", "is_not_my_field", "confidence", "reason")
    for sheet, element, *given in Answer.objects.filter(sheet__round__in=rounds).values_list(
        "sheet", "element", *told
    ):
        answers[sheet][element] = results.Answer(*given)
    found: dict[int, Sheets] = {round.pk: {} for round in rounds}
    for sheet in kept:
        key = owner.get(sheet.key, sheet.key)
        counts_with = groups.get(str(key), OF_NOBODY) | {"profession": sheet.profession}
        found[sheet.round_id][key] = results.Sheet(counts_with, answers[sheet.pk])
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
