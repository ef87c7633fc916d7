"""Board status reports: written as a draft, then sealed; and the renderings that the worker makes of them."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from programmes.models import Decision
from programmes.models.programme import Programme, ProgrammeRow
from reports.sealing import fingerprint


class Sealed(PermissionDenied):
    """An issued report was about to be changed; nobody may. Whatever page tried answers 403."""


class Report(ProgrammeRow):
    """What a board is told about a period. Once issued, `dataset` holds all that the report says, for good.

    `dataset` is canonical JSON as text, byte for byte what `sha256` was computed from (a JSON column of PostgreSQL
    would reorder it). The web page and the PDF are drawn from it and from nothing else.
    """

    title = models.CharField(_("title"), max_length=160, default=_("Status report"))
    period_from = models.DateField(_("period from"))
    period_to = models.DateField(_("period until"))
    summary = models.TextField(
        _("status in three sentences"),
        max_length=1200,
        blank=True,
        help_text=_("Where we stand, what has changed, what comes next."),
    )
    number = models.PositiveIntegerField(_("number"), null=True, editable=False)
    issued_at = models.DateTimeField(_("issued"), null=True, editable=False)
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        editable=False,
        verbose_name=_("issued by"),
    )
    dataset = models.TextField(editable=False, blank=True)
    sha256 = models.CharField(_("fingerprint"), max_length=64, blank=True, editable=False)

    topic = "reports"
    untold = ProgrammeRow.untold | {"dataset"}
    sealed = frozenset({"dataset"})

    class Meta(ProgrammeRow.Meta):
        abstract = False
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        ordering = ["-period_to", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(period_to__gte=F("period_from")),
                name="report_period_has_an_order",
                violation_error_message=_("The period ends before it begins. Give a later end."),
            ),
            models.CheckConstraint(
                condition=Q(issued_at=None, issued_by=None, number=None, dataset="", sha256="")
                | Q(issued_at__isnull=False, issued_by__isnull=False, number__isnull=False)
                & ~Q(dataset="")
                & ~Q(sha256=""),
                name="report_issued_is_sealed",
            ),
            models.UniqueConstraint(fields=["programme", "number"], name="report_number_once"),
        ]

    def __str__(self) -> str:
        return f"{self.title}, {date_format(self.period_from)} to {date_format(self.period_to)}"

    def get_absolute_url(self) -> str:
        return reverse("report", args=[self.programme.slug, self.pk])

    @property
    def is_issued(self) -> bool:
        return self.issued_at is not None

    @property
    def is_intact(self) -> bool:
        """Whether the sealed text still gives the fingerprint that was noted when it was issued."""
        return fingerprint(self.dataset) == self.sha256

    def save(self, *args: Any, **kwargs: Any) -> None:
        if getattr(self, "_loaded", {}).get("issued_at") and self.changed_fields():
            raise Sealed(f"{self} was issued; it stays as it is.")
        super().save(*args, **kwargs)

    @property
    def file_stem(self) -> str:
        """What a downloaded copy is called, without its ending."""
        return f"{self.programme.slug}-report-{self.number}-{self.period_to:%Y-%m-%d}"


class ReportAsk(ProgrammeRow):
    """Something that is asked of the board, in a box of its own on the first page."""

    report = models.ForeignKey(
        Report, on_delete=models.PROTECT, related_name="asks", verbose_name=_("report")
    )
    text = models.TextField(_("what is asked"), max_length=600)
    decision = models.ForeignKey(
        Decision,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("decision in the register"),
    )

    topic = "reports"

    class Meta(ProgrammeRow.Meta):
        abstract = False
        verbose_name = _("ask of the board")
        verbose_name_plural = _("asks of the board")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.text[:120]

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.report.is_issued:
            raise Sealed(f"{self.report} was issued and cannot be changed.")
        super().save(*args, **kwargs)


class Rendering(models.Model):
    """A job of the worker: the PDF of one issued report. Technical, so without history; the file can be made anew.

    A rendering that has been at work for longer than `PATIENCE` is taken for dead: its worker was stopped.
    """

    class State(models.TextChoices):
        QUEUED = "queued", _("Waiting for the worker")
        RUNNING = "running", _("Being made")
        DONE = "done", _("Ready")
        FAILED = "failed", _("Failed")

    PATIENCE = timedelta(minutes=3)

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="+")
    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="renderings")
    state = models.CharField(max_length=8, choices=State, default=State.QUEUED)
    progress = models.CharField(max_length=200, blank=True)
    asked_at = models.DateTimeField(default=timezone.now)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    problem = models.TextField(blank=True)
    file = models.CharField(max_length=200, blank=True)
    size = models.PositiveIntegerField(null=True)
    sha256 = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.report}: {self.get_state_display()}"

    @property
    def is_unfinished(self) -> bool:
        return self.state in {self.State.QUEUED, self.State.RUNNING}

    @property
    def is_dead(self) -> bool:
        return self.is_unfinished and timezone.now() - (self.started_at or self.asked_at) > self.PATIENCE

    @property
    def is_at_work(self) -> bool:
        return self.is_unfinished and not self.is_dead

    @property
    def is_done(self) -> bool:
        return self.state == self.State.DONE

    @property
    def has_failed(self) -> bool:
        return self.state == self.State.FAILED or self.is_dead
