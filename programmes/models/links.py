"""The golden thread: which row of a programme came from which other."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from programmes.models.programme import ProgrammeRow


class Link(ProgrammeRow):
    """A row that came from another: an action from a gap, an issue from an analysis.

    Both ends are named by model label and primary key, because a thread runs through rooms that do not know each other.
    `origin_part` names a part of the origin that is no row: a dimension of an assessment. The titles are those of the
    day on which the thread was tied.
    """

    is_link = True

    origin_model = models.CharField(max_length=80)
    origin_id = models.BigIntegerField()
    origin_part = models.CharField(max_length=80, blank=True)
    origin_title = models.CharField(_("came from"), max_length=300)
    outcome_model = models.CharField(max_length=80)
    outcome_id = models.BigIntegerField()
    outcome_title = models.CharField(_("led to"), max_length=300)

    topic = ""

    class Meta(ProgrammeRow.Meta):
        abstract = False
        verbose_name = _("link")
        verbose_name_plural = _("links")
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["programme", "outcome_model", "outcome_id"], name="link_by_outcome"),
            models.Index(fields=["programme", "origin_model", "origin_id"], name="link_by_origin"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["origin_model", "origin_id", "origin_part", "outcome_model", "outcome_id"],
                condition=Q(removed_at=None),
                name="link_once",
            )
        ]

    def __str__(self) -> str:
        return str(
            _("%(outcome)s came from %(origin)s")
            % {"outcome": self.outcome_title, "origin": self.origin_title}
        )
