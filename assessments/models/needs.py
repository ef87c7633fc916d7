"""The needs assessment (step 1): who lives here, what they need, whom to begin with, and why together.

Everything here is about groups. Nothing that could point to one person belongs in these rows.
"""

from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, User
from programmes.models.programme import Artefact, today

GROUPS_ONLY = _("Figures about groups only: nothing that could point to one person.")
OLDEST = 120


class NeedsArtefact(Artefact):
    step_key = "needs-assessment"

    class Meta(Artefact.Meta):
        abstract = True


class PopulationProfile(NeedsArtefact):
    """The people whom the programme serves, as one source counted them on one day."""

    area = models.CharField(
        _("area"), max_length=160, help_text=_("The place, or the list of practices, that was counted.")
    )
    size = models.PositiveIntegerField(_("number of people"))
    as_of = models.DateField(_("counted as of"))
    source = models.CharField(_("source"), max_length=300)
    note = models.TextField(
        _("what stands out"),
        max_length=12_000,
        blank=True,
        help_text=_("Age, deprivation, places: what a partner needs to know."),
    )

    class Meta(NeedsArtefact.Meta):
        abstract = False
        verbose_name = _("population profile")
        verbose_name_plural = _("population profiles")
        ordering = ["-as_of", "-pk"]

    def __str__(self) -> str:
        return str(_("%(area)s, %(year)s") % {"area": self.area, "year": self.as_of.year})


