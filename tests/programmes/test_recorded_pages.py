"""A page as of a day is the page that was recorded on that day, whatever was done to the programme since."""

import re
from datetime import UTC, date, datetime
from html.parser import HTMLParser

import pytest
import time_machine
from django.urls import reverse

from accounts.roles import Role
from history.changes import change_set
from programmes.actions import add_member, add_partner, start_programme
from programmes.kinds import every_kind
from programmes.models import Programme, Risk
from stakeholders.models import Position
from tests.conftest import make_person, sign_in
from tests.rows import Rows, every_model, is_free_text

BEGIN = datetime(2025, 1, 6, 9, tzinfo=UTC)
THE_DAY = datetime(2025, 9, 3, 16, 0, tzinfo=UTC)
SINCE = datetime(2026, 2, 2, 9, tzinfo=UTC)

PAGES = [
    ("programme",),
    ("step", "needs-assessment"),
    ("step", "value-case"),
    ("plan",),
    ("register", "risks"),
    ("register", "actions"),
    ("register", "decisions"),
    ("register", "milestones"),
    ("strategic_plan",),
    ("needs_assessment",),
    ("value_case",),
    ("measures",),
    ("people",),
    ("history",),
]


class MainText(HTMLParser):
    """What a reader reads in <main>, in order."""

    def __init__(self):
        super().__init__()
        self.depth, self.words = 0, []

    def handle_starttag(self, tag, attrs):
        self.depth += tag == "main"

    def handle_endtag(self, tag):
        self.depth -= tag == "main"

    def handle_data(self, data):
        if self.depth and data.strip():
            self.words.append(re.sub(r"\s+", " ", data.strip()))


def read(client, address, name, *args):
    answer = client.get(reverse(name, args=[address, *args]))
    assert answer.status_code == 200, (name, answer.status_code)
    page = MainText()
    page.feed(answer.content.decode())
    return page.words


@pytest.fixture
def recorded(manager, trust, council):
    """A programme with a row of every kind, and its pages as a reader without a pen read them on the day."""
    with time_machine.travel(BEGIN, tick=False):
        programme = start_programme(
            programme=Programme(name="Old", slug="old", starts_on=BEGIN.date(), horizon_on=date(2030, 1, 5)),
            organisation=trust,
            by=manager,
        )
        add_partner(programme=programme, organisation=council, by=manager)
        reader = make_person("reader@example.org", "Rea Reader")
        add_member(programme=programme, user=reader, organisation=council, role=Role.BOARD_MEMBER, by=manager)
        rows = Rows(programme, manager)
        for model in every_model():
            rows.of(model)
    with time_machine.travel(THE_DAY, tick=False):
        client = sign_in(reader)
        records = [("record", kind.key, rows.of(kind.model).pk) for kind in kinds_for(reader, programme)]
        pages = {page: read(client, "old", *page) for page in PAGES + records}
    with time_machine.travel(SINCE, tick=False):
        everything_changes(programme, manager)
    return reader, pages


def kinds_for(reader, programme):
    opened = Programme.objects.for_user(reader).get(pk=programme.pk).open_for(reader)
    return [kind for kind in every_kind() if opened.may(kind.see)]


def everything_changes(programme, manager):
    """Every text is edited, and one row in three is removed."""
    with change_set(by=manager, scope=programme.pk):
        for number, model in enumerate(every_model()):
            for row in model.objects.filter(programme=programme):
                for field in filter(is_free_text, model._meta.concrete_fields):
                    if field.editable:
                        setattr(row, field.name, "Rewritten since"[: field.max_length])
                row.save()
                if number % 3 == 0 and not model.__name__.startswith(("Membership", "Step", "Partner")):
                    row.remove()


def test_every_page_is_the_page_that_was_recorded_on_the_day(recorded):
    reader, pages = recorded
    client = sign_in(reader)
    for page, then in pages.items():
        assert read(client, "old@2025-09-03T160000", *page) == then, page
        assert read(client, "old@2025-09-03", *page) == then, page


def test_the_pages_of_today_are_others(recorded):
    reader, pages = recorded
    client = sign_in(reader)
    same = {page for page, then in pages.items() if read(client, "old", *page) == then}
    without_texts = {page for page in pages if page[0] == "record" and page[1] in {"step", "membership"}}
    assert same == without_texts


def test_a_record_that_was_not_there_yet_leads_to_the_programme_of_that_day(recorded, manager):
    programme = Programme.objects.get(slug="old")
    with change_set(by=manager, at=SINCE):
        risk = Risk(programme=programme, title="A risk of today", likelihood=1, impact=1)
        risk.save()
    answer = sign_in(manager).get(reverse("record", args=["old@2025-09-03", "risk", risk.pk]), follow=True)
    assert answer.redirect_chain == [(reverse("programme", args=["old@2025-09-03"]), 302)]
    assert "was not there yet on 3 Sep 2025" in answer.content.decode()


def test_a_record_shows_what_belonged_to_it_on_the_day(recorded, manager):
    position = Position.everything.get(programme__slug="old")
    page = ("record", "stakeholder", position.stakeholder_id)
    then = " ".join(read(sign_in(manager), "old@2025-09-03", *page))
    assert "Text name" in then
    assert "because: Text reason" in then
    now = " ".join(read(sign_in(manager), "old", *page))
    assert "Text reason" not in now.partition("History")[0]
