"""Carries out the acts of a script: each in a change set of its day, its deeds by the verbs that begin them."""

from collections.abc import Callable
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db import models

from accounts.models import User
from config.demo.days import Days, instant
from config.demo.script import Act, Deed
from history.changes import change_set
from programmes.models import Programme, Step
from programmes.models.programme import ProgrammeRow

MODELS = {model._meta.model_name: model for model in apps.get_models() if issubclass(model, ProgrammeRow)}
Names = dict[tuple[type[models.Model], str], Any]
Verbs = dict[str, Callable[["Teller", Deed], None]]


def entries(deed: Deed, *, besides: set[str]) -> list[Deed]:
    """What a deed with `columns` and `rows` says of each row; fields beside them, but for `besides`, hold for all."""
    shared = {key: word for key, word in deed.items() if key not in besides | {"columns", "rows"}}
    return [shared | dict(zip(deed["columns"], cells, strict=True)) for cells in deed["rows"]]


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
        try:
            self.day, self.by = act.day, self.named(User, act.by)
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

    def fill(self, row: models.Model, values: dict[str, Any]) -> None:
        for name, word in values.items():
            setattr(row, name, self.value(row._meta.get_field(name), word))

    def value(self, field: Any, word: Any) -> Any:
        """What a word of the script means for a field: a name, a day (its year, for a number), or the value itself."""
        if word is None:
            return None
        if field.is_relation:
            return self.named(field.related_model, word)
        if isinstance(field, models.DateTimeField):
            return instant(self.meant(word), 0)
        if isinstance(field, models.DateField):
            return self.meant(word)
        if isinstance(field, models.IntegerField) and isinstance(word, str):
            return self.meant(word).year
        return field.to_python(word.strip() if isinstance(word, str) else word)

    def day_of(self, deed: Deed) -> date:
        """The day that a deed names by `on`, for what was recorded later than it happened; else that of the act."""
        return self.meant(deed.get("on", "same"))

    def meant(self, word: str | date) -> date:
        return self.day if word == "same" else self.days.day(word)

    def make(self, model: type[models.Model], values: dict[str, Any]) -> Any:
        """A new row, checked but not saved."""
        row = model(programme=self.programme)
        self.fill(row, values)
        row.clean_fields(exclude=[f.name for f in model._meta.concrete_fields if f.is_relation])
        return row
