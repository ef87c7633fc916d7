"""Carries out the acts of a script: every deed through the actions of the product, in a change set of its day."""

from collections.abc import Callable
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db import models

from accounts.models import User
from assessments.actions.needs import adopt_usual_criteria
from assessments.models import Criterion
from config.demo.days import Days, instant
from config.demo.script import Act, Deed
from history.changes import change_set
from history.models import add_many
from programmes.actions import close_step, declare_rag, open_step, tick_criterion, turn_risk_into_issue
from programmes.models import Programme, Step
from programmes.models.programme import ProgrammeRow
from reports.actions import issue_report

MODELS = {model._meta.model_name: model for model in apps.get_models() if issubclass(model, ProgrammeRow)}
Names = dict[tuple[type[models.Model], str], Any]
Verbs = dict[str, Callable[["Teller", Deed], None]]


class Teller:
    """Tells one programme. `names` holds what the scripts may refer to: people, organisations, and rows by `as`."""

    def __init__(self, programme: Programme, folder: Path, days: Days, names: Names, verbs: Verbs) -> None:
        self.programme = programme
        self.folder = folder
        self.verbs = verbs
        self.days = days
        self.names = dict(names)
        for step in programme.steps.all():
            self.names[Step, step.key] = step
        self.day = days.today
        self.by: User

    def tell(self, acts: list[Act]) -> None:
        for _day, on_one_day in groupby(acts, key=lambda act: act.day):
            for number, act in enumerate(on_one_day):
                self.perform(act, number)

    def perform(self, act: Act, number: int) -> None:
        self.day, self.by = act.day, self.named(User, act.by)
        try:
            with change_set(by=self.by, reason=act.why, scope=self.programme.pk, at=instant(act.day, number)):
                for deed in act.deeds:
                    self.verbs[next(iter(deed))](self, deed)
        except Exception as error:
            error.add_note(f"in {act.place}")
            raise

    def named(self, model: type[models.Model], name: str) -> Any:
        try:
            return self.names[model, name]
        except KeyError:
            raise LookupError(f"no {model._meta.model_name} is called '{name}' by then") from None

    def row(self, reference: str) -> Any:
        """The row that `reference` ("risk winter") names."""
        kind, name = reference.split(" ", 1)
        return self.named(MODELS[kind], name)

    def set(self, row: models.Model, values: dict[str, Any]) -> None:
        for name, word in values.items():
            setattr(row, name, self.value(row._meta.get_field(name), word))

    def value(self, field: Any, word: Any) -> Any:
        """What a word of the script means for a field: a name, a day (its year, for a number), or the value itself."""
        if word is None:
            return None
        if field.is_relation:
            return self.named(field.related_model, word)
        if isinstance(field, models.DateTimeField):
            return instant(self.date(word), 0)
        if isinstance(field, models.DateField):
            return self.date(word)
        if isinstance(field, models.IntegerField) and isinstance(word, str):
            return self.date(word).year
        return field.to_python(word.strip() if isinstance(word, str) else word)

    def day_of(self, deed: Deed) -> date:
        """The day that a deed names by `on`, for what was recorded later than it happened; else that of the act."""
        return self.date(deed.get("on", "same"))

    def date(self, word: str | date) -> date:
        return self.day if word == "same" else self.days.day(word)

    def make(self, model: type[models.Model], values: dict[str, Any]) -> Any:
        """A new row, checked but not saved."""
        row = model(programme=self.programme)
        self.set(row, values)
        row.clean_fields(exclude=[f.name for f in model._meta.concrete_fields if f.is_relation])
        return row


def add(teller: Teller, deed: Deed) -> None:
    """`add: risk` with its fields; `as` names it."""
    values = dict(deed)
    model, name = MODELS[values.pop("add")], values.pop("as", None)
    row = teller.make(model, values)
    row.save()
    if name:
        teller.names[model, name] = row


def table(teller: Teller, deed: Deed) -> None:
    """`table: streamyear` with `columns`, `rows`, and fields that all rows share; a column `as` names the rows."""
    shared = {key: word for key, word in deed.items() if key not in {"table", "columns", "rows"}}
    model, columns = MODELS[deed["table"]], deed["columns"]
    entries = [shared | dict(zip(columns, cells, strict=True)) for cells in deed["rows"]]
    names = [entry.pop("as", None) for entry in entries]
    rows = [teller.make(model, entry) for entry in entries]
    add_many(rows)
    for row, name in zip(rows, names, strict=True):
        if name:
            teller.names[model, name] = row


def revise(teller: Teller, deed: Deed) -> None:
    """`revise: risk winter` with the fields that change."""
    row = teller.row(deed["revise"])
    teller.set(row, {key: word for key, word in deed.items() if key != "revise"})
    row.save()


def remove(teller: Teller, deed: Deed) -> None:
    teller.row(deed["remove"]).remove()


def open_a_step(teller: Teller, deed: Deed) -> None:
    step = teller.named(Step, deed["open"])
    open_step(step=step, by=teller.by, because=deed.get("because", ""), on=teller.day_of(deed))


def close_a_step(teller: Teller, deed: Deed) -> None:
    step = teller.named(Step, deed["close"])
    close_step(step=step, by=teller.by, because=deed.get("because", ""), on=teller.day_of(deed))


def tick(teller: Teller, deed: Deed) -> None:
    """`tick: needs-assessment` with `criterion: evidence` for each criterion that is met."""
    step = teller.named(Step, deed["tick"])
    for criterion, evidence in deed.items():
        if criterion not in {"tick", "on"}:
            tick_criterion(
                step=step, criterion=criterion, evidence=evidence, by=teller.by, on=teller.day_of(deed)
            )


def declare(teller: Teller, deed: Deed) -> None:
    """`declare: needs-assessment`, `rag: watch`, `reason: …`"""
    step = teller.named(Step, deed["declare"])
    declare_rag(step=step, rag=deed["rag"], reason=deed["reason"].strip(), by=teller.by, on=teller.day_of(deed))


def come_true(teller: Teller, deed: Deed) -> None:
    """`come-true: workforce`: the risk becomes an issue of the same name."""
    risk = teller.row(f"risk {deed['come-true']}")
    issue = turn_risk_into_issue(risk=risk, by=teller.by)
    teller.names[type(issue), deed["come-true"]] = issue


def adopt_criteria(teller: Teller, _deed: Deed) -> None:
    """`adopt: criteria`: the usual ones, named by their titles in small letters."""
    for criterion in adopt_usual_criteria(programme=teller.programme, by=teller.by):
        teller.names[Criterion, criterion.title.lower()] = criterion


def issue(teller: Teller, deed: Deed) -> None:
    """`issue: spring`: seal the report of that name with what the programme says on that day."""
    report = teller.row(f"report {deed['issue']}")
    issue_report(report=report, version=report.version, by=teller.by)


PLAIN_VERBS: Verbs = {
    "add": add,
    "table": table,
    "revise": revise,
    "remove": remove,
    "open": open_a_step,
    "close": close_a_step,
    "tick": tick,
    "declare": declare,
    "come-true": come_true,
    "adopt": adopt_criteria,
    "issue": issue,
}
