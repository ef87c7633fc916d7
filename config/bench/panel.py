"""One assessment that a large panel has rated: what its page of results costs, and what revealing it does."""

from datetime import UTC, datetime, time, timedelta
from random import Random

from accounts.models import Organisation, User
from assessments.actions.reveal import reveal
from assessments.ballots import key_of
from assessments.models import Answer, Assessment, Profession, Respondent, Round, Sheet
from config.bench.sizes import LAST_MONTH
from config.bench.words import sentence
from history.changes import change_set
from history.models import add_many
from programmes.models import Programme

DAY = LAST_MONTH + timedelta(days=14)
GIVES_A_REASON = 0.2


def hold_panel(
    programme: Programme, organisations: list[Organisation], *, by: User, raters: int, seed: str
) -> Round:
    """Ask so many people, let them rate every dimension of SCIROCCO, and reveal it."""
    rng = Random(seed)
    at = datetime.combine(DAY, time(9), tzinfo=UTC)
    with change_set(by=by, scope=programme.pk, at=at):
        round = _opened(programme, at)
        people = _invited(round, organisations, rng, raters)
    _rate(round, people, rng)
    with change_set(by=by, scope=programme.pk, at=at + timedelta(days=7)):
        reveal(round=round, version=round.version, by=by)
    return round


def _opened(programme: Programme, at: datetime) -> Round:
    assessment = Assessment(
        programme=programme, title="Readiness", purpose="To begin with", instrument_key="scirocco"
    )
    assessment.save()
    round = Round(
        programme=programme,
        assessment=assessment,
        opens_on=DAY,
        closes_on=DAY + timedelta(days=6),
        launched_at=at,
    )
    round.save()
    return round


def _invited(round: Round, organisations: list[Organisation], rng: Random, raters: int) -> list[Respondent]:
    rows = [
        Respondent(
            programme_id=round.programme_id,
            assessment=round.assessment,
            name=f"Respondent {number + 1}",
            organisation=rng.choice(organisations),
            link_key=f"{rng.getrandbits(192):048x}"[:32],
        )
        for number in range(raters)
    ]
    add_many([*rows])
    return rows


def _rate(round: Round, people: list[Respondent], rng: Random) -> None:
    sheets = [_sheet(round, one, rng) for one in people]
    Sheet.objects.bulk_create(sheets, batch_size=500)
    keys = [dimension.key for dimension in round.dimensions]
    Answer.objects.bulk_create([_answer(sheet, key, rng) for sheet in sheets for key in keys], batch_size=500)


def _sheet(round: Round, one: Respondent, rng: Random) -> Sheet:
    return Sheet(
        programme_id=round.programme_id,
        round=round,
        key=key_of(one, round),
        profession=rng.choice(Profession.values),
    )


def _answer(sheet: Sheet, key: str, rng: Random) -> Answer:
    """Most levels lie in the middle; one in twenty says that it is not their field."""
    if rng.random() < 0.05:
        return Answer(sheet=sheet, element=key, is_not_my_field=True)
    return Answer(
        sheet=sheet,
        element=key,
        value=min(5, max(0, int(rng.gauss(2.6, 1.1) + 0.5))),
        confidence=rng.randint(1, 3),
        reason=sentence(rng) if rng.random() < GIVES_A_REASON else "",
    )
