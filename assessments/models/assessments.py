"""An assessment: one instrument, the people who are asked, its rounds, and what each round came to.

What people answered is not here: see `ballots` and docs/adr/0014.
"""

from datetime import date
from enum import StrEnum
from functools import cached_property
from secrets import token_urlsafe

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, User
from assessments.grouping import SMALLEST
from assessments.instrument_pack import Dimension, Instrument, instrument
from assessments.models.own_instruments import OwnInstrument
from programmes.models.programme import Artefact, ProgrammeRow, today

MOST_ROUNDS = 3


class RoundState(StrEnum):
    """Where a round stands; read off its dates and acts."""

    DRAFT = "draft"  # nobody has been asked yet
    SCHEDULED = "scheduled"  # asked, from a day that has not come
    OPEN = "open"
    CLOSED = "closed"  # no more ratings; nobody has seen them
    REVEALED = "revealed"


class Profession(models.TextChoices):
    MEDICINE = "medicine", _("Medicine")
    NURSING = "nursing", _("Nursing and midwifery")
    ALLIED = "allied", _("Allied health professions")
    SOCIAL_WORK = "social_work", _("Social work and social care")
    PHARMACY = "pharmacy", _("Pharmacy")
    MANAGEMENT = "management", _("Management")
    DIGITAL = "digital", _("Digital and data")
    PUBLIC_HEALTH = "public_health", _("Public health")
    COMMUNITY = "community", _("Voluntary and community work")
    LIVED = "lived", _("People who use services and carers")
    OTHER = "other", _("Other")


class SituationArtefact(Artefact):
    """What the situational analysis (step 2) records."""

    step_key = "situational-analysis"

    class Meta(Artefact.Meta):
        abstract = True


class Assessment(SituationArtefact):
    """Where the partners stand by one version of one instrument, as they rated it themselves."""

    title = models.CharField(_("title"), max_length=160)
    purpose = models.TextField(
        _("purpose"),
        max_length=2000,
        help_text=_("What the answers will be used for. Everybody asked reads it."),
    )
    instrument_key = models.SlugField(_("instrument"), max_length=80)
    instrument_version = models.PositiveSmallIntegerField(_("version of the instrument"), default=1)
    own_instrument = models.ForeignKey(
        OwnInstrument,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="assessments",
        verbose_name=_("own instrument"),
        editable=False,
    )
    rounds_planned = models.PositiveSmallIntegerField(
        _("rounds at most"),
        default=2,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_ROUNDS)],
        help_text=_("After a round everybody sees the group's result and may rate again."),
    )
    smallest_group = models.PositiveSmallIntegerField(
        _("smallest group that is shown"),
        default=SMALLEST,
        validators=[MinValueValidator(SMALLEST), MaxValueValidator(50)],
        help_text=_("Groups with fewer answers are put together. It can be raised, never lowered below 5."),
    )
    is_joint = models.BooleanField(
        _("filled in together"),
        default=False,
        help_text=_(
            "A group answers as one, and what it enters is shown as its answer. For checklists and elements of a service; "
            "there is one round. It is decided here and stays."
        ),
    )
    before = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="repeats",
        verbose_name=_("compare with"),
        help_text=_("An earlier assessment, to see what has changed since."),
    )

    class Meta(SituationArtefact.Meta):
        abstract = False
        verbose_name = _("assessment")
        verbose_name_plural = _("assessments")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(rounds_planned__gte=1, rounds_planned__lte=MOST_ROUNDS),
                name="assessment_has_one_to_three_rounds",
                violation_error_message=_("Plan one, two or three rounds."),
            ),
            models.CheckConstraint(
                condition=Q(smallest_group__gte=SMALLEST),
                name="assessment_hides_small_groups",
                violation_error_message=_("The smallest group that is shown has five answers or more."),
            ),
            models.CheckConstraint(
                condition=Q(is_joint=False) | Q(rounds_planned=1),
                name="assessment_together_in_one_round",
                violation_error_message=_("What a group fills in together has one round."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("assessment", args=[self.programme.slug, self.pk])

    @cached_property
    def instrument(self) -> Instrument:
        """The version that it was made with; raises LookupError when its file is gone."""
        if self.own_instrument_id:
            return self.own_instrument.instrument
        return instrument(self.instrument_key, self.instrument_version)

    @property
    def is_readable(self) -> bool:
        """Whether the instrument can be read: people can be asked, and what they answered be shown, only then."""
        try:
            return bool(self.instrument)
        except LookupError:
            return False

    @cached_property
    def dimensions(self) -> dict[str, Dimension]:
        return {dimension.key: dimension for dimension in self.instrument.dimensions}

    @property
    def unit(self) -> str:
        """Of its levels: "%" for shares; empty for levels of a scale, and where the instrument cannot be read."""
        try:
            return "" if self.instrument.is_rated else "%"
        except LookupError:
            return ""

    def dimension_title(self, key: str) -> str:
        """Its title, or its key where the instrument cannot be read."""
        try:
            return self.dimensions[key].title
        except LookupError:
            return key


class Round(SituationArtefact):
    """One time that the panel rates: from a day to a day, then closed, then revealed to all at once."""

    assessment = models.ForeignKey(
        Assessment, on_delete=models.PROTECT, related_name="rounds", verbose_name=_("assessment")
    )
    number = models.PositiveSmallIntegerField(_("round"), default=1, editable=False)
    opens_on = models.DateField(_("opens on"))
    closes_on = models.DateField(_("last day"), help_text=_("Ratings are taken until the end of this day."))
    asked = models.JSONField(
        _("dimensions asked"), default=list, blank=True, editable=False
    )  # keys; empty: all of the instrument
    launched_at = models.DateTimeField(_("invitations sent"), null=True, editable=False)
    # Of the round, and not of each person: whoever was left out by then would be known to have answered.
    reminded_at = models.DateTimeField(_("last reminded"), null=True, editable=False)
    closed_at = models.DateTimeField(_("closed"), null=True, editable=False)
    revealed_at = models.DateTimeField(_("revealed"), null=True, editable=False)

    untold = SituationArtefact.untold | {"asked"}  # keys; the page of the assessment says them in words

    class Meta(SituationArtefact.Meta):
        abstract = False
        verbose_name = _("round of ratings")
        verbose_name_plural = _("rounds of ratings")
        ordering = ["number", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "number"],
                condition=Q(removed_at=None),
                name="round_once",
                violation_error_message=_("This round has been opened already."),
            ),
            models.CheckConstraint(
                condition=Q(number__gte=1, number__lte=MOST_ROUNDS), name="round_one_to_three"
            ),
            models.CheckConstraint(
                condition=Q(closes_on__gte=F("opens_on")),
                name="round_closes_after_it_opens",
                violation_error_message=_("The last day lies before the first. Give a later one."),
            ),
            models.CheckConstraint(
                condition=Q(revealed_at=None) | Q(closed_at__isnull=False),
                name="round_closed_before_revealed",
            ),
        ]

    def __str__(self) -> str:
        return str(_("%(assessment)s, round %(n)d") % {"assessment": self.assessment, "n": self.number})

    def get_absolute_url(self) -> str:
        return self.assessment.get_absolute_url()

    def state_on(self, day: date) -> RoundState:
        if self.revealed_at:
            return RoundState.REVEALED
        if not self.launched_at:
            return RoundState.DRAFT
        if self.closed_at or day > self.closes_on:
            return RoundState.CLOSED
        return RoundState.SCHEDULED if day < self.opens_on else RoundState.OPEN

    @property
    def state(self) -> RoundState:
        return self.state_on(today())

    @property
    def dimensions(self) -> list[Dimension]:
        """Those that this round asks, in the instrument's order."""
        everything = self.assessment.instrument.dimensions
        return [dimension for dimension in everything if not self.asked or dimension.key in self.asked]


