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

    layout_rows = [
        ("name", "kind"),
        ("office", "belongs_to"),
        ("sector", "owner"),
        ("power", "interest"),
        ("attitude_now", "attitude_needed"),
    ]

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
            asked = forms.fields_for_model(Position, SCORES)
            for field in asked.values():
                field.required = False
            self.fields |= asked

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if self.is_revision:
            return cleaned
        given = {name: cleaned[name] for name in SCORES if cleaned.get(name) not in (None, "")}
        if len(given) == len(SCORES):
            reason = _("First judgement, on entry in the register")
            self.instance.first_position = Position(programme=self.programme, reason=str(reason), **given)
        elif given:
            for name in (name for name in SCORES if name not in given and name not in self.errors):
                self.add_error(name, ValidationError(_("Give all four scores, or none of them yet.")))
        return cleaned


class PositionForm(RecordForm):
    """A new position; it begins with the scores of the one in force."""

    layout_rows = [("power", "interest"), ("attitude_now", "attitude_needed")]

    class Meta:
        model = Position
        fields = ["stakeholder", "on", "power", "interest", "attitude_now", "attitude_needed", "reason"]

    def __init__(self, *args: Any, parents: dict[str, int] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, parents=parents, **kwargs)
        of = (parents or {}).get("stakeholder")
        latest = Position.objects.filter(programme=self.programme, stakeholder=of).order_by("on", "pk").last()
        for name in SCORES if latest else ():
            self.fields[name].initial = getattr(latest, name)

    def clean_on(self) -> Any:
        day = self.cleaned_data["on"]
        if day > today():
            raise ValidationError(_("A position is what you know today; this day is still to come."))
        return day
