"""The form that adds people to a panel: members of the programme by ticks, others as lines of text."""

import re
from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Organisation
from accounts.text_area import TextArea
from assessments.models import Assessment, Respondent
from programmes.forms import RecordForm
from programmes.models import Membership

MOST_PEOPLE = 1000  # in one panel
LONGEST_NAME = 120


class RespondentForm(RecordForm):
    """For somebody with an account only for whom they answer: name and address are those of the account."""

    class Meta:
        model = Respondent
        fields = ["name", "email", "organisation"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].help_text += " " + _("A new address gets the link with the next reminder.")
        if self.instance.user_id:
            del self.fields["name"], self.fields["email"]

    def clean_email(self) -> str:
        """A person answers once: an address under which somebody with an account is asked is theirs."""
        email: str = self.cleaned_data["email"].lower()
        others = Respondent.objects.filter(assessment=self.instance.assessment_id).exclude(
            pk=self.instance.pk
        )
        if email and others.filter(user__email__iexact=email).exists():
            raise ValidationError(_("Somebody with this address is asked already, by their account."))
        return email

    def _get_validation_exclusions(self) -> set[str]:
        """Constraints of the panel are checked with what the form does not show."""
        return super()._get_validation_exclusions() - {"assessment", "user"}


class PanelForm(forms.Form):
    """`respondents()` are the people to add, not stored yet."""

    members = forms.MultipleChoiceField(
        label=gettext_lazy("Members of the programme"),
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "form-check-input"}),
        error_messages={
            "invalid_choice": gettext_lazy("Somebody you ticked is asked already or has left. Look again.")
        },
    )
    lines = forms.CharField(
        label=gettext_lazy("Others, one on each line"),
        required=False,
        max_length=120_000,
        widget=TextArea(attrs={"rows": 6, "spellcheck": "false"}),
        help_text=gettext_lazy(
            "Name, e-mail address, organisation; a name or an address is enough. The organisation is one of the partners. "
            "For example: Ana Silva, ana@example.org, Riverside Council. Whoever has no address gets the link from you."
        ),
    )

    def __init__(
        self,
        *args: Any,
        assessment: Assessment,
        members: list[Membership],
        partners: list[Organisation],
        asked: list[Respondent],
        **kwargs: Any,
    ) -> None:
        """`members` are those who can be ticked; `partners` and `asked` are all that there are."""
        super().__init__(*args, **kwargs)
        self.assessment, self.asked = assessment, asked
        self.most = 1 if assessment.is_joint else MOST_PEOPLE
        self.by_address = {member.user.email.lower(): member for member in members}
        self.offered = {str(member.pk): member for member in members}
        self.partners = _by_name(partners)
        self.fields["members"].choices = [
            (value, f"{member.user} ({member.organisation.short})") for value, member in self.offered.items()
        ]

    def clean_members(self) -> list[Respondent]:
        ticked = [self.offered[value] for value in self.cleaned_data["members"]]
        twice = {one.user for one in ticked if sum(other.user_id == one.user_id for other in ticked) > 1}
        if twice:
            names = ", ".join(sorted(str(user) for user in twice))
            raise ValidationError(
                _("Ticked for two organisations: %(names)s. Choose one; a person answers once.")
                % {"names": names}
            )
        addresses = {one.email.lower() for one in self.asked if one.email}
        if known := [member.user for member in ticked if member.user.email.lower() in addresses]:
            names = ", ".join(sorted(str(user) for user in known))
            raise ValidationError(
                _("Asked already by their address: %(names)s. Untick them, or remove the address first.")
                % {"names": names}
            )
        return [self._member(member) for member in ticked]

    def clean_lines(self) -> list[Respondent]:
        found: list[Respondent] = []
        mistakes: list[str] = []
        seen = {one.address.lower() for one in self.asked if one.address}
        for number, line in enumerate(self.cleaned_data["lines"].splitlines(), start=1):
            if not line.strip():
                continue
            try:
                found.append(self._read(line, seen))
            except ValueError as mistake:
                mistakes.append(_("Line %(n)d: %(mistake)s.") % {"n": number, "mistake": mistake})
        if mistakes:
            raise ValidationError(mistakes)
        return found

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        ticked, written = cleaned.get("members"), cleaned.get("lines")
        if ticked is None or written is None:
            return cleaned
        both = {one.user_id for one in ticked} & {one.user_id for one in written if one.user_id}
        if both:
            self.add_error(
                "lines", _("Somebody is ticked above and written below. Take one of the two away.")
            )
        elif not ticked and not written:
            self.add_error(None, _("Tick somebody, or write a line."))
        elif len(self.asked) + len(ticked) + len(written) > self.most:
            self.add_error(None, self._too_many())
        return cleaned

    def _too_many(self) -> str:
        if self.assessment.is_joint:
            return _(
                "You answer together, so one person enters the answers. Choose one, and first remove whoever does it now."
            )
        return _("A panel has %(n)d people at most.") % {"n": MOST_PEOPLE}

    def respondents(self) -> list[Respondent]:
        return [*self.cleaned_data["members"], *self.cleaned_data["lines"]]

    def _read(self, line: str, seen: set[str]) -> Respondent:
        """The person of one line; ValueError says what is wrong with it. `seen` holds the addresses so far."""
        name, email, organisation = _parts(line)
        if email in seen:
            raise ValueError(_("%(email)s is asked already, or stands above") % {"email": email})
        if organisation and organisation.casefold() not in self.partners:
            raise ValueError(_("“%(name)s” is no partner of this programme") % {"name": organisation})
        seen |= {email} if email else set()
        partner = self.partners.get(organisation.casefold())
        if member := self.by_address.get(email):
            return self._member(member, partner)
        return Respondent(
            programme=self.assessment.programme,
            assessment=self.assessment,
            name=name,
            email=email,
            organisation=partner,
        )

    def _member(self, member: Membership, organisation: Organisation | None = None) -> Respondent:
        return Respondent(
            programme=self.assessment.programme,
            assessment=self.assessment,
            user=member.user,
            organisation=organisation or member.organisation,
        )


def _parts(line: str) -> tuple[str, str, str]:
    """Name, address and organisation of one line, empty where they are left out."""
    written = re.split(r"[;\t]", line) if re.search(r"[;\t]", line) else line.split(",")
    parts = [part.strip() for part in written if part.strip()]
    addresses = [part for part in parts if "@" in part]
    words = [part for part in parts if "@" not in part]
    if len(addresses) > 1 or len(words) > 2:
        raise ValueError(_("it should be a name, an address with an @ and an organisation, parted by commas"))
    email = addresses[0].lower() if addresses else ""
    if email and not _is_address(email):
        raise ValueError(_("“%(email)s” is no e-mail address") % {"email": addresses[0]})
    if not parts or (not email and len(parts) > 1 and line.lstrip()[:1] in ",;\t"):
        raise ValueError(_("it names nobody"))
    name, organisation = (*words, "", "")[:2]
    if email and parts[0] == addresses[0] and len(words) == 1:
        name, organisation = "", words[0]
    if max(len(name), len(organisation)) > LONGEST_NAME:
        raise ValueError(_("a name has %(n)d characters at most") % {"n": LONGEST_NAME})
    return name, email, organisation


def _is_address(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return len(text) <= 254


def _by_name(partners: Iterable[Organisation]) -> dict[str, Organisation]:
    """Partners by name and by short name; a name counts before another one's short name."""
    partners = list(partners)
    short = {partner.short_name.casefold(): partner for partner in partners if partner.short_name}
    return short | {partner.name.casefold(): partner for partner in partners}
