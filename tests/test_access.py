"""Who may open what: every address of the product (tests/every_address.py), for every role, read and write."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Organisation, User
from accounts.roles import PERMISSIONS, Permission, Role
from history.actions import remove_row
from programmes.actions_people import invite
from programmes.kinds import every_kind, kind_called
from programmes.models import Invitation, Membership, Partner, Programme
from programmes.models.programme import ProgrammeQuerySet, ProgrammeRow
from tests.every_address import (
    CANARY,
    EVERY_ROUTE,
    EVERYBODY,
    EXEMPT,
    FINE,
    FINER,
    ONE_OF_EACH,
    OURS,
    PEOPLE,
    VALUES,
    ask,
    every_case,
)
from tests.rows import Rows, every_model

pytestmark = pytest.mark.usefixtures("without_log")


@pytest.fixture
def rows(programme, manager, contributor):
    """A row of every kind. People and invitations are those of the council, which has an administrator."""
    rows = Rows(programme, manager)
    council = contributor.memberships.get().organisation
    rows.made[Membership] = contributor.memberships.get()
    rows.made[Partner] = programme.partners.get(organisation=council)
    rows.made[Invitation] = invite(
        programme=programme,
        email="invited@example.org",
        organisation=council,
        role=Role.OBSERVER,
        by=manager,
        address=str,
    )[0]
    for model in every_model():
        rows.of(model)
    return rows


@pytest.fixture
def foreign(stranger):
    """The same in another programme, full of canaries."""
    rows = Rows(Programme.objects.get(slug="elsewhere"), stranger, CANARY)
    for model in every_model():
        rows.of(model)
    return rows


def client_of(request, person):
    client = Client(raise_request_exception=False)
    if person != "anonymous":
        client.force_login(request.getfixturevalue(person))
    return client


def without_tokens(response):
    return response.whole.replace(response.headers["X-Request-Id"].encode(), b"")


def surprises(client, person, rows):
    """What differs from the table, one line each."""
    for case in every_case():
        url = case.url(rows)
        for method in ("get", "post"):
            response = ask(client, method, url)
            expected = case.expected(person)
            if response.status_code not in expected:
                yield f"{person} {method} {url}: {response.status_code}, expected {sorted(expected)}"
            if CANARY.encode() in response.whole:
                yield f"{person} {method} {url}: tells what belongs to another programme"


# Every address


@pytest.mark.parametrize("route", EVERY_ROUTE, ids=lambda route: route.path)
def test_every_view_says_who_may_open_it(route):
    if route.name in EXEMPT:
        assert route.view.__module__.startswith("allauth.")
        return
    known = {"public", "signed in", *Permission}
    assert route.access in known, f"{route.path} needs @needs, @signed_in or @public"
    assert route.is_of_programme == (route.access in set(Permission)), (
        f"{route.path}: one door to a programme"
    )


def test_names_of_addresses_are_unique():
    names = [(route.name, route.parts) for route in EVERY_ROUTE]
    assert sorted(names) == sorted(set(names))
    assert {route.name for route in EVERY_ROUTE} >= EXEMPT


# The manager sees the most, so one walk on each database finds a query that one of them does not take.
WALKERS = [
    person if person == "manager" else pytest.param(person, marks=pytest.mark.same_on_every_database)
    for person in PEOPLE
]


@pytest.mark.parametrize("person", WALKERS)
def test_every_address_answers_a_role_as_the_table_says(request, person, rows, foreign):
    found = list(surprises(client_of(request, person), person, rows))
    assert not found, "\n".join(found)


def test_whoever_is_not_signed_in_is_sent_to_sign_in(request, rows):
    client = client_of(request, "anonymous")
    urls = [case.url(rows) for case in every_case()]
    urls += [reverse(route.name) for route in OURS if route.access == "signed in" and not route.parts]
    for url in urls:
        for method in ("get", "post"):
            response = ask(client, method, url)
            assert response.status_code == 302, url
            assert response.url.startswith(reverse("account_login")), url


@pytest.mark.parametrize("person", EVERYBODY)
def test_pages_outside_programmes_never_fail_and_tell_nothing_foreign(
    request, person, programme, council, stranger
):
    client = client_of(request, person)
    values = {**VALUES, "pk": council.pk, "member_pk": 1}
    for route in OURS:
        if route.is_of_programme:
            continue
        url = reverse(route.name, kwargs={part: values[part] for part in route.parts})
        for method in ("get", "post"):
            response = ask(client, method, url)
            expected = FINE | {404} | FINER.get(route.name, set())
            assert response.status_code in expected, f"{person} {method} {url}: {response.status_code}"
            if person not in {"stranger", "site_administrator"}:
                assert b"Elsewhere" not in response.whole, f"{person} {method} {url}"


# Strangers


def test_a_programme_of_others_looks_like_one_that_never_was(request, rows):
    client = client_of(request, "stranger")
    for case in every_case():
        for method in ("get", "post"):
            there = ask(client, method, case.url(rows))
            nowhere = ask(client, method, case.url(rows, slug="never-was"))
            assert (there.status_code, nowhere.status_code) == (404, 404), f"{method} {case.url(rows)}"
            assert without_tokens(there) == without_tokens(nowhere), f"{method} {case.url(rows)}"


def test_rows_of_another_programme_are_not_there(request, rows, foreign):
    client = client_of(request, "manager")
    asked = 0
    for case in every_case():
        if "pk" not in case.route.parts:
            continue
        url = case.url(foreign, slug=rows.programme.slug)
        for method in ("get", "post"):
            asked += 1
            assert ask(client, method, url).status_code in {404, 405}, f"{method} {url}"
    assert asked > 2 * len(every_kind())


@pytest.mark.parametrize("kind", [kind.key for kind in every_kind() if kind.is_addable])
def test_what_is_sent_cannot_point_to_another_programme(request, kind, rows, foreign, stranger):
    """Each reference of each form, sent with a row, a person or an organisation of elsewhere."""
    kind = kind_called(kind)
    client = client_of(request, "manager")
    url = reverse("record_add", args=[rows.programme.slug, kind.key])
    for name in kind.form.Meta.fields:
        reference = kind.model._meta.get_field(name)
        if not reference.is_relation:
            continue
        pk = foreign_pk(reference.related_model, foreign, stranger)
        before = kind.model.objects.count()
        response = client.post(url, {name: pk})
        assert response.status_code == 422, f"{kind.key}.{name}"
        assert name in response.context["form"].errors, f"{kind.key}.{name} took {pk}"
        assert kind.model.objects.count() == before
        if kind.key in ONE_OF_EACH:
            remove_row(row=rows.of(kind.model), version=rows.of(kind.model).version, by=rows.by)
        own = Rows(rows.programme, rows.by)._target(reference.related_model).pk
        response = client.post(url, {name: own})
        if response.status_code == 422:  # the twin: the programme's own is no fault
            assert name not in response.context["form"].errors, f"{kind.key}.{name} refused its own {own}"


def foreign_pk(model, foreign, stranger):
    if issubclass(model, ProgrammeRow):
        return foreign.of(model).pk
    return {User: stranger.pk, Organisation: Organisation.objects.get(name="Elsewhere Trust").pk}[model]


# The twins: with a guard switched off, the walk finds it


@pytest.mark.same_on_every_database
def test_the_walk_finds_a_role_that_may_too_much(request, rows, foreign, monkeypatch):
    monkeypatch.setitem(PERMISSIONS, Role.OBSERVER, PERMISSIONS[Role.MANAGER])
    found = list(surprises(client_of(request, "observer"), "observer", rows))
    assert any("member_role" in line or "/members/" in line for line in found)
    assert any("/records/stakeholder/" in line for line in found)


@pytest.mark.same_on_every_database
def test_the_walk_finds_a_door_that_stands_open(request, rows, monkeypatch):
    closed = ProgrammeQuerySet.for_user
    monkeypatch.setattr(
        ProgrammeQuerySet, "for_user", lambda self, user: closed(self, User(pk=user.pk, is_superuser=True))
    )
    assert list(surprises(client_of(request, "stranger"), "stranger", rows))
