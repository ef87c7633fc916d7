"""Consent to be compared with other programmes of the installation, and requests to meet that come of it.

Nobody else's figures are read but through `assessments.benchmark.figures`, which asks for the consent.
"""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from assessments.models.assessments import Assessment, SituationArtefact
from programmes.models.programme import Programme


class BenchmarkConsent(SituationArtefact):
    """The programme lets this assessment count in the comparison of others, and may so see theirs. Removed: withdrawn."""

    assessment = models.ForeignKey(
        Assessment,
        on_delete=models.PROTECT,
        related_name="benchmark_consents",
        verbose_name=_("assessment"),
    )
    may_be_named = models.BooleanField(
        _("our programme may be named where it is strong"),
        default=False,
        help_text=_(
            "Programmes that stand two levels or more below you in a dimension see your programme's name there. "
            "Otherwise your name is nowhere."
        ),
    )
    is_open_to_meet = models.BooleanField(
        _("they may ask us to meet"),
        default=False,
        help_text=_("You are named only if you tick both: a name without a way to meet helps nobody."),
    )
    note = models.TextField(
        _("note for yourselves"),
        max_length=600,
        blank=True,
        help_text=_("Who agreed to this, and when. The others do not see it."),
    )

    class Meta(SituationArtefact.Meta):
        abstract = False
        verbose_name = _("consent to be compared")
        verbose_name_plural = _("consents to be compared")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["assessment"],
                condition=Q(removed_at=None),
                name="benchmark_consent_once",
                violation_error_message=_("This assessment is compared already."),
            ),
            models.CheckConstraint(
                condition=Q(is_open_to_meet=False) | Q(may_be_named=True),
                name="benchmark_meets_by_name",
                violation_error_message=_("Who may be asked to meet has to be named. Tick both, or neither."),
            ),
        ]

    def __str__(self) -> str:
        return str(_("Comparison of %(assessment)s") % {"assessment": self.assessment})


class MeetingRequest(SituationArtefact):
    """This programme asks another to meet about a dimension in which that is stronger.

    The one row that two programmes read: it belongs to the one that asks, and the other answers it.
    """

    class State(models.TextChoices):
        ASKED = "asked", _("Asked")
        ACCEPTED = "accepted", _("Accepted")
        DECLINED = "declined", _("Declined")

    assessment = models.ForeignKey(
        Assessment, on_delete=models.PROTECT, related_name="meeting_requests", verbose_name=_("assessment")
    )
    other = models.ForeignKey(
        Programme, on_delete=models.PROTECT, related_name="meetings_asked", verbose_name=_("programme asked")
    )
    dimension = models.CharField(_("dimension"), max_length=80)
    message = models.TextField(
        _("message"), max_length=2000, help_text=_("What you would like to learn, and how to reach you.")
    )
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.ASKED, editable=False)
    answer = models.TextField(_("answer"), max_length=2000, blank=True, editable=False)

    class Meta(SituationArtefact.Meta):
        abstract = False
        verbose_name = _("request to meet")
        verbose_name_plural = _("requests to meet")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "other", "dimension"],
                condition=Q(removed_at=None),
                name="meeting_asked_once",
                violation_error_message=_("This programme has been asked about this dimension already."),
            ),
            models.CheckConstraint(condition=~Q(other=F("programme")), name="meeting_with_another_programme"),
            models.CheckConstraint(
                condition=Q(state__in=["asked", "accepted", "declined"]), name="meeting_request_state"
            ),
        ]

    def __str__(self) -> str:
        return str(
            _("Meeting with %(other)s on %(dimension)s")
            % {"other": self.other, "dimension": self.dimension_title}
        )

    @property
    def dimension_title(self) -> str:
        return self.assessment.dimension_title(self.dimension)

    @property
    def is_open(self) -> bool:
        return self.state == self.State.ASKED

    def get_absolute_url(self) -> str:
        return f"{reverse('assessment_benchmark', args=[self.programme.slug, self.assessment_id])}#meetings"