def new_link_key() -> str:
    return token_urlsafe(24)


class Respondent(ProgrammeRow):
    """Somebody who is asked to rate: by their account, or by a link alone. What they answer is not to be found here."""

    assessment = models.ForeignKey(
        Assessment, on_delete=models.PROTECT, related_name="respondents", verbose_name=_("assessment")
    )
    user = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("person")
    )
    name = models.CharField(_("name"), max_length=120, blank=True)
    email = models.EmailField(
        _("e-mail address"),
        blank=True,
        help_text=_("Empty: hand the link over yourself, on paper or on a screen."),
    )
    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("answers for"),
    )
    is_joint = models.BooleanField(
        _("enters the answers of the group"), default=False, editable=False
    )  # what whoever opens the link is told
    link_key = models.CharField(max_length=40, unique=True, default=new_link_key, editable=False)

    topic = SituationArtefact.step_key
    untold = ProgrammeRow.untold | {"link_key"}

    class Meta(ProgrammeRow.Meta):
        abstract = False
        verbose_name = _("respondent")
        verbose_name_plural = _("respondents")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "user"],
                condition=Q(removed_at=None, user__isnull=False),
                name="respondent_asked_once",
                violation_error_message=_("This person is asked already."),
            ),
            models.UniqueConstraint(
                "assessment",
                Lower("email"),
                condition=Q(removed_at=None) & ~Q(email=""),
                name="respondent_address_once",
                violation_error_message=_("Somebody with this address is asked already."),
            ),
            models.UniqueConstraint(
                fields=["assessment"],
                condition=Q(removed_at=None, is_joint=True),
                name="respondent_of_a_group_alone",
                violation_error_message=_("You answer together, so one person enters the answers."),
            ),
            models.CheckConstraint(
                condition=Q(user__isnull=False) | ~Q(name="") | ~Q(email=""),
                name="respondent_can_be_told_apart",
                violation_error_message=_(
                    "Give a name or an address, so that you know whom the link is for."
                ),
            ),
        ]

    def __str__(self) -> str:
        return str(self.user) if self.user_id else self.name or self.email

    @property
    def address(self) -> str:
        """Where an invitation goes; empty for a link that is handed over."""
        return self.user.email if self.user_id else self.email


class RoundResult(SituationArtefact):
    """All that will ever be shown of a round (`assessments.results`): computed once, at its reveal.

    `groups`: by the primary key of each respondent, whether they answered or not, the organisation and the sector that
    they counted with; never shown. Later rounds count them so (docs/explanation/small-groups.md).
    """

    round = models.OneToOneField(
        Round, on_delete=models.PROTECT, related_name="result", verbose_name=_("round")
    )
    content = models.JSONField(_("result"), default=dict, editable=False)
    groups = models.JSONField(_("groups of the panel"), default=dict, editable=False)

    untold = SituationArtefact.untold | {"content", "groups"}

    class Meta(SituationArtefact.Meta):
        abstract = False
        verbose_name = _("result of a round")
        verbose_name_plural = _("results of rounds")
        ordering = ["pk"]

    def __str__(self) -> str:
        return str(self.round)

    def get_absolute_url(self) -> str:
        return self.round.get_absolute_url()
