"""A programme's steps and activities as the living map, and as a strip of small cells for a row of a list."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from charts.chart import Chart, Heading
from charts.icons import State as StateSign
from charts.icons import Status
from charts.journey import Activity, JourneyLabels, Node, Phase
from charts.journey import journey as draw_journey
from charts.journey_strip import journey_strip
from programmes.journey_pack import journey
from programmes.models import Rag, State, Step

Standing = tuple[str, str, str]  # key of a step or activity, its state, its declared status or ""


def journey_map(steps: Sequence[Step], summary: str) -> Chart:
    """The map; `steps` with their visits and claims filled in."""
    standing = [(step.key, step.state, step.rag) for step in steps]
    addresses = {step.key: step.get_absolute_url() for step in steps}
    nodes = {node_key: node for node_key, node in zip((s[0] for s in standing), _nodes(standing, addresses), strict=True)}
    pack = journey()
    loops = sum(max(0, len(step.visits.all()) - 1) for step in steps)
    return draw_journey(
        [nodes[entry.key] for entry in pack.steps],
        _phases(),
        [Activity(nodes[entry.key], pack.span(entry).start, pack.span(entry).stop - 1) for entry in pack.activities],
        Heading("journey-map", _("The journey"), summary),
        labels(loops_in_words(loops)),
    )


def strip(identity: str, standing: Sequence[Standing], words: JourneyLabels, summary: str) -> Chart:
    """A row of small cells; `identity` starts the ids of the drawing and is unique on the page."""
    activities = {entry.key for entry in journey().activities}
    nodes = _nodes(standing, {})
    steps = [node for node, place in zip(nodes, standing, strict=True) if place[0] not in activities]
    beside = [node for node, place in zip(nodes, standing, strict=True) if place[0] in activities]
    return journey_strip(steps, beside, Heading(identity, _("The journey"), summary), words)


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


def _nodes(standing: Sequence[Standing], addresses: dict[str, str]) -> list[Node]:
    return [_node(key, state, rag, addresses.get(key, "")) for key, state, rag in standing]


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
    return [*groups, PhaseSteps(_("Relationship building"), [of_key[entry.key] for entry in journey().activities])]


def phases_of(keys: set[str]) -> list[str]:
    """Names of the phases to which these steps belong, in order; activities belong to none."""
    return [phase.title for phase in journey().phases if keys & {step.key for step in journey().in_phase(phase.key)}]
