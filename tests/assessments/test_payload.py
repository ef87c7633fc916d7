"""Before the reveal nothing of what others answered reaches anybody, on no page, in no header, file or table.

The test does not look for known leaks: the same people answer once in one way and once in another, and everything that
can be opened has to be the same to the letter both times. Each answer also carries a canary of its own.
"""

from functools import partial

import pytest
from django.apps import apps
from django.db import transaction
from django.test import Client
from django.urls import reverse

from assessments.answering import Line
from assessments.ballots import key_of, token_of
from assessments.models import Answer, Respondent, Sheet
from assessments.views import rating
from history.actions import add_row
from programmes.models import Invitation, Membership, Partner
from programmes.models.programme import today
from tests.assessments import worlds
from tests.assessments.panels import assessed, invited, opened, rated
from tests.assessments.worlds import CANARY, of_link
from tests.conftest import sign_in
from tests.every_address import OURS, every_case
from tests.rows import Rows

pytestmark = pytest.mark.usefixtures("without_log")

PROFESSIONS = {"one": "pharmacy", "other": "digital"}


@pytest.fixture
def round(programme, manager):
    return opened(assessed(programme, manager), manager)


@pytest.fixture
def others(round, manager, council, trust):
    return invited(round.assessment, manager, 7, organisations=[council, trust])


@pytest.fixture
def member(round, contributor, manager):
    """Somebody with an account who is asked too and has answered."""
    row = Respondent(programme=round.programme, assessment=round.assessment, user=contributor)
    rated(round, [add_row(row=row, by=manager)], lambda n, element: 3)
    return row


@pytest.fixture
def rows(programme, round, manager, contributor):
    rows = Rows(programme, manager)
    rows.made[Membership] = contributor.memberships.get()
    rows.made[Partner] = programme.partners.get(organisation__name="Riverside Council")
    invitation = {"email": "new@example.org", "organisation_id": rows.made[Partner].organisation_id}
    invitation |= {"role": "observer", "token_hash": "x", "expires_at": round.launched_at}
    rows.made[Invitation] = add_row(row=Invitation(programme=programme, **invitation), by=manager)
    return rows


# Two worlds that differ in nothing but what others answered


def answer_one_way(round, others):
    rated(
        round,
        others,
        lambda n, element: n % 6,
        profession_of=lambda n: PROFESSIONS["one"],
        reason_of=lambda n, element: f"{CANARY} {n} {element}",
    )


def answer_the_other_way(round, others):
    rated(
        round,
        others,
        lambda n, element: None if n == 3 else 5,
        profession_of=lambda n: PROFESSIONS["other"],
        reason_of=lambda n, element: f"{CANARY} of another kind",
    )


def leaks(client, round, others, addresses):
    ways = (answer_one_way, answer_the_other_way)
    return worlds.leaks([partial(way, round, others) for way in ways], client, addresses)


def hold(client, round, others, addresses):
    found = list(leaks(client, round, others, addresses))
    assert not found, "\n".join(found)


def of_programme(rows, *, only="", slug=None):
    """Of the pages that each kind of record has, those of the kinds of this room."""
    return [
        case.url(rows, slug=slug)
        for case in every_case()
        if case.route.name.startswith(only)
        and (not case.kind or case.kind.model._meta.app_label == "assessments")
    ]


def of_the_past(rows):
    return of_programme(rows, only="assessment", slug=f"{rows.programme.slug}@{today().isoformat()}")


def outside():
    return [reverse(route.name) for route in OURS if not route.is_of_programme and not route.parts]


# Who opens what


def test_a_link_tells_nothing_of_what_others_answered(round, others, member):
    newcomer = others.pop()
    for respondent in (newcomer, member):
        hold(Client(), round, others, of_link(respondent))


def test_those_who_run_it_find_nothing_on_any_page(round, others, member, rows, manager):
    addresses = [*of_programme(rows), *of_the_past(rows), *outside()]
    assert len(addresses) > 100
    hold(sign_in(manager), round, others, addresses)


def test_a_member_who_has_answered_finds_nothing_either(round, others, member, rows, contributor):
    addresses = [
        *of_programme(rows, only="assessment"),
        *of_programme(rows, only="history"),
        *of_link(member),
    ]
    hold(sign_in(contributor), round, others, [*addresses, *of_the_past(rows)])


