"""The kinds of record of the value case, and its working paper."""

from collections.abc import Callable

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from programmes.forms import record_form
from programmes.kinds import Kind, Paper, register, register_paper
from programmes.models.programme import ProgrammeRow
from valuecase.forms import FundingAskForm, StreamForm, StreamYearForm, ValueCaseForm
from valuecase.models import CaseOption, FundingAsk, Stream, StreamYear, UnpricedValue, ValueCase


def in_case(section: str = "") -> Callable[[ProgrammeRow], str]:
    """The row on the working paper: at its own anchor, or at its section's where it stands in no line of its own."""
    return lambda row: (
        f"{reverse('value_case', args=[row.programme.slug])}#{section or f'{row._meta.model_name}-{row.pk}'}"
    )


def line_of_stream(row: StreamYear) -> str:
    return in_case(f"stream-{row.stream_id}")(row)


register(
    Kind(
        ValueCase,
        ValueCaseForm,
        page=in_case("problem"),
        is_removable=False,
        instead=_("A programme keeps its value case; change or remove what stands in it."),
    ),
    Kind(
        CaseOption,
        record_form(CaseOption, "title", "description", "is_do_nothing", "is_preferred", "position"),
        page=in_case(),
        children=("streams", "unpriced"),
    ),
    Kind(Stream, StreamForm, page=in_case(), children=("amounts",)),
    Kind(StreamYear, StreamYearForm, page=line_of_stream),
    Kind(
        UnpricedValue,
        record_form(UnpricedValue, "title", "option", "for_whom", "weight", "evidence"),
        page=in_case(),
    ),
    Kind(FundingAsk, FundingAskForm, page=in_case()),
)

register_paper(
    Paper(
        step_key="value-case",
        title=_("Value case"),
        purpose=_(
            "What it takes, what it brings, to whom and when: options side by side, with doing nothing."
        ),
        url_name="value_case",
        models=(ValueCase, CaseOption, Stream, StreamYear, UnpricedValue, FundingAsk),
    )
)
