"""The programme, and the base of every row that belongs to one."""

from datetime import date, datetime
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from accounts.models import OrganisationMember, User
from accounts.roles import (
    ORGANISATION_ADMINISTRATOR,
    READING,
    SITE_ADMINISTRATOR,
    Permission,
    permissions,
)
from history.changes import moment
from history.models import LiveManager, Tracked
from programmes.instants import NoSuchInstant, in_words, split


class ProgrammeQuerySet(models.QuerySet):
    def for_user(self, user: User) -> "ProgrammeQuerySet":
        """The programmes that the person may see: as a member, for a partner organisation, or for the site."""
        memberships = self.model._meta.get_field("memberships").related_model.objects
        partners = self.model._meta.get_field("partners").related_model.objects
        administered = OrganisationMember.objects.filter(user=user, is_administrator=True).values(
            "organisation"
        )
        visible = self.annotate(
            is_member=Exists(memberships.filter(programme=OuterRef("pk"), user=user)),
            is_administered=Exists(partners.filter(programme=OuterRef("pk"), organisation__in=administered)),
        )
        return visible if user.is_superuser else visible.filter(Q(is_member=True) | Q(is_administered=True))


class Programme(Tracked):
    """An integrated-care implementation programme of several partners over five years or more."""

    name = models.CharField(_("name"), max_length=120)
    slug = models.SlugField(_("address"), max_length=60, unique=True)
    place = models.CharField(_("place"), max_length=120, blank=True)
    aim = models.TextField(
        _("aim"), max_length=1000, blank=True, help_text=_("What will be different, for whom.")
    )
    population = models.CharField(_("population served"), max_length=300, blank=True)
    starts_on = models.DateField(_("starts on"))
    horizon_on = models.DateField(_("planned until"), help_text=_("Five years or more is usual."))
    journey_version = models.PositiveSmallIntegerField(default=1, editable=False)
    illustrative = models.BooleanField(_("illustrative"), default=False, editable=False)
    provenance = models.TextField(
        _("what is documented and what is illustrative"), blank=True, editable=False
    )

    objects = LiveManager.from_queryset(ProgrammeQuerySet)()

    class Meta(Tracked.Meta):
        abstract = False
        verbose_name = _("programme")
        verbose_name_plural = _("programmes")
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(horizon_on__gt=F("starts_on")),
                name="programme_ends_after_it_starts",
                violation_error_message=_("The end of the plan lies before the start. Give a later date."),
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("programme", args=[self.slug])

    @property
    def scope(self) -> int | None:
        return self.pk

    @property
    def topic(self) -> str:
        return "programme"

    at: datetime | None = None  # the instant as of which it is shown; None is the present
    moment_name: str = ""  # what that instant is called, if it was chosen by its name

    def as_of(self, at: datetime, address: str) -> "Programme":
        """The programme as it was at an instant, opened for the same person, who may only read it.

        `address` becomes its slug, so that every link on its pages leads to the same instant.
        Raises NoSuchInstant for a day before the programme began.
        """
        record = self.history.filter(history_date__lte=at).order_by("history_date", "history_id").last()
        if record is None:
            raise NoSuchInstant(_("The programme had not begun then."))
        then: Programme = record.instance
        then.user, then.at, then.slug = self.user, at, address
        then.is_member, then.is_administered = self.is_member, self.is_administered
        then.__dict__["ever_members"] = self.ever_members
        return then

    @property
    def shown_as_of(self) -> str:
        """The instant in words, with its name if it has one; empty text for the present."""
        if self.at is None:
            return ""
        day = in_words(self.at)
        return f"{day}, “{self.moment_name}”" if self.moment_name else day

    @property
    def instant(self) -> str:
        """The instant as its address writes it."""
        return split(self.slug)[1]

    @property
    def began_at(self) -> datetime:
        """The instant of its first record."""
        began: datetime = self.history.order_by("history_date", "history_id").values_list(
            "history_date", flat=True
        )[0]
        return began

    @property
    def address(self) -> str:
        """The slug without the instant that it carries when the programme is shown as it was."""
        return split(self.slug)[0]

    def open_for(self, user: User) -> "Programme":
        """Note what the person is and may do here. Needs a programme that came from `for_user(user)`."""
        self.user = user
        return self

    @cached_property
    def ever_members(self) -> list[Any]:
        """All memberships, released ones too, with their people and organisations: one query serves a page."""
        memberships = self._meta.get_field("memberships").related_model.everything
        return list(memberships.filter(programme=self).select_related("user", "organisation"))

    @property
    def own_memberships(self) -> list[Any]:
        """What the person for whom the programme was opened is here."""
        return [m for m in self.ever_members if m.user_id == self.user.pk and m.removed_at is None]

    @cached_property
    def roles(self) -> set[str]:
        """The roles of the person for whom the programme was opened."""
        roles: set[str] = {membership.role for membership in self.own_memberships}
        if self.is_administered:
            roles.add(ORGANISATION_ADMINISTRATOR)
        if self.user.is_superuser:
            roles.add(SITE_ADMINISTRATOR)
        return roles

    @cached_property
    def permissions(self) -> frozenset[Permission]:
        granted = permissions(self.roles)
        return granted & READING if self.at else granted

    def may(self, permission: str) -> bool:
        return permission in self.permissions

    @property
    def own_organisations(self) -> list[Any]:
        """The organisations for which the person acts here."""
        return [membership.organisation for membership in self.own_memberships]


class ProgrammeRow(Tracked):
    """Base of every row that belongs to a programme."""

    is_link: ClassVar[bool] = (
        False  # the row says that two others belong together: history tells it as linked
    )

    programme = models.ForeignKey(
        Programme, on_delete=models.PROTECT, related_name="%(class)ss", verbose_name=_("programme")
    )

    class Meta(Tracked.Meta):
        abstract = True

    def get_absolute_url(self) -> str:
        """The page of the record: its facts, what belongs to it, its history."""
        return reverse("record", args=[self.programme.slug, self._meta.model_name, self.pk])


class Artefact(ProgrammeRow):
    """Base of what a step records: shown on the step's page, in its history and in reports by its `step_key`."""

    step_key: str = ""

    class Meta(Tracked.Meta):
        abstract = True

    @property
    def topic(self) -> str:
        return self.step_key


class LastSeen(models.Model):
    """When a person last looked at a programme's home: private, replaced at each visit, without history.

    `before` is the visit before the present one: what the page compares with, so that looking twice on one day
    does not empty the list of changes.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    before = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "programme"], name="last_seen_once")]

    def __str__(self) -> str:
        return f"{self.user} {self.at:%Y-%m-%d}"


def today() -> date:
    """The day of the act that is being recorded, or else the present one."""
    return timezone.localdate(moment())
