"""The base of every form that edits a record of a programme, and the forms of registers and plan that need more."""

from datetime import date
from typing import Any, ClassVar
from uuid import uuid4

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Layout
from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.db.models.fields import BLANK_CHOICE_DASH
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, User
from accounts.text_area import TextArea
from programmes.beside import say_beside_fields
from programmes.models import Action, Commitment, DueDate, Programme
from programmes.models.programme import ProgrammeRow

NO_VERSION = -1
# The days that a record may name: a year beyond them is a slip of the hand.
EARLIEST, LATEST = date(1900, 1, 1), date(2100, 12, 31)


def version_in(cleaned: dict[str, Any]) -> int:
    version = cleaned.get("version") or ""
    is_number = version.isascii() and version.isdecimal() and len(version) < 10
    return int(version) if is_number else NO_VERSION


def within_reach(day: date) -> None:
    if not EARLIEST <= day <= LATEST:
        years = {"first": EARLIEST.year, "last": LATEST.year}
        raise ValidationError(_("Give a day between %(first)d and %(last)d.") % years)


class DateInput(forms.DateInput):
    """The browser's own date field."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class DayField(forms.DateField):
    """A day in a form that is no `RecordForm`; those hold their date fields to the same years."""

    widget = DateInput
    default_validators = [within_reach]


class RecordForm(forms.ModelForm):
    """A form for one record of a programme. It validates; an action saves.

    Every choice is held to the programme: its own rows, members and partners. `version` is the token of the row
    that was opened, `sending` names one filled-in form so that sending it twice adds one row. `protected` names
    the fields whose change needs a reason; the form asks for it. `layout_rows` names the fields that stand side
    by side on a wide screen.
    """

    protected: ClassVar[frozenset[str]] = frozenset()
    layout_rows: ClassVar[tuple[tuple[str, ...], ...]] = ()

    # Text, not a number: a token that is no number is no fault of the person and no reason to refuse the form.
    version = forms.CharField(widget=forms.HiddenInput, required=False)
    sending = forms.CharField(widget=forms.HiddenInput, required=False, max_length=32)

    def __init__(
        self,
        *args: Any,
        programme: Programme,
        user: User,
        parents: dict[str, int] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.programme, self.user = programme, user
        self.instance.programme = programme
        for name, field in self.fields.items():
            self._hold_to_programme(name, field)
            self._fit_widget(field)
        self.given = {
            name: self._give(name, pk) for name, pk in (parents or {}).items() if name in self.fields
        }
        self._carry_tokens()
        self._ask_for_reason()

    @cached_property
    def helper(self) -> FormHelper:
        """How crispy draws the form; built when it is drawn, so that a subclass may still add fields."""
        helper = FormHelper(self)
        helper.form_tag = False
        helper.disable_csrf = True  # the page that holds the form writes the token once
        helper.layout = Layout(*self._lines())
        return helper

    @property
    def is_revision(self) -> bool:
        return self.instance.pk is not None

    def protected_fields(self) -> frozenset[str]:
        """The fields whose change needs a reason, for this row."""
        return self.protected

    def besides(self) -> dict[str, Any]:
        """What the kind's `add` is told besides the row: fields of the form that are not the model's."""
        return {}

    def _give(self, name: str, pk: int) -> models.Model:
        """The row that the address names; its field is then settled and no longer shown. Raises DoesNotExist."""
        field = self.fields[name]
        row = field.queryset.get(pk=pk)
        field.initial, field.widget = pk, forms.HiddenInput()
        return row

    def given_rows(self) -> list[tuple[str, models.Model]]:
        """(label, row) of what the address has settled, so that the page can say to what the new row belongs."""
        return [(self.fields[name].label, row) for name, row in self.given.items()]

    def _carry_tokens(self) -> None:
        if self.is_revision:
            self.fields["version"].initial = self.instance.version
            del self.fields["sending"]
        else:
            self.fields["sending"].initial = uuid4().hex
            del self.fields["version"]

    @property
    def reason_name(self) -> str:
        """The name of the field that asks why a row is changed; a row with a reason of its own leaves it `why`."""
        return "why" if "reason" in self.Meta.fields else "reason"

    def _ask_for_reason(self) -> None:
        if not self.is_revision:
            return
        names = [
            str(field.label).lower() for name, field in self.fields.items() if name in self.protected_fields()
        ]
        self.fields[self.reason_name] = forms.CharField(
            label=_("Reason for the change"),
            required=False,
            max_length=600,
            widget=TextArea(attrs={"rows": 2}),
            help_text=_("Needed when you change: %(names)s.") % {"names": ", ".join(names)} if names else "",
        )

    def _lines(self) -> list[Any]:
        """The fields in their order; those of one of `layout_rows` together, where the first of them stands."""
        row_of = {name: row for row in self.layout_rows for name in row}
        lines: list[Any] = []
        for name in self.fields:
            row = row_of.get(name)
            shown = [other for other in row or () if other in self.fields]
            if not row:
                lines.append(name)
            elif name == shown[0]:
                lines.append(Div(*shown, css_class="field-row"))
        return lines

    def _hold_to_programme(self, name: str, field: forms.Field) -> None:
        if not isinstance(field, forms.ModelChoiceField):
            return
        model = field.queryset.model
        if issubclass(model, ProgrammeRow):
            choices, allowed = model.everything, Q(programme=self.programme, removed_at=None)
        elif model is User:
            choices, allowed = User.objects, Q(pk__in=self.programme.memberships.values("user"))
        elif model is Organisation:
            choices, allowed = (
                Organisation.everything,
                Q(pk__in=self.programme.partners.values("organisation")),
            )
        else:
            return
        # What is chosen already stays a choice, even of somebody who has left: an edit must not empty it by the way.
        field.queryset = choices.filter(allowed | Q(pk=getattr(self.instance, f"{name}_id", None)))
        field.empty_label = None if field.required else _("None")

    @staticmethod
    def _fit_widget(field: forms.Field) -> None:
        if isinstance(field, forms.DateField):
            field.widget = DateInput()
            field.validators += [] if within_reach in field.validators else [within_reach]
        elif isinstance(field.widget, forms.Textarea):
            field.widget = TextArea(field.widget.attrs)
            field.widget.is_required = field.required
        elif isinstance(field, forms.TypedChoiceField) and list(field.choices)[:1] == BLANK_CHOICE_DASH:
            field.choices = [("", _("Choose …") if field.required else _("None")), *list(field.choices)[1:]]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        changed = self.protected_fields() & set(self.changed_data)
        if self.is_revision and changed and not cleaned.get(self.reason_name):
            names = ", ".join(str(self.fields[name].label).lower() for name in self.fields if name in changed)
            message = _("You change what was agreed (%(names)s). Say why.") % {"names": names}
            self.add_error(self.reason_name, ValidationError(message))
        return cleaned

    def reason(self) -> str:
        return self.cleaned_data.get(self.reason_name) or ""

    def token(self) -> int:
        """The version from which the edit began; -1, which no row has, when the form came without a sound one."""
        return version_in(self.cleaned_data)

    def _post_clean(self) -> None:
        super()._post_clean()
        say_beside_fields(self)

    def _get_validation_exclusions(self) -> set[str]:
        """Check constraints with what the form does not show: the programme, and that the row is a live one."""
        return super()._get_validation_exclusions() - {"programme", "removed_at"}


def record_form(
    model: type[models.Model],
    *names: str,
    protected: tuple[str, ...] = (),
    rows: tuple[tuple[str, ...], ...] = (),
    base: type[RecordForm] = RecordForm,
) -> type[RecordForm]:
    """A `RecordForm` for these fields of a model, for records whose form needs nothing more."""
    meta = type("Meta", (), {"model": model, "fields": list(names)})
    parts = {"Meta": meta, "protected": frozenset(protected), "layout_rows": rows}
    return type(f"{model.__name__}Form", (base,), parts)


class ActionForm(RecordForm):
    """A new action is given its first due date with it; later ones are rows with a reason."""

    layout_rows = (("owner", "organisation"), ("status", "due_on"))

    class Meta:
        model = Action
        fields = ["title", "owner", "organisation", "status", "step", "note"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.is_revision:
            self.fields["due_on"] = DayField(label=_("Due on"), required=False)

    def besides(self) -> dict[str, Any]:
        return {"due_on": self.cleaned_data.get("due_on")}


class DueDateForm(RecordForm):
    class Meta:
        model = DueDate
        fields = ["action", "due_on", "reason"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        action = cleaned.get("action")
        if action and not cleaned.get("reason") and action.due_dates.exists():
            self.add_error("reason", _("The date was agreed before. Say why it moves."))
        return cleaned


class CommitmentForm(RecordForm):
    """Once signed, the terms are protected: changing them asks for a reason and clears the signature."""

    layout_rows = (("to", "due_on"),)

    class Meta:
        model = Commitment
        fields = ["organisation", "promise", "to", "due_on", "status"]

    def protected_fields(self) -> frozenset[str]:
        return frozenset(Commitment.TERMS) if self.instance.signed_by_id else frozenset()


class ReasonForm(forms.Form):
    """Asked on the pages that confirm an act: why, and about which version of the record."""

    version = forms.CharField(widget=forms.HiddenInput, required=False)
    reason = forms.CharField(
        label=_("Reason"), required=False, max_length=600, widget=TextArea(attrs={"rows": 2})
    )

    def __init__(
        self,
        *args: Any,
        version: int = NO_VERSION,
        is_asked: bool = True,
        is_needed: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = is_needed
        self.fields["version"].initial = version
        if not is_asked:
            del self.fields["reason"]

    def token(self) -> int:
        return version_in(self.cleaned_data)

    def anew(self, version: int) -> "ReasonForm":
        """The same question about the record as it is now; what was typed stays."""
        reason = self.cleaned_data.get("reason", "")
        asked = self.fields.get("reason")
        return ReasonForm(
            version=version,
            is_asked=asked is not None,
            is_needed=asked is not None and asked.required,
            initial={"reason": reason},
        )
