"""The form of the pages that undo: why, and which plan the person was shown."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.text_area import TextArea


class UndoForm(forms.Form):
    """`plan` is the token of the plan that was shown; `needed` names the fields that are put back for a reason only."""

    plan = forms.CharField(widget=forms.HiddenInput, required=False)
    reason = forms.CharField(
        label=_("Reason"), required=False, max_length=600, widget=TextArea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, token: str, needed: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["plan"].initial = token
        if needed:
            self.fields["reason"].required = True
            names = ", ".join(name.lower() for name in needed)
            self.fields["reason"].help_text = _("Needed, since this was agreed: %(names)s.") % {
                "names": names
            }

    def token(self) -> str:
        return self.cleaned_data.get("plan") or ""
