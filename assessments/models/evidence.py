"""Evidence cited for what a programme writes: a factor of the library, tied to a record of any kind."""

from django.apps import apps
from django.db import models
from django.db.models import Q
from django.utils.functional import cached_property
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from assessments.evidence_pack import Finding, finding
from programmes.models.programme import ProgrammeRow


class CitationRow(ProgrammeRow):
    """One factor cited for one record.

    The record is named by model label and primary key, as in the index of changes, because evidence is cited for rows
    of rooms that do not know each other. Its title is that of the day on which it was cited.
    """

    is_link = True

    factor = models.CharField(_("factor"), max_length=60, editable=False)
    pack_version = models.PositiveSmallIntegerField(_("version of the library"), default=1, editable=False)
    target_model = models.CharField(max_length=80, editable=False)
    target_id = models.BigIntegerField(editable=False)
    target_title = models.CharField(_("cited for"), max_length=300, editable=False)
    note = models.TextField(
        _("what it means here"),
        max_length=600,
        blank=True,
        help_text=_("How far it holds in this place, or what you do because of it."),
    )

    untold = ProgrammeRow.untold | {"factor", "pack_version", "target_model", "target_id"}

    class Meta(ProgrammeRow.Meta):
        abstract = True
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "factor", "target_model", "target_id"],
                condition=Q(removed_at=None),
                name="%(class)s_once",
                violation_error_message=_("This is cited here already."),
            )
        ]

    def __str__(self) -> str:
        return str(_("%(evidence)s, for %(title)s") % {"evidence": self.words, "title": self.target_title})

    @cached_property
    def finding(self) -> Finding | None:
        """None for a factor that the library of this installation does not have."""
        return finding(self.factor, self.pack_version, get_language())

    @property
    def words(self) -> str:
        """ "“Money is tight.” (Charles and others 2018)" """
        if self.finding is None:
            return self.factor
        return f"“{self.finding.factor.text}” ({self.finding.article.by})"

    @property
    def topic(self) -> str:
        """The step for which the record is written, where its model belongs to one."""
        try:
            return str(getattr(apps.get_model(self.target_model), "step_key", ""))
        except (LookupError, ValueError):
            return ""


class Citation(CitationRow):
    """For a record that every member may see."""

    class Meta(CitationRow.Meta):
        abstract = False
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")


class StakeholderCitation(CitationRow):
    """For a record of the stakeholder register: another kind, because history hides by kind what one may not see."""

    class Meta(CitationRow.Meta):
        abstract = False
        verbose_name = _("evidence on a stakeholder")
        verbose_name_plural = _("evidence on stakeholders")
