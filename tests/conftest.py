"""The people that tests act as, and a programme for them; all made by calling actions."""

import logging
from datetime import date, timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from hypothesis import settings

from accounts.models import Organisation, OrganisationMember, Sector, User
from accounts.roles import Role
from history import guard
from history.actions import add_row
from history.audit import all_faults
from history.changes import change_set
from programmes.actions import add_member, add_partner, start_programme
from programmes.models import Programme

# The same examples in every run, whatever else the machine does: a red suite is a fault that can be looked for.
settings.register_profile("steady", derandomize=True, deadline=None)
settings.load_profile("steady")

PASSWORD = "correct horse battery staple"


DATABASE = {"db", "transactional_db", "live_server"}  # the fixtures through which a test reaches the database
IN_THE_BROWSER = "test_walk.py"  # goes through every room; the other browser tests look at scripts and layout


def pytest_addoption(parser):
    parser.addoption(
        "--where-the-database-matters",
        action="store_true",
        help="leave out what the choice of database cannot change: pure arithmetic, and the looks of pages",
    )


def pytest_collection_modifyitems(config, items):
    """Tests of one file stay in one process, so that what they share is made once; so do all browser tests."""
    if config.getoption("--where-the-database-matters"):
        left_out = [item for item in items if not depends_on_the_database(item)]
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in set(left_out)]
    for item in items:
        group = "browser" if "browser" in item.path.parts else str(item.path)
        item.add_marker(pytest.mark.xdist_group(group))


def depends_on_the_database(item):
    if {"browser", "look"} & {*item.path.parts}:
        return item.path.name == IN_THE_BROWSER
    if item.get_closest_marker("same_on_every_database"):
        return False
    return bool(DATABASE & {*getattr(item, "fixturenames", ())})


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """The cache that holds the sign-in limits lives in a table."""
    with django_db_blocker.unblock():
        call_command("createcachetable")


def make_person(email, name):
    return User.objects.create_user(email, PASSWORD, name=name)


def make_organisation(name, sector, by):
    return add_row(row=Organisation(name=name, sector=sector), by=by)


def sign_in(user):
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture(autouse=True)
def history_is_complete(request):
    """After every test that touched the database, the newest record of each row is the row."""
    asked = {"live_server": "transactional_db", "transactional_db": "transactional_db", "db": "db"}
    database = next((asked[name] for name in asked if name in request.fixturenames), None)
    if database:
        request.getfixturevalue(database)
    yield
    try:
        if database and not request.node.get_closest_marker("goes_round_history"):
            assert all_faults() == []
    finally:
        if database and not connection.in_atomic_block:
            guard.lower()  # what comes next empties every table, and puts the guard up again


@pytest.fixture
def manager(db):
    return make_person("manager@example.org", "Mira Manager")


@pytest.fixture
def trust(manager):
    return make_organisation("Riverside Health Trust", Sector.HEALTH, manager)


@pytest.fixture
def council(manager):
    return make_organisation("Riverside Council", Sector.COUNCIL, manager)


@pytest.fixture
def programme(manager, trust, council):
    programme = start_programme(
        programme=Programme(
            name="Riverside Integrated Care",
            slug="riverside",
            place="Riverside",
            starts_on=date(2024, 1, 8),
            horizon_on=date(2029, 1, 7),
        ),
        organisation=trust,
        by=manager,
    )
    add_partner(programme=programme, organisation=council, by=manager)
    return Programme.objects.for_user(manager).get(pk=programme.pk).open_for(manager)


def start_old(organisation, *, by, at):
    """A programme that began at an instant of the past."""
    with change_set(by=by, at=at):
        return start_programme(
            programme=Programme(
                name="Old", slug="old", starts_on=at.date(), horizon_on=at.date() + timedelta(days=2190)
            ),
            organisation=organisation,
            by=by,
        )


@pytest.fixture
def without_log():
    """Every refusal is a line in the log; thousands of them take longer than the requests."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


def member(programme, organisation, role, name, by):
    person = make_person(f"{role}@example.org", name)
    add_member(programme=programme, user=person, organisation=organisation, role=role, by=by)
    return person


@pytest.fixture
def contributor(programme, council, manager):
    return member(programme, council, Role.CONTRIBUTOR, "Cora Contributor", manager)


@pytest.fixture
def facilitator(programme, council, manager):
    return member(programme, council, Role.FACILITATOR, "Femi Facilitator", manager)


@pytest.fixture
def board_member(programme, trust, manager):
    return member(programme, trust, Role.BOARD_MEMBER, "Bo Board", manager)


@pytest.fixture
def observer(programme, council, manager):
    return member(programme, council, Role.OBSERVER, "Olu Observer", manager)


@pytest.fixture
def organisation_administrator(programme, council, manager):
    person = make_person("orgadmin@example.org", "Ada Administrator")
    add_row(row=OrganisationMember(user=person, organisation=council, is_administrator=True), by=manager)
    return person


@pytest.fixture
def site_administrator(db):
    return User.objects.create_superuser("admin@example.org", PASSWORD, name="Sid Site")


@pytest.fixture
def stranger(manager):
    """Somebody who is a manager too, of another programme only."""
    person = make_person("stranger@example.org", "Stan Stranger")
    elsewhere = make_organisation("Elsewhere Trust", Sector.HEALTH, person)
    start_programme(
        programme=Programme(
            name="Elsewhere", slug="elsewhere", starts_on=date(2024, 1, 8), horizon_on=date(2029, 1, 7)
        ),
        organisation=elsewhere,
        by=person,
    )
    return person


@pytest.fixture
def as_manager(manager, programme):
    return sign_in(manager)


@pytest.fixture
def written(manager, programme):
    """An open change set, for tests that build rows of several kinds."""
    with change_set(by=manager, scope=programme.pk):
        yield
