"""D6: what takes several writes happens as a whole or not at all, wherever it is interrupted."""

import hashlib
import inspect
from contextlib import nullcontext
from datetime import date
from decimal import Decimal
from functools import partial
from importlib import import_module
from types import SimpleNamespace

import pytest
from codebase import APPS, modules
from django.db import connection, transaction

from accounts.models import Organisation, Sector
from accounts.roles import Role
from assessments.actions.needs import adopt_usual_criteria
from history import changes
from monitoring.actions import keep_draft, plan_of_draft, take_in
from monitoring.imports.rows import Figure
from monitoring.models import Indicator
from programmes.actions import open_step, start_programme, turn_risk_into_issue
from programmes.actions_erasure import erase_person
from programmes.actions_journey import found_and_start
from programmes.actions_people import accept_as_new_person, add_new_partner, invite
from programmes.actions_plan import add_action
from programmes.models import Action, Programme, Risk
from reports.actions import issue_report
from tests.reports.conftest import write_report
from tests.rows import Rows

pytestmark = pytest.mark.goes_round_history

# Public functions of the modules of actions that open no transaction of their own, each with the reason.
NO_TRANSACTION = {
    "history.actions.hold": "holds a row in the transaction of the action that calls it",
    "monitoring.actions.plan_of_draft": "reads",
    "programmes.actions_erasure.obstacles": "reads",
    "programmes.actions_journey.free_address": "reads",
    "programmes.actions_journey.note_visit": "one write, of what is no record",
    "programmes.actions_journey.untick_criterion": "one other action",
    "programmes.actions_people.hash_of": "computes",
    "programmes.actions_people.invitation_for": "reads",
    "programmes.actions_plan.may_sign": "computes",
    "programmes.actions_plan.revise_commitment": "one other action",
    "programmes.actions_plan.settle_risk": "one other action",
    "programmes.actions_plan.sign_commitment": "one other action",
    "assessments.actions.agreement.levels_in_force": "reads",
    "assessments.actions.agreement.token_of": "computes",
    "assessments.actions.ballots.may_rate": "reads",
    "assessments.actions.needs.wording_in_force": "reads",
    "assessments.actions.rounds.faults_of_assessment": "reads",
    "assessments.actions.rounds.faults_of_round": "reads",
    "assessments.actions.rounds.post": "hands letters to the worker once the action that calls it is done",
    "assessments.actions.rounds.send_soon": "wakes the worker once the action that calls it is done",
}


def public_actions():
    for module in modules(*APPS):
        parts = module.name.removesuffix(".py").split("/")
        if any(part.partition("_")[0] == "actions" for part in parts):
            dotted = ".".join(parts).removesuffix(".__init__")
            for name, function in inspect.getmembers(import_module(dotted), inspect.isfunction):
                if not name.startswith("_") and function.__module__ == dotted:
                    yield f"{dotted}.{name}", function


def is_atomic(function):
    """Whether `transaction.atomic` wraps it."""
    return any(
        isinstance(value, transaction.Atomic) for value in inspect.getclosurevars(function).nonlocals.values()
    )


def test_every_action_opens_a_transaction_or_says_why_not():
    without = {name for name, function in public_actions() if not is_atomic(function)}
    assert without == set(NO_TRANSACTION)


class Interrupted(Exception):
    """The power went."""


class Writes:
    """Counts the statements that write, and interrupts at one of them."""

    def __init__(self, fatal=None):
        self.fatal, self.count = fatal, 0

    def __call__(self, execute, sql, params, many, context):
        if sql.lstrip().split(" ", 1)[0].upper() in {"INSERT", "UPDATE", "DELETE"}:
            self.count += 1
            if self.count == self.fatal:
                raise Interrupted
        return execute(sql, params, many, context)


def everything():
    """A digest of every row of every table."""
    digest = hashlib.sha256()
    with connection.cursor() as cursor:
        for table in sorted(connection.introspection.table_names(cursor)):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            for row in sorted(map(repr, cursor.fetchall())):
                digest.update(f"{table} {row}\n".encode())
    return digest.hexdigest()


def how_many(act):
    """The writes of the act, which is taken back."""
    writes = Writes()
    with transaction.atomic(), connection.execute_wrapper(writes):
        act()
        transaction.set_rollback(True)
    return writes.count


