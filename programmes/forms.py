"""The base of every form that edits a record of a programme, and the forms of the journey and registers."""

from typing import Any, ClassVar

from crispy_forms.helper import FormHelper
from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, User
from programmes.models import Programme
from programmes.models.programme import ProgrammeRow


class DateInput(forms.DateInput):
    """The browser's own date field."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class RecordForm(forms.ModelForm):
    """A form for one record of a programme. It validates; an action saves.

    Every choice is held to the programme: its own rows, members and partners. `version` is the token of the row
    that was opened. `protected` names the fields whose change needs a reason; the form asks for it.
    """

    protected: ClassVar[frozenset[str]] = frozenset()

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, programme: Programme, user: User, parents: dict[str, int] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.programme, self.user = programme, user
        self.instance.programme = programme
        self.fields["version"].initial = self.instance.version
        for name, field in self.fields.items():
            self._hold_to_programme(field)
            self._fit_widget(field)
            if parents and name in parents:
                field.initial, field.widget = parents[name], forms.HiddenInput()
        if self.is_revision:
            self.fields["reason"] = forms.CharField(
                label=_("Reason for the change"),
                required=False,
                max_length=600,
                widget=forms.Textarea(attrs={"rows": 2}),
                help_text=_("Kept in the history, and shown beside the value.") if self.protected else "",
            )
        self.helper = FormHelper(self)
        self.helper.form_tag = False
        self.helper.disable_csrf = True  # the page that holds the form writes the token once

    @property
    def is_revision(self) -> bool:
        return self.instance.pk is not None

    def _hold_to_programme(self, field: forms.Field) -> None:
        if not isinstance(field, forms.ModelChoiceField):
            return
        model = field.queryset.model
        if issubclass(model, ProgrammeRow):
            field.queryset = model.objects.filter(programme=self.programme)
        elif model is User:
            field.queryset = User.objects.filter(memberships__in=self.programme.memberships.all()).distinct()
        elif model is Organisation:
            field.queryset = Organisation.objects.filter(partnerships__in=self.programme.partners.all())
        field.empty_label = None if field.required else _("None")

    @staticmethod
    def _fit_widget(field: forms.Field) -> None:
        if isinstance(field, forms.DateField):
            field.widget = DateInput()
        elif isinstance(field.widget, forms.Textarea):
            field.widget.attrs.setdefault("rows", 3)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if self.is_revision and self.protected & set(self.changed_data) and not cleaned.get("reason"):
            names = ", ".join(str(self.fields[name].label).lower() for name in self.fields if name in self.protected & set(self.changed_data))
            self.add_error("reason", ValidationError(_("You change what was agreed (%(names)s). Say why.") % {"names": names}))
        return cleaned

    def reason(self) -> str:
        return self.cleaned_data.get("reason") or ""

    def token(self) -> int:
        """The version from which the edit began; -1, which no row has, when the form came without one."""
        version = self.cleaned_data.get("version")
        return -1 if version is None else version

    def validate_unique(self) -> None:
        """Check with the programme in place, which the form itself does not show."""
        self._check(self.instance.validate_unique)

    def validate_constraints(self) -> None:
        self._check(self.instance.validate_constraints)

    def _check(self, check: Any) -> None:
        try:
            check(exclude=set(self.errors))
        except ValidationError as error:
            self._update_errors(error)


def record_form(model: type[models.Model], *names: str, protected: tuple[str, ...] = (), base: type[RecordForm] = RecordForm) -> type[RecordForm]:
    """A `RecordForm` for these fields of a model, for records whose form needs nothing more."""
    meta = type("Meta", (), {"model": model, "fields": list(names)})
    return type(f"{model.__name__}Form", (base,), {"Meta": meta, "protected": frozenset(protected)})
