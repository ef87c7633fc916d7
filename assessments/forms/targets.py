"""The form that sets a target for a dimension."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from assessments.forms.dimensions import DimensionForm
from assessments.models import TargetLevel


class TargetLevelForm(DimensionForm):
    """A target is not revised: the new one stands in its place and says why."""

    class Meta:
        model = TargetLevel
        fields = ["assessment", "dimension", "level", "by_on", "reason"]

    # Which target the person had in sight: its primary key, or nothing.
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=20)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.present = self._present()
        self.fields["seen"].initial = self._in_sight
        if self.present:
            self.fields["reason"].required = True
            self.fields["reason"].help_text = self._said_so_far(self.present)

    @property
    def _in_sight(self) -> str:
        return str(self.present.pk) if self.present else ""

    def _present(self) -> TargetLevel | None:
        if self.assessment is None or self.dimension is None:
            return None
        rows = TargetLevel.objects.filter(assessment=self.assessment, dimension=self.dimension.key)
        return rows.order_by("pk").last()

    def _said_so_far(self, target: TargetLevel) -> str:
        words = {"level": target.level_in_words, "day": date_format(target.by_on) if target.by_on else ""}
        if target.by_on:
            return _("The target so far: level %(level)s by %(day)s. Say why it moves.") % words
        return _("The target so far: level %(level)s. Say why it moves.") % words

    def besides(self) -> dict[str, Any]:
        return {"seen": self.cleaned_data.get("seen", "")}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("dimension") and cleaned.get("seen", "") != self._in_sight:
            self.data = self.data.copy()
            self.data[self.add_prefix("seen")] = self._in_sight
            message = _(
                "The target was moved or removed meanwhile. Look at it; if yours shall stand, send again."
            )
            self.add_error("level", ValidationError(message))
        return cleaned
