"""D7: what can never be true is refused by the database: checks, uniqueness and references of every table."""

from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import islice, product

import pytest
from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import DataError, IntegrityError, connection, models, transaction
from django.db.models.expressions import Combinable

from accounts.models import Organisation, OrganisationMember
from assessments.models import OwnInstrument
from history.models import Tracked
from programmes.models import Partner, Programme, Risk
from tests.promises.constraints import without_checks
from tests.rows import Rows, every_model, own_instrument

pytestmark = pytest.mark.goes_round_history

NOWHERE = 10**9
MOST = 5000  # values that are tried on one constraint
TRACKED = [model for model in apps.get_models() if issubclass(model, Tracked)]
# What is tried in a field, by its kind; besides nothing, where that is allowed, and what stands there.
WRONG = {
    models.DateTimeField: [datetime(1990, 1, 1, tzinfo=UTC), datetime(2190, 1, 1, tzinfo=UTC)],
    models.DateField: [date(1990, 1, 1), date(2190, 1, 1)],
    models.BooleanField: [False, True],
    models.DecimalField: [Decimal(-7), Decimal(1000)],
    models.IntegerField: [-7, 0, 6, 200],
    models.CharField: ["", "x"],
    models.TextField: ["", "x"],
}


@pytest.fixture
def rows(programme, manager, organisation_administrator):
    """One row of every tracked model, made as the product makes them."""
    made = Rows(programme, manager)
    found = {model: made.of(model) for model in every_model()}
    member = OrganisationMember.objects.get(user=organisation_administrator)
    return found | {
        Programme: programme,
        Organisation: member.organisation,
        OrganisationMember: member,
        OwnInstrument: own_instrument(member.organisation, manager),
    }


def is_refused(attempt, name=""):
    """Whether the database refuses; `name` is the constraint that has to be the one."""
    try:
        with transaction.atomic():
            attempt()
            connection.check_constraints([])
            transaction.set_rollback(True)
    except DataError:
        return False  # a number that the column does not even hold says nothing about the constraint
    except IntegrityError as refusal:
        return name in str(refusal)
    return False


def fields_in(model, condition):
    """The fields that a condition looks at."""
    names = set()
    todo = [condition]
    while todo:
        part = todo.pop()
        if isinstance(part, models.Q):
            todo += part.children
        elif isinstance(part, tuple) and isinstance(part[0], str):
            names.add(part[0].split("__")[0])
            todo.append(part[1])
        elif isinstance(part, models.F):
            names.add(part.name)
        elif isinstance(part, Combinable):
            todo += part.get_source_expressions()
    return [field for name in sorted(names) if (field := field_called(model, name))]


def field_called(model, name):
    try:
        return model._meta.get_field(name)
    except FieldDoesNotExist:
        return None


def tried_in(field, row):
    now = getattr(row, field.attname)
    wrong = next((values for kind, values in WRONG.items() if isinstance(field, kind)), [])
    if field.is_relation:
        wrong = [field.related_model._base_manager.values_list("pk", flat=True).first()]
    return [*wrong, *([None] if field.null else []), now]


def attempts(model, row, condition):
    """Every mixture of the values that are tried in the fields of a condition."""
    fields = fields_in(model, condition)
    mixtures = product(*(tried_in(field, row) for field in fields))
    for values in islice(mixtures, MOST):
        changes = dict(zip([field.attname for field in fields], values, strict=True))
        yield lambda changes=changes: models.QuerySet(model).filter(pk=row.pk).update(**changes)


def unchecked(model, row):
    """Check constraints that nothing wrong was refused by."""
    for constraint in model._meta.constraints:
        if isinstance(constraint, models.CheckConstraint):
            tried = attempts(model, row, constraint.condition)
            if not any(is_refused(attempt, constraint.name) for attempt in tried):
                yield f"{model._meta.label}: nothing is refused by {constraint.name}"


def dangling(model, row):
    """References that may point to a row that does not exist."""
    for field in model._meta.concrete_fields:
        if not field.is_relation:
            continue

        def point_nowhere(field=field):
            models.QuerySet(model).filter(pk=row.pk).update(**{field.attname: NOWHERE})
            connection.check_constraints([model._meta.db_table])

        if not is_refused(point_nowhere):
            yield f"{model._meta.label}.{field.name} may point nowhere"


def doubled(model, row):
    """Models with a uniqueness whose condition the row meets, that take the row twice."""
    unique = [
        one
        for one in model._meta.constraints
        if isinstance(one, models.UniqueConstraint)
        and (one.condition is None or models.QuerySet(model).filter(one.condition, pk=row.pk).exists())
        and all(getattr(row, name) is not None for name in one.fields)
    ]
    copy = model.objects.get(pk=row.pk)
    copy.pk, copy._state.adding = None, True
    if unique and not is_refused(lambda: models.QuerySet(model).bulk_create([copy])):
        yield f"{model._meta.label} takes a row twice"


def hold(rows):
    accepted = [
        fault
        for model, row in rows.items()
        for look in (unchecked, dangling, doubled)
        for fault in look(model, row)
    ]
    assert accepted == []


def test_what_can_never_be_true_is_refused_in_every_table(rows):
    assert set(rows) == set(TRACKED)
    hold(rows)


def test_without_the_checks_a_risk_could_be_scored_nine(rows):
    only = {Risk: rows[Risk]}
    hold(only)
    with without_checks(Risk), pytest.raises(AssertionError):
        hold(only)


def test_without_its_index_a_partner_could_join_twice(rows):
    only = {Partner: rows[Partner]}
    hold(only)
    connection.check_constraints([])
    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX partner_once")
    with pytest.raises(AssertionError):
        hold(only)


@pytest.mark.parametrize("model", TRACKED, ids=lambda model: model._meta.label)
def test_every_constraint_of_a_model_stands_in_the_database(model, db):
    with connection.cursor() as cursor:
        standing = connection.introspection.get_constraints(cursor, model._meta.db_table)
    assert {one.name for one in model._meta.constraints} <= standing.keys()
