"""Forms of indicators, their figures and what is agreed about them."""

from datetime import date
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.text_area import TextArea
from monitoring.imports.values import Unreadable, read_day
from monitoring.limits import out_of_range
from monitoring.models import Indicator, Observation, Target
from monitoring.periods import Frequency, start_of
from monitoring.wording import period_in_words
from programmes.forms import RecordForm
from programmes.models.programme import today

NO_PERSONAL_DATA = gettext_lazy("No data about single people: totals, rates and scores of groups only.")


class IndicatorForm(RecordForm):
    """The definition sheet."""

    protected: ClassVar[frozenset[str]] = frozenset(
        {"definition", "numerator", "denominator", "direction", "rules", "baseline_points"}
    )
    layout_rows: ClassVar[tuple[tuple[str, ...], ...]] = (
        ("title", "code"), ("aim", "dimension"), ("numerator", "denominator"), ("unit", "decimals"), ("lowest", "highest"),
        ("data_owner", "organisation"), ("frequency", "lag_days", "ends_on"), ("direction", "measure"), ("rules", "baseline_points"),
    )  # fmt: skip

    class Meta:
        model = Indicator
        fields: ClassVar[list[str]] = [
            "title", "code", "aim", "dimension", "definition", "numerator", "denominator", "unit", "decimals", "direction",
            "lowest", "highest", "source", "data_owner", "organisation", "frequency", "lag_days", "ends_on", "disaggregation",
            "measure", "is_key", "rules", "baseline_points",
        ]  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["definition"].help_text = f"{self.fields['definition'].help_text} {NO_PERSONAL_DATA}"
        self.fields["direction"].choices = [("", _("Not decided yet")), *Indicator.Direction.choices]
        if not self.is_revision:
            self.fields["lowest"].initial = 0
            self.fields["code"].initial = self._next_code()

    def _next_code(self) -> str:
        taken = {
            code.upper()
            for code in Indicator.objects.filter(programme=self.programme).values_list("code", flat=True)
        }
        return next(f"M{number}" for number in range(1, len(taken) + 2) if f"M{number}" not in taken)

    def clean_code(self) -> str:
        code = self.cleaned_data["code"]
        others = Indicator.objects.filter(programme=self.programme, code__iexact=code).exclude(
            pk=self.instance.pk
        )
        if others.exists():
            raise ValidationError(
                _("Another indicator of this programme has this code. Choose a different one.")
            )
        return code

    def clean_direction(self) -> str:
        direction = self.cleaned_data["direction"]
        needed = self.is_revision and Target.objects.filter(indicator=self.instance).exists()
        if needed and direction not in {Indicator.Direction.INCREASE, Indicator.Direction.DECREASE}:
            raise ValidationError(_("The indicator has a target, so it must say which way is better."))
        return direction


class PeriodField(forms.CharField):
    """A period as people write it: a day in it, 2026-03, Mar 2026; the form brings it to the period's first day."""

    default_error_messages: ClassVar[dict[str, Any]] = {
        "required": gettext_lazy("Say which period the figure is for.")
    }

    def to_python(self, value: Any) -> date | None:
        text = super().to_python(value)
        try:
            return read_day(text) if text else None
        except Unreadable as problem:
            raise ValidationError(str(problem)) from None


class IndicatorRowForm(RecordForm):
    """A row of an indicator: it stays with the indicator under which it was added."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.is_revision:
            self.fields["indicator"].disabled = True
            self.fields["indicator"].widget = forms.HiddenInput()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        value, indicator = cleaned.get("value"), cleaned.get("indicator")
        if value is not None and indicator and (problem := out_of_range(indicator, value)):
            self.add_error("value", problem)
        return cleaned


class ObservationForm(IndicatorRowForm):
    """One figure. The period is brought to its first day, so that no month has two."""

    protected: ClassVar[frozenset[str]] = frozenset({"period", "value"})
    layout_rows: ClassVar[tuple[tuple[str, ...], ...]] = (("period", "value"),)

    period = PeriodField(
        label=gettext_lazy("Period"), help_text=gettext_lazy("Such as Mar 2026, 2026-03 or 14/03/2026.")
    )

    class Meta:
        model = Observation
        fields: ClassVar[list[str]] = ["indicator", "period", "value", "note", "excluded", "excluded_because"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["value"].help_text = _("Leave it empty to show that there is no figure.")
        self.fields["note"].help_text = NO_PERSONAL_DATA

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        indicator, day = cleaned.get("indicator"), cleaned.get("period")
        if indicator and day:
            cleaned["period"] = start_of(day, Frequency(indicator.frequency))
            if cleaned["period"] > today():
                self.add_error("period", _("This period has not begun yet."))
            elif self._is_taken(indicator, cleaned["period"]):
                self.add_error("period", self._taken(indicator, cleaned["period"]))
        if cleaned.get("excluded") and not cleaned.get("excluded_because"):
            self.add_error("excluded_because", _("Say why the figure is left out."))
        return cleaned

    def _is_taken(self, indicator: Indicator, period: date) -> bool:
        return (
            Observation.objects.filter(indicator=indicator, period=period)
            .exclude(pk=self.instance.pk)
            .exists()
        )

    def _taken(self, indicator: Indicator, period: date) -> str:
        name = period_in_words(period, Frequency(indicator.frequency))
        return _("There is a figure for %(period)s already. Change that one.") % {"period": name}


class EntryForm(ObservationForm):
    """The short form on the indicator's own page."""

    class Meta(ObservationForm.Meta):
        fields: ClassVar[list[str]] = ["indicator", "period", "value", "note"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.help_text = ""


class TargetForm(IndicatorRowForm):
    """A target means nothing until the indicator says which way is better."""

    class Meta:
        model = Target
        fields: ClassVar[list[str]] = ["indicator", "value", "applies_from", "reason"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        indicator = cleaned.get("indicator")
        if indicator and not indicator.has_direction:
            self.add_error(
                "value",
                _(
                    "The indicator does not say which way is better, so nobody could tell whether a target is met. Decide that first."
                ),
            )
        return cleaned


class UploadForm(forms.Form):
    """A file of figures, and how its numbers are written."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy("CSV or Excel (.xlsx), up to 2 MB and 5,000 rows."),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.xlsx"}),
        error_messages={"empty": gettext_lazy("The file is empty.")},
    )
    decimal_mark = forms.ChoiceField(
        label=gettext_lazy("Numbers are written"),
        choices=[
            (".", gettext_lazy("1,234.5 (decimal point)")),
            (",", gettext_lazy("1.234,5 (decimal comma)")),
        ],
        initial=".",
        help_text=gettext_lazy("Matters for CSV only; Excel files know their numbers."),
    )


class ImportReasonForm(forms.Form):
    """Why figures are corrected."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"), max_length=600, required=False, widget=TextArea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, is_needed: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = is_needed
        if is_needed:
            self.fields["reason"].help_text = _(
                "Figures that are stored already would be corrected. Say why."
            )
