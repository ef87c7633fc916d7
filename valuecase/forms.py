"""The forms of the value case."""

import re
from typing import Any

from django import forms
from django.core.validators import MinValueValidator
from django.utils.translation import gettext_lazy as _

from history.grid import Grid
from programmes.forms import RecordForm
from programmes.grid_form import GridForm
from valuecase.models import (
    INVESTMENTS,
    NOT_NEGATIVE,
    FundingAsk,
    Stream,
    StreamYear,
    ValueCase,
)

AMOUNTS = Grid(StreamYear, line="stream_id", column="year", fields=("amount",))

_GROUPED = re.compile(r"-?\d{1,3}(,\d{3})+(\.\d+)?")


class MoneyField(forms.DecimalField):
    """A sum as people write it: "£12,000" and "12000.50" alike. What cannot be read stays in the field."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs = {
            "max_digits": 14,
            "decimal_places": 2,
            "validators": [MinValueValidator(0, NOT_NEGATIVE)],
        } | kwargs
        super().__init__(**kwargs, widget=forms.TextInput(attrs={"inputmode": "decimal"}))
        self.error_messages["invalid"] = _("Write a sum in figures, such as 12000 or 12,000.50.")

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str):
            value = (
                value.strip()
                .removeprefix("£")
                .replace("−", "-")
                .replace("\N{NO-BREAK SPACE}", "")
                .replace(" ", "")
            )
            value = value.replace(",", "") if _GROUPED.fullmatch(value) else value
        return super().to_python(value)

    def prepare_value(self, value: Any) -> Any:
        """With thousands apart, and without the pence where there are none."""
        if value is None or isinstance(value, str):
            return value
        return f"{value:,.0f}" if value == value.to_integral_value() else f"{value:,.2f}"


class ValueCaseForm(RecordForm):
    protected = frozenset({"base_year", "scheme", "inflation_pct"})

    class Meta:
        model = ValueCase
        fields = ["problem", "cohort", "base_year", "years", "scheme", "price_base", "inflation_pct"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.is_revision:
            self.fields["base_year"].initial = self.programme.starts_on.year


class StreamForm(RecordForm):
    """The type says whether a stream is an investment or a benefit."""

    class Meta:
        model = Stream
        fields = [
            "option",
            "title",
            "category",
            "organisation",
            "confidence",
            "evidence",
            "is_loss",
            "optimism_bias_pct",
            "delay_years",
        ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = Stream.Category.choices
        investments = [pair for pair in choices if pair[0] in INVESTMENTS]
        benefits = [pair for pair in choices if pair[0] not in INVESTMENTS]
        self.fields["category"].choices = [("", ""), (_("Investment"), investments), (_("Benefit"), benefits)]


class StreamYearForm(RecordForm):
    amount = MoneyField(label=_("sum"))

    class Meta:
        model = StreamYear
        fields = ["stream", "year", "amount"]


class FundingAskForm(RecordForm):
    protected = frozenset({"amount"})

    amount = MoneyField(label=_("sum"))

    class Meta:
        model = FundingAsk
        fields = ["addressee", "amount", "text", "needed_on"]


class AmountsForm(GridForm):
    """Streams by years: the sums of one option."""

    grid = AMOUNTS

    def cell_fields(self) -> dict[str, forms.Field]:
        field = MoneyField()
        field.widget.attrs["class"] = "form-control"
        return {"amount": field}
