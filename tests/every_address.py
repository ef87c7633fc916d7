"""Every address of the product, found by itself, and what each role gets there.

An address with a new kind of value in it needs a line in `ROWS` or `VALUES` below; the failure says so. What is expected
follows from `.access` of the view, from the kind of record, and from the table of roles.
"""

from dataclasses import dataclass, field

import pytest
from django.apps import apps
from django.db import transaction
from django.urls import URLResolver, get_resolver, reverse

from accounts.roles import ORGANISATION_ADMINISTRATOR, PERMISSIONS, SITE_ADMINISTRATOR, Role
from history.models import Change
from programmes.kinds import every_kind
from tests.rows import CRITERION, every_model

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
            f"tests/every_address.py: no value for <{part}> of {self.route.path!r}; add a line to VALUES."
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
            pytest.fail(f"tests/every_address.py: no row for {self.route.path!r}; add its model to ROWS.")
        return max(called, key=lambda model: len(model._meta.model_name))


def every_case():
    for route in OF_PROGRAMMES:
        if "kind" in route.parts:
            yield from (Case(route, kind) for kind in every_kind())
        else:
            yield Case(route)


def ask(client, method, url, data=None):
    """The answer; whatever it wrote is taken back."""
    with transaction.atomic():
        response = getattr(client, method)(url, data or {})
        response.whole = b"".join(response.streaming_content) if response.streaming else response.content
        transaction.set_rollback(True)
    return response
