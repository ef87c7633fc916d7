"""What a panel made of its ratings: agreed levels, minority views, targets, and the phase it places itself in.

Values that can be agreed anew are new rows; the newest of a dimension is in force.
"""

from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from assessments.instrument_pack import anchor_of
from assessments.models.assessments import Assessment, Round, SituationArtefact
from assessments.models.ballots import Confidence
from programmes.models.programme import today


def level_field(label: str, **options: object) -> models.DecimalField:
    """A level of the instrument's scale; one decimal, since the mean of items may be agreed too."""
    bounds = [MinValueValidator(Decimal(0)), MaxValueValidator(Decimal(100))]
    return models.DecimalField(label, max_digits=4, decimal_places=1, validators=bounds, **options)


class DimensionArtefact(SituationArtefact):
    """A row about one dimension of an assessment, with a level in it."""

    assessment = models.ForeignKey(
        Assessment, on_delete=models.PROTECT, related_name="%(class)ss", verbose_name=_("assessment")
    )
    dimension = models.CharField(_("dimension"), max_length=80)

    class Meta(SituationArtefact.Meta):
        abstract = True
        ordering = ["pk"]

    @property
    def dimension_title(self) -> str:
        return self.assessment.dimension_title(self.dimension)

    @property
    def level_in_words(self) -> str:
        """3, 2.5, 40%; empty without a level."""
        level: Decimal | None = self.level
        return "" if level is None else f"{level.normalize():f}{self.assessment.unit}"

    def get_absolute_url(self) -> str:
        agreement = reverse("assessment_agreement", args=[self.programme.slug, self.assessment_id])
        return f"{agreement}#{anchor_of(self.dimension)}"


class AgreedLevel(DimensionArtefact):
    """The level that the panel settled on, and why; never an average alone."""

    assessment = models.ForeignKey(
        Assessment, on_delete=models.PROTECT, related_name="agreed_levels", verbose_name=_("assessment")
    )
    round = models.ForeignKey(
        Round,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="agreed_levels",
        verbose_name=_("rests on the ratings of"),
    )
    level = level_field(_("agreed level"))
    rationale = models.TextField(_("why this level"), max_length=4000)
    confidence = models.PositiveSmallIntegerField(
        _("how sure the panel is"), choices=Confidence, default=Confidence.MIDDLING
    )
    agreed_on = models.DateField(_("agreed on"), default=today)
    reason = models.TextField(_("why it is agreed anew"), max_length=600, blank=True)

    class Meta(DimensionArtefact.Meta):
        abstract = False
        verbose_name = _("agreed level")
        verbose_name_plural = _("agreed levels")
        constraints = [
            models.CheckConstraint(condition=Q(level__gte=0, level__lte=100), name="agreed_level_on_a_scale"),
            models.CheckConstraint(
                condition=Q(confidence__gte=1, confidence__lte=3), name="agreed_level_confidence"
            ),
        ]

    def __str__(self) -> str:
        return str(
            _("%(dimension)s: %(level)s agreed")
            % {"dimension": self.dimension_title, "level": self.level_in_words}
        )


class MinorityView(DimensionArtefact):
    """What those hold who do not share the agreed level, in their own words. It stands beside it wherever it is shown."""

    assessment = models.ForeignKey(
        Assessment, on_delete=models.PROTECT, related_name="minority_views", verbose_name=_("assessment")
    )
    text = models.TextField(_("the view, in its own words"), max_length=4000)
    level = level_field(_("the level they would give"), null=True, blank=True)
    held_by = models.CharField(
        _("held by"),
        max_length=160,
        blank=True,
        help_text=_("As they wish to be named: a group, an organisation, or nothing."),
    )

    class Meta(DimensionArtefact.Meta):
        abstract = False
        verbose_name = _("minority view")
        verbose_name_plural = _("minority views")
        constraints = [
            models.CheckConstraint(
                condition=Q(level=None) | Q(level__gte=0, level__lte=100), name="minority_level_on_a_scale"
            )
        ]

    def __str__(self) -> str:
        return str(_("Minority view on %(dimension)s") % {"dimension": self.dimension_title})


class TargetLevel(DimensionArtefact):
    """Where the partners want to stand, by when; moving a target is a new row with its reason."""

    assessment = models.ForeignKey(
        Assessment, on_delete=models.PROTECT, related_name="target_levels", verbose_name=_("assessment")
    )
    level = level_field(_("target level"))
    by_on = models.DateField(_("by"), null=True, blank=True)
    reason = models.TextField(_("why"), max_length=2000, blank=True)

    class Meta(DimensionArtefact.Meta):
        abstract = False
        verbose_name = _("target level")
        verbose_name_plural = _("target levels")
        constraints = [
            models.CheckConstraint(condition=Q(level__gte=0, level__lte=100), name="target_level_on_a_scale")
        ]

    def __str__(self) -> str:
        return str(
            _("%(dimension)s: %(level)s wanted")
            % {"dimension": self.dimension_title, "level": self.level_in_words}
        )


class PhasePlacement(SituationArtefact):
    """The phase of development in which the group places itself; what its answers can tell of it stands beside."""

    assessment = models.ForeignKey(
        Assessment, on_delete=models.PROTECT, related_name="phase_placements", verbose_name=_("assessment")
    )
    phase = models.CharField(_("phase"), max_length=80)
    rationale = models.TextField(_("why this phase"), max_length=4000)
    placed_on = models.DateField(_("placed on"), default=today)

    class Meta(SituationArtefact.Meta):
        abstract = False
        verbose_name = _("phase of development")
        verbose_name_plural = _("phases of development")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.phase_title

    @property
    def phase_title(self) -> str:
        try:
            return {phase.key: phase.title for phase in self.assessment.instrument.phases}[self.phase]
        except LookupError:
            return self.phase

    @property
    def place(self) -> tuple[int, int] | None:
        """Which of how many phases it is, counted from 1; None where the instrument cannot be read."""
        try:
            keys = [phase.key for phase in self.assessment.instrument.phases]
            return keys.index(self.phase) + 1, len(keys)
        except (LookupError, ValueError):
            return None

    def get_absolute_url(self) -> str:
        return self.assessment.get_absolute_url()
