"""What the situational analysis says: what stands for and against the programme, and what must be dealt with first."""

from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from assessments.models.assessments import SituationArtefact
from programmes.models.registers import organisation_field


class Quadrant(models.TextChoices):
    """Where an entry of a SWOT stands: within the partnership or around it, with it or against it."""

    STRENGTH = "strength", _("Strength")
    WEAKNESS = "weakness", _("Weakness")
    OPPORTUNITY = "opportunity", _("Opportunity")
    THREAT = "threat", _("Threat")


class Weight(models.IntegerChoices):
    """How much an entry bears on whether the programme succeeds; unset where nobody has weighed it yet."""

    SOME = 1, _("Some")
    MUCH = 2, _("Much")
    DECISIVE = 3, _("Decisive")


class SwotEntry(SituationArtefact):
    """One strength, weakness, opportunity or threat. The first two lie within the partnership, the others around it."""

    quadrant = models.CharField(_("quadrant"), max_length=12, choices=Quadrant)
    title = models.CharField(
        _("in one sentence"),
        max_length=200,
        help_text=_("Something that is so today, said so that a partner could contradict it."),
    )
    why = models.TextField(
        _("why it matters here"),
        max_length=2000,
        blank=True,
        help_text=_("What it makes possible or puts at risk, and how you know."),
    )
    weight = models.PositiveSmallIntegerField(_("weight"), choices=Weight, null=True, blank=True)
    organisation = organisation_field(_("seen by"))

    class Meta(SituationArtefact.Meta):
        abstract = False
        verbose_name = _("SWOT entry")
        verbose_name_plural = _("SWOT entries")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(quadrant__in=Quadrant.values), name="swot_in_a_quadrant"
            )
        ]

    def __str__(self) -> str:
        return self.title


class PriorityIssue(SituationArtefact):
    """What the situational analysis says must be dealt with first, and how it fits what the partners want."""

    title = models.CharField(_("priority issue"), max_length=200)
    why = models.TextField(_("why it matters"), max_length=2000, blank=True)
    fit = models.TextField(
        _("strategic fit"),
        max_length=2000,
        blank=True,
        help_text=_("How it fits the strategies of the partners, and what stands against it."),
    )
    rank = models.PositiveSmallIntegerField(
        _("rank"), null=True, blank=True, validators=[MinValueValidator(1)], help_text=_("1 is first.")
    )

    class Meta(SituationArtefact.Meta):
        abstract = False
        verbose_name = _("priority issue")
        verbose_name_plural = _("priority issues")
        ordering = ["rank", "pk"]

    def __str__(self) -> str:
        return self.title
