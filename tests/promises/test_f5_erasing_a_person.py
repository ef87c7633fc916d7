"""F5, as far as the database goes: erasing a person reaches every text of every table, and the log says so.

Who may do it, drafts, sessions, reports and the page are tried in tests/accounts/test_erasure.py.
"""

import pytest
from django.db import models

from accounts import erasure
from accounts.roles import Role
from history.actions import revise_row
from history.audit import all_faults
from history.models import Erasure
from programmes.actions import add_member
from programmes.actions_erasure import erase_person
from tests.accounts.test_erasure import hits
from tests.conftest import make_person
from tests.rows import Rows, every_model

NAME, EMAIL = "Zoë Quillfeather", "zoe.quill@example.org"


@pytest.fixture
def zoe(programme, council, manager):
    """Somebody who is named in every text of every kind of record, and in the reasons."""
    person = make_person(EMAIL, NAME)
    add_member(programme=programme, user=person, organisation=council, role=Role.CONTRIBUTOR, by=manager)
    rows = Rows(programme, manager, NAME)
    for model in every_model():
        row = rows.of(model)
        for field in model._meta.concrete_fields:
            if type(field) in {models.CharField, models.TextField} and field.editable and not field.choices:
                setattr(row, field.name, f"{EMAIL}, {NAME}"[: field.max_length])
                revise_row(row=row, version=row.version, by=person, reason=f"{NAME} said so")
                break
    return person


def hold(person, by):
    erase_person(person=person, by=by)
    assert hits(NAME, EMAIL) == []
    assert all_faults() == []
    assert Erasure.objects.get().by == by


def test_nothing_is_left_of_the_name(zoe, site_administrator):
    assert len({table for table, _ in hits(NAME, EMAIL)}) > 60
    hold(zoe, site_administrator)


def test_were_one_kind_of_column_forgotten_it_would_be_found(zoe, site_administrator, monkeypatch):
    monkeypatch.setattr(erasure, "TEXTS", (models.CharField, models.TextField))
    with pytest.raises(AssertionError, match="history_change"):
        hold(zoe, site_administrator)
