"""The base of forms about an assessment, and about one of its dimensions: what can be chosen is what its instrument has."""

from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from typing import Any, ClassVar

from django import forms
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from assessments.instrument_pack import Dimension, Instrument
from assessments.level_scale import level_scale, level_texts
from assessments.models import Assessment
from assessments.standing import pack_of, short
from history.keys import key_in
from programmes.forms import RecordForm


class LevelChoice(forms.TypedChoiceField):
    """A whole level, each with its text. A level is stored with one decimal and chosen without."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(coerce=_as_level, empty_value=None, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return short(value) if isinstance(value, Decimal) else value


def _as_level(text: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation as wrong:
        raise ValueError(text) from wrong


def level_field(
    pack: Instrument, dimension: Dimension | None = None, *, label: Any, is_optional: bool = False
) -> forms.Field:
    """Takes what is on the instrument's scale; with a dimension each level shows what it means there."""
    scale, required = level_scale(pack), not is_optional
    if not scale.is_whole:
        return forms.DecimalField(
            label=label,
            required=required,
            min_value=scale.low,
            max_value=scale.high,
            decimal_places=1,
            help_text=scale.rule,
            error_messages=dict.fromkeys(("min_value", "max_value", "max_decimal_places"), scale.rule),
        )
    return LevelChoice(
        label=label,
        required=required,
        choices=list(_levels(pack, dimension, is_optional=is_optional)),
        widget=forms.RadioSelect if dimension else forms.Select,
        error_messages={"invalid_choice": _("This is not on the scale. %(rule)s") % {"rule": scale.rule}},
    )


def _levels(pack: Instrument, dimension: Dimension | None, *, is_optional: bool) -> Iterator[tuple[str, str]]:
    if is_optional:
        yield "", _("No level")
    elif not dimension:
        yield "", _("Choose …")
    texts = level_texts(pack, dimension) if dimension else {}
    for level in pack.scale.levels if pack.scale else ():
        yield str(level), f"{level} · {texts[level]}" if level in texts else str(level)


class AssessmentForm(RecordForm):
    """A row of an assessment stays with it: the assessment is settled by the address, or when the row is revised."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.is_revision:
            self._settle("assessment")

    def _settle(self, name: str) -> None:
        self.fields[name].disabled, self.fields[name].widget = True, forms.HiddenInput()

    @cached_property
    def assessment(self) -> Assessment | None:
        """The one that is chosen, if it is one of this programme."""
        if self.is_revision:
            return self.instance.assessment
        if "assessment" in self.given:
            return self.given["assessment"]
        sent = self.data.get(self.add_prefix("assessment"), "")
        asked = key_in(sent if self.is_bound else self.initial.get("assessment", ""))
        return self._choices_of_assessments().filter(pk=asked).first()

    def _choices_of_assessments(self) -> models.QuerySet[Assessment]:
        """With the instruments of their own that they were made with, or each would ask for its own."""
        return self.fields["assessment"].queryset.select_related("own_instrument")

    @cached_property
    def pack(self) -> Instrument | None:
        return pack_of(self.assessment) if self.assessment else None


class DimensionForm(AssessmentForm):
    """About one dimension, and a level on the scale of its instrument."""

    level_is_optional: ClassVar[bool] = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._offer_dimensions()
        if self.pack:
            self._offer_levels(self.pack)

    @cached_property
    def dimension(self) -> Dimension | None:
        """The one that is chosen, if the instrument has it."""
        if self.pack is None:
            return None
        if self.is_revision:
            asked = self.instance.dimension
        else:
            sent = self.data.get(self.add_prefix("dimension"))
            asked = sent if self.is_bound else self.initial.get("dimension")
        return next((one for one in self.pack.dimensions if one.key == asked), None)

    def _offer_dimensions(self) -> None:
        self.fields["dimension"] = forms.ChoiceField(
            label=self.fields["dimension"].label,
            choices=[("", _("Choose …")), *self._dimensions()],
            error_messages={"invalid_choice": _("The instrument of this assessment has no such dimension.")},
        )
        if self.is_revision:
            self._settle("dimension")
        elif self.dimension and self.initial.get("dimension") == self.dimension.key and self.given:
            self.fields["dimension"].widget = forms.HiddenInput()

    def _dimensions(self) -> Iterator[tuple[str, Any]]:
        """Those of the assessment; while none is chosen, those of all, under the name of each."""
        if self.assessment:
            yield from self._choices(self.assessment)
            return
        for assessment in self._choices_of_assessments().order_by("-pk"):
            yield str(assessment), self._choices(assessment)

    @staticmethod
    def _choices(assessment: Assessment) -> list[tuple[str, str]]:
        pack = pack_of(assessment)
        return [(dimension.key, dimension.title) for dimension in pack.dimensions] if pack else []

    def _offer_levels(self, pack: Instrument) -> None:
        self.fields["level"] = level_field(
            pack, self.dimension, label=self.fields["level"].label, is_optional=self.level_is_optional
        )

    def given_rows(self) -> list[tuple[str, Any]]:
        """What is settled, the dimension too where it is not shown as a choice."""
        rows = super().given_rows()
        if self.dimension and self.fields["dimension"].widget.is_hidden:
            rows.append((self.fields["dimension"].label, self.dimension.title))
        return rows
