"""What people answered: without a person, an address or a time, and without history (docs/adr/0014)."""

from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assessments.models.assessments import Profession, Round
from programmes.models.programme import Programme


class Confidence(models.IntegerChoices):
    LOW = 1, _("Not very sure")
    MIDDLING = 2, _("Fairly sure")
    HIGH = 3, _("Sure")


class Sheet(models.Model):
    """The answers of one respondent in one round, and the profession that the person gave.

    `key` is a keyed hash of the respondent's link key and the round: see `assessments.ballots`. `reader`: the mark of
    the browser in which the profession was given, see `assessments.readers`. `is_joint`: a group that was told that its
    answers are shown filled it in as one; it is the only one of its round.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="+")
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="sheets")
    key = models.CharField(max_length=64)
    profession = models.CharField(_("profession"), max_length=20, choices=Profession, blank=True)
    reader = models.CharField(max_length=64, blank=True)
    is_joint = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("sheet of ratings")
        constraints = [
            models.UniqueConstraint(fields=["round", "key"], name="sheet_once"),
            models.UniqueConstraint(
                fields=["round"], condition=Q(is_joint=True), name="sheet_of_a_group_alone"
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


class Answer(models.Model):
    """One answer. `element` is a dimension's key, or "dimension/item" where each item is answered by itself.

    `value`, by the instrument's kind of answer: the level, or the agreement; yes 2, partly 1, no 0; of an element of a
    service 0 not relevant, 1 neither present nor planned, 2 planned, 3 present (`year`: since when). `reader`: the mark of
    the browser that wrote it, see `assessments.readers`.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)  # its order tells nothing
    sheet = models.ForeignKey(Sheet, on_delete=models.CASCADE, related_name="answers")
    element = models.CharField(max_length=160)
    value = models.SmallIntegerField(null=True)
    year = models.PositiveSmallIntegerField(null=True)
    is_not_my_field = models.BooleanField(default=False)
    confidence = models.PositiveSmallIntegerField(choices=Confidence, null=True)
    reason = models.TextField(max_length=2000, blank=True)
    reader = models.CharField(max_length=64, blank=True)

    class Meta:
        verbose_name = _("rating")
        constraints = [
            models.UniqueConstraint(fields=["sheet", "element"], name="answer_once"),
            models.CheckConstraint(
                condition=Q(value=None) | Q(value__gte=0, value__lte=10), name="answer_on_a_scale"
            ),
            models.CheckConstraint(
                condition=Q(is_not_my_field=False) | Q(value=None), name="answer_or_not_my_field"
            ),
            models.CheckConstraint(
                condition=Q(confidence=None) | Q(confidence__gte=1, confidence__lte=3),
                name="answer_confidence_one_to_three",
            ),
            models.CheckConstraint(
                condition=Q(year=None) | Q(year__gte=1900, year__lte=2200), name="answer_year"
            ),
        ]

    def __str__(self) -> str:
        return self.element
