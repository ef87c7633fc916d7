"""Forms of the stakeholder register."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from programmes.forms import RecordForm
from programmes.models.programme import today
from stakeholders.models import Position, Stakeholder

SCORES = ("power", "interest", "attitude_now", "attitude_needed")


class StakeholderForm(RecordForm):
    """A stakeholder; when it is new, also the first position, all four parts of it or none."""

    layout_rows = (
        ("name", "kind"),
        ("office", "belongs_to"),
        ("owner", "next_contact_on"),
        ("power", "interest"),
        ("attitude_now", "attitude_needed"),
    )

    class Meta:
        model = Stakeholder
        fields = [
            "name",
            "kind",
            "office",
            "belongs_to",
            "sector",
            "interests",
            "motives",
            "concerns",
            "strategy",
            "owner",
            "next_contact_on",
        ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.is_revision:
            self.fields |= forms.fields_for_model(Position, SCORES)
            for name in SCORES:
                self.fields[name].required = False

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if self.is_revision:
            return cleaned
        given = {name for name in SCORES if cleaned.get(name) not in (None, "")}
        for name in SCORES if given else ():
            if name not in given and name not in self.errors:
                self.add_error(name, ValidationError(_("Give all four scores, or none of them yet.")))
        return cleaned

    def besides(self) -> dict[str, Any]:
        given = {
            name: int(self.cleaned_data[name])
            for name in SCORES
            if self.cleaned_data.get(name) not in (None, "")
        }
        return {"scores": given}


class PositionForm(RecordForm):
    """A new position; it begins with the scores of the one in force."""

    layout_rows = (("power", "interest"), ("attitude_now", "attitude_needed"))

    class Meta:
        model = Position
        fields = ["stakeholder", "on", "power", "interest", "attitude_now", "attitude_needed", "reason"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        latest = self.given["stakeholder"].position if "stakeholder" in self.given else None
        for name in SCORES if latest else ():
            self.fields[name].initial = getattr(latest, name)

    def clean_on(self) -> Any:
        day = self.cleaned_data["on"]
        if day > today():
            raise ValidationError(_("A position is what you know today; this day is still to come."))
        return day
