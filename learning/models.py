"""What the partners learn while they go: signals, and how they are answered."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from programmes.models.registers import RegisterRow, step_field


class Signal(RegisterRow):
    """Something that was seen and asks for an answer: keep what is done, adapt it, or stop it.

    Its status follows from its answer and is not stored.
    """

    class Answer(models.TextChoices):
        KEEP = "keep", gettext_lazy("Keep what we do")
        ADAPT = "adapt", gettext_lazy("Adapt it")
        STOP = "stop", gettext_lazy("Stop it")

    title = models.CharField(gettext_lazy("signal"), max_length=200)
    seen = models.TextField(
        gettext_lazy("what was seen"),
        max_length=4000,
        blank=True,
        help_text=gettext_lazy("What, where and when; who noticed it."),
    )
    step = step_field()
    answer = models.CharField(gettext_lazy("answer"), max_length=8, choices=Answer, blank=True)
    answer_words = models.TextField(
        gettext_lazy("why, and what follows from it"), max_length=4000, blank=True
    )
    answered_on = models.DateField(gettext_lazy("answered on"), null=True, blank=True)

    class Meta(RegisterRow.Meta):
        abstract = False
        verbose_name = gettext_lazy("learning signal")
        verbose_name_plural = gettext_lazy("learning signals")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(answer="", answered_on=None) | (~Q(answer="") & Q(answered_on__isnull=False)),
                name="signal_answered_on_a_day",
                violation_error_message=gettext_lazy("An answer has its day, and a day has its answer."),
            )
        ]

    @property
    def is_open(self) -> bool:
        return not self.answer

    def get_status_display(self) -> str:
        """As for kinds that store a status: pages that know nothing of signals show it."""
        if self.is_open:
            return _("Open")
        return _("Answered: %(answer)s") % {"answer": self.get_answer_display()}
