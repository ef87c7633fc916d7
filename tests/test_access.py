"""Who may open what: every address of the product, for every role, read and write.

The tests find the addresses themselves. An address with a new kind of value in it needs a line in `ROWS` or `VALUES`
below; the failure says so. What is expected follows from `.access` of the view, from the kind of record, and from the
table of roles.
"""

from dataclasses import dataclass, field

import pytest
from django.apps import apps
from django.db import transaction
from django.test import Client
from django.urls import URLResolver, get_resolver, reverse

from accounts.models import Organisation, User
from accounts.roles import ORGANISATION_ADMINISTRATOR, PERMISSIONS, SITE_ADMINISTRATOR, Permission, Role
from history.actions import remove_row
from history.models import Change
from programmes.actions_people import invite
from programmes.kinds import every_kind, kind_called
from programmes.models import Invitation, Membership, Partner, Programme
from programmes.models.programme import ProgrammeQuerySet, ProgrammeRow
from tests.rows import CRITERION, Rows, every_model

pytestmark = pytest.mark.usefixtures("without_log")

CANARY = "Canary from elsewhere"

# allauth's own views: nobody's programme can be reached through them.
EXEMPT = {
    "account_change_password",
    "account_confirm_email",
    "account_confirm_login_code",
    "account_email_verification_sent",
    "account_inactive",
    "account_login",
    "account_logout",
    "account_reauthenticate",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "account_set_password",
    "account_signup",
}

# The model whose row an address means, where the address is not called after it.
ROWS = {
    "member_role": "programmes.membership",
    "member_release": "programmes.membership",
    "partner_remove": "programmes.partner",
    "invitation_withdraw": "programmes.invitation",
    "age_bands": "assessments.populationprofile",
    "amounts": "valuecase.caseoption",
    "assessment_gaps": "assessments.assessment",
    "import_undo": "monitoring.import",
    "meeting": "assessments.meetingrequest",
    "meeting_ask": "assessments.assessment",
    "observations_export": "monitoring.indicator",
    "observations_import": "monitoring.indicator",
    "observations_template": "monitoring.indicator",
}
# Words in an address that are no primary key of a row.
VALUES = {
    "key": "needs-assessment",
    "criterion": CRITERION,
    "register": "risks",
    "token": "no-such-token",
    "instrument": "scirocco",
    "dimension": "finance-funding",
    "article": "charles2018",
    "other": 1,
    "version": 1,
}
# A finer rule than the table's: the answers that somebody may get whose role would allow the address; for a record
# by "address/kind".
FINER = {
    "programme_start": {403},  # for an organisation to which one belongs
    "commitment_sign": {403},  # only for one's own organisation
    "meeting": {404},  # for the programme that is asked; the row of the test asks another
    "meeting_ask": {404},  # whom the comparison names, and it names nobody yet
    "assessment_results_csv": {404},  # of a round that is revealed
    "assessment_share_csv": {404},
    "assessment_share_json": {404},
    "report_again": {404},  # a draft has no file yet
    "record_remove/endorsement": {403},  # only that of one's own organisation
    "assessment_rate": {404},  # for those who are asked
    "import_preview": {404},  # one's own draft only, and there is none
    "report": {404},  # a draft is there for those who compose it
    "report_html": {404},  # until it is issued
    "report_pdf": {404},
    "report_data": {404},
}

# Kinds of which a row has one: the test takes it away before it adds another.
ONE_OF_EACH = {"benchmarkconsent"}

# As the tests found it, so that a twin can change the real one.
TABLE = {role: frozenset(allowed) for role, allowed in PERMISSIONS.items()}
PEOPLE = {
    "observer": Role.OBSERVER,
    "board_member": Role.BOARD_MEMBER,
    "contributor": Role.CONTRIBUTOR,
    "facilitator": Role.FACILITATOR,
    "manager": Role.MANAGER,
    "organisation_administrator": ORGANISATION_ADMINISTRATOR,
    "site_administrator": SITE_ADMINISTRATOR,
}
EVERYBODY = ["anonymous", *PEOPLE, "stranger"]
FINE = {200, 302, 400, 405, 409, 422}


