"""The forms in which a panel writes down what it settled: a level, a view that differs, its phase of development."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.forms.dimensions import AssessmentForm, DimensionForm
from assessments.models import AgreedLevel, MinorityView, PhasePlacement, Round
from assessments.standing import contents_of, in_force, resting_on
from programmes.forms_journey import not_ahead


class RatedDimensionForm(DimensionForm):
    """What is said of a dimension waits while the panel is rating it, so that nobody rates by what others hold."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        key = cleaned.get("dimension")
        rounds = Round.objects.filter(assessment=self.assessment, launched_at__isnull=False, revealed_at=None)
        if key and any(not one.asked or key in one.asked for one in rounds):
            message = _("The panel is rating this dimension now. Come back once the round has been revealed.")
            self.add_error("dimension", ValidationError(message))
        return cleaned


class AgreedLevelForm(RatedDimensionForm):
    """A level that was agreed before is not revised: the new one stands in its place and says why."""

    layout_rows = (("confidence", "agreed_on"),)

    class Meta:
        model = AgreedLevel
        fields = [
            *("assessment", "dimension", "level", "rationale", "confidence", "agreed_on", "round", "reason")
        ]
        labels = {"level": gettext_lazy("The level that you agree on")}
        help_texts = {
            "rationale": gettext_lazy(
                "What speaks for it, also where it is the median: a reader in two years should follow you."
            )
        }

    # Which level the person had in sight: its primary key, or nothing.
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=20)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.present = self._present()
        self.fields["seen"].initial = str(self.present.pk) if self.present else ""
        if self.present is None:
            del self.fields["reason"]
        else:
            self.fields["reason"].required = True
            self.fields["reason"].help_text = _("Now in force: level %(level)s, agreed on %(day)s.") % {
                "level": self.present.level_in_words,
                "day": date_format(self.present.agreed_on),
            }
        self.fields["agreed_on"].validators.append(not_ahead)
        self._offer_rounds()

    def _present(self) -> AgreedLevel | None:
        key = self.dimension.key if self.dimension else None
        return in_force(AgreedLevel.objects.filter(assessment=self.assessment, dimension=key))

    def _offer_rounds(self) -> None:
        """Only rounds whose result everybody has seen; to begin with, the one on which the dimension rests."""
        field = self.fields["round"]
        field.empty_label = _("None: agreed without ratings")
        field.queryset = field.queryset.select_related("assessment")  # a round is called by it
        if self.assessment is None:
            return
        field.queryset = field.queryset.filter(assessment=self.assessment, revealed_at__isnull=False)
        rounds = list(field.queryset.order_by("number"))
        if self.dimension:
            field.initial, _result = resting_on(rounds, contents_of(rounds), self.dimension.key)
        else:
            field.initial = rounds[-1] if rounds else None

    def besides(self) -> dict[str, Any]:
        return {"seen": self.cleaned_data.get("seen", "")}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        now = str(self.present.pk) if self.present else ""
        if cleaned.get("dimension") and cleaned.get("seen", "") != now:
            self.data = self.data.copy()
            self.data[self.add_prefix("seen")] = now
            self.add_error("level", ValidationError(self._overtaken()))
        return cleaned

    def _overtaken(self) -> str:
        if self.present is None:
            return _("The level that was in force has been removed meanwhile. Look again, then agree yours.")
        words = _(
            "Level %(level)s is in force: “%(why)s” Look at it; if yours shall replace it, say why and send again."
        )
        return words % {"level": self.present.level_in_words, "why": self.present.rationale}


class MinorityViewForm(RatedDimensionForm):
    protected = frozenset({"text", "level"})
    level_is_optional = True

    class Meta:
        model = MinorityView
        fields = ["assessment", "dimension", "text", "level", "held_by"]


class PhasePlacementForm(AssessmentForm):
    class Meta:
        model = PhasePlacement
        fields = ["assessment", "phase", "rationale", "placed_on"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["placed_on"].validators.append(not_ahead)
        phases = self.pack.phases if self.pack else ()
        self.fields["phase"] = forms.ChoiceField(
            label=self.fields["phase"].label,
            choices=[(phase.key, f"{phase.title}: {phase.text}") for phase in phases],
            widget=forms.RadioSelect,
            error_messages={"invalid_choice": _("This instrument has no such phase of development.")},
        )
