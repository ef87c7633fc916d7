"""Instants to which somebody gave a name: "Before the merger"."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from programmes.models.programme import ProgrammeRow


class Moment(ProgrammeRow):
    """An instant with a name. Those that follow from records (a report was issued) are in `programmes.moments`."""

    name = models.CharField(_("name"), max_length=120)
    at = models.DateTimeField(_("day and time"))
    note = models.TextField(
        _("note"), max_length=600, blank=True, help_text=_("Why one will look back to it.")
    )

    topic = "programme"

    class Meta(ProgrammeRow.Meta):
        abstract = False
        verbose_name = _("moment")
        verbose_name_plural = _("moments")
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "name"],
                condition=Q(removed_at=None),
                name="moment_name_once",
                violation_error_message=_("Another moment has this name. Choose one that tells them apart."),
            )
        ]

    def __str__(self) -> str:
        return self.name
