"""The assessments of a programme as its list and the page of each show them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from accounts.roles import PERMISSIONS, Permission
from assessments.acts_page import Act, main_act, other_acts
from assessments.assessment_frame import Frame, title_of
from assessments.library_page import ANSWERS
from assessments.models import Assessment, Respondent, Round, RoundResult, RoundState
from assessments.round_words import Standing, assessments_on, rounds_of, standing, standing_of
from assessments.turnout import Turnout, own_turn, turnouts
from history.lens import Lens
from programmes.models import Membership
from programmes.reading import members


@dataclass(frozen=True)
class Line:
    """One assessment of the list. `turnout` is None where the reader may not know how many have answered."""

    assessment: Assessment
    standing: Standing
    instrument_title: str
    turnout: Turnout | None
    act: Act | None


@dataclass(frozen=True)
class RoundLine:
    """One round of the page of an assessment. `asked` are the titles of its dimensions, empty for all of them."""

    round: Round
    standing: Standing
    turnout: Turnout | None
    asked: list[str]
    is_editable: bool


@dataclass(frozen=True)
class Overview:
    rounds: list[RoundLine]
    act: Act | None
    others: list[Act]
    dimensions: list[Any]
    how: Any
    facilitators: list[Membership]
    has_answered: bool | None
    is_in_past: bool


def assessment_lines(lens: Lens) -> list[Line]:
    found = assessments_on(lens)
    counted, turns, panels = _turnouts(lens, found), _own_turn(lens, found), _with_panel(lens)
    return [
        Line(
            assessment=one,
            standing=standing(one),
            instrument_title=title_of(one),
            turnout=counted.get(rounds_of(one)[-1].pk),
            act=main_act(
                lens.programme,
                one,
                has_panel=one.pk in panels,
                has_answered=turns.get(one.pk),
                is_complete=_is_complete(counted, one),
            ),
        )
        for one in found
    ]


def overview(lens: Lens, frame: Frame) -> Overview:
    programme, assessment = lens.programme, frame.assessment
    counted = _turnouts(lens, [assessment])
    has_answered = _own_turn(lens, [assessment]).get(assessment.pk)
    has_panel = assessment.pk in _with_panel(lens)
    is_facilitating = programme.may(Permission.FACILITATE)
    is_complete = _is_complete(counted, assessment)
    pack = _pack(assessment)
    return Overview(
        rounds=[_round_line(one, counted.get(one.pk), is_facilitating) for one in frame.rounds],
        act=main_act(
            programme,
            assessment,
            has_panel=has_panel,
            has_answered=has_answered,
            is_complete=is_complete,
        ),
        others=other_acts(programme, assessment, has_answered=has_answered, is_complete=is_complete),
        dimensions=list(pack.dimensions) if pack else [],
        how=ANSWERS[pack.answer].how if pack else "",
        facilitators=_facilitators(lens),
        has_answered=has_answered,
        is_in_past=lens.at is not None,
    )


def _pack(assessment: Assessment) -> Any:
    """The instrument; None where its file cannot be read any more."""
    try:
        return assessment.instrument
    except LookupError:
        return None


def _round_line(round: Round, turnout: Turnout | None, is_facilitating: bool) -> RoundLine:
    return RoundLine(
        round=round,
        standing=standing_of(round),
        turnout=turnout,
        asked=[round.assessment.dimension_title(key) for key in round.asked],
        is_editable=is_facilitating and not round.closed_at,
    )


def _turnouts(lens: Lens, assessments: Iterable[Assessment]) -> dict[int, Turnout]:
    """By round: of what is revealed for everybody; of what is not, for those who facilitate."""
    every = [round for one in assessments for round in rounds_of(one)]
    found = _of_results(lens, every)
    if lens.programme.may(Permission.FACILITATE) and any(round.pk not in found for round in every):
        computed = turnouts(every, lens.rows(Respondent))
        found = {pk: one for pk, one in computed.items() if one.asked} | found
    return found


def _is_complete(counted: Mapping[int, Turnout], assessment: Assessment) -> bool:
    """Whether all have answered the newest round, as far as the reader may know."""
    found = counted.get(rounds_of(assessment)[-1].pk)
    return found is not None and found.is_complete


def _of_results(lens: Lens, rounds: Iterable[Round]) -> dict[int, Turnout]:
    revealed = {round.pk: round for round in rounds if round.state == RoundState.REVEALED}
    if not revealed:
        return {}
    return {
        result.round_id: _of_result(revealed[result.round_id], result)
        for result in lens.rows(RoundResult)
        if result.round_id in revealed
    }


def _of_result(round: Round, result: RoundResult) -> Turnout:
    """A later result holds everybody who was ever asked, and everybody whose rating stands from whichever round."""
    content = result.content
    return Turnout(content.get("invited", 0), content.get("answered", 0), is_carried=round.number > 1)


def _own_turn(lens: Lens, assessments: list[Assessment]) -> dict[int, bool]:
    """Nobody rates in the past."""
    return {} if lens.at else own_turn(assessments, lens.programme.user)


def _with_panel(lens: Lens) -> set[int]:
    """The assessments in which somebody is asked; only for those who may know."""
    if not lens.programme.may(Permission.FACILITATE):
        return set()
    return {one.assessment_id for one in lens.rows(Respondent)}


def _facilitators(lens: Lens) -> list[Membership]:
    return [one for one in members(lens) if Permission.FACILITATE in PERMISSIONS[one.role]]
