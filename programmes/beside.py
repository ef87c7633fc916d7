"""Puts what a database constraint refuses beside the field that the person has to change."""

from collections.abc import Iterator

from django.core.exceptions import NON_FIELD_ERRORS
from django.db.models import BaseConstraint, CheckConstraint, Q, UniqueConstraint
from django.forms import ModelForm


def say_beside_fields(form: ModelForm) -> None:
    """Move each refusal of a constraint from the top of the form to the last of its fields that the form shows.

    The last one, because constraints name the field that depends on the others last: ends after starts, a date for
    what was decided.
    """
    if NON_FIELD_ERRORS not in form.errors:
        return
    fields = {
        str(constraint.violation_error_message): field
        for constraint in form._meta.model._meta.constraints
        if (field := _field_of(constraint, form))
    }
    for error in form.errors.pop(NON_FIELD_ERRORS).as_data():
        field = next((fields[text] for text in error.messages if text in fields), None)
        form.add_error(field, error)


def _field_of(constraint: BaseConstraint, form: ModelForm) -> str | None:
    shown = [
        name for name in _names(constraint) if name in form.fields and not form.fields[name].widget.is_hidden
    ]
    return shown[-1] if shown else None


def _names(constraint: BaseConstraint) -> Iterator[str]:
    if isinstance(constraint, UniqueConstraint):
        yield from constraint.fields
    elif isinstance(constraint, CheckConstraint):
        yield from _compared(constraint.condition)


def _compared(condition: Q) -> Iterator[str]:
    """The fields on the left of a condition's comparisons: Q(ends_on__gte=F("starts_on")) compares ends_on."""
    for child in condition.children:
        if isinstance(child, Q):
            yield from _compared(child)
        elif isinstance(child, tuple):
            yield child[0].partition("__")[0]
