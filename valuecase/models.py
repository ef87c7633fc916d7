"""The value case (step 3): what it takes, what it brings, to whom and when. Sums are pounds in prices of one year."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from programmes.models.programme import Artefact

MOST_YEARS = 30
INVESTMENTS = (
    "capital",
    "running",
    "double_running",
    "training",
    "in_kind",
)  # types of stream; the others are benefits
NOT_NEGATIVE = _("A sum cannot be less than 0. What a benefit costs somebody is a stream marked as a loss.")


class ValueArtefact(Artefact):
    step_key = "value-case"

    class Meta(Artefact.Meta):
        abstract = True


class ValueCase(ValueArtefact):
    """What the case is about and the rules by which it is reckoned; one for each programme."""

    class Scheme(models.TextChoices):
        STANDARD = "standard", _("Standard: 3.5% a year, lower after 30 years")
        HEALTH = "health", _("Health effects: 1.5% a year, lower after 30 years")

    problem = models.TextField(
        _("problem"), max_length=2000, help_text=_("What it costs people and partners to go on as now.")
    )
    cohort = models.CharField(
        _("for whom"),
        max_length=300,
        blank=True,
        help_text=_("The cohort that the needs assessment put first."),
    )
    base_year = models.PositiveSmallIntegerField(
        _("year 0"),
        validators=[MinValueValidator(1990), MaxValueValidator(2100)],
        help_text=_("The year in which spending begins; it is not discounted."),
    )
    years = models.PositiveSmallIntegerField(
        _("number of years"),
        default=10,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_YEARS)],
        help_text=_(
            "1 to 30, year 0 included. Effects on the use of services take three to five years to show."
        ),
    )
    scheme = models.CharField(_("discount rate"), max_length=10, choices=Scheme, default=Scheme.STANDARD)
    price_base = models.CharField(
        _("prices"),
        max_length=80,
        blank=True,
        help_text=_("The year whose prices all sums are in, such as 2025/26."),
    )
    inflation_pct = models.DecimalField(
        _("inflation taken out, % a year"),
        max_digits=4,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0, _("This cannot be less than 0.")), MaxValueValidator(25)],
        help_text=_(
            "Only where sums are written in the money of their own year. Empty: all are in prices of year 0."
        ),
    )

    class Meta(ValueArtefact.Meta):
        abstract = False
        verbose_name = _("value case")
        verbose_name_plural = _("value cases")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme"],
                condition=Q(removed_at=None),
                name="value_case_once",
                violation_error_message=_("The programme has a value case already. Edit that one."),
            ),
            models.CheckConstraint(
                condition=Q(years__range=(1, MOST_YEARS)),
                name="value_case_years_to_30",
                violation_error_message=_("A case covers 1 to 30 years."),
            ),
        ]

    def __str__(self) -> str:
        return str(_("Value case"))


class CaseOption(ValueArtefact):
    """One way to meet the need, weighed against the others and against doing nothing."""

    title = models.CharField(_("option"), max_length=120)
    description = models.TextField(_("what it is"), max_length=2000, blank=True)
    is_do_nothing = models.BooleanField(
        _("this is doing nothing: going on as now"),
        default=False,
        help_text=_("What every other option is compared with."),
    )
    is_preferred = models.BooleanField(_("this is the preferred option"), default=False)
    position = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta(ValueArtefact.Meta):
        abstract = False
        verbose_name = _("value-case option")
        verbose_name_plural = _("value-case options")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "title"],
                condition=Q(removed_at=None),
                name="case_option_title_once",
                violation_error_message=_("There is an option of this name already."),
            ),
            models.UniqueConstraint(
                fields=["programme"],
                condition=Q(is_preferred=True, removed_at=None),
                name="case_option_one_preferred",
                violation_error_message=_("Another option is preferred. Take the mark off that one first."),
            ),
            models.UniqueConstraint(
                fields=["programme"],
                condition=Q(is_do_nothing=True, removed_at=None),
                name="case_option_one_do_nothing",
                violation_error_message=_("There is an option for doing nothing already. Edit that one."),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Stream(ValueArtefact):
    """One investment or benefit of one partner, year by year."""

    class Category(models.TextChoices):
        CAPITAL = "capital", _("Capital")
        RUNNING = "running", _("Running cost")
        DOUBLE_RUNNING = "double_running", _("Double running")
        TRAINING = "training", _("Training and change")
        IN_KIND = "in_kind", _("In kind")
        CASHABLE = "cashable", _("Cashable saving")
        COST_AVOIDANCE = "cost_avoidance", _("Cost avoided")
        QUALITY = "quality", _("Quality and outcomes")
        STAFF = "staff", _("Staff")
        USER = "user", _("People who use services")

    class Confidence(models.TextChoices):
        HIGH = "high", _("High")
        MEDIUM = "medium", _("Medium")
        LOW = "low", _("Low")

    option = models.ForeignKey(
        CaseOption, on_delete=models.PROTECT, related_name="streams", verbose_name=_("option")
    )
    title = models.CharField(_("investment or benefit"), max_length=160)
    category = models.CharField(_("type"), max_length=16, choices=Category)
    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("partner"),
        help_text=_("Who pays, or who gains."),
    )
    confidence = models.CharField(_("confidence"), max_length=8, choices=Confidence)
    evidence = models.TextField(
        _("evidence"),
        max_length=1500,
        blank=True,
        help_text=_("Where the sum comes from, and what makes us believe it."),
    )
    is_loss = models.BooleanField(
        _("a loss: this partner is worse off by it"),
        default=False,
        help_text=_("For a benefit that is negative, such as income that a hospital no longer gets."),
    )
    optimism_bias_pct = models.DecimalField(
        _("allowance for optimism, %"),
        max_digits=5,
        decimal_places=2,
        default=0,
        validators=[MinValueValidator(0, _("This cannot be less than 0.")), MaxValueValidator(200)],
        help_text=_(
            "Added to investments and losses, taken off benefits. The Green Book gives ranges by kind of project."
        ),
    )
    delay_years = models.PositiveSmallIntegerField(
        _("starts later by, years"),
        default=0,
        validators=[MaxValueValidator(MOST_YEARS)],
        help_text=_("Moves all sums of the stream back."),
    )

    class Meta(ValueArtefact.Meta):
        abstract = False
        verbose_name = _("stream of money")
        verbose_name_plural = _("streams of money")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(is_loss=False) | ~Q(category__in=INVESTMENTS),
                name="stream_loss_is_a_benefit",
                violation_error_message=_(
                    "Only a benefit can be a loss: an investment is spent in any case."
                ),
            ),
            models.CheckConstraint(
                condition=Q(optimism_bias_pct__gte=0)
                & (Q(category__in=INVESTMENTS) | Q(is_loss=True) | Q(optimism_bias_pct__lte=100)),
                name="stream_bias_leaves_a_benefit",
                violation_error_message=_("More than 100% cannot be taken off a benefit."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_investment(self) -> bool:
        return self.category in INVESTMENTS

    @property
    def sign(self) -> int:
        """-1 for a loss: the arithmetic knows it as a negative benefit."""
        return -1 if self.is_loss else 1


class StreamYear(ValueArtefact):
    """The sum of a stream in one year, counted from year 0."""

    stream = models.ForeignKey(
        Stream, on_delete=models.PROTECT, related_name="amounts", verbose_name=_("stream of money")
    )
    year = models.PositiveSmallIntegerField(
        _("year of the case"), validators=[MaxValueValidator(MOST_YEARS - 1)]
    )
    amount = models.DecimalField(
        _("sum"), max_digits=14, decimal_places=2, validators=[MinValueValidator(0, NOT_NEGATIVE)]
    )

    class Meta(ValueArtefact.Meta):
        abstract = False
        verbose_name = _("yearly sum")
        verbose_name_plural = _("yearly sums")
        ordering = ["year", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["stream", "year"],
                condition=Q(removed_at=None),
                name="stream_year_once",
                violation_error_message=_("This stream has a sum for this year already. Edit that one."),
            ),
            models.CheckConstraint(
                condition=Q(amount__gte=0),
                name="stream_year_not_negative",
                violation_error_message=NOT_NEGATIVE,
            ),
        ]

    def __str__(self) -> str:
        return str(_("%(stream)s, year %(year)s") % {"stream": self.stream, "year": self.year})


class UnpricedValue(ValueArtefact):
    """Something that gets better or worse and has no honest price."""

    class Weight(models.IntegerChoices):
        LARGE_GAIN = 3, _("Large gain")
        GAIN = 2, _("Gain")
        SMALL_GAIN = 1, _("Small gain")
        LOSS = -1, _("Loss")

    title = models.CharField(_("what changes"), max_length=200)
    option = models.ForeignKey(
        CaseOption,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="unpriced",
        verbose_name=_("with which option"),
    )
    for_whom = models.CharField(_("for whom"), max_length=160)
    weight = models.SmallIntegerField(_("how much"), choices=Weight)
    evidence = models.TextField(_("what shows it"), max_length=1000, blank=True)

    class Meta(ValueArtefact.Meta):
        abstract = False
        verbose_name = _("value without a price")
        verbose_name_plural = _("value without a price")
        ordering = ["-weight", "pk"]

    def __str__(self) -> str:
        return self.title


class FundingAsk(ValueArtefact):
    """What is asked of whom, by when."""

    addressee = models.CharField(_("whom we ask"), max_length=160)
    amount = models.DecimalField(
        _("sum"),
        max_digits=14,
        decimal_places=2,
        validators=[MinValueValidator(0, _("A sum cannot be less than 0."))],
    )
    text = models.TextField(_("what it is for"), max_length=1500)
    needed_on = models.DateField(_("needed by"), null=True, blank=True)

    class Meta(ValueArtefact.Meta):
        abstract = False
        verbose_name = _("funding ask")
        verbose_name_plural = _("funding asks")
        ordering = ["needed_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__gte=0),
                name="funding_ask_not_negative",
                violation_error_message=_("A sum cannot be less than 0."),
            )
        ]

    def __str__(self) -> str:
        return self.addressee
