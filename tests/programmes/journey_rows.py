"""Rows of every kind that can be late, for the tests of the pages that say so."""

from datetime import timedelta

from history.changes import change_set
from programmes.models import Action, Decision, DueDate, Forecast, Issue, Milestone, Risk, Step
from programmes.models.programme import today


def in_days(days):
    return today() + timedelta(days=days)


def step_of(programme, key="needs-assessment"):
    step = Step.objects.get(programme=programme, key=key)
    step.programme = programme
    return step


def save(by, *rows):
    with change_set(by=by, scope=rows[0].programme_id):
        for row in rows:
            row.save()
    return rows[0]


def milestone(programme, by, title, days, **fields):
    return save(by, Milestone(programme=programme, title=title, planned_on=in_days(days), **fields))


def forecast(row, by, days):
    return save(
        by, Forecast(programme=row.programme, milestone=row, expected_on=in_days(days), reason="Slower")
    )


def action(programme, by, title, days=None, **fields):
    row = save(by, Action(programme=programme, title=title, **fields))
    if days is not None:
        due_again(row, by, days)
    return row


def due_again(row, by, days):
    return save(by, DueDate(programme=row.programme, action=row, due_on=in_days(days)))


def risk(programme, by, title, days, **fields):
    return save(
        by, Risk(programme=programme, title=title, likelihood=3, impact=4, review_on=in_days(days), **fields)
    )


def issue(programme, by, title, days, **fields):
    return save(by, Issue(programme=programme, title=title, due_on=in_days(days), **fields))


def decision(programme, by, title, days, **fields):
    day = in_days(days)
    return save(
        by, Decision(programme=programme, title=title, decided_on=in_days(-200), review_on=day, **fields)
    )


def due_step(programme, by, days, key="needs-assessment", **fields):
    step = step_of(programme, key)
    step.due_on = in_days(days)
    for name, value in fields.items():
        setattr(step, name, value)
    return save(by, step)


def one_of_each(programme, by, days, words):
    """A step, a milestone, an action, a risk, an issue and a decision that are due in `days`."""
    due_step(programme, by, days, "needs-assessment" if days < 0 else "value-case")
    for make in (milestone, action, risk, issue, decision):
        make(programme, by, f"{words} {make.__name__}", days)
