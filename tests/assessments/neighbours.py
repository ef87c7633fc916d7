"""Other programmes of the installation that have assessed themselves, and may take part in the comparison."""

from datetime import date
from decimal import Decimal

from accounts.models import User
from assessments.models import AgreedLevel, Assessment, BenchmarkConsent
from history.actions import add_row
from history.changes import change_set
from programmes.actions import start_programme
from programmes.models import Programme
from tests.assessments.panels import opened


def neighbour(name, by, *, organisation=None, illustrative=False):
    """A programme of others. With an organisation it is begun in earnest, and `by` manages it; else nobody does."""
    slug = name.lower().replace(" ", "-")
    row = Programme(name=name, slug=slug, starts_on=date(2024, 1, 8), horizon_on=date(2029, 1, 7))
    row.illustrative = illustrative
    if organisation:
        return start_programme(programme=row, organisation=organisation, by=by)
    with change_set(by=by):
        row.save()
    return row


def levelled(programme, by, levels, *, instrument="scirocco", version=1, own=None):
    """An assessment with these agreed levels, by dimension."""
    assessment = Assessment(
        programme=programme,
        title=f"Assessment of {programme.name}",
        instrument_key=instrument,
        instrument_version=version,
        own_instrument=own,
    )
    add_row(row=assessment, by=by)
    opened(assessment, by)
    for key, level in levels.items():
        agree(assessment, by, key, level)
    return assessment


def agree(assessment, by, key, level):
    row = AgreedLevel(
        programme=assessment.programme, assessment=assessment, dimension=key, level=Decimal(level)
    )
    return add_row(row=row, by=by)


def consent(assessment, by, *, named=False):
    row = BenchmarkConsent(
        programme=assessment.programme, assessment=assessment, may_be_named=named, is_open_to_meet=named
    )
    return add_row(row=row, by=by)


def neighbours(by, levels, *, named=(), key="finance-funding", called="Neighbour", illustrative=False):
    """A programme for each of the levels, with consent; those at the places `named` may be named."""
    others = [neighbour(f"{called} {n}", by, illustrative=illustrative) for n in range(len(levels))]
    return [
        consent(levelled(other, by, {key: level}), by, named=n in named)
        for n, (other, level) in enumerate(zip(others, levels, strict=True))
    ]


def steward(name):
    email = f"{name.lower().replace(' ', '.')}@example.org"
    return User.objects.create_user(email, "a long enough word", name=name)
