"""Forms about who takes part in a programme."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, Sector
from accounts.roles import Role
from accounts.text_area import TextArea
from programmes.forms import DayField, RecordForm
from programmes.models import Membership, Programme
from programmes.models.programme import today
from programmes.people_page import known_organisations, managed_organisations, roles_to_give


class PartnerForm(forms.Form):
    """A new partner: an organisation that one knows already, or one that is described here."""

    organisation = forms.ModelChoiceField(
        label=_("An organisation that is here already"),
        queryset=Organisation.objects.none(),
        required=False,
        empty_label=_("A new one, as described below"),
    )
    name = forms.CharField(label=_("Name of the new organisation"), max_length=160, required=False)
    short_name = forms.CharField(
        label=_("Short name"), max_length=40, required=False, help_text=_("For tables and charts.")
    )
    sector = forms.ChoiceField(
        label=_("Sector"), choices=[("", _("Choose one")), *Sector.choices], required=False
    )
    contribution = forms.CharField(
        label=_("What it brings"),
        max_length=300,
        required=False,
        widget=TextArea(attrs={"rows": 2}),
        help_text=_("Money, staff, data, premises, trust, experience …"),
    )
    joined_on = DayField(label=_("Joined on"), initial=today)

    def __init__(self, *args: Any, programme: Programme, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.programme = programme
        self.fields["organisation"].queryset = known_organisations(programme)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        chosen, name = cleaned.get("organisation"), cleaned.get("name")
        if chosen and name:
            self.add_error("name", _("Choose an organisation above, or name a new one here, not both."))
        elif not chosen and not name and not self.errors:
            self.add_error("organisation", _("Choose an organisation, or name a new one below."))
        elif name:
            self._describe(cleaned, name)
        return cleaned

    def _describe(self, cleaned: dict[str, Any], name: str) -> None:
        """The organisation of this name, where there is one, so that it is not stored twice; or a new one."""
        found = Organisation.objects.filter(name__iexact=name).first()
        if found and self.programme.partners.filter(organisation=found).exists():
            self.add_error("name", _("This organisation is a partner already."))
        elif not found and not cleaned.get("sector"):
            self.add_error("sector", _("Say which sector the new organisation belongs to."))
        described = Organisation(
            name=name, short_name=cleaned.get("short_name", ""), sector=cleaned.get("sector", "")
        )
        cleaned["organisation"] = found or described


class InvitationForm(forms.Form):
    email = forms.EmailField(
        label=_("E-mail address"), widget=forms.EmailInput(attrs={"autocomplete": "off"})
    )
    organisation = forms.ModelChoiceField(
        label=_("Acts for"), queryset=Organisation.objects.none(), empty_label=None
    )
    role = forms.ChoiceField(label=_("Role"), initial=Role.CONTRIBUTOR)

    def __init__(self, *args: Any, programme: Programme, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.programme = programme
        self.fields["organisation"].queryset = managed_organisations(programme)
        self.fields["role"].choices = roles_to_give(programme)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        taking_part = self.programme.memberships.filter(
            user__email__iexact=cleaned.get("email", ""), organisation=cleaned.get("organisation")
        )
        if not self.errors and taking_part.exists():
            self.add_error(
                "email", _("This person acts for the organisation already. Change the role instead.")
            )
        return cleaned


class RoleForm(RecordForm):
    """The role of a member; those that the reader may not give are no choice."""

    class Meta:
        model = Membership
        fields = ["role"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = roles_to_give(self.programme)

    def refuse_last_manager(self) -> None:
        self.add_error(
            "role", ValidationError(_("Nobody else manages the programme. Make somebody manager first."))
        )

    def show_stale(self, row: Membership) -> None:
        """Somebody changed the role meanwhile: say to what; saving again is then a decision."""
        self.data = self.data.copy()
        self.data["version"] = str(row.version)
        words = _("Meanwhile somebody made this person %(role)s. Save again if your choice still holds.")
        self.add_error("role", ValidationError(words % {"role": row.get_role_display()}))
