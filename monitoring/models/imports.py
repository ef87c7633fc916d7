"""Files of figures: those taken in, and those that somebody is still looking at."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from monitoring.models.indicators import Indicator, MonitoringRow
from programmes.models import Programme

DRAFT_LIFE = timedelta(hours=24)


class Import(MonitoringRow):
    """A file of figures that was taken in: the cause of the changes it made, undone as one act or not at all."""

    indicator = models.ForeignKey(
        Indicator, on_delete=models.PROTECT, null=True, related_name="imports", verbose_name=_("indicator")
    )
    file_name = models.CharField(_("file"), max_length=120)
    sha256 = models.CharField(_("fingerprint"), max_length=64)
    rows_added = models.PositiveIntegerField(_("figures added"))
    rows_changed = models.PositiveIntegerField(_("figures changed"))
    undone_at = models.DateTimeField(_("undone"), null=True)

    class Meta(MonitoringRow.Meta):
        abstract = False
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ["-pk"]

    untold = MonitoringRow.untold | {"sha256"}

    def __str__(self) -> str:
        return str(_("Import of %(file)s") % {"file": self.file_name})


class ImportDraft(models.Model):
    """A file that was read and shown but not taken in yet: one person's, for a day, without history.

    `rows` holds [indicator, period, value, note] as JSON; `monitoring.imports.plan` turns them into changes.
    """

    token = models.CharField(max_length=43, unique=True)
    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    indicator = models.ForeignKey(Indicator, on_delete=models.CASCADE, null=True, related_name="+")
    file_name = models.CharField(max_length=120)
    sha256 = models.CharField(max_length=64)
    rows = models.JSONField()
    notices = models.JSONField(default=list)
    made_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.file_name

    @property
    def is_expired(self) -> bool:
        return timezone.now() - self.made_at > DRAFT_LIFE
