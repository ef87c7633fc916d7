"""Elements of a service: what is missing first, then what is present and planned in each cluster.

PI and PP are those of Minkman et al. 2011 (doi:10.1186/1472-6963-11-177), of what more than half of the panel say of each
element.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.instrument_pack import Dimension, Instrument
from assessments.phase import Placement, placement
from assessments.results.sheets import STATES as CODED
from assessments.results_page.decisive import Decisive, decisive
from assessments.results_page.drawings import profile
from assessments.results_page.items import group_values
from assessments.results_page.onward import Next
from assessments.results_page.shown import Element, Json, LineOfDimension, Shown, elements, said_reasons
from assessments.results_page.states import (
    ABSENT,
    PLANNED,
    PRESENT,
    STATES,
    is_undecided,
    reading_of,
    says,
    since,
    state_of,
)
from assessments.scoring import Presence, implemented, planned
from charts.chart import Chart, Column, Heading, Table
from charts.radar import Profile
from charts.shares import Share, SharesLabels, shares


@dataclass(frozen=True)
class Missing:
    """An element that is relevant and neither present nor planned, or on which there is no majority."""

    key: str
    dimension: Dimension
    text: str
    said: str  # how many gave each state
    next: Next


@dataclass(frozen=True, kw_only=True)
class Line(LineOfDimension):
    """One cluster. `settled` are the keys of its elements that are in none of the lists above."""

    elements: Table
    settled: list[str]


@dataclass(frozen=True)
class PresenceOf:
    """`part` says of how much of the instrument the percentages are.

    `phases` and `decisive` are None for an instrument without phases of development, or decisive elements.
    """

    sentence: str
    part: str
    absent: list[Missing]
    undecided: list[Missing]
    profile: Chart | None
    chart: Chart
    lines: list[Line]
    phases: Placement | None
    decisive: Decisive | None


def presence(shown: Shown) -> PresenceOf:
    every = [(one, element) for one, found in shown.dimensions for element in elements(one, found)]
    return PresenceOf(
        sentence=_sentence(shown, [element for _one, element in every]),
        part=part_of(shown.pack),
        absent=[_missing(shown, one, element) for one, element in every if state_of(element) == ABSENT],
        undecided=[_missing(shown, one, element) for one, element in every if is_undecided(element)],
        profile=_profile(shown),
        chart=_chart(shown),
        lines=[_line(shown, one, found) for one, found in shown.dimensions],
        phases=placement(shown.plan.lens, shown.plan.assessment) if shown.pack.phases else None,
        decisive=decisive(shown.pack, dict(shown.content["dimensions"]), is_joint=shown.is_joint),
    )


def part_of(pack: Instrument) -> str:
    """Which part of the instrument the figures are of; empty for a whole one."""
    if not pack.elements_in_full:
        return ""
    items = [item for one in pack.dimensions for item in one.items]
    ours = sum(item.origin == "ours" for item in items)
    words = _("The percentages are of %(shown)d of the %(all)d elements.") % {
        "shown": len(items) - ours,
        "all": pack.elements_in_full,
    }
    if ours:
        added = ngettext("%(n)d question of ours is added.", "%(n)d questions of ours are added.", ours)
        words += " " + added % {"n": ours}
    return words + " " + _("They cannot be compared with published ones.")


def _profile(shown: Shown) -> Chart | None:
    """The share that is present, and what it would be if everything came that is planned."""
    hoped = [if_plans_come_true(elements(one, found)) for one, found in shown.dimensions]
    return profile(shown, main=_("Present now"), besides=[Profile(_("If plans come true"), hoped)])


def if_plans_come_true(every: Iterable[Element]) -> float | None:
    """PI with what is planned counted as present; None where PI is."""
    every = list(every)
    if any(element.is_hidden or not element.found["n"] for element in every):
        return None
    told = _told(every)
    return implemented(
        [Presence(is_relevant=one.is_relevant, is_present=one.is_present or one.is_planned) for one in told]
    )


def _told(every: Iterable[Element]) -> list[Presence]:
    """The elements on which there is a majority."""
    return [CODED[state] for element in every if (state := state_of(element)) is not None]


# In a sentence


def _sentence(shown: Shown, every: Sequence[Element]) -> str:
    told = _told(every)
    pi, pp = implemented(told), planned(told)
    if pi is None:
        return _("There is no element that a majority calls relevant.")
    relevant, present = (
        sum(one.is_relevant for one in told),
        sum(one.is_relevant and one.is_present for one in told),
    )
    words = {"relevant": relevant, "present": present, "pi": shown.value(pi)}
    sentence = (
        _("%(present)d of %(relevant)d relevant elements are present (PI %(pi)s)")
        if shown.is_joint
        else _(
            "By what the majority says, %(present)d of %(relevant)d relevant elements are present (PI %(pi)s)"
        )
    ) % words
    if pp is not None:
        rest = {"rest": relevant - present, "planned": sum(one.is_planned for one in told)}
        sentence += _("; of the other %(rest)d, %(planned)d are planned (PP %(pp)s)") % (
            rest | {"pp": shown.value(pp)}
        )
    return f"{sentence}."


# What is missing


def _missing(shown: Shown, one: Dimension, element: Element) -> Missing:
    counts = element.found["counts"]
    said = ", ".join(f"{word}: {n}" for code, word in STATES.items() if (n := counts[str(code)]))
    told = "" if shown.is_joint else said
    return Missing(element.key, one, element.text, told, shown.plan.of(element.key, element.text))


# By cluster


def _chart(shown: Shown) -> Chart:
    rows = [
        Share(one.title, (found["pooled"], found["planned"]["pooled"]), _note(elements(one, found)))
        for one, found in shown.dimensions
    ]
    labels = SharesLabels(
        row=_("Cluster"),
        series=[_("Present (PI)"), _("Planned, of those not present (PP)")],
        note=_("Elements"),
        missing="–",
        empty=_("Nothing is shown."),
    )
    summary = _("Of the relevant elements of each cluster those present; of the others those planned.")
    return shares(Heading("clusters", _("Present and planned"), summary), rows, labels)


def _note(every: Sequence[Element]) -> str:
    states = Counter(map(state_of, every))
    relevant = states[PRESENT] + states[PLANNED] + states[ABSENT]
    return _("%(present)d of %(relevant)d relevant") % {"present": states[PRESENT], "relevant": relevant}


def _line(shown: Shown, one: Dimension, found: Json) -> Line:
    every = elements(one, found)
    return Line(
        dimension=one,
        found=found,
        elements=_elements(shown, one, every),
        settled=[item.key for item in every if state_of(item) != ABSENT and not is_undecided(item)],
        groups=group_values(shown, one, found),
        why_no_groups=shown.why_not(found),
        reasons=said_reasons(found),
    )


def _elements(shown: Shown, one: Dimension, every: Sequence[Element]) -> Table:
    """What the panel reads, how many gave each state, and since when it is present."""
    columns = [Column(_("Element")), Column(says(is_joint=shown.is_joint))]
    if not shown.is_joint:
        columns += [Column(str(word), True) for word in STATES.values()]
    columns.append(Column(_("Since"), True))
    return Table(one.title, columns, [_row(element, len(columns)) for element in every])


def _row(element: Element, width: int) -> list[str]:
    if element.is_hidden:
        return [element.text, reading_of(element), *["–"] * (width - 2)]
    counts = element.found["counts"]
    numbers = [str(counts[str(code)]) for code in STATES] if width > 3 else []
    return [element.text, reading_of(element), *numbers, since(element)]
