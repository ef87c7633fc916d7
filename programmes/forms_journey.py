"""The forms of the journey: starting and editing a programme, opening and closing steps, status, criteria."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, Sector, User
from accounts.text_area import TextArea
from history.models import Tracked
from programmes.forms import DayField, ReasonForm, RecordForm, version_in
from programmes.models import CriterionTick, Programme, Rag, Step, Visit
from programmes.models.programme import today

YEARS_AHEAD = 5  # effects on the use of services show after three to five years


def reason_field(label: str, *, required: bool, help_text: str = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        required=required,
        max_length=1000,
        widget=TextArea(attrs={"rows": 3}),
        help_text=help_text,
    )


def not_ahead(day: date) -> None:
    if day > today():
        raise ValidationError(_("This day lies in the future. Give today or an earlier day."))


def day_field(label: str) -> forms.DateField:
    return DayField(label=label, initial=today, validators=[not_ahead])


class ProgrammeForm(forms.ModelForm):
    """The facts of a programme. The end of its plan must lie after its start."""

    class Meta:
        model = Programme
        fields = ["name", "place", "aim", "population", "starts_on", "horizon_on"]
        widgets = {"aim": TextArea(attrs={"rows": 3})}
        field_classes = {"starts_on": DayField, "horizon_on": DayField}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        starts, ends = cleaned.get("starts_on"), cleaned.get("horizon_on")
        if starts and ends and ends <= starts:
            self.add_error("horizon_on", _("The end of the plan lies before its start. Give a later day."))
        return cleaned


class ProgrammeEditForm(ProgrammeForm):
    """With the token of the version that was opened, and a reason."""

    version = forms.CharField(widget=forms.HiddenInput, required=False)
    reason = reason_field(_("Reason for the change"), required=False, help_text=_("Kept in the history."))
    reason_name = "reason"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["version"].initial = self.instance.version

    def token(self) -> int:
        return version_in(self.cleaned_data)


class ProgrammeStartForm(ProgrammeForm):
    """A new programme of one of the person's organisations; a site administrator may name a new one instead."""

    organisation = forms.ModelChoiceField(
        Organisation.objects.none(),
        label=_("Your organisation"),
        help_text=_("The first partner; you invite the others afterwards."),
    )
    new_organisation = forms.CharField(
        label=_("or the name of a new organisation"), max_length=160, required=False
    )
    sector = forms.ChoiceField(
        label=_("Its sector"), choices=[("", _("Choose one")), *Sector.choices], required=False
    )

    field_order = ["name", "place", "organisation", "new_organisation", "sector"]

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["starts_on"].initial = today()
        self.fields["horizon_on"].initial = years_after(today(), YEARS_AHEAD)
        own = organisations_of(user)
        self.fields["organisation"].queryset = own
        if user.is_superuser:
            self.fields["organisation"].required = False
        else:
            del self.fields["new_organisation"], self.fields["sector"]
        if len(own) == 1:
            self.fields["organisation"].initial = own[0]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if "new_organisation" in self.fields:
            self._clean_new_organisation(cleaned)
        return cleaned

    def _clean_new_organisation(self, cleaned: dict[str, Any]) -> None:
        name = cleaned.get("new_organisation")
        if not name:
            if not cleaned.get("organisation") and "organisation" not in self.errors:
                self.add_error("organisation", _("Choose an organisation, or name a new one below."))
            return
        if cleaned.get("organisation"):
            self.add_error(
                "new_organisation", _("Either choose an organisation or name a new one, not both.")
            )
        elif Organisation.objects.filter(name__iexact=name).exists():
            self.add_error("new_organisation", _("This organisation exists already. Choose it above."))
        if not cleaned.get("sector"):
            self.add_error("sector", _("Choose the sector of the new organisation."))

    def founder(self) -> Organisation:
        """The chosen organisation, or the new one, which is not saved yet."""
        chosen = self.cleaned_data.get("organisation")
        return chosen or Organisation(
            name=self.cleaned_data["new_organisation"], sector=self.cleaned_data["sector"]
        )


def organisations_of(user: User) -> Any:
    """Those for which the person may start a programme: their own; for a site administrator, all."""
    if user.is_superuser:
        return Organisation.objects.all()
    return Organisation.objects.filter(members__user=user, members__removed_at=None).distinct()


