"""An assessment by SCIROCCO whose first round is open, somebody who is asked by a link, and what several pages need."""

import pytest
from django.test import Client
from django.urls import reverse

from assessments.models import Respondent
from history.actions import add_row
from programmes.models import Goal
from tests.assessments.neighbours import steward
from tests.assessments.panels import assessed, many_organisations, opened
from tests.conftest import sign_in


@pytest.fixture
def asking(programme, manager):
    return assessed(programme, manager)


@pytest.fixture
def first(asking, manager):
    return opened(asking, manager)


@pytest.fixture
def somebody(asking, council, manager):
    row = Respondent(programme=asking.programme, assessment=asking, name="Sam", organisation=council)
    return add_row(row=row, by=manager)


@pytest.fixture
def visitor():
    return Client()


@pytest.fixture
def as_facilitator(facilitator):
    return sign_in(facilitator)


@pytest.fixture
def elsewhere(db):
    """Somebody who does everything in the other programmes, and is in none of ours."""
    return steward("Elsa Elsewhere")


@pytest.fixture
def partners(programme, manager):
    return many_organisations(programme, manager, 3)


@pytest.fixture
def paper(programme):
    """The address of the needs assessment."""
    return reverse("needs_assessment", args=[programme.slug])


@pytest.fixture
def goal(programme, manager):
    return add_row(row=Goal(programme=programme, title="Fewer falls"), by=manager)
