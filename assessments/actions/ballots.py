"""What a respondent does with their link: rate, and after the reveal say where they see it differently.

Ratings are written in place and without history (docs/adr/0014). Nothing here logs, mails or tells who did it.
"""

from collections.abc import Iterable

from django.core.cache import cache
from django.db import transaction
from django.utils.crypto import salted_hmac

from assessments.answering import Given, Line, elements, lines
from assessments.ballots import key_of, sheet_of
from assessments.instrument_pack import Dimension
from assessments.models import Answer, MinorityView, Profession, Respondent, Round, RoundState, Sheet
from assessments.readers import Reader
from history.changes import change_set
from programmes.models.programme import today

ACTOR = "respondent"  # who wrote it, in histories that may not name the person
MOST_VIEWS, WITHIN = 10, 60 * 60  # views that one link may add, and the seconds after which it may go on
VIEWS_SALT = "assessments.views"


class NotOpen(Exception):
    """The round takes no ratings (any more); `round` is as it is now."""

    def __init__(self, round: Round) -> None:
        super().__init__(f"{round} is {round.state}")
        self.round = round


class NotAsked(Exception):
    """The person is not asked, or not about this: no longer invited, new in a later round, another dimension."""


class TooManyViews(Exception):
    """One link has written more minority views than one person would."""


@transaction.atomic
def rate(
    *,
    respondent: Respondent,
    round: Round,
    dimension: str,
    given: Given,
    profession: str | None = None,
    reader: Reader | None = None,
) -> Sheet:
    """Store what the respondent says about one dimension, in the place of what they said before.

    `profession` as the person gives it in the first round; None leaves it as it is. `reader`: in whose browser; None: in
    none, so that only the person's account shows it again. Raises NotOpen, NotAsked, answering.OffTheScale.
    """
    held = _hold(round)
    asked = _still_asked(respondent)
    found = _dimension(held, asked, dimension)
    stored = lines(given, found, asked.assessment.instrument, this_year=today().year)
    sheet = _sheet(held, asked, profession, reader)
    _write(sheet, found, stored, reader)
    return sheet


@transaction.atomic
def say_profession(
    *, respondent: Respondent, round: Round, profession: str, reader: Reader | None = None
) -> None:
    """Change the profession that the respondent's ratings count with; nothing where there are none yet.

    Raises NotOpen, NotAsked.
    """
    held = _hold(round)
    asked = _still_asked(respondent)
    if sheet_of(asked, held):
        _sheet(held, asked, profession, reader)


@transaction.atomic
def hold_another_view(
    *, respondent: Respondent, round: Round, dimension: str, text: str, level: int | None = None
) -> MinorityView:
    """Add the respondent's view beside the group's result of a revealed round, without their name; once if sent twice.

    The round is held: two who send at once are one after the other. Raises NotOpen before the reveal, NotAsked,
    TooManyViews.
    """
    held = Round.everything.select_for_update().get(pk=round.pk)
    asked = _still_asked(respondent)
    if held.assessment_id != asked.assessment_id or dimension not in asked.assessment.dimensions:
        raise NotAsked(dimension)
    if held.removed_at or held.state is not RoundState.REVEALED:
        raise NotOpen(held)
    said = {"assessment": asked.assessment, "dimension": dimension, "text": text, "level": level}
    there: MinorityView | None = MinorityView.objects.filter(**said, held_by="").first()
    if there:
        return there
    _count_view(asked)
    view = MinorityView(programme=asked.programme, **said)
    with change_set(by=None, actor=ACTOR, scope=asked.programme_id, names_request=False):
        view.save()
    return view


def _hold(round: Round) -> Round:
    """The round as it is now, held until the transaction ends, so that nobody closes it in between."""
    held = Round.everything.select_for_update().get(pk=round.pk)
    if held.removed_at or held.state is not RoundState.OPEN:
        raise NotOpen(held)
    return held


def _still_asked(respondent: Respondent) -> Respondent:
    asked = Respondent.objects.select_related("assessment__programme", "programme", "organisation")
    found: Respondent | None = asked.filter(
        pk=respondent.pk, assessment__removed_at=None, programme__removed_at=None
    ).first()
    if found is None:
        raise NotAsked(str(respondent.pk))
    return found


def _dimension(held: Round, asked: Respondent, key: str) -> Dimension:
    """The dimension that the round asks this person about."""
    if held.assessment_id != asked.assessment_id or not may_rate(asked, held):
        raise NotAsked(key)
    held.assessment = asked.assessment  # loaded already, with its instrument
    for dimension in held.dimensions:
        if dimension.key == key:
            return dimension
    raise NotAsked(key)


def may_rate(respondent: Respondent, round: Round) -> bool:
    """The panel stays the panel: in later rounds those rate who rated in the first."""
    if round.number == 1:
        return True
    first = Round.objects.filter(assessment_id=round.assessment_id, number=1).first()
    return first is not None and sheet_of(respondent, first) is not None


def _sheet(held: Round, asked: Respondent, profession: str | None, reader: Reader | None) -> Sheet:
    """The respondent's sheet. The profession of the first round holds for all: a person stays in their groups."""
    sheet = sheet_of(asked, held) or _new_sheet(held, asked)
    if profession is not None and held.number == 1 and not sheet.is_joint:
        sheet.profession = profession if profession in Profession.values else ""
        sheet.reader = reader.mark(sheet) if reader else ""
    sheet.save()
    return sheet


def _new_sheet(held: Round, asked: Respondent) -> Sheet:
    """Of a group that answers as one it is the only one: what somebody entered who is asked no more gives way."""
    sheet = Sheet(
        programme_id=asked.programme_id, round=held, key=key_of(asked, held), is_joint=asked.is_joint
    )
    if asked.is_joint:
        Sheet.objects.filter(round=held, is_joint=True).delete()
    return sheet


def _write(sheet: Sheet, dimension: Dimension, stored: Iterable[Line], reader: Reader | None) -> None:
    """Replace the answers about one dimension, all of them: who reads one of them reads them all."""
    mark = reader.mark(sheet) if reader else ""
    sheet.answers.filter(element__in={dimension.key, *elements(dimension)}).delete()
    Answer.objects.bulk_create([Answer(sheet=sheet, reader=mark, **vars(line)) for line in stored])


def _count_view(respondent: Respondent) -> None:
    """Under a keyed hash of its own: what the cache holds leads to nobody.

    Reading and writing are two steps in every cache that is kept in a database; the caller holds the round meanwhile.
    """
    key = f"views:{salted_hmac(VIEWS_SALT, respondent.link_key, algorithm='sha256').hexdigest()}"
    written = cache.get(key, 0)
    if written >= MOST_VIEWS:
        raise TooManyViews
    cache.set(key, written + 1, WITHIN)
