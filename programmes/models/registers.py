"""The registers: milestones, actions, risks, issues and decisions. Each row may point to the step that it concerns."""

from datetime import date
from functools import cached_property

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, User
from programmes.models.journey import Step, is_past
from programmes.models.programme import ProgrammeRow


def step_field() -> models.ForeignKey:
    return models.ForeignKey(
        Step,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="%(class)ss",
        verbose_name=_("step or activity"),
    )


def person_field(label: str) -> models.ForeignKey:
    return models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=label
    )


def organisation_field(label: str) -> models.ForeignKey:
    return models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=label
    )


class RegisterRow(ProgrammeRow):
    """A row of a register: its history shows on the page of the step that it concerns."""

    class Meta(ProgrammeRow.Meta):
        abstract = True

    @property
    def topic(self) -> str:
        return self.step.key if self.step_id else ""

    def __str__(self) -> str:
        return self.title


class Milestone(RegisterRow):
    """Planned once; forecast again and again, each time as a new row with its reason; reached on a day."""

    title = models.CharField(_("milestone"), max_length=160)
    step = step_field()
    workstream = models.ForeignKey(
        "programmes.Workstream",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="milestones",
        verbose_name=_("workstream"),
    )
    owner = person_field(_("owner"))
    planned_on = models.DateField(_("planned for"))
    reached_on = models.DateField(_("reached on"), null=True, blank=True)
    note = models.TextField(_("what counts as reached"), max_length=600, blank=True)

    class Meta(RegisterRow.Meta):
        abstract = False
        verbose_name = _("milestone")
        verbose_name_plural = _("milestones")
        ordering = ["planned_on", "pk"]

    @cached_property
    def forecast_on(self) -> date:
        """The day that is expected now: the newest forecast, or the plan where there is none."""
        newest = max(self.forecasts.all(), key=lambda row: row.pk, default=None)
        return newest.expected_on if newest else self.planned_on

    @property
    def is_open(self) -> bool:
        return self.reached_on is None

    @property
    def is_late(self) -> bool:
        return self.is_open and is_past(self.forecast_on)

    @property
    def slip_days(self) -> int:
        """Days between the plan and what is now expected or was reached; negative when early."""
        return ((self.reached_on or self.forecast_on) - self.planned_on).days


class Forecast(ProgrammeRow):
    """When a milestone is expected, as somebody saw it on a day, and why."""

    milestone = models.ForeignKey(
        Milestone, on_delete=models.PROTECT, related_name="forecasts", verbose_name=_("milestone")
    )
    expected_on = models.DateField(_("now expected on"))
    reason = models.TextField(_("reason"), max_length=600)

    class Meta(ProgrammeRow.Meta):
        abstract = False
        verbose_name = _("forecast")
        verbose_name_plural = _("forecasts")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.milestone}: {self.expected_on:%d %b %Y}"

    @property
    def topic(self) -> str:
        return self.milestone.topic


class Action(RegisterRow):
    """Something that a person of a partner will do. The due date is a row of its own each time it is agreed anew."""

    class Status(models.TextChoices):
        OPEN = "open", _("Open")
        UNDER_WAY = "under_way", _("Under way")
        DONE = "done", _("Done")
        DROPPED = "dropped", _("Dropped")

    title = models.CharField(_("action"), max_length=200)
    step = step_field()
    owner = person_field(_("owner"))
    organisation = organisation_field(_("organisation"))
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.OPEN)
    note = models.TextField(_("note"), max_length=1000, blank=True)

    class Meta(RegisterRow.Meta):
        abstract = False
        verbose_name = _("action")
        verbose_name_plural = _("actions")
        ordering = ["pk"]

    @cached_property
    def due_on(self) -> date | None:
        newest = max(self.due_dates.all(), key=lambda row: row.pk, default=None)
        return newest.due_on if newest else None

    @property
    def is_open(self) -> bool:
        return self.status in {self.Status.OPEN, self.Status.UNDER_WAY}

    @property
    def is_late(self) -> bool:
        return self.is_open and is_past(self.due_on)


class DueDate(ProgrammeRow):
    """A due date as it was agreed; moving it is a new row with its reason."""

    action = models.ForeignKey(
        Action, on_delete=models.PROTECT, related_name="due_dates", verbose_name=_("action")
    )
    due_on = models.DateField(_("due on"))
    reason = models.TextField(_("reason"), max_length=600, blank=True)

    class Meta(ProgrammeRow.Meta):
        abstract = False
        verbose_name = _("due date")
        verbose_name_plural = _("due dates")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.action}: {self.due_on:%d %b %Y}"

    @property
    def topic(self) -> str:
        return self.action.topic


