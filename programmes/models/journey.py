"""The journey: nine steps and four activities, their visits, criteria and declared status."""

from datetime import date
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from programmes.journey_pack import journey
from programmes.models.programme import ProgrammeRow, today


class Rag(models.TextChoices):
    """Declared status; drawn as shape, colour and word."""

    ON_TRACK = "on_track", _("On track")
    WATCH = "watch", _("Watch")
    OFF_TRACK = "off_track", _("Off track")


class State(models.TextChoices):
    """Where a step stands; read off its visits."""

    NOT_STARTED = "not_started", _("Not started")
    OPEN = "open", _("Under way")
    REOPENED = "reopened", _("Reopened")
    DONE = "done", _("Done for now")


class Step(ProgrammeRow):
    """One of the nine steps or four activities of a programme. Its words come from the journey pack by `key`."""

    programme = models.ForeignKey("programmes.Programme", on_delete=models.PROTECT, related_name="steps")
    key = models.SlugField(max_length=40, editable=False)
    position = models.PositiveSmallIntegerField(editable=False)
    owner = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("owner")
    )
    due_on = models.DateField(_("due"), null=True, blank=True)
    # Written by the actions that open and close visits, so that the portfolio can filter and sort without them.
    state = models.CharField(
        _("state"), max_length=12, choices=State, default=State.NOT_STARTED, editable=False
    )
    visits_made = models.PositiveSmallIntegerField(default=0, editable=False)

    untold = ProgrammeRow.untold | {"visits_made"}

    class Meta(ProgrammeRow.Meta):
        abstract = False
        verbose_name = _("step")
        verbose_name_plural = _("steps")
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["programme", "key"], name="step_once")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("step", args=[self.programme.slug, self.key])

    @property
    def topic(self) -> str:
        return self.key

    @property
    def guide(self) -> Any:
        """What the journey pack says about this step."""
        return journey().entry(self.key)

    def criterion(self, key: str) -> Any:
        """The exit criterion with this key; raises LookupError."""
        for criterion in self.guide.exit_criteria:
            if criterion.key == key:
                return criterion
        raise LookupError(f"{self.key} has no exit criterion '{key}'")

    @property
    def title(self) -> str:
        return self.guide.title

    @property
    def is_activity(self) -> bool:
        return self.guide.kind == "activity"

    @cached_property
    def current_claim(self) -> "RagClaim | None":
        """The declared status in force; the earlier ones stay beside it."""
        return max(self.claims.all(), key=lambda claim: (claim.on, claim.pk), default=None)

    @property
    def rag(self) -> str:
        return self.current_claim.rag if self.current_claim else ""

    @property
    def is_open(self) -> bool:
        return self.state in {State.OPEN, State.REOPENED}

    @property
    def is_late(self) -> bool:
        return self.days_late > 0

    @property
    def days_late(self) -> int:
        """Days since the due date of a step that is not done; 0 when it is in time."""
        if self.due_on is None or self.state == State.DONE:
            return 0
        return max(0, (today() - self.due_on).days)

    @property
    def loops(self) -> int:
        """How often the step was taken up again."""
        return max(0, self.visits_made - 1)

    @cached_property
    def open_visit(self) -> "Visit | None":
        return next((visit for visit in self.visits.all() if visit.closed_on is None), None)

    @cached_property
    def ticked(self) -> dict[str, "CriterionTick"]:
        """Criterion key -> its tick, for the criteria that are met."""
        return {tick.criterion: tick for tick in self.ticks.all()}


class Visit(ProgrammeRow):
    """One time that a step was worked on: opened, and closed or still open. A second visit is a loop of learning."""

    step = models.ForeignKey(Step, on_delete=models.PROTECT, related_name="visits")
    opened_on = models.DateField(_("opened on"))
    opened_because = models.TextField(_("why it was opened"), max_length=1000, blank=True)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    closed_because = models.TextField(_("why it was closed"), max_length=1000, blank=True)
    open_criteria = models.PositiveSmallIntegerField(
        _("criteria open when closed"), null=True, editable=False
    )

    class Meta(ProgrammeRow.Meta):
        abstract = False
        verbose_name = _("visit")
        verbose_name_plural = _("visits")
        ordering = ["opened_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["step"], condition=Q(closed_on=None, removed_at=None), name="visit_one_open_per_step"
            ),
            models.CheckConstraint(
                condition=Q(closed_on=None) | Q(closed_on__gte=F("opened_on")),
                name="visit_closes_after_it_opens",
                violation_error_message=_(
                    "The visit cannot be closed before it was opened. Give a later date."
                ),
            ),
        ]

    def __str__(self) -> str:
        return str(_("Visit to %(step)s") % {"step": self.step})

    @property
    def topic(self) -> str:
        return self.step.key


class CriterionTick(ProgrammeRow):
    """An exit criterion that is met, with what shows it. Unticking removes the row; it stays in history."""

    step = models.ForeignKey(Step, on_delete=models.PROTECT, related_name="ticks")
    criterion = models.SlugField(max_length=60, editable=False)
    evidence = models.TextField(
        _("evidence"), max_length=1000, help_text=_("What shows it: a document, a minute, a figure.")
    )
    link = models.URLField(
        _("link"), blank=True, help_text=_("Where the evidence can be read, if it is on the web.")
    )
    met_on = models.DateField(_("met on"), default=today)

    class Meta(ProgrammeRow.Meta):
        abstract = False
        verbose_name = _("criterion met")
        verbose_name_plural = _("criteria met")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["step", "criterion"],
                condition=Q(removed_at=None),
                name="criterion_ticked_once",
                violation_error_message=_(
                    "This criterion is ticked already; somebody was quicker. Reload the page."
                ),
            )
        ]

    def __str__(self) -> str:
        return self.step.criterion(self.criterion).text

    @property
    def topic(self) -> str:
        return self.step.key


class RagClaim(ProgrammeRow):
    """Status of a step as somebody declared it, with the reason. A new claim never overwrites an old one."""

    step = models.ForeignKey(Step, on_delete=models.PROTECT, related_name="claims")
    rag = models.CharField(_("status"), max_length=10, choices=Rag)
    reason = models.TextField(_("reason"), max_length=600)
    on = models.DateField(_("as of"), default=today)

    class Meta(ProgrammeRow.Meta):
        abstract = False
        verbose_name = _("declared status")
        verbose_name_plural = _("declared statuses")
        ordering = ["on", "pk"]

    def __str__(self) -> str:
        return f"{self.step}: {self.get_rag_display()}"

    @property
    def topic(self) -> str:
        return self.step.key

    @classmethod
    def latest_of_step(cls, field: str = "rag") -> models.Subquery:
        """A subquery for lists over many programmes: the field of the claim in force on each step."""
        claims = cls.objects.filter(step=models.OuterRef("pk")).order_by("-on", "-pk")
        return models.Subquery(claims.values(field)[:1])


def is_past(day: date | None) -> bool:
    return day is not None and day < today()