def years_after(day: date, years: int) -> date:
    """The same day of a later year; 28 February for a leap day."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


class StepAct:
    """A form of something that is done to a step. It carries the version of the step that the page showed."""

    def carry(self, step: Step) -> None:
        self.fields["version"] = forms.CharField(
            widget=forms.HiddenInput, required=False, initial=step.version
        )

    def token(self) -> int:
        return version_in(self.cleaned_data)

    def said(self) -> dict[str, Any]:
        """What was typed, without the token."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}

    def anew(self, step: Step) -> None:
        """Let the next answer be about the step as it is now; what was typed stays."""
        self.data = self.data.copy()
        self.data["version"] = str(step.version)


class OpenStepForm(StepAct, forms.Form):
    """Opening a step for the first time needs no reason; taking it up again does."""

    on = day_field(_("Opened on"))

    def __init__(self, *args: Any, step: Step, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.carry(step)
        self.last_closed = max(
            (visit.closed_on for visit in step.visits.all() if visit.closed_on), default=None
        )
        again = self.last_closed is not None
        self.fields["because"] = reason_field(
            _("Why it is taken up again") if again else _("Why now"),
            required=again,
            help_text=_("What was learned that leads back here. It is kept with the visit.") if again else "",
        )

    def clean_on(self) -> date:
        if self.last_closed and self.cleaned_data["on"] < self.last_closed:
            raise ValidationError(_("The step was closed after that day. Give a later day."))
        return self.cleaned_data["on"]


class CloseStepForm(StepAct, forms.Form):
    """Criteria that are still open do not stop anybody, but then the reason may not be empty."""

    on = day_field(_("Closed on"))

    def __init__(self, *args: Any, step: Step, open_criteria: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.carry(step)
        self.opened_on = step.open_visit.opened_on
        self.fields["because"] = reason_field(
            _("Why it is closed with open criteria") if open_criteria else _("What was reached"),
            required=bool(open_criteria),
            help_text=_("Kept with the visit, and shown on the step's page."),
        )

    def clean_on(self) -> date:
        if self.cleaned_data["on"] < self.opened_on:
            raise ValidationError(_("The visit cannot be closed before it was opened. Give a later date."))
        return self.cleaned_data["on"]


class RagForm(StepAct, forms.Form):
    """`seen` counts the statuses that were declared before the page was opened."""

    rag = forms.ChoiceField(label=_("Status"), choices=Rag.choices, widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Reason"),
        max_length=600,
        widget=TextArea(attrs={"rows": 3}),
        help_text=_("What you see that makes you say so. Earlier statuses stay beside it."),
    )
    on = day_field(_("As of"))
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, step: Step, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.carry(step)
        self.fields["seen"].initial = len(step.claims.all())

    def clean_seen(self) -> int:
        return version_in({"version": self.cleaned_data["seen"]})

    def anew(self, step: Step) -> None:
        super().anew(step)
        self.data["seen"] = str(len(step.claims.all()))


def link_field() -> forms.URLField:
    return forms.URLField(
        label=_("link"),
        required=False,
        max_length=200,
        assume_scheme="https",
        help_text=_("Where the evidence can be read, if it is on the web."),
    )


class TickForm(StepAct, forms.ModelForm):
    """What shows that a criterion is met."""

    class Meta:
        model = CriterionTick
        fields = ["evidence", "link", "met_on"]
        widgets = {"evidence": TextArea(attrs={"rows": 3})}
        field_classes = {"met_on": DayField}

    link = link_field()

    def __init__(self, *args: Any, step: Step, expected: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.carry(step)
        self.fields["evidence"].help_text = _("What would show it: %(expected)s") % {"expected": expected}
        self.fields["met_on"].validators.append(not_ahead)


def asked_again(form: ReasonForm, row: Tracked) -> ReasonForm:
    """The same question with what was typed, and the token of the row as it is now."""
    data = form.data.copy()
    data["version"] = str(row.version)
    return ReasonForm(data, is_needed=True)


class StepForm(RecordForm):
    """Owner and due date; moving a due date that was agreed asks why."""

    class Meta:
        model = Step
        fields = ["owner", "due_on"]

    layout_rows = (("owner", "due_on"),)

    def protected_fields(self) -> frozenset[str]:
        return frozenset({"due_on"}) if self.initial.get("due_on") else frozenset()


class TickRecordForm(RecordForm):
    link = link_field()

    class Meta:
        model = CriterionTick
        fields = ["evidence", "link", "met_on"]


class VisitForm(RecordForm):
    """Putting right when and why a step was opened. Closing and reopening are acts of their own."""

    protected = frozenset({"opened_on"})

    class Meta:
        model = Visit
        fields = ["opened_on", "opened_because"]
