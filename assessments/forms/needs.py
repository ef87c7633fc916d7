"""The forms of the needs assessment that do more than their models say."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from assessments.actions.needs import wording_in_force
from assessments.models import AgeBand, CohortScore, Criterion, Endorsement
from history.grid import Grid
from programmes.forms import RecordForm
from programmes.grid_form import GridForm

SCORES = Grid(CohortScore, line="cohort_id", column="criterion_id", fields=("score", "reason"))


class AgeBandForm(RecordForm):
    class Meta:
        model = AgeBand
        fields = ["profile", "from_age", "to_age", "women", "men", "persons"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        profile, start, end = cleaned.get("profile"), cleaned.get("from_age"), cleaned.get("to_age")
        if profile is None or start is None:
            return cleaned
        for other in profile.age_bands.exclude(pk=self.instance.pk):
            if other.from_age != start and _overlap((start, end), (other.from_age, other.to_age)):
                message = _("These ages overlap with the band %(band)s.") % {"band": other.label}
                self.add_error("from_age", ValidationError(message))
                break
        return cleaned


def _overlap(one: tuple[int, int | None], two: tuple[int, int | None]) -> bool:
    """Whether two spans of ages, None meaning without end, share a year."""
    starts_in = two[1] is None or one[0] <= two[1]
    ends_in = one[1] is None or one[1] >= two[0]
    return starts_in and ends_in


class CriterionForm(RecordForm):
    protected = frozenset({"weight"})

    class Meta:
        model = Criterion
        fields = ["title", "weight", "meaning_of_1", "meaning_of_5", "position"]


class EndorsementForm(RecordForm):
    """For an organisation that one acts for, and for the wording that one has read."""

    class Meta:
        model = Endorsement
        fields = ["common_cause", "organisation", "note"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        newest = wording_in_force(self.programme)
        own = [organisation.pk for organisation in self.programme.own_organisations]
        self.fields["organisation"].queryset = self.fields["organisation"].queryset.filter(pk__in=own)
        field = self.fields["common_cause"]
        field.widget = forms.HiddenInput()
        field.initial = newest
        field.error_messages["required"] = _("There is no common cause to endorse yet. Write one first.")
        if newest:
            self.fields["organisation"].help_text = _("You endorse: “%(text)s”") % {"text": newest.text}

    def clean_common_cause(self) -> Any:
        read = self.cleaned_data["common_cause"]
        newest = wording_in_force(self.programme)
        if read != newest:
            self.data = self.data.copy()
            self.data[self.add_prefix("common_cause")] = newest.pk
            raise ValidationError(
                _(
                    "The common cause was worded anew while you read it. Read the new wording, then endorse that."
                )
            )
        return read


class ScoresForm(GridForm):
    """Cohorts by criteria: a score from 1 to 5, and why."""

    grid = SCORES

    def cell_fields(self) -> dict[str, forms.Field]:
        choices = [("", "–"), *CohortScore.SCORES]
        reason = forms.TextInput(attrs={"class": "form-control", "placeholder": _("Why?")})
        return {
            "score": forms.TypedChoiceField(
                choices=choices,
                coerce=int,
                empty_value=None,
                widget=forms.Select(attrs={"class": "form-select"}),
            ),
            "reason": forms.CharField(max_length=300, widget=reason),
        }

    def label(self, name: str, line: str, column: str) -> str:
        words = {
            "score": _("Score of %(line)s on %(column)s"),
            "reason": _("Why %(line)s has this score on %(column)s"),
        }
        return str(words[name] % {"line": line, "column": column})