def test_nor_does_anybody_after_the_last_day(round, others, member, rows, manager):
    """Closed is not revealed."""
    with transaction.atomic():
        round.assessment.refresh_from_db()
        closed(round, manager)
        hold(sign_in(manager), round, others, [*of_programme(rows, only="assessment"), *of_link(member)])


def closed(round, by):
    round.closed_at = round.launched_at
    add_row(row=round, by=by)


# What is kept


def texts(model):
    for values in model._base_manager.values_list():
        yield from (str(value) for value in values)


def tables_with(text, *, besides=()):
    models = [*apps.get_models(include_auto_created=True)]
    return sorted(
        model._meta.label
        for model in models
        if model not in besides and any(text in one for one in texts(model))
    )


def rate_as(client, respondent, **data):
    token = token_of(respondent)
    client.post(reverse("rate", args=[token]), {"profession": "pharmacy"})
    address = reverse("rate_dimension", args=[token, "finance-funding"])
    return client.post(address, {"round": 1, "reason": f"{CANARY} reason"} | data)


def test_what_is_rated_is_kept_in_its_answer_alone(round, others, member, contributor):
    for client, respondent in ((Client(), others[0]), (sign_in(contributor), member)):
        assert rate_as(client, respondent, level="17").status_code == 200  # refused
        assert rate_as(client, respondent, level="4").status_code == 302
    assert tables_with(f"{CANARY} reason") == ["assessments.Answer"]


def test_no_table_leads_from_a_person_to_a_sheet(round, others, member, contributor):
    rate_as(sign_in(contributor), member, level="4")
    sheet = Sheet.objects.get(answers__reason__contains=CANARY)
    assert sheet.key == key_of(member, round)
    assert tables_with(sheet.key) == ["assessments.Sheet"]
    assert tables_with(token_of(member)) == []
    assert "assessments.Sheet" not in tables_with(member.link_key)
    pointing = {
        field.related_model._meta.label
        for model in (Sheet, Answer)
        for field in model._meta.fields
        if field.is_relation
    }
    assert pointing == {
        "programmes.Programme",
        "assessments.Round",
        "assessments.Sheet",
    }


def test_a_sheet_knows_no_time_and_no_order(round, others, member):
    for model in (Sheet, Answer):
        kinds = {field.get_internal_type() for field in model._meta.fields}
        assert not kinds & {"DateTimeField", "DateField", "TimeField", "GenericIPAddressField"}
        assert model._meta.pk.get_internal_type() == "UUIDField"


def test_no_line_of_the_log_tells_a_link(round, others, caplog):
    caplog.set_level("DEBUG")
    rate_as(Client(), others[0], level="17")
    rate_as(Client(), others[0], level="4")
    Client().get(reverse("rate_dimension", args=[token_of(others[0]), "no-such-dimension"]))
    assert token_of(others[0]) not in caplog.text
    assert CANARY not in caplog.text


# The twins: with a leak, the test finds it


def test_the_test_finds_a_reason_that_leaks(round, others, member, contributor, monkeypatch):
    own = rating.own

    def leaky(seat):
        line = Line(
            element="finance-funding", value=3, reason=Answer.objects.order_by("reason").last().reason
        )
        seat.own["finance-funding"] = seat.standing_answers["finance-funding"] = [line]
        return own(seat)

    monkeypatch.setattr(rating, "own", leaky)
    found = list(leaks(sign_in(contributor), round, others, of_link(member)))
    assert any("/yours/ shows what people wrote" in line for line in found)


def test_the_test_finds_a_count_that_leaks(round, others, member, monkeypatch):
    frame = rating.frame

    def leaky(seat):
        seat.assessment.purpose = f"{Answer.objects.filter(value=5).count()} say 5."
        return frame(seat)

    monkeypatch.setattr(rating, "frame", leaky)
    found = list(leaks(Client(), round, others, of_link(member)))
    assert any("depends on what people answered" in line for line in found)


def test_the_test_finds_a_header_that_leaks(round, others, member, monkeypatch):
    respondent_for = rating.respondent_for
    monkeypatch.setattr(rating, "respondent_for", respondent_for)
    redirect = rating.redirect

    def leaky(*args):
        response = redirect(*args)
        response.headers["X-Median"] = str(Answer.objects.filter(value=5).count())
        return response

    monkeypatch.setattr(rating, "redirect", leaky)
    found = list(leaks(Client(), round, others, of_link(member)))
    assert any("/view/ depends on what people answered" in line for line in found)
