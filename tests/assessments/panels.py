"""Panels that have rated: an assessment, a round that is open, and a sheet for each respondent."""

from datetime import timedelta
from itertools import cycle

from django.utils import timezone

from accounts.models import Organisation, Sector
from assessments.actions.reveal import reveal
from assessments.ballots import key_of
from assessments.models import Answer, Assessment, Profession, Respondent, Round, Sheet
from history.changes import change_set
from history.models import add_many
from programmes.models.programme import today

PROFESSIONS = [Profession.MEDICINE, Profession.NURSING, Profession.SOCIAL_WORK]


def assessed(programme, by, *, instrument="scirocco", title="Where we stand", rounds=2, smallest=5, **fields):
    """An assessment without a round."""
    row = Assessment(
        programme=programme,
        title=title,
        purpose="To agree what comes first.",
        instrument_key=instrument,
        rounds_planned=rounds,
        smallest_group=smallest,
        **fields,
    )
    with change_set(by=by, scope=programme.pk):
        row.save()
    return row


def opened(assessment, by, *, number=1, asked=(), launched=True):
    """A round that is open today."""
    row = Round(
        programme=assessment.programme,
        assessment=assessment,
        number=number,
        opens_on=today() - timedelta(days=3),
        closes_on=today() + timedelta(days=3),
        asked=list(asked),
        launched_at=timezone.now() if launched else None,
    )
    with change_set(by=by, scope=assessment.programme_id):
        row.save()
    return row


def invited(assessment, by, people, *, organisations=()):
    """So many respondents, of the organisations in turn."""
    of = cycle(organisations or [None])
    rows = [
        Respondent(
            programme=assessment.programme,
            assessment=assessment,
            name=f"Respondent {n}",
            organisation=next(of),
        )
        for n in range(people)
    ]
    with change_set(by=by, scope=assessment.programme_id):
        add_many(rows)
    return rows


def elements(instrument):
    """What is answered one by one: a dimension, or each of its items."""
    return [
        element
        for dimension in instrument.dimensions
        for element in ([f"{dimension.key}/{item.key}" for item in dimension.items] or [dimension.key])
    ]


def rated(
    round, respondents, value_of, *, profession_of=lambda n: PROFESSIONS[n % 3], reason_of=lambda n, e: ""
):
    """A sheet for each: `value_of(number, element)` gives the value, None for "not my field", "" for no answer."""
    sheets, answers = [], []
    for number, respondent in enumerate(respondents):
        sheet = Sheet(
            programme_id=round.programme_id,
            round=round,
            key=key_of(respondent, round),
            profession=profession_of(number),
        )
        sheets.append(sheet)
        for element in elements(round.assessment.instrument):
            if (value := value_of(number, element)) != "":
                answers.append(
                    Answer(
                        sheet=sheet,
                        element=element,
                        value=value,
                        is_not_my_field=value is None,
                        confidence=None if value is None else 1 + number % 3,
                        reason=reason_of(number, element),
                    )
                )
    Sheet.objects.bulk_create(sheets)
    Answer.objects.bulk_create(answers, batch_size=500)
    return sheets


def many_organisations(programme, by, count):
    """Partners of several sectors; not added to the programme, since a respondent's organisation need not be one."""
    sectors = cycle(Sector.values)
    rows = [Organisation(name=f"Organisation {n}", sector=next(sectors)) for n in range(count)]
    with change_set(by=by, scope=None):
        for row in rows:
            row.save()
    return rows


def revealed(programme, by, people=12, value_of=lambda n, e: 2 + n % 3, *, organisations=(), **fields):
    """An assessment with one round that everybody rated in and that is revealed."""
    assessment = assessed(programme, by, **fields)
    round = opened(assessment, by)
    rated(round, invited(assessment, by, people, organisations=organisations), value_of)
    reveal(round=round, version=round.version, by=by)
    return round
