"""The form that gives an instant a name."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from programmes.forms import RecordForm
from programmes.models import Moment

REST_OF_MINUTE = timedelta(seconds=59, microseconds=999_999)


class InstantInput(forms.DateTimeInput):
    """The browser's own field for a day and a time, to the minute."""

    input_type = "datetime-local"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%dT%H:%M")


class MomentForm(RecordForm):
    """A minute counts in full, so that what was saved in it belongs to the moment; without one it is this instant."""

    at = forms.DateTimeField(
        label=_("Day and time"),
        required=False,
        widget=InstantInput,
        help_text=_("Leave it empty for this very moment."),
    )

    class Meta:
        model = Moment
        fields = ["name", "at", "note"]

    def clean_at(self) -> datetime:
        given = self.cleaned_data["at"]
        if given is None:
            return timezone.now()
        if given > timezone.now():
            raise forms.ValidationError(_("This is yet to come. Give a day and time that have passed."))
        if given + REST_OF_MINUTE < self.programme.began_at:
            raise forms.ValidationError(_("The programme had not begun then. Give a later day."))
        kept = self.instance.at
        if kept is not None and timezone.localtime(kept).replace(second=0, microsecond=0) == given:
            return kept
        return given + REST_OF_MINUTE
