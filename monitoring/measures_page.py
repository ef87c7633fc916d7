"""The scorecard: every indicator of a programme in a line, with what its figures say."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from charts.chart import Chart
from charts.icons import Assurance, Variation
from history.lens import Lens
from monitoring.indicator_series import Analysis, analysed, figure_in_words, small_chart
from monitoring.models import Indicator
from monitoring.periods import Frequency
from monitoring.wording import assurance_in_words, variation_in_words
from programmes.models.programme import today

# What the limits and a small chart are made of; the drawing of a single indicator says more.
FIGURES = ("observations", "targets", "recalculations")
ACCESSORS = (*FIGURES, "baselines", "annotations")


@dataclass(frozen=True)
class Line:
    """One indicator on the scorecard. `variation` and `assurance` are icon values, empty where there is nothing to show."""

    indicator: Indicator
    analysis: Analysis
    variation: str
    assurance: str
    latest: str
    target: str
    sentence: str
    chart: Chart
    due_since: date | None

    @property
    def is_improving(self) -> bool:
        return self.analysis.reading.is_improvement

    @property
    def is_concern(self) -> bool:
        return self.analysis.reading.is_concern

    @property
    def misses(self) -> bool:
        return self.assurance == Assurance.FAIL

    @property
    def has_too_few(self) -> bool:
        return not self.analysis.reading.enough


@dataclass(frozen=True)
class Group:
    title: str
    lines: list[Line]


@dataclass(frozen=True)
class Scorecard:
    groups: list[Group]
    total: int
    sentence: str
    balance: str
    chips: list[dict[str, Any]]
    grouping: list[dict[str, Any]]
    is_filtered: bool


FILTERS: dict[str, Callable[[Line, User], bool]] = {
    "all": lambda line, user: True,
    "key": lambda line, user: line.indicator.is_key,
    "improving": lambda line, user: line.is_improving,
    "concern": lambda line, user: line.is_concern,
    "missed": lambda line, user: line.misses,
    "due": lambda line, user: line.due_since is not None,
    "mine": lambda line, user: line.indicator.data_owner_id == user.pk,
}


def load(lens: Lens, *accessors: str) -> list[Indicator]:
    """The indicators with all that belongs to them, or with the named rows only; each kind is loaded once."""
    return lens.rows(Indicator, *(accessors or ACCESSORS))


def day_of(lens: Lens) -> date:
    return lens.at.date() if lens.at else today()


def line_of(indicator: Indicator, day: date) -> Line:
    analysis = analysed(indicator)
    latest = indicator.latest
    target = indicator.target_on(max(day, latest.period) if latest else day)
    aimed = figure_in_words(indicator, target.value) if target else ""
    frequency = Frequency(indicator.frequency)
    sentence = variation_in_words(analysis.reading, frequency)
    return Line(
        indicator=indicator,
        analysis=analysis,
        variation=variation_icon(analysis),
        assurance=assurance_icon(analysis, has_target=bool(aimed)),
        latest=figure_in_words(indicator, latest.value) if latest else "",
        target=aimed,
        sentence=f"{sentence} {assurance_in_words(analysis.reading.assurance, aimed)}",
        chart=small_chart(indicator, analysis, day, sentence),
        due_since=indicator.due_since(day),
    )


def variation_icon(analysis: Analysis) -> str:
    code = analysis.reading.variation
    if code == "undefined":
        return ""
    return Variation.COMMON if code == "common_cause" else Variation(code.replace("_", "-"))


def assurance_icon(analysis: Analysis, *, has_target: bool) -> str:
    if not has_target:
        return ""
    return Assurance(analysis.reading.assurance) if analysis.reading.assurance else Assurance.NONE


def scorecard(lens: Lens, user: User, *, show: str, by: str) -> Scorecard:
    """`show` and `by` come from the address; what is not known there means everything, by aim."""
    day = day_of(lens)
    lines = [line_of(indicator, day) for indicator in load(lens, *FIGURES)]
    show = show if show in FILTERS else "all"
    by = by if by in {"aim", "dimension"} else "aim"
    shown = [line for line in lines if FILTERS[show](line, user)]
    return Scorecard(
        groups=_grouped(shown, by),
        total=len(lines),
        sentence=_sentence(lines),
        balance=_balance(lines),
        chips=_chips(lines, user, show, by),
        grouping=[
            {"label": _("By aim"), "url": f"?by=aim&show={show}", "is_active": by == "aim"},
            {"label": _("By dimension"), "url": f"?by=dimension&show={show}", "is_active": by == "dimension"},
        ],
        is_filtered=show != "all",
    )


def _grouped(lines: list[Line], by: str) -> list[Group]:
    choices = Indicator.Aim if by == "aim" else Indicator.Dimension
    groups = [
        Group(label, [line for line in lines if getattr(line.indicator, by) == value])
        for value, label in choices.choices
    ]
    return [group for group in groups if group.lines]


def _sentence(lines: list[Line]) -> str:
    """12 indicators: 3 improving, 2 of concern, 4 with figures overdue."""
    n = len(lines)
    counts = [
        (sum(line.is_improving for line in lines), _("%d improving")),
        (sum(line.is_concern for line in lines), _("%d of concern")),
        (sum(line.misses for line in lines), _("%d missing the target consistently")),
        (sum(line.has_too_few for line in lines), _("%d too early to tell")),
        (sum(line.due_since is not None for line in lines), _("%d with figures overdue")),
    ]
    said = [words % count for count, words in counts if count]
    head = ngettext("%d indicator", "%d indicators", n) % n
    return f"{head}: {', '.join(said)}." if said else f"{head}."


def _balance(lines: Iterable[Line]) -> str:
    """The dimensions that no indicator looks at: an improvement may be bought at their expense."""
    present = {line.indicator.dimension for line in lines}
    absent = [str(label).lower() for value, label in Indicator.Dimension.choices if value not in present]
    return _("No indicator yet for: %(names)s.") % {"names": ", ".join(absent)} if absent and present else ""


def _chips(lines: list[Line], user: User, show: str, by: str) -> list[dict[str, Any]]:
    labels = {
        "all": _("All"), "key": _("Key measures"), "improving": _("Improving"), "concern": _("Of concern"),
        "missed": _("Target missed"), "due": _("Figures overdue"), "mine": _("Mine"),
    }  # fmt: skip
    return [
        {
            "label": labels[name],
            "url": f"?show={name}&by={by}",
            "is_active": name == show,
            "count": sum(test(line, user) for line in lines),
        }
        for name, test in FILTERS.items()
    ]


def key_measures(lens: Lens) -> dict[str, Any] | None:
    """The panel of the programme's home page; nothing while no indicator is marked as key."""
    day = day_of(lens)
    lines = [line_of(indicator, day) for indicator in load(lens, *FIGURES) if indicator.is_key]
    return {"lines": lines} if lines else None
