"""The form of a signal: noticed first, answered later."""

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from learning.models import Signal
from programmes.forms import RecordForm
from programmes.models.programme import today


class SignalForm(RecordForm):
    layout_rows = (("answer", "answered_on"),)
    ANSWERING: ClassVar[tuple[str, ...]] = ("answer", "answered_on", "answer_words")

    class Meta:
        model = Signal
        fields = ["title", "seen", "step", "answer", "answered_on", "answer_words"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.is_revision:
            for name in self.ANSWERING:
                del self.fields[name]
            return
        self.fields["answered_on"].help_text = _("Today, where it is left empty.")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not self.is_revision:
            return cleaned
        if cleaned.get("answer"):
            cleaned["answered_on"] = cleaned.get("answered_on") or today()
        elif "answer" in cleaned and (cleaned.get("answered_on") or cleaned.get("answer_words")):
            self.add_error("answer", ValidationError(_("Say what the answer is: keep, adapt or stop.")))
        return cleaned
