"""Stakeholders, and where they stand: each position a dated row, the latest in force."""

from functools import cached_property

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Sector, User
from programmes.models.journey import is_past
from programmes.models.programme import Artefact, today
from programmes.models.registers import score_field
from stakeholders.positions import Movement, Quadrant, movements, quadrant

PERSONAL_DATA = _("Personal data: the person may ask to read it. Write what you would say to them.")


class Attitude(models.IntegerChoices):
    """How far somebody is for or against the programme."""

    BLOCKER = -2, _("Blocker")
    RESISTANT = -1, _("Resistant")
    NEUTRAL = 0, _("Neutral")
    SUPPORTER = 1, _("Supporter")
    CHAMPION = 2, _("Champion")


class SupportArtefact(Artefact):
    """What the activity "Building support for change" records."""

    step_key = "building-support"

    class Meta(Artefact.Meta):
        abstract = True


class Stakeholder(SupportArtefact):
    """A person or an organisation that can stop, speed up or be changed by the programme."""

    class Kind(models.TextChoices):
        PERSON = "person", _("Person")
        ORGANISATION = "organisation", _("Organisation or group")

    name = models.CharField(_("name"), max_length=120)
    kind = models.CharField(_("person or organisation"), max_length=12, choices=Kind, default=Kind.PERSON)
    office = models.CharField(_("role or title"), max_length=120, blank=True)
    belongs_to = models.CharField(_("organisation"), max_length=160, blank=True)
    sector = models.CharField(_("sector"), max_length=20, choices=Sector)
    interests = models.TextField(
        _("interests"), max_length=1000, blank=True, help_text=_("What is at stake for them.")
    )
    motives = models.TextField(_("motives"), max_length=1000, blank=True, help_text=PERSONAL_DATA)
    concerns = models.TextField(
        _("concerns"), max_length=1000, blank=True, help_text=_("In their own terms, where you know them.")
    )
    strategy = models.TextField(_("what we do"), max_length=1000, blank=True)
    owner = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("relationship owner"),
        help_text=_("The one person who looks after the relationship."),
    )
    next_contact_on = models.DateField(_("next contact"), null=True, blank=True)

    class Meta(SupportArtefact.Meta):
        abstract = False
        verbose_name = _("stakeholder")
        verbose_name_plural = _("stakeholders")
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "name", "belongs_to"],
                condition=Q(removed_at=None),
                name="stakeholder_once",
                violation_error_message=_(
                    "A stakeholder of this name and organisation is in the register already."
                ),
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def who(self) -> str:
        """Role and organisation in one line; empty when neither is known."""
        return ", ".join(part for part in (self.office, self.belongs_to) if part)

    @cached_property
    def position(self) -> "Position | None":
        """The position in force: the latest by its day, then by its entry."""
        return max(self.positions.all(), key=lambda row: (row.on, row.pk), default=None)

    @property
    def quadrant(self) -> Quadrant | None:
        return quadrant(self.position.power, self.position.interest) if self.position else None

    @property
    def gap(self) -> int | None:
        """Steps of attitude still wanted: needed − now. None without a position."""
        return self.position.gap if self.position else None

    @property
    def is_contact_overdue(self) -> bool:
        return is_past(self.next_contact_on)

    @cached_property
    def movements(self) -> list[Movement]:
        """How they got where they stand, newest first."""
        return movements(self.positions.all())


class Position(SupportArtefact):
    """Where a stakeholder stood on a day, as somebody judged it. A new position never overwrites an old one."""

    stakeholder = models.ForeignKey(
        Stakeholder, on_delete=models.PROTECT, related_name="positions", verbose_name=_("stakeholder")
    )
    on = models.DateField(_("as of"), default=today)
    power = score_field(_("power"), _("1 can hardly affect it … 5 can stop it alone"))
    interest = score_field(_("interest"), _("1 hardly notices … 5 much at stake"))
    attitude_now = models.SmallIntegerField(_("attitude now"), choices=Attitude)
    attitude_needed = models.SmallIntegerField(
        _("attitude needed"), choices=Attitude, help_text=_("The least with which the programme can succeed.")
    )
    reason = models.TextField(
        _("reason"), max_length=600, help_text=_("What they said or did that shows it.")
    )

    class Meta(SupportArtefact.Meta):
        abstract = False
        verbose_name = _("position")
        verbose_name_plural = _("positions")
        ordering = ["on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(power__range=(1, 5), interest__range=(1, 5)),
                name="position_scores_from_1_to_5",
                violation_error_message=_("Power and interest are numbers from 1 to 5."),
            ),
            models.CheckConstraint(
                condition=Q(attitude_now__range=(-2, 2), attitude_needed__range=(-2, 2)),
                name="position_attitudes_from_blocker_to_champion",
                violation_error_message=_("An attitude lies between blocker (−2) and champion (2)."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.stakeholder}: {self.get_attitude_now_display()}"

    @property
    def gap(self) -> int:
        return self.attitude_needed - self.attitude_now
