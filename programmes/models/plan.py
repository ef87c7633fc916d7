"""The strategic plan (step 5): goals, objectives and measures, workstreams, roles, rules and signed commitments."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from programmes.models.programme import Artefact
from programmes.models.registers import organisation_field, person_field


class PlanArtefact(Artefact):
    step_key = "strategic-plan"

    class Meta(Artefact.Meta):
        abstract = True


class Goal(PlanArtefact):
    """What the programme is for, in a sentence that a partner would repeat."""

    title = models.CharField(_("goal"), max_length=200)
    why = models.TextField(_("why it matters"), max_length=1000, blank=True)
    position = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta(PlanArtefact.Meta):
        abstract = False
        verbose_name = _("goal")
        verbose_name_plural = _("goals")
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.title


class Objective(PlanArtefact):
    """A result that can be seen by a date, under a goal."""

    goal = models.ForeignKey(
        Goal, on_delete=models.PROTECT, related_name="objectives", verbose_name=_("goal")
    )
    title = models.CharField(
        _("objective"), max_length=200, help_text=_("A result, not an activity; by when.")
    )
    owner = person_field(_("owner"))
    organisation = organisation_field(_("lead partner"))
    due_on = models.DateField(_("by"), null=True, blank=True)

    class Meta(PlanArtefact.Meta):
        abstract = False
        verbose_name = _("objective")
        verbose_name_plural = _("objectives")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.title


class Measure(PlanArtefact):
    """How the partners will see whether an objective is met (results-based accountability, M. Friedman)."""

    class Question(models.TextChoices):
        HOW_MUCH = "how_much", _("How much did we do?")
        HOW_WELL = "how_well", _("How well did we do it?")
        BETTER_OFF = "better_off", _("Is anyone better off?")

    objective = models.ForeignKey(
        Objective, on_delete=models.PROTECT, related_name="measures", verbose_name=_("objective")
    )
    title = models.CharField(_("measure"), max_length=200)
    question = models.CharField(_("question it answers"), max_length=12, choices=Question)

    class Meta(PlanArtefact.Meta):
        abstract = False
        verbose_name = _("measure")
        verbose_name_plural = _("measures")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.title


class Workstream(PlanArtefact):
    """A strand of work with a start and an end."""

    title = models.CharField(_("workstream"), max_length=120)
    purpose = models.TextField(_("purpose"), max_length=600, blank=True)
    owner = person_field(_("lead"))
    organisation = organisation_field(_("lead partner"))
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"))

    class Meta(PlanArtefact.Meta):
        abstract = False
        verbose_name = _("workstream")
        verbose_name_plural = _("workstreams")
        ordering = ["starts_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="workstream_ends_after_it_starts",
                violation_error_message=_("The end lies before the start. Give a later end."),
            )
        ]

    def __str__(self) -> str:
        return self.title


class PlanRole(PlanArtefact):
    """Who is responsible, accountable, consulted or informed for a workstream, by partner (RACI)."""

    is_link = True

    class Part(models.TextChoices):
        RESPONSIBLE = "R", _("Responsible: does it")
        ACCOUNTABLE = "A", _("Accountable: answers for it")
        CONSULTED = "C", _("Consulted: is asked first")
        INFORMED = "I", _("Informed: is told")

    workstream = models.ForeignKey(
        Workstream, on_delete=models.PROTECT, related_name="roles", verbose_name=_("workstream")
    )
    organisation = models.ForeignKey(
        "accounts.Organisation", on_delete=models.PROTECT, related_name="+", verbose_name=_("partner")
    )
    part = models.CharField(_("part"), max_length=1, choices=Part)

    class Meta(PlanArtefact.Meta):
        abstract = False
        verbose_name = _("role")
        verbose_name_plural = _("roles")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["workstream", "organisation"],
                condition=Q(removed_at=None),
                name="plan_role_once",
                violation_error_message=_(
                    "This partner has a part in this workstream already. Edit that one."
                ),
            ),
            models.UniqueConstraint(
                fields=["workstream"],
                condition=Q(part="A", removed_at=None),
                name="plan_role_one_accountable",
                violation_error_message=_(
                    "Another partner is accountable for this workstream; only one can be."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.workstream}, {self.organisation}: {self.part}"


class RuleOfEngagement(PlanArtefact):
    """How the partners work together, and how they settle conflict."""

    class About(models.TextChoices):
        WORKING = "working", _("Working together")
        DECIDING = "deciding", _("Deciding")
        CONFLICT = "conflict", _("Settling conflict")

    about = models.CharField(_("about"), max_length=10, choices=About)
    text = models.TextField(_("rule"), max_length=600)

    class Meta(PlanArtefact.Meta):
        abstract = False
        verbose_name = _("rule of engagement")
        verbose_name_plural = _("rules of engagement")
        ordering = ["about", "pk"]

    def __str__(self) -> str:
        return self.text[:120]


class Commitment(PlanArtefact):
    """What a partner promises the others, by when; signed by somebody who may act for it."""

    class Status(models.TextChoices):
        OPEN = "open", _("Open")
        KEPT = "kept", _("Kept")
        LATE = "late", _("Late")
        RELEASED = "released", _("Released")
        BROKEN = "broken", _("Broken")

    # What a signature covers: when one of these changes, the signature goes.
    TERMS = frozenset({"organisation", "promise", "to", "due_on"})

    organisation = models.ForeignKey(
        "accounts.Organisation", on_delete=models.PROTECT, related_name="+", verbose_name=_("partner")
    )
    promise = models.TextField(_("promise"), max_length=600)
    to = models.CharField(_("to whom"), max_length=160, blank=True)
    due_on = models.DateField(_("by"), null=True, blank=True)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.OPEN)
    signed_by = models.ForeignKey(
        "accounts.User",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
        verbose_name=_("signed by"),
    )
    signed_on = models.DateField(_("signed on"), null=True, blank=True, editable=False)

    class Meta(PlanArtefact.Meta):
        abstract = False
        verbose_name = _("commitment")
        verbose_name_plural = _("commitments")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(signed_by=None, signed_on=None)
                | Q(signed_by__isnull=False, signed_on__isnull=False),
                name="commitment_signature_is_whole",
            )
        ]

    def __str__(self) -> str:
        return self.promise[:120]
