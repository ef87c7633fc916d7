"""Indicators, their figures, and what is agreed about them.

What people revise (targets, baselines, step changes of the limits) are rows of their own with a reason: a new row
never overwrites an old one.
"""

from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from monitoring.periods import Frequency, following, overdue_since
from monitoring.wording import period_in_words
from programmes.models import Measure
from programmes.models.programme import Artefact
from programmes.models.registers import organisation_field, person_field


def figure_field(label: Any, **options: Any) -> models.DecimalField:
    """A figure as it was reported: up to a million million, six decimals."""
    return models.DecimalField(label, max_digits=18, decimal_places=6, **options)


class MonitoringRow(Artefact):
    step_key = "monitoring-evaluation"

    class Meta(Artefact.Meta):
        abstract = True


class Indicator(MonitoringRow):
    """Something that is counted or asked the same way again and again, to see whether the programme makes a difference."""

    class Aim(models.TextChoices):
        """The quadruple aim: Berwick, Nolan and Whittington 2008, with Bodenheimer and Sinsky 2014."""

        EXPERIENCE = "experience", _("Individual experience of care")
        HEALTH = "health", _("Health of the population")
        COST = "cost", _("Cost per head")
        STAFF = "staff", _("Working life of staff")

    class Dimension(models.TextChoices):
        USER_EXPERIENCE = "user_experience", _("User experience")
        OUTCOME = "outcome", _("Outcome")
        SERVICE_USE = "service_use", _("Service use")
        STAFF_EXPERIENCE = "staff_experience", _("Staff experience")
        COST = "cost", _("Cost")
        PROCESS = "process", _("Process")

    class Direction(models.TextChoices):
        INCREASE = "increase", _("Higher is better")
        DECREASE = "decrease", _("Lower is better")
        NEUTRAL = "neutral", _("Neither is better")

    class Every(models.TextChoices):
        WEEK = Frequency.WEEKLY.value, _("Every week")
        MONTH = Frequency.MONTHLY.value, _("Every month")
        QUARTER = Frequency.QUARTERLY.value, _("Every quarter")
        YEAR = Frequency.YEARLY.value, _("Every year")

    class Preset(models.TextChoices):
        """The published readings of the XmR rules in `monitoring.spc.PRESETS`."""

        MDC = "mdc", _("Making Data Count")
        MDC_SQL = "mdc-sql", _("Making Data Count, SQL tool (15 points)")
        PLOT_THE_DOTS = "plotthedots", _("NHSRplotthedots, ranges screened")
        PLOT_THE_DOTS_NO_SCREEN = "plotthedots-noscreen", _("NHSRplotthedots, ranges not screened")

    code = models.CharField(
        _("code"),
        max_length=20,
        validators=[
            RegexValidator(
                r"^[A-Za-z0-9][A-Za-z0-9._-]*\Z", _("Letters, digits, dots and hyphens only, without blanks.")
            )
        ],
        help_text=_("A short name for files and tables, such as EA75."),
    )
    title = models.CharField(_("indicator"), max_length=160)
    aim = models.CharField(_("aim that it serves"), max_length=12, choices=Aim)
    dimension = models.CharField(_("dimension"), max_length=20, choices=Dimension)
    definition = models.TextField(
        _("definition"),
        max_length=1500,
        blank=True,
        help_text=_("What exactly is counted or asked, so that two people would get the same figure."),
    )
    numerator = models.CharField(_("numerator"), max_length=300, blank=True)
    denominator = models.CharField(_("denominator"), max_length=300, blank=True)
    unit = models.CharField(
        _("unit"), max_length=40, blank=True, help_text=_("Such as %, days, £ or per 1,000 people.")
    )
    decimals = models.PositiveSmallIntegerField(
        _("decimals shown"), default=0, validators=[MaxValueValidator(6)]
    )
    lowest = figure_field(
        _("lowest possible value"),
        null=True,
        blank=True,
        help_text=_("A figure below it is refused as a slip. Empty for no limit."),
    )
    highest = figure_field(
        _("highest possible value"),
        null=True,
        blank=True,
        help_text=_("A figure above it is refused. Empty for no limit; 100 for most percentages."),
    )
    source = models.CharField(
        _("source"),
        max_length=300,
        blank=True,
        help_text=_("The system, survey or return that the figures come from."),
    )
    data_owner = person_field(_("data owner"))
    organisation = organisation_field(_("organisation that owes the data"))
    frequency = models.CharField(_("measured"), max_length=10, choices=Every, default=Frequency.MONTHLY.value)
    lag_days = models.PositiveSmallIntegerField(
        _("days until a figure is due"),
        default=30,
        validators=[MaxValueValidator(730)],
        help_text=_("Counted from the end of the period."),
    )
    ends_on = models.DateField(
        _("measured until"),
        null=True,
        blank=True,
        help_text=_("For a series that is closed: no figure is owed after this day."),
    )
    direction = models.CharField(
        _("which way is better"),
        max_length=10,
        choices=Direction,
        blank=True,
        help_text=_("A target can be set once this is decided."),
    )
    disaggregation = models.TextField(
        _("broken down by"),
        max_length=500,
        blank=True,
        help_text=_("Groups for which it is looked at separately, such as age, sex, deprivation, locality."),
    )
    measure = models.ForeignKey(
        Measure,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="indicators",
        verbose_name=_("measure of the strategic plan"),
    )
    is_key = models.BooleanField(
        _("key measure"), default=False, help_text=_("Shown on the programme's home page and in reports.")
    )
    rules = models.CharField(_("chart rules"), max_length=24, choices=Preset, default=Preset.MDC)
    baseline_points = models.PositiveSmallIntegerField(
        _("points that set the limits"),
        null=True,
        blank=True,
        validators=[MinValueValidator(2), MaxValueValidator(200)],
        help_text=_(
            "How many points at the start of the chart the mean and limits come from. Empty for all of them."
        ),
    )

    class Meta(MonitoringRow.Meta):
        abstract = False
        verbose_name = _("indicator")
        verbose_name_plural = _("indicators")
        ordering = ["title", "pk"]
        constraints = [
            models.UniqueConstraint(
                "programme",
                Lower("code"),
                condition=Q(removed_at=None),
                name="indicator_code_once",
                violation_error_message=_(
                    "Another indicator of this programme has this code. Choose a different one."
                ),
            ),
            models.CheckConstraint(
                condition=Q(lowest=None) | Q(highest=None) | Q(highest__gt=F("lowest")),
                name="indicator_highest_above_lowest",
                violation_error_message=_("The highest possible value must be above the lowest."),
            ),
            models.CheckConstraint(
                condition=Q(baseline_points=None) | Q(baseline_points__gte=2),
                name="indicator_baseline_has_two_points",
                violation_error_message=_("Limits need two points or more."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("indicator", args=[self.programme.slug, self.pk])

    @property
    def has_direction(self) -> bool:
        """Whether a figure can be better or worse than another, so that a target can be met."""
        return self.direction in {self.Direction.INCREASE, self.Direction.DECREASE}

    @cached_property
    def observed(self) -> list["Observation"]:
        """The figures in order of their periods, gaps left out."""
        return [row for row in self.observations.all() if row.value is not None]

    @property
    def latest(self) -> "Observation | None":
        return self.observed[-1] if self.observed else None

    def due_since(self, day: date) -> date | None:
        """The day on which the next figure fell due, if it is owed on `day`; a closed series owes none."""
        frequency = Frequency(self.frequency)
        if self.latest is None or (self.ends_on and following(self.latest.period, frequency) > self.ends_on):
            return None
        return overdue_since(self.latest.period, frequency, self.lag_days, day)

    @cached_property
    def ladder(self) -> list["Target"]:
        """The targets that apply, one from each day on: of two for the same day the later decision stands."""
        steps = {row.applies_from: row for row in sorted(self.targets.all(), key=lambda row: row.pk)}
        return [steps[day] for day in sorted(steps)]

    def target_on(self, day: date) -> "Target | None":
        return next((row for row in reversed(self.ladder) if row.applies_from <= day), None)

    @property
    def baseline(self) -> "Baseline | None":
        """The baseline in force: the one that was agreed last."""
        return max(self.baselines.all(), key=lambda row: row.pk, default=None)


class IndicatorRow(MonitoringRow):
    """A row that belongs to an indicator and is shown on its page."""

    class Meta(MonitoringRow.Meta):
        abstract = True


def indicator_field(accessor: str) -> models.ForeignKey:
    return models.ForeignKey(
        Indicator, on_delete=models.PROTECT, related_name=accessor, verbose_name=_("indicator")
    )


class Observation(IndicatorRow):
    """The figure of one period. An empty value keeps the gap in sight; an excluded one stays visible, not counted."""

    indicator = indicator_field("observations")
    period = models.DateField(_("period"))
    value = figure_field(_("value"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)
    excluded = models.BooleanField(_("left out of mean, limits and rules"), default=False)
    excluded_because = models.CharField(_("why it is left out"), max_length=300, blank=True)

    class Meta(IndicatorRow.Meta):
        abstract = False
        verbose_name = _("figure")
        verbose_name_plural = _("figures")
        ordering = ["period", "pk"]
        indexes = [models.Index(fields=["programme", "period"], name="observation_by_programme")]
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "period"],
                condition=Q(removed_at=None),
                name="observation_once_a_period",
                violation_error_message=_("There is a figure for this period already. Change that one."),
            ),
            models.CheckConstraint(
                condition=Q(excluded=False) | ~Q(excluded_because=""),
                name="observation_excluded_for_a_reason",
                violation_error_message=_("Say why the figure is left out."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator}, {self.period_name}"

    @property
    def period_name(self) -> str:
        return period_in_words(self.period, Frequency(self.indicator.frequency))


class Baseline(IndicatorRow):
    """What the figure was before the change, over which period."""

    indicator = indicator_field("baselines")
    value = figure_field(_("value"))
    from_on = models.DateField(_("measured from"))
    to_on = models.DateField(_("until"))
    reason = models.TextField(
        _("why this one"),
        max_length=600,
        help_text=_("Why this period and figure are a fair starting point."),
    )

    class Meta(IndicatorRow.Meta):
        abstract = False
        verbose_name = _("baseline")
        verbose_name_plural = _("baselines")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(to_on__gte=F("from_on")),
                name="baseline_ends_after_it_starts",
                violation_error_message=_("The end lies before the start. Give a later end."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.indicator}: {_('baseline')} {in_plain_digits(self.value)}"


class Target(IndicatorRow):
    """What is aimed for from a day on. A revised target is a new row; the old one stays with its reason."""

    indicator = indicator_field("targets")
    value = figure_field(_("target"))
    applies_from = models.DateField(_("applies from"))
    reason = models.TextField(
        _("reason"), max_length=600, help_text=_("Why this figure; for a revised target, what has changed.")
    )

    class Meta(IndicatorRow.Meta):
        abstract = False
        verbose_name = _("target")
        verbose_name_plural = _("targets")
        ordering = ["applies_from", "pk"]

    def __str__(self) -> str:
        return f"{self.indicator}: {_('target')} {in_plain_digits(self.value)}"


class Recalculation(IndicatorRow):
    """A step change: from this day on mean and limits are worked out anew. A decision of people, for a known cause."""

    indicator = indicator_field("recalculations")
    on = models.DateField(_("from"), help_text=_("The first period under the new conditions."))
    reason = models.TextField(
        _("reason"), max_length=600, help_text=_("The known cause, and why it will last.")
    )

    class Meta(IndicatorRow.Meta):
        abstract = False
        verbose_name = _("step change of the limits")
        verbose_name_plural = _("step changes of the limits")
        ordering = ["on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "on"],
                condition=Q(removed_at=None),
                name="recalculation_once_a_day",
                violation_error_message=_("The limits start anew on this day already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.indicator}: {_('limits anew from')} {self.on:%d %b %Y}"


class Annotation(IndicatorRow):
    """Something that happened and may explain the figures; numbered on the chart."""

    indicator = indicator_field("annotations")
    on = models.DateField(_("day"))
    text = models.CharField(_("what happened"), max_length=200)

    class Meta(IndicatorRow.Meta):
        abstract = False
        verbose_name = _("annotation")
        verbose_name_plural = _("annotations")
        ordering = ["on", "pk"]

    def __str__(self) -> str:
        return self.text


def in_plain_digits(value: Decimal) -> str:
    """12.5 for 12.500000: as files and titles write a figure."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
