"""Several lines in one box: a browser sends each line break as two characters, and counts it as one."""

import pytest
from django.urls import reverse

from history.actions import add_row
from history.models import Change
from programmes.models import Risk

TWO_LINES = "Share the records.\nTell the practices."


@pytest.fixture
def risk(programme, manager):
    row = Risk(programme=programme, title="Two records", likelihood=3, impact=3, response=TWO_LINES)
    return add_row(row=row, by=manager)


def sent(risk, **fields):
    known = {"title": risk.title, "likelihood": 3, "impact": 3, "status": "open", "version": risk.version}
    return known | {"response": TWO_LINES.replace("\n", "\r\n")} | fields


def edit(client, risk, **fields):
    return client.post(reverse("record_edit", args=["riverside", "risk", risk.pk]), sent(risk, **fields))


def test_a_text_that_was_not_touched_is_not_changed(as_manager, risk):
    assert edit(as_manager, risk, title="Two records still").status_code == 302
    change = Change.objects.filter(model="programmes.risk", object_id=risk.pk).latest("pk")
    assert change.values.keys() == {"title"}
    assert Risk.objects.get(pk=risk.pk).response == TWO_LINES


def test_a_text_fits_that_the_browser_let_somebody_type(as_manager, risk):
    most = Risk._meta.get_field("response").max_length
    line = "x" * 9 + "\n"
    text = line * (most // 10)
    assert edit(as_manager, risk, response=text.strip().replace("\n", "\r\n")).status_code == 302
    assert Risk.objects.get(pk=risk.pk).response == text.strip()
    risk.refresh_from_db()
    assert edit(as_manager, risk, response="x" * (most + 1)).status_code == 422
