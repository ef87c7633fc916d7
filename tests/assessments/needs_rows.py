"""Rows of a needs assessment."""

from assessments.models import CommonCause
from history.changes import change_set

SLUG = "riverside"


def added(row, by):
    with change_set(by=by, scope=row.programme.pk):
        row.save()
    return row


def wording(programme, text, by):
    return added(CommonCause(programme=programme, text=text), by)