def hold(prepare, our):
    """`prepare` gives the act anew for each try: what failed is not tried again with the same objects."""
    count = how_many(prepare(our))
    assert count >= 2
    for fatal in sorted({2, count // 2 + 1, count}):
        act = prepare(our)
        before = everything()
        with connection.execute_wrapper(Writes(fatal)), pytest.raises(Interrupted):
            act()
        transaction.set_rollback(False)  # so that what is left without a transaction can be read
        assert everything() == before, f"half done when interrupted at write {fatal} of {count}"


def founding(action, our, organisation):
    programme = Programme(
        name="Second", slug="second", starts_on=date(2025, 1, 6), horizon_on=date(2029, 1, 5)
    )
    return partial(action, programme=programme, organisation=organisation, by=our.manager)


def newcomers():
    return Organisation(name="Newcomers", sector=Sector.HOUSING)


def opening_a_step(our):
    return partial(open_step, step=our.programme.steps.get(key="needs-assessment"), by=our.manager)


def turning_a_risk(our, action=turn_risk_into_issue):
    return partial(action, risk=Risk.objects.filter(programme=our.programme).first(), by=our.manager)


def taking_in_a_partner(our):
    return partial(
        add_new_partner,
        programme=our.programme,
        organisation=newcomers(),
        by=our.manager,
        on=date(2025, 1, 6),
    )


def accepting(our):
    found, _token = invite(
        programme=our.programme,
        email="new@example.org",
        organisation=our.trust,
        role=Role.OBSERVER,
        by=our.manager,
        address=str,
    )
    return partial(accept_as_new_person, invitation=found, name="Nia New", password="five quiet rivers run")


def adding_an_action(our):
    row = Action(programme=our.programme, title="Write to the partners")
    return partial(add_action, row=row, by=our.manager, due_on=date(2025, 6, 1))


def taking_in_a_file(our):
    indicator = Rows(our.programme, our.manager).of(Indicator)
    months = [date(2024, month, 1) for month in (1, 2, 3)]
    draft = keep_draft(
        programme=our.programme,
        indicator=indicator,
        file_name="a.csv",
        sha256="0" * 64,
        figures=[Figure(row, indicator, month, Decimal(row), "") for row, month in enumerate(months)],
        notices=[],
        by=our.manager,
    )
    return partial(take_in, draft=draft, fingerprint=plan_of_draft(draft).fingerprint, by=our.manager)


def issuing(our):
    report = our.programme.reports.first()
    return partial(issue_report, report=report, version=report.version, by=our.manager)


ACTS = {
    "start a programme": lambda our: founding(start_programme, our, our.trust),
    "found an organisation and start": lambda our: founding(found_and_start, our, newcomers()),
    "open a step": opening_a_step,
    "turn a risk into an issue": turning_a_risk,
    "take in a new partner": taking_in_a_partner,
    "accept an invitation": accepting,
    "add an action with its date": adding_an_action,
    "take in a file": taking_in_a_file,
    "adopt the usual criteria": lambda our: partial(
        adopt_usual_criteria, programme=our.programme, by=our.manager
    ),
    "issue a report": issuing,
    "erase a person": lambda our: partial(erase_person, person=our.contributor, by=our.site_administrator),
}


@pytest.fixture
def our(programme, manager, trust, contributor, site_administrator):
    """The people and the programme, with a risk and a report."""
    Rows(programme, manager).of(Risk)
    write_report(programme, manager)
    return SimpleNamespace(
        programme=programme,
        manager=manager,
        trust=trust,
        contributor=contributor,
        site_administrator=site_administrator,
    )


@pytest.mark.parametrize("prepare", ACTS.values(), ids=ACTS)
def test_an_act_that_is_interrupted_leaves_nothing(prepare, our):
    hold(prepare, our)


def test_without_the_transaction_half_of_it_would_stay(our, monkeypatch):
    monkeypatch.setattr(changes, "transaction", SimpleNamespace(atomic=nullcontext))
    with pytest.raises(AssertionError, match="half done"):
        hold(lambda our: turning_a_risk(our, turn_risk_into_issue.__wrapped__), our)
