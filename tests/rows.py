"""A row of any model of a programme, with the rows that it points to: for tests that walk all kinds of record."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

from django.apps import apps
from django.db import models, transaction

from accounts.models import Organisation, User
from assessments.models import OwnInstrument
from history.actions import add_row
from history.changes import change_set
from programmes.models.programme import Programme, ProgrammeRow

FIRST_DAY = date(2025, 1, 6)

CRITERION = "population-described"  # an exit criterion of the step "needs-assessment"

# What the kind of a field does not tell, by model.
SPECIAL = {
    "assessments.ageband": {"persons": 100},
    "assessments.agreedlevel": {"dimension": "finance-funding"},
    "assessments.assessment": {"instrument_key": "scirocco"},
    "assessments.minorityview": {"dimension": "finance-funding"},
    "assessments.round": {"opens_on": date(2025, 2, 3), "closes_on": date(2095, 2, 3)},
    "assessments.citation": {"factor": "charles2018-b6", "target_model": "programmes.risk"},
    "assessments.stakeholdercitation": {
        "factor": "charles2018-b6",
        "target_model": "stakeholders.stakeholder",
    },
    "assessments.targetlevel": {"dimension": "finance-funding"},
    "learning.signal": {"answer": "keep", "answered_on": FIRST_DAY},
    "monitoring.indicator": {"code": "EA75"},
    "programmes.criteriontick": {"criterion": CRITERION},
    "programmes.decision": {"status": "asked"},
    "programmes.link": {"origin_model": "programmes.risk", "outcome_model": "programmes.action"},
    "valuecase.valuecase": {"base_year": 2025},
}

SAMPLES = {
    models.SlugField: "slug",
    models.EmailField: "somebody@example.org",
    models.URLField: "https://example.org/",
    models.DecimalField: Decimal(1),
}


def at(day):
    return datetime.combine(day, time(12), tzinfo=UTC)


def every_model():
    """The models whose rows belong to a programme, without their historical twins."""
    return [model for model in apps.get_models() if issubclass(model, ProgrammeRow)]


def is_free_text(field):
    """Whether people write in the field what they like."""
    return isinstance(field, models.TextField) or (type(field) is models.CharField and not field.choices)


class Rows:
    """One row of each model in one programme. `mark` stands in every text, so that a leak is seen."""

    def __init__(self, programme, by, mark="Text"):
        self.programme, self.by, self.mark = programme, by, mark
        self.made = {}

    def of(self, model):
        if model not in self.made:
            found = model.objects.filter(programme=self.programme).first()
            self.made[model] = found or self._add(model)
        return self.made[model]

    def _add(self, model):
        special = SPECIAL.get(model._meta.label_lower, {})
        row = model(programme=self.programme)
        day = FIRST_DAY
        for field in model._meta.concrete_fields:
            if field.name in special:
                setattr(row, field.name, special[field.name])
            elif isinstance(field, models.DateField) and not field.null:
                day += timedelta(days=30)  # a later field is a later day: until comes after from
                setattr(row, field.name, at(day) if isinstance(field, models.DateTimeField) else day)
            elif self._is_asked(field):
                setattr(row, field.name, self._value(field))
        try:
            with transaction.atomic(), change_set(by=self.by, scope=self.programme.pk):
                row.clean_fields(exclude=[f.name for f in model._meta.concrete_fields if f.null])
                row.save()
        except Exception as error:
            raise AssertionError(
                f"tests/rows.py cannot make a row of {model._meta.label}; add to SPECIAL"
            ) from error
        return row

    def _is_asked(self, field):
        if field.primary_key or field.name in {"programme", "version", "removed_at"}:
            return False
        if isinstance(field, models.CharField | models.TextField) and not field.choices:
            return field.editable or not field.blank
        return not field.null and not field.has_default()

    def _value(self, field):
        if field.choices:
            return field.flatchoices[0][0]
        if isinstance(field, models.ForeignKey):
            return self._target(field.related_model)
        for kind, value in SAMPLES.items():
            if isinstance(field, kind):
                return value
        if isinstance(field, models.CharField | models.TextField):
            return f"{self.mark} {field.name}"[: field.max_length]
        return 1

    def _beside(self):
        """A programme of nobody's, for rows that point to another programme."""
        days = {"starts_on": FIRST_DAY, "horizon_on": FIRST_DAY + timedelta(days=2000)}
        found = Programme.objects.filter(slug="beside").first()
        if found is None:
            found = Programme(name="Beside", slug="beside", **days)
            with change_set(by=self.by):
                found.save()
        return found

    def _target(self, model):
        if model is User:
            return self.by
        if model is Organisation:
            return self.programme.partners.first().organisation
        if model is Programme:
            return self._beside()
        return self.of(model)


def own_instrument(organisation, by):
    """Of the rows that belong to no programme, the one that the fixtures of people do not make."""
    row = OwnInstrument(
        organisation=organisation, key="team-check", number=1, title="Team check", text="key: team-check"
    )
    return add_row(row=row, by=by)
