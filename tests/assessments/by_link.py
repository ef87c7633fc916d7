"""What a respondent's browser does with their link, and what an assessment comes to by it."""

from datetime import timedelta

from django.urls import reverse

from assessments.ballots import sheet_of, token_of
from assessments.models import Answer, Sheet
from assessments.readers import Reader
from history.changes import change_set
from programmes.models.programme import today
from tests.assessments.panels import assessed, invited, opened

OTHER = "removal-inhibitors"
CHECKLIST, STATEMENTS, ELEMENTS = "who-10-lessons", "teamstepps-tpq", "dmic"


def link(respondent, name="rate", *parts):
    return reverse(name, args=[token_of(respondent), *parts])


def page(client, respondent, name="rate", *parts):
    response = client.get(link(respondent, name, *parts))
    assert response.status_code == 200, response
    return response


def post(client, respondent, dimension="finance-funding", **data):
    return client.post(link(respondent, "rate_dimension", dimension), {"round": 1} | data)


def at_home(client, respondent):
    """The client is the browser in which all that the respondent has said was written."""
    client.cookies["reader"] = "the word of this browser"
    reader = Reader(client.cookies["reader"].value)
    for round in respondent.assessment.rounds.all():
        if sheet := sheet_of(respondent, round):
            sheet.answers.update(reader=reader.mark(sheet))
            Sheet.objects.filter(pk=sheet.pk).update(reader=reader.mark(sheet))


def answers(round):
    return {answer.element: answer for answer in Answer.objects.filter(sheet__round=round)}


def change_round(round, by, **values):
    for name, value in values.items():
        setattr(round, name, value)
    with change_set(by=by, scope=round.programme_id):
        round.save()


def close(round, by):
    change_round(round, by, opens_on=today() - timedelta(days=9), closes_on=today() - timedelta(days=1))


def asked_with(programme, by, instrument):
    assessment = assessed(programme, by, instrument=instrument)
    return opened(assessment, by), invited(assessment, by, 1)[0]
