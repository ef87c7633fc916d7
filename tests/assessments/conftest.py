"""An assessment by SCIROCCO whose first round is open, and somebody who is asked by a link."""

import pytest
from django.test import Client

from assessments.models import Respondent
from history.actions import add_row
from tests.assessments.panels import assessed, opened


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