def score_field(label: str, help_text: str) -> models.PositiveSmallIntegerField:
    return models.PositiveSmallIntegerField(
        label,
        validators=[MinValueValidator(1), MaxValueValidator(5)],
        choices=[(n, str(n)) for n in range(1, 6)],
        help_text=help_text,
    )


class Risk(RegisterRow):
    """Something that may happen: likelihood × impact, 1 to 25."""

    class Status(models.TextChoices):
        OPEN = "open", _("Open")
        HAPPENED = "happened", _("Has become an issue")
        CLOSED = "closed", _("Closed")

    title = models.CharField(
        _("risk"),
        max_length=200,
        help_text=_("Cause, event, consequence: because …, … may happen, so that …"),
    )
    step = step_field()
    likelihood = score_field(_("likelihood"), _("1 rare … 5 almost certain"))
    impact = score_field(_("impact"), _("1 negligible … 5 severe"))
    response = models.TextField(_("what we do about it"), max_length=1000, blank=True)
    owner = person_field(_("owner"))
    review_on = models.DateField(_("review on"), null=True, blank=True)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.OPEN, editable=False)

    class Meta(RegisterRow.Meta):
        abstract = False
        verbose_name = _("risk")
        verbose_name_plural = _("risks")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(likelihood__range=(1, 5), impact__range=(1, 5)),
                name="risk_scores_from_1_to_5",
                violation_error_message=_("Likelihood and impact are numbers from 1 to 5."),
            )
        ]

    @property
    def score(self) -> int:
        return self.likelihood * self.impact

    @property
    def level(self) -> str:
        """Low (1–5), moderate (6–11), high (12–25): thirds of the five-by-five matrix that the field uses."""
        return "high" if self.score >= 12 else "moderate" if self.score >= 6 else "low"

    @property
    def is_open(self) -> bool:
        return self.status == self.Status.OPEN

    @property
    def is_late(self) -> bool:
        """Its review is overdue."""
        return self.is_open and is_past(self.review_on)


class Issue(RegisterRow):
    """Something that has happened and needs an answer; often a risk that came true."""

    title = models.CharField(_("issue"), max_length=200)
    step = step_field()
    from_risk = models.ForeignKey(
        Risk,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="issues",
        verbose_name=_("came from the risk"),
        editable=False,
    )
    impact = models.TextField(_("what it does to the programme"), max_length=1000, blank=True)
    response = models.TextField(_("what we do about it"), max_length=1000, blank=True)
    owner = person_field(_("owner"))
    due_on = models.DateField(_("to be settled by"), null=True, blank=True)
    settled_on = models.DateField(_("settled on"), null=True, blank=True)

    class Meta(RegisterRow.Meta):
        abstract = False
        verbose_name = _("issue")
        verbose_name_plural = _("issues")
        ordering = ["pk"]

    @property
    def is_open(self) -> bool:
        return self.settled_on is None

    @property
    def is_late(self) -> bool:
        return self.is_open and is_past(self.due_on)


class Decision(RegisterRow):
    """What was decided or is asked for, among which options, why, by whom; a later one may supersede it."""

    class Status(models.TextChoices):
        ASKED = "asked", _("Asked for")
        MADE = "made", _("Made")

    title = models.CharField(_("decision"), max_length=200)
    step = step_field()
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.MADE)
    reason = models.TextField(_("reason"), max_length=1500, blank=True)
    decided_by = models.CharField(
        _("decided by"), max_length=160, blank=True, help_text=_("The board, group or person.")
    )
    decided_on = models.DateField(_("decided on"), null=True, blank=True)
    review_on = models.DateField(_("review on"), null=True, blank=True)
    superseded_by = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="supersedes",
        verbose_name=_("superseded by"),
    )

    class Meta(RegisterRow.Meta):
        abstract = False
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(status="asked") | Q(decided_on__isnull=False),
                name="decision_made_has_a_date",
                violation_error_message=_("A decision that was made needs the day on which it was made."),
            )
        ]

    @property
    def is_open(self) -> bool:
        return self.status == self.Status.ASKED

    @property
    def is_late(self) -> bool:
        """Its review is overdue."""
        return self.superseded_by_id is None and is_past(self.review_on)


class DecisionOption(ProgrammeRow):
    """One of the options that were weighed."""

    decision = models.ForeignKey(
        Decision, on_delete=models.PROTECT, related_name="options", verbose_name=_("decision")
    )
    text = models.CharField(_("option"), max_length=300)
    appraisal = models.TextField(_("for and against"), max_length=1000, blank=True)
    is_chosen = models.BooleanField(_("chosen"), default=False)

    class Meta(ProgrammeRow.Meta):
        abstract = False
        verbose_name = _("option")
        verbose_name_plural = _("options")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.text

    @property
    def topic(self) -> str:
        return self.decision.topic
