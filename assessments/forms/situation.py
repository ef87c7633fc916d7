"""Forms of the canvases of the situational analysis."""

from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from assessments.models import SwotEntry, Weight
from programmes.forms import RecordForm


class SwotEntryForm(RecordForm):
    layout_rows: ClassVar[tuple[tuple[str, ...], ...]] = (("weight", "organisation"),)

    class Meta:
        model = SwotEntry
        fields: ClassVar[list[str]] = ["quadrant", "title", "why", "weight", "organisation"]
        help_texts: ClassVar[dict[str, Any]] = {
            "quadrant": _(
                "Strengths and weaknesses lie within the partnership, opportunities and threats around it."
            ),
            "weight": _("How much hangs on it."),
            "organisation": _("The partner who says so."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["weight"].choices = [("", _("Not weighed yet")), *Weight.choices]