@dataclass(frozen=True)
class Route:
    name: str
    path: str
    view: object = field(compare=False)
    parts: tuple[str, ...] = ()

    @property
    def access(self):
        return getattr(self.view, "access", None)

    @property
    def is_of_programme(self):
        return "programme_slug" in self.parts


def find_routes(patterns, path="", parts=()):
    for pattern in patterns:
        here, names = path + str(pattern.pattern), (*parts, *pattern.pattern.converters)
        if isinstance(pattern, URLResolver):
            yield from find_routes(pattern.url_patterns, here, names)
        else:
            yield Route(pattern.name, here, pattern.callback, names)


EVERY_ROUTE = list(find_routes(get_resolver().url_patterns))
OURS = [route for route in EVERY_ROUTE if route.name not in EXEMPT]
OF_PROGRAMMES = [route for route in OURS if route.is_of_programme]


@dataclass(frozen=True)
class Case:
    """One address to ask for: a route, for records one of each kind."""

    route: Route
    kind: object = None

    @property
    def permissions(self):
        """(permission, status without it), in the order in which the product asks."""
        asked = [(self.route.access, 403)]
        if self.kind:
            asked.append((self.kind.see, 404))
            if self.route.name != "record":
                asked.append((self.kind.edit, 403))
        return asked

    @property
    def is_offered(self):
        """Whether the kind has this page at all."""
        offers = {
            "record_add": "is_addable",
            "record_edit": "is_revisable",
            "record_remove": "is_removable",
            "record_restore": "is_removable",
        }
        return not self.kind or getattr(self.kind, offers.get(self.route.name, "key"), True)

    def expected(self, person):
        """The statuses that this person may be answered with."""
        if person == "stranger":
            return {404}
        for permission, status in self.permissions:
            if permission not in TABLE[PEOPLE[person]]:
                return {status}
        return FINE | self.finer() if self.is_offered else {404}

    def finer(self):
        of_kind = FINER.get(f"{self.route.name}/{self.kind.key}", set()) if self.kind else set()
        return FINER.get(self.route.name, set()) | of_kind

    def url(self, rows, slug=None):
        named = {"programme_slug": slug or rows.programme.slug}
        for part in self.route.parts:
            if part not in named:
                named[part] = self.value(part, rows)
        return reverse(self.route.name, kwargs=named)

    def value(self, part, rows):
        if part == "kind":
            return self.kind.key
        if part == "pk" or part.endswith("_pk"):
            return rows.of(self.model(part)).pk
        if part in VALUES:
            return VALUES[part]
        if part in {"change", "change_set"}:
            added = self.change(rows)
            return added.pk if part == "change" else added.change_set_id
        pytest.fail(
            f"tests/test_access.py: no value for <{part}> of {self.route.path!r}; add a line to VALUES."
        )

    def change(self, rows):
        """How the row of a record came about; for addresses of whole acts, how a risk did."""
        row = rows.of(self.model() if self.kind else apps.get_model("programmes.risk"))
        return Change.objects.filter(model=row._meta.label_lower, object_id=row.pk).earliest("pk")

    def model(self, part="pk"):
        if self.kind:
            return self.kind.model
        name = self.route.name if part == "pk" else part.removesuffix("_pk")
        if self.route.name in ROWS:
            return apps.get_model(ROWS[self.route.name])
        called = [model for model in every_model() if name.startswith(model._meta.model_name)]
        if not called:
            pytest.fail(f"tests/test_access.py: no row for {self.route.path!r}; add its model to ROWS.")
        return max(called, key=lambda model: len(model._meta.model_name))


def every_case():
    for route in OF_PROGRAMMES:
        if "kind" in route.parts:
            yield from (Case(route, kind) for kind in every_kind())
        else:
            yield Case(route)


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


def ask(client, method, url, data=None):
    """The answer; whatever it wrote is taken back."""
    with transaction.atomic():
        response = getattr(client, method)(url, data or {})
        response.whole = b"".join(response.streaming_content) if response.streaming else response.content
        transaction.set_rollback(True)
    return response


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
