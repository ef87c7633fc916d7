"""A programme's steps and activities as the living map, and as a strip of small cells for a row of a list."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from charts.chart import Chart, Heading
from charts.icons import State as StateSign
from charts.icons import Status
from charts.journey import Activity, JourneyLabels, Node, Phase
from charts.journey import journey as draw_journey
from charts.strip_sprite import BAR_WIDTH, HEIGHT, STEP_WIDTH, symbol_id
from programmes.journey_pack import journey
from programmes.models import Rag, State, Step

STRIP = '<svg class="strip" viewBox="0 0 {} {}" role="img" aria-label="{}">{}</svg>'
STRIP_WIDTH = 338
CELL = '<g><title>{}</title><use href="#{}" x="{}" width="{}" height="{}"></use></g>'
Standing = tuple[str, str, str]  # key of a step or activity, its state, its declared status or ""


def journey_map(steps: Sequence[Step], summary: str) -> Chart:
    """The map; `steps` with their claims filled in."""
    standing = [(step.key, step.state, step.rag) for step in steps]
    addresses = {step.key: step.get_absolute_url() for step in steps}
    nodes = {key: _node(key, state, rag, addresses[key]) for key, state, rag in standing}
    pack = journey()
    loops = sum(step.loops for step in steps)
    return draw_journey(
        [nodes[entry.key] for entry in pack.steps],
        _phases(),
        [
            Activity(nodes[entry.key], pack.span(entry).start, pack.span(entry).stop - 1)
            for entry in pack.activities
        ],
        Heading("journey-map", _("The journey"), summary),
        labels(loops_in_words(loops)),
    )


def strip(standing: Sequence[Standing], summary: str) -> SafeString:
    """A row of small cells out of the symbols of `charts.strip_sprite`, which the page shows once before."""
    language = get_language() or ""
    cells = format_html_join("", "{}", ((_cell(*place, language),) for place in standing))
    return format_html(STRIP, STRIP_WIDTH, HEIGHT, summary, cells)


@lru_cache(maxsize=1024)
def _cell(key: str, state: str, rag: str, language: str) -> SafeString:
    """One cell at its place; `language` keeps the words of one reader from another."""
    node, words = _node(key, state, rag, ""), labels()
    x, width = _places()[key]
    title = f"{node.number}. {node.label}: {words.states[node.state]}, {words.statuses[node.status]}"
    return format_html(CELL, title, symbol_id(width, node.state, node.status), x, width, HEIGHT)


@cache
def _places() -> dict[str, tuple[int, int]]:
    """Key of a step or activity -> (x, width): nine cells, a gap, four longer ones."""
    steps = {step.key: (2 + index * 22, STEP_WIDTH) for index, step in enumerate(journey().steps)}
    start = 2 + len(steps) * 22 + 10
    return steps | {
        one.key: (start + index * 32, BAR_WIDTH) for index, one in enumerate(journey().activities)
    }


def labels(loop_detail: str = "") -> JourneyLabels:
    return JourneyLabels(
        states={StateSign(_sign(state.value)): str(state.label) for state in State},
        statuses={
            Status.NOT_JUDGED: _("Not judged"),
            **{Status(_sign(rag.value)): str(rag.label) for rag in Rag},
        },
        number=_("No."),
        name=_("Step or activity"),
        phase=_("Phase"),
        state=_("State"),
        status=_("Declared status"),
        activities=_("Relationship building"),
        not_in_figure=_("not in the published figure"),
        time=_("Time"),
        loop=journey().feedback.title,
        loop_detail=loop_detail,
        empty=_("The journey has no steps."),
    )


def _sign(value: str) -> str:
    """The drawings write a state or status with hyphens."""
    return value.replace("_", "-")


def _node(key: str, state: str, rag: str, address: str) -> Node:
    entry = journey().entry(key)
    return Node(
        number=entry.mark,
        label=entry.title if entry.kind == "activity" else entry.short_title,
        state=StateSign(_sign(state)),
        status=Status(_sign(rag)) if rag else Status.NOT_JUDGED,
        href=address,
        in_figure=entry.in_figure,
    )


def _phases() -> list[Phase]:
    found = []
    for phase in journey().phases:
        numbers = [step.number for step in journey().in_phase(phase.key)]
        found.append(Phase(phase.title, min(numbers), max(numbers)))
    return found


def loops_in_words(loops: int) -> str:
    if not loops:
        return _("no step reopened yet")
    return ngettext("%d step taken up again", "%d steps taken up again", loops) % loops


@dataclass(frozen=True)
class PhaseSteps:
    """A phase with its steps, or the activities under their heading: the map as a list for small screens."""

    title: str
    steps: list[Step]


def by_phase(steps: Sequence[Step]) -> list[PhaseSteps]:
    of_key = {step.key: step for step in steps}
    groups = [
        PhaseSteps(phase.title, [of_key[entry.key] for entry in journey().in_phase(phase.key)])
        for phase in journey().phases
    ]
    return [
        *groups,
        PhaseSteps(_("Relationship building"), [of_key[entry.key] for entry in journey().activities]),
    ]


def phases_of(keys: set[str]) -> list[str]:
    """Names of the phases to which these steps belong, in order; activities belong to none."""
    return [
        phase.title
        for phase in journey().phases
        if keys & {step.key for step in journey().in_phase(phase.key)}
    ]