class AgeBand(NeedsArtefact):
    """People of some ages within a profile, counted as women and men, or together where the source does not part them."""

    profile = models.ForeignKey(
        PopulationProfile,
        on_delete=models.PROTECT,
        related_name="age_bands",
        verbose_name=_("population profile"),
    )
    from_age = models.PositiveSmallIntegerField(_("from age"), validators=[MaxValueValidator(OLDEST)])
    to_age = models.PositiveSmallIntegerField(
        _("to age"),
        null=True,
        blank=True,
        validators=[MaxValueValidator(OLDEST)],
        help_text=_("Empty: and older."),
    )
    women = models.PositiveIntegerField(_("women"), null=True, blank=True)
    men = models.PositiveIntegerField(_("men"), null=True, blank=True)
    persons = models.PositiveIntegerField(
        _("women and men together"),
        null=True,
        blank=True,
        help_text=_("Only where the source does not part them."),
    )

    class Meta(NeedsArtefact.Meta):
        abstract = False
        verbose_name = _("age band")
        verbose_name_plural = _("age bands")
        ordering = ["from_age", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["profile", "from_age"],
                condition=Q(removed_at=None),
                name="age_band_once",
                violation_error_message=_("There is a band from this age already. Edit that one."),
            ),
            models.CheckConstraint(
                condition=Q(to_age=None) | Q(to_age__gte=F("from_age")),
                name="age_band_ends_after_it_starts",
                violation_error_message=_("The band ends before it starts. Give a higher age."),
            ),
            models.CheckConstraint(
                condition=Q(women__isnull=False, men__isnull=False, persons=None)
                | Q(women=None, men=None, persons__isnull=False),
                name="age_band_counted_one_way",
                violation_error_message=_("Give women and men, or both together: one or the other."),
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """ "75–84", or "85 and over"."""
        if self.to_age is None:
            return str(_("%(age)s and over") % {"age": self.from_age})
        return str(self.from_age) if self.to_age == self.from_age else f"{self.from_age}–{self.to_age}"

    @property
    def people(self) -> int:
        return self.persons if self.persons is not None else (self.women or 0) + (self.men or 0)


class Cohort(NeedsArtefact):
    """A group of people with similar needs, defined so that two analysts would count the same ones."""

    class Trend(models.TextChoices):
        RISING = "rising", _("Rising")
        STEADY = "steady", _("Steady")
        FALLING = "falling", _("Falling")

    name = models.CharField(_("cohort"), max_length=120)
    definition = models.TextField(
        _("definition"),
        max_length=1500,
        help_text=_("The rule by which somebody belongs, so that two analysts count the same people."),
    )
    size = models.PositiveIntegerField(_("number of people"), null=True, blank=True, help_text=GROUPS_ONLY)
    use = models.TextField(
        _("use of services"),
        max_length=1000,
        blank=True,
        help_text=_("What they use and where, in words: emergency beds, home care, …"),
    )
    contacts = models.DecimalField(
        _("uses for each person and year"),
        max_digits=9,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0, _("This cannot be less than 0."))],
        help_text=_("One figure that says how much: emergency admissions, say. Name it in the words above."),
    )
    cost_per_head = models.DecimalField(
        _("cost for each person and year"),
        max_digits=12,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0, _("A cost cannot be less than 0."))],
        help_text=_("To all partners together, as far as it is known."),
    )
    trend = models.CharField(_("trend"), max_length=10, choices=Trend, blank=True)
    inequality = models.TextField(
        _("who fares worst"),
        max_length=1000,
        blank=True,
        help_text=_("Which communities, and who is missing from the figures."),
    )
    source = models.CharField(_("source"), max_length=300, blank=True)
    as_of = models.DateField(_("figures as of"), null=True, blank=True)

    class Meta(NeedsArtefact.Meta):
        abstract = False
        verbose_name = _("cohort")
        verbose_name_plural = _("cohorts")
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "name"],
                condition=Q(removed_at=None),
                name="cohort_name_once",
                violation_error_message=_("There is a cohort of this name already."),
            ),
            models.CheckConstraint(
                condition=(Q(contacts=None) | Q(contacts__gte=0))
                & (Q(cost_per_head=None) | Q(cost_per_head__gte=0)),
                name="cohort_figures_not_negative",
                violation_error_message=_("Use and cost cannot be less than 0."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def cost(self) -> Decimal | None:
        """What the cohort costs all partners in a year; None while its size or its cost per head is not known."""
        if self.size is None or self.cost_per_head is None:
            return None
        return self.size * self.cost_per_head


class Criterion(NeedsArtefact):
    """What a cohort is judged on, and how much that counts beside the other criteria."""

    title = models.CharField(_("criterion"), max_length=80)
    weight = models.PositiveSmallIntegerField(
        _("weight"), validators=[MaxValueValidator(100)], help_text=_("0 to 100. 0: does not count.")
    )
    meaning_of_1 = models.CharField(_("what a 1 means"), max_length=200)
    meaning_of_5 = models.CharField(_("what a 5 means"), max_length=200)
    position = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta(NeedsArtefact.Meta):
        abstract = False
        verbose_name = _("criterion")
        verbose_name_plural = _("criteria")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "title"],
                condition=Q(removed_at=None),
                name="criterion_title_once",
                violation_error_message=_("There is a criterion of this name already."),
            ),
            models.CheckConstraint(
                condition=Q(weight__range=(0, 100)),
                name="criterion_weight_to_100",
                violation_error_message=_("A weight is a number from 0 to 100."),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class CohortScore(NeedsArtefact):
    """How a cohort does on one criterion, 1 to 5, and why somebody thinks so."""

    SCORES = [(n, str(n)) for n in range(1, 6)]

    cohort = models.ForeignKey(
        Cohort, on_delete=models.PROTECT, related_name="scores", verbose_name=_("cohort")
    )
    criterion = models.ForeignKey(
        Criterion, on_delete=models.PROTECT, related_name="scores", verbose_name=_("criterion")
    )
    score = models.PositiveSmallIntegerField(
        _("score"), choices=SCORES, validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    reason = models.CharField(_("why this score"), max_length=300, blank=True)

    class Meta(NeedsArtefact.Meta):
        abstract = False
        verbose_name = _("score")
        verbose_name_plural = _("scores")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["cohort", "criterion"],
                condition=Q(removed_at=None),
                name="cohort_score_once",
                violation_error_message=_(
                    "This cohort has a score on this criterion already. Edit that one."
                ),
            ),
            models.CheckConstraint(
                condition=Q(score__range=(1, 5)),
                name="cohort_score_from_1_to_5",
                violation_error_message=_("A score is a number from 1 to 5."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.cohort}, {self.criterion}: {self.score}"


class CareGap(NeedsArtefact):
    """What care lacks, for whom, and what shows it."""

    class Severity(models.IntegerChoices):
        SERIOUS = 3, _("Serious")
        MODERATE = 2, _("Moderate")
        MINOR = 1, _("Minor")

    title = models.CharField(
        _("gap in care"), max_length=200, help_text=_("What is missing, late or done twice.")
    )
    cohort = models.ForeignKey(
        Cohort,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="gaps",
        verbose_name=_("for which cohort"),
    )
    severity = models.PositiveSmallIntegerField(_("severity"), choices=Severity)
    evidence = models.TextField(
        _("what shows it"),
        max_length=1500,
        help_text=_("What the figures show, and what people who use services say."),
    )
    source = models.CharField(_("source"), max_length=300, blank=True)

    class Meta(NeedsArtefact.Meta):
        abstract = False
        verbose_name = _("gap in care")
        verbose_name_plural = _("gaps in care")
        ordering = ["-severity", "pk"]

    def __str__(self) -> str:
        return self.title


class Asset(NeedsArtefact):
    """What the place can already build on."""

    class Form(models.TextChoices):
        PEOPLE = "people", _("People and carers")
        GROUP = "group", _("Groups and networks")
        SERVICE = "service", _("Services and teams")
        PLACE = "place", _("Places and buildings")
        DATA = "data", _("Data and technology")
        MONEY = "money", _("Money")

    title = models.CharField(_("asset"), max_length=200)
    form = models.CharField(_("kind"), max_length=10, choices=Form)
    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("which partner has it"),
        help_text=_("None: it belongs to the community."),
    )
    use = models.TextField(_("what we can build on it"), max_length=1000, blank=True)

    class Meta(NeedsArtefact.Meta):
        abstract = False
        verbose_name = _("asset")
        verbose_name_plural = _("assets")
        ordering = ["form", "title", "pk"]

    def __str__(self) -> str:
        return self.title


class CommonCause(NeedsArtefact):
    """The common cause in one wording. A new wording is a new row; the newest is in force."""

    text = models.TextField(
        _("common cause"),
        max_length=1200,
        help_text=_(
            "A sentence or two that every partner can sign, because each sees its own concern in it."
        ),
    )
    reason = models.TextField(_("why this wording"), max_length=600, blank=True)
    worded_on = models.DateField(_("worded on"), default=today)

    class Meta(NeedsArtefact.Meta):
        abstract = False
        verbose_name = _("common cause")
        verbose_name_plural = _("wordings of the common cause")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.text[:120]


class Endorsement(NeedsArtefact):
    """A partner stands behind one wording of the common cause; a later wording has to be endorsed anew."""

    is_link = True

    common_cause = models.ForeignKey(
        CommonCause, on_delete=models.PROTECT, related_name="endorsements", verbose_name=_("common cause")
    )
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="+", verbose_name=_("for which partner")
    )
    endorsed_by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="+", editable=False, verbose_name=_("endorsed by")
    )
    endorsed_on = models.DateField(_("endorsed on"), default=today, editable=False)
    note = models.CharField(_("what it means for us"), max_length=300, blank=True)

    class Meta(NeedsArtefact.Meta):
        abstract = False
        verbose_name = _("endorsement")
        verbose_name_plural = _("endorsements")
        ordering = ["endorsed_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["common_cause", "organisation"],
                condition=Q(removed_at=None),
                name="endorsement_once",
                violation_error_message=_("This partner has endorsed this wording already."),
            )
        ]

    def __str__(self) -> str:
        return str(_("%(partner)s endorses the common cause") % {"partner": self.organisation})
