"""The forms of a respondent: what they work as, one dimension, and a view of their own."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.text_area import TextArea
from assessments.answering import (
    ABSENT,
    EARLIEST_YEAR,
    LONGEST_REASON,
    NO,
    NOT_RELEVANT,
    PARTLY,
    PLANNED,
    PRESENT,
    YES,
    Given,
    Line,
    element_of,
    values_of,
)
from assessments.instrument_pack import Dimension, Instrument
from assessments.models import Confidence, Profession
from programmes.models.programme import today

NOT_MY_FIELD = "none"
AS_BEFORE = "as-before"  # the profession that was given from another device, and is not shown
LONGEST_VIEW = 1500
WORDS = {
    "yes-partly-no": {YES: gettext_lazy("Yes"), PARTLY: gettext_lazy("Partly"), NO: gettext_lazy("No")},
    "presence": {
        PRESENT: gettext_lazy("Present"),
        PLANNED: gettext_lazy("Planned"),
        ABSENT: gettext_lazy("Neither"),
        NOT_RELEVANT: gettext_lazy("Not relevant here"),
    },
}
Choices = list[tuple[str, Any]]


@dataclass(frozen=True)
class Row:
    """One item with its fields; `year` only where elements are present or not."""

    text: str
    field: forms.BoundField
    year: forms.BoundField | None


def words_of(instrument: Instrument, dimension: Dimension) -> dict[int, str]:
    """Every value that can be given, in words; a number without words of its own stands for itself."""
    if instrument.answer in WORDS:
        return {value: str(words) for value, words in WORDS[instrument.answer].items()}
    said: Mapping[int, str] = dimension.levels or (instrument.scale.labels if instrument.scale else {})
    return {value: said.get(value, str(value)) for value in values_of(instrument)}


class ProfessionForm(forms.Form):
    profession = forms.ChoiceField(
        label=gettext_lazy("You work in"),
        choices=[("", gettext_lazy("Rather not say")), *Profession.choices],
        required=False,
        help_text=gettext_lazy("Results are shown by profession only where enough people share it."),
    )

    def __init__(self, *args: Any, is_unseen: bool, **kwargs: Any) -> None:
        """`is_unseen`: whether one was given is not shown here; it may be left as it is."""
        super().__init__(*args, **kwargs)
        if is_unseen:
            field = self.fields["profession"]
            field.choices = [(AS_BEFORE, _("As said before")), *field.choices]


class RatingForm(forms.Form):
    """One dimension: a level, or an answer to each item. It validates; `actions.ballots.rate` stores.

    `round` names the round that the page showed: what was typed for one round is not counted in the next. Where it
    names none of `rounds`, the form comes back for the newest of them, to be looked at and sent again.
    """

    round = forms.ChoiceField(
        widget=forms.HiddenInput,
        required=False,
        error_messages={
            "invalid_choice": gettext_lazy(
                "Nothing has been saved: what was sent did not say soundly which round it is for. Everything stands here as "
                "you sent it; save it once more."
            )
        },
    )
    not_my_field = forms.BooleanField(label=gettext_lazy("Not my field"), required=False)
    confidence = forms.ChoiceField(
        label=gettext_lazy("How sure are you?"),
        choices=Confidence.choices,
        widget=forms.RadioSelect,
        required=False,
    )
    reason = forms.CharField(
        label=gettext_lazy("Why? What do you see?"),
        widget=TextArea(attrs={"rows": 3}),
        max_length=LONGEST_REASON,
        required=False,
        error_messages={"max_length": gettext_lazy("This is %(show_value)d characters long. 2,000 fit.")},
    )

    def __init__(
        self,
        *args: Any,
        instrument: Instrument,
        dimension: Dimension,
        answers: list[Line],
        rounds: list[int],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.instrument, self.dimension = instrument, dimension
        self.fields["round"].choices = [(number, number) for number in rounds]
        self.initial["round"] = rounds[-1] if rounds else None
        choices = [(str(value), words) for value, words in words_of(instrument, dimension).items()]
        self._ask_items(choices) if dimension.items else self._ask_level(choices)
        self.initial |= self._initial(answers)

    def _ask_level(self, choices: Choices) -> None:
        del self.fields["not_my_field"]
        self.fields["level"] = forms.ChoiceField(
            label=_("Your answer"),
            choices=[*choices, (NOT_MY_FIELD, _("Not my field"))],
            widget=forms.RadioSelect,
            error_messages={"required": _("Choose one, or say that this is not your field.")},
        )

    def _ask_items(self, choices: Choices) -> None:
        for item in self.dimension.items:
            self.fields[f"item_{item.key}"] = forms.ChoiceField(
                label=item.text, choices=choices, widget=forms.RadioSelect, required=False
            )
            if self.instrument.answer == "presence":
                self.fields[f"year_{item.key}"] = forms.IntegerField(
                    label=_("Since which year?"),
                    min_value=EARLIEST_YEAR,
                    max_value=today().year,
                    required=False,
                    widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
                )

    def _initial(self, answers: list[Line]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for line in answers:
            item = line.element.removeprefix(self.dimension.key).removeprefix("/")
            if item:
                found |= {f"item_{item}": line.value, f"year_{item}": line.year}
                continue
            level = NOT_MY_FIELD if line.is_not_my_field else line.value
            found |= {"level": level, "not_my_field": line.is_not_my_field}
            found |= {"confidence": line.confidence, "reason": line.reason}
        return found

    @property
    def rows(self) -> Iterator[Row]:
        for item in self.dimension.items:
            year = f"year_{item.key}"
            yield Row(item.text, self[f"item_{item.key}"], self[year] if year in self.fields else None)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if "round" in self.errors:
            self.data = self.data.copy()
            self.data["round"] = self.initial["round"]
        if self.dimension.items and not self.errors:
            self._choose_one_of_both(cleaned)
        return cleaned

    def _choose_one_of_both(self, cleaned: dict[str, Any]) -> None:
        is_answered = any(cleaned.get(f"item_{item.key}") for item in self.dimension.items)
        if is_answered and cleaned["not_my_field"]:
            words = _("You have answered, and said that it is not your field. Take one of the two back.")
            self.add_error("not_my_field", words)
        if not is_answered and not cleaned["not_my_field"]:
            words = _("Nothing is answered yet. Answer what you can, or say that this is not your field.")
            self.add_error("not_my_field", words)

    def given(self) -> Given:
        """What a valid form says."""
        data = self.cleaned_data
        level = data.get("level", "")
        is_not_my_field = level == NOT_MY_FIELD or bool(data.get("not_my_field"))
        values = {self.dimension.key: int(level)} if level and not is_not_my_field else {}
        years = {}
        for item in self.dimension.items:
            element = element_of(self.dimension, item.key)
            if data[f"item_{item.key}"]:
                values[element] = int(data[f"item_{item.key}"])
            if (
                data.get(f"year_{item.key}") and values.get(element) == PRESENT
            ):  # else its field is out of sight
                years[element] = data[f"year_{item.key}"]
        sure = data["confidence"] if not is_not_my_field else ""
        return Given(
            values=values,
            years=years,
            is_not_my_field=is_not_my_field,
            confidence=int(sure) if sure else None,
            reason=data["reason"],
        )

    def typed(self) -> list[tuple[str, str]]:
        """(question, answer) of what was sent, valid or not: for a page that could not count it."""
        found = []
        for name, field in self.fields.items():
            raw = self.data.get(self.add_prefix(name), "").strip()
            if raw and not field.widget.is_hidden:
                choices = {str(value): words for value, words in getattr(field, "choices", ())}
                words = choices.get(raw, raw)
                found.append((str(field.label), "" if isinstance(field, forms.BooleanField) else str(words)))
        return found


class ViewForm(forms.Form):
    """Where somebody sees it differently from the group."""

    text = forms.CharField(
        label=gettext_lazy("Your view, in your own words"),
        widget=TextArea(attrs={"rows": 5}),
        max_length=LONGEST_VIEW,
        help_text=gettext_lazy(
            "Everybody in the programme reads it, as it stands, without your name. No details about patients, please."
        ),
    )
    level = forms.ChoiceField(label=gettext_lazy("The level you would give"), required=False)

    def __init__(self, *args: Any, instrument: Instrument, dimension: Dimension, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not instrument.is_rated:
            del self.fields["level"]
            return
        numbers = [(str(value), f"{value}") for value in values_of(instrument)]
        self.fields["level"].choices = [("", _("None")), *numbers]

    def chosen_level(self) -> int | None:
        chosen = self.cleaned_data.get("level")
        return int(chosen) if chosen else None
