"""Instruments that organisations bring: the same kind of file as those of the library, kept for them alone."""

from functools import lru_cache

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from assessments.instrument_pack import Instrument
from content.packs import PackError, parse
from history.models import Tracked


class OwnInstrument(Tracked):
    """One version of an organisation's own instrument: the text of its pack, checked when it was taken in.

    A version that an assessment uses is never edited; a change is a new version.
    """

    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="instruments", verbose_name=_("organisation")
    )
    key = models.SlugField(_("key"), max_length=80)
    number = models.PositiveSmallIntegerField(_("version"))
    title = models.CharField(_("title"), max_length=160)
    text = models.TextField(_("file"), editable=False)

    class Meta(Tracked.Meta):
        abstract = False
        verbose_name = _("own instrument")
        verbose_name_plural = _("own instruments")
        ordering = ["title", "-number", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "key", "number"],
                condition=Q(removed_at=None),
                name="own_instrument_version_once",
                violation_error_message=_(
                    "This version has been taken in already. Give the file a higher version."
                ),
            )
        ]

    def __str__(self) -> str:
        return str(_("%(title)s, version %(n)d") % {"title": self.title, "n": self.number})

    @property
    def instrument(self) -> Instrument:
        """Raises LookupError where this release cannot read what an earlier one took in."""
        return _read(self.text, self.file_name)

    @property
    def is_readable(self) -> bool:
        try:
            return bool(self.instrument)
        except LookupError:
            return False

    @property
    def file_name(self) -> str:
        return f"{self.key}.v{self.number}.yaml"


@lru_cache(maxsize=64)
def _read(text: str, name: str) -> Instrument:
    try:
        return parse(text, Instrument, name=name)
    except PackError as error:
        raise LookupError(name) from error
