"""The forms that set up an assessment and its rounds."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.actions.rounds import faults_of_assessment, faults_of_round
from assessments.instrument_choice import Choice, can_be_compared, choices_for, identity_of, in_groups
from assessments.models import Assessment, Round
from assessments.models.assessments import MOST_ROUNDS
from programmes.forms import DayField, RecordForm, version_in
from programmes.models.programme import today

USUAL_DAYS = 14


class Days(forms.Form):
    """The first and the last day of a new round."""

    opens_on = DayField(label=gettext_lazy("Opens on"))
    closes_on = DayField(
        label=gettext_lazy("Last day"),
        help_text=gettext_lazy("Ratings are taken until the end of this day."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["opens_on"].initial = today()
        self.fields["closes_on"].initial = today() + timedelta(days=USUAL_DAYS)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        opens, closes = cleaned.get("opens_on"), cleaned.get("closes_on")
        if opens and closes and closes < opens:
            self.add_error("closes_on", _("The last day lies before the first. Give a later one."))
        elif closes and closes < today():
            self.add_error("closes_on", _("This day has passed. Give today or a later day."))
        return cleaned


class AssessmentStartForm(Days, RecordForm):
    """A new assessment with the days of its first round. `chosen()` is the instrument."""

    layout_rows = (("opens_on", "closes_on"), ("rounds_planned", "smallest_group"))
    field_order = (
        *("instrument", "title", "purpose", "is_joint", "opens_on", "closes_on"),
        *("rounds_planned", "smallest_group", "before", "sending"),
    )

    instrument = forms.ChoiceField(
        label=gettext_lazy("Instrument"),
        help_text=gettext_lazy("It stays: to use another one, start another assessment."),
    )

    class Meta:
        model = Assessment
        fields = ["title", "purpose", "is_joint", "rounds_planned", "smallest_group", "before"]

    def __init__(self, *args: Any, preselected: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choices: dict[str, Choice] = {choice.value: choice for choice in choices_for(self.programme)}
        choices = in_groups(list(self.choices.values()))
        self.fields["instrument"].choices = [("", _("Choose …")), *choices]
        self.fields["title"].required = False
        self.fields["title"].help_text = _("Left empty: the instrument and the year.")
        self.fields["rounds_planned"].widget = rounds_select()
        if chosen := self.choices.get(preselected):
            self.fields["instrument"].initial = preselected
            self.fields["title"].initial = suggested_title(chosen)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("is_joint"):
            self._clean_joint(cleaned)
        chosen, before = self.choices.get(cleaned.get("instrument", "")), cleaned.get("before")
        if chosen and not cleaned.get("title"):
            cleaned["title"] = suggested_title(chosen)
        if chosen and before and not can_be_compared(chosen.identity, identity_of(before)):
            self.add_error(
                "before",
                _("It was made with an instrument whose levels mean something else. Choose another one."),
            )
        return cleaned

    def _clean_joint(self, cleaned: dict[str, Any]) -> None:
        """A group has nothing to see between two rounds; and levels are given alone before they are agreed."""
        cleaned["rounds_planned"] = 1
        chosen = self.choices.get(cleaned.get("instrument", ""))
        if chosen and chosen.instrument.is_rated:
            self.add_error(
                "is_joint",
                _(
                    "Ratings on a scale are given by each alone and agreed together afterwards. Untick this, or choose a "
                    "checklist."
                ),
            )

    def chosen(self) -> Choice:
        return self.choices[self.cleaned_data["instrument"]]

    def started(self) -> Assessment:
        """The row to store, made with the chosen instrument."""
        chosen: Choice = self.chosen()
        assessment: Assessment = self.instance
        assessment.instrument_key = chosen.instrument.key
        assessment.instrument_version = chosen.instrument.version
        assessment.own_instrument = chosen.own
        return assessment


def suggested_title(choice: Choice) -> str:
    return f"{choice.instrument.short_title} {today():%Y}"


def rounds_select() -> forms.Select:
    return forms.Select(choices=[(n, n) for n in range(1, MOST_ROUNDS + 1)])


class AssessmentEditForm(RecordForm):
    """What people were told when they were asked is changed for a reason, and only where it keeps what was promised."""

    layout_rows = (("rounds_planned", "smallest_group"),)

    class Meta:
        model = Assessment
        fields = ["title", "purpose", "rounds_planned", "smallest_group", "before"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.is_joint:
            del self.fields["rounds_planned"], self.fields["smallest_group"]
            return
        self.fields["rounds_planned"].widget = rounds_select()
        self.fields["smallest_group"].help_text = _(
            "Holds for rounds that are revealed from now on. Once people have been asked it can be raised, not lowered."
        )

    def protected_fields(self) -> frozenset[str]:
        is_launched = self.instance.rounds.filter(launched_at__isnull=False).exists()
        return frozenset({"purpose", "smallest_group"}) if is_launched else frozenset()

    def _post_clean(self) -> None:
        super()._post_clean()
        if not self.errors:
            for name, words in faults_of_assessment(self.instance).items():
                self.add_error(name, words)


class RoundForm(RecordForm):
    """The days of a round that is not closed: extending it is giving it a later last day."""

    layout_rows = (("opens_on", "closes_on"),)

    class Meta:
        model = Round
        fields = ["opens_on", "closes_on"]

    def protected_fields(self) -> frozenset[str]:
        return frozenset({"opens_on", "closes_on"}) if self.instance.launched_at else frozenset()

    def _post_clean(self) -> None:
        super()._post_clean()
        if not self.errors:
            for name, words in faults_of_round(self.instance).items():
                self.add_error(name, words)


class NextRoundForm(Days):
    """Which dimensions the panel rates again, and when. Carries the version of the round before it."""

    version = forms.CharField(widget=forms.HiddenInput, required=False)
    asked = forms.MultipleChoiceField(
        label=gettext_lazy("Rate again"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Tick at least one dimension.")},
    )
    field_order = ("asked", "opens_on", "closes_on", "version")

    def __init__(self, *args: Any, last: Round, split: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        dimensions = last.assessment.instrument.dimensions
        self.fields["asked"].choices = [(dimension.key, dimension.title) for dimension in dimensions]
        self.fields["asked"].initial = split
        self.fields["asked"].help_text = (
            _("Ticked already: where the panel was split.")
            if split
            else _("The panel was split on none. Tick what is to be rated again all the same.")
        )
        self.fields["version"].initial = last.version

    def token(self) -> int:
        return version_in(self.cleaned_data)

    def said(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("asked", "opens_on", "closes_on")}

    def anew(self, round: Round) -> None:
        """Let the next answer be about the round as it is now; what was typed stays."""
        self.data = self.data.copy()
        self.data["version"] = str(round.version)
