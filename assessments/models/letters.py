"""Letters to a panel that have not been delivered (yet)."""

from uuid import uuid4

from django.db import models
from django.utils.translation import gettext_lazy as _

from assessments.models.assessments import Round


class UnsentLetter(models.Model):
    """One letter to one respondent, from the act that asks for it until the mail server has taken it; then the row goes.

    `key` is a keyed hash of the respondent's link key and the round (`assessments.outbox`): to whom a reminder goes tells
    who has answered and who has not, and nobody is to read that off the tables. It has no history for the same reason.
    """

    class Kind(models.TextChoices):
        INVITATION = "invitation", _("invitation")
        NEXT_ROUND = "next round", _("letter about the next round")
        REMINDER = "reminder", _("reminder")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)  # its order tells nothing
    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="unsent_letters")
    key = models.CharField(max_length=64)
    kind = models.CharField(max_length=20, choices=Kind)
    tries = models.PositiveSmallIntegerField(default=0)
    is_given_up = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("letter that is not delivered")
        constraints = [models.UniqueConstraint(fields=["round", "key"], name="unsent_letter_once")]

    def __str__(self) -> str:
        return str(self.id)
