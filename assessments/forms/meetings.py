"""The forms of a request to meet: asking, and answering."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from accounts.text_area import TextArea
from assessments.models import MeetingRequest
from programmes.forms import version_in


class AskForm(forms.ModelForm):
    """What to learn, and how to be reached. Whom and about what is in the address."""

    class Meta:
        model = MeetingRequest
        fields = ["message"]
        widgets = {"message": TextArea(attrs={"rows": 5})}


class AnswerForm(forms.Form):
    """Carries the version of the request that was read."""

    version = forms.CharField(widget=forms.HiddenInput, required=False)
    state = forms.ChoiceField(
        label=gettext_lazy("Your answer"),
        choices=[
            (MeetingRequest.State.ACCEPTED, gettext_lazy("We will meet")),
            (MeetingRequest.State.DECLINED, gettext_lazy("Not now")),
        ],
        widget=forms.RadioSelect,
    )
    answer = forms.CharField(
        label=gettext_lazy("What you tell them"),
        help_text=gettext_lazy("When you could meet and whom they should write to, or why not now."),
        max_length=2000,
        required=False,
        widget=TextArea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, version: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["version"].initial = version

    def token(self) -> int:
        return version_in(self.cleaned_data)
