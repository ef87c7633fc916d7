"""From a sealed data set to what the templates of the report show. Nothing here looks at the database."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from charts.bars import Balance, BalanceLabels, Ranked, RankingLabels, balances, ranking
from charts.chart import Chart, Heading
from charts.curve import CurveLabels, Option, curve
from charts.gantt import GanttLabels, Task, Workstream, gantt
from charts.icons import State, Status
from charts.journey import Activity, Node, Phase
from charts.journey import journey as draw_journey
from charts.numbers import NumberFormat
from monitoring.wording import series_labels
from programmes.journey_map import labels as journey_labels
from programmes.journey_map import loops_in_words
from reports.assessment_sheet import AssessmentSheet, assessment_sheet
from reports.measure_sheet import Sheet, sheet_of

DAYS = frozenset({"period_from", "period_to", "from", "to", "first", "last", "period", "on", "due_since"})
INSTANTS = frozenset({"data_as_of", "last_issued_at", "since"})
MOST_SHEETS = 12  # measures drawn at full size; the scorecard has them all
MOST_RANKED = 12
LINES = 30  # of the first page, for status, asks and changes
MOST_ROWS = 20  # of a drawing of the plan, so that it fits a page
POUNDS = NumberFormat(prefix="£")
POINTS = NumberFormat(decimals=1)

Data = dict[str, Any]


@dataclass(frozen=True)
class ChangeGroup:
    """Changes of one subject; `more` counts those that are told elsewhere."""

    title: str
    changes: list[Data]
    more: int = 0


@dataclass(frozen=True)
class Document:
    """`sha256` is empty for a draft, which is drawn from facts that may still change."""

    data: Data
    sha256: str
    map: Chart
    sheets: list[Sheet]
    plan: list[Chart]
    ranking: Chart | None
    assessments: list[AssessmentSheet]
    curve: Chart | None
    balances: Chart | None

    @property
    def is_draft(self) -> bool:
        return not self.sha256

    @property
    def steps(self) -> list[Data]:
        return [node for node in self.data["journey"]["nodes"] if node["kind"] == "step"]

    @property
    def activities(self) -> list[Data]:
        return [node for node in self.data["journey"]["nodes"] if node["kind"] == "activity"]

    @property
    def sections(self) -> list[tuple[str, str]]:
        """(anchor, title) of the parts that this report has, in their order."""
        data = self.data
        parts = [
            ("at-a-glance", _("The programme at a glance"), True),
            ("journey", _("Steps and activities"), True),
            ("measures", _("Measures"), bool(data["measures"])),
            ("plan", _("Plan and milestones"), bool(self.plan)),
            ("risks", _("Risks and issues"), bool(data["risks"]["open"] or data["issues"])),
            (
                "decisions",
                _("Decisions and actions"),
                bool(data["decisions"]["made"] or data["decisions"]["asked"] or data["actions"]["open"]),
            ),
            ("needs", _("Whom we begin with"), bool(data["needs"])),
            ("assessments", _("Where the partners stand"), bool(self.assessments)),
            ("value", _("The value case"), bool(data["value"])),
            ("changes", _("All changes"), self.has_more_changes),
            ("about", _("About this report"), True),
        ]
        return [(anchor, title) for anchor, title, is_present in parts if is_present]

    @property
    def all_changes(self) -> list[ChangeGroup]:
        return [ChangeGroup(group["title"], group["items"]) for group in self.data["changes"]["groups"]]

    @property
    def main_changes(self) -> list[ChangeGroup]:
        """The first changes of each group, as many as the first page has room for; what one group leaves, others get."""
        groups = self.all_changes
        sizes = [[lines(f"{change['text']} {change['why']}") for change in group.changes] for group in groups]
        shares = shared_out(sizes, room_for_changes(self.data))
        return [
            ChangeGroup(group.title, group.changes[:share], len(group.changes) - share)
            for group, share in zip(groups, shares, strict=True)
        ]

    @property
    def has_more_changes(self) -> bool:
        return any(group.more for group in self.main_changes)

    @property
    def late_milestones(self) -> int:
        return sum(milestone["is_late"] for milestone in self.data["milestones"])

    @property
    def options(self) -> list[Data]:
        """The options of the value case with their sums in words."""
        options = self.data["value"]["options"]
        return [
            option | {name: POUNDS(float(option[name])) for name in ("pv_costs", "pv_benefits", "npv")}
            for option in options
        ]

    @property
    def funding_asks(self) -> list[Data]:
        return [ask | {"amount": POUNDS(float(ask["amount"]))} for ask in self.data["value"]["asks"]]

    @property
    def key_measures(self) -> list[Data]:
        """For the page that shows the whole at a glance: the key measures, or the first ones where none is marked."""
        measures = self.data["measures"]
        return ([measure for measure in measures if measure["is_key"]] or measures)[:6]


def document_of(data: Data, sha256: str) -> Document:
    """`data` as `json.loads` gives it."""
    data = revived(data)
    return Document(
        data=data,
        sha256=sha256,
        map=_map(data),
        sheets=[sheet_of(measure, series_labels(centre=_("Mean"))) for measure in _drawn(data["measures"])],
        plan=_plan(data),
        ranking=_ranking(data["needs"]),
        assessments=[
            assessment_sheet(row, place) for place, row in enumerate(data.get("assessments", []), start=1)
        ],
        curve=_curve(data["value"]),
        balances=_balances(data["value"]),
    )


def shared_out(sizes: list[list[float]], room: float) -> list[int]:
    """How many of its things each group may show: one at least, then in turn one more as long as the room lasts.

    `sizes` holds, by group, how much room each thing takes, in their order.
    """
    shares = [min(1, len(group)) for group in sizes]
    left = room - sum(group[0] for group in sizes if group)
    is_growing = True
    while is_growing:
        is_growing = False
        for place, group in enumerate(sizes):
            if shares[place] < len(group) and group[shares[place]] <= left:
                left -= group[shares[place]]
                shares[place] += 1
                is_growing = True
    return shares


def lines(text: str, letters: int = 98) -> int:
    """About how many lines of the first page a text takes."""
    return 1 + max(0, len(text) - 1) // letters


def room_for_changes(data: Data) -> float:
    """Lines that the first page has left below the status and what is asked of the board."""
    asks = sum(1.3 + 0.9 * lines(ask["text"], 85) + bool(ask["decision"]) for ask in data["asks"])
    return (
        LINES
        - 1.4 * lines(data["report"]["summary"], 80)
        - asks
        - lines(", ".join(data["programme"]["partners"]), 110)
    )


def revived(value: Any, key: str = "") -> Any:
    """The data with its days and instants as such."""
    if isinstance(value, dict):
        return {name: revived(item, name) for name, item in value.items()}
    if isinstance(value, list):
        return [revived(item) for item in value]
    if isinstance(value, str) and (key in DAYS or key.endswith("_on")):
        return date.fromisoformat(value)
    return datetime.fromisoformat(value) if isinstance(value, str) and key in INSTANTS else value


def _drawn(measures: list[Data]) -> list[Data]:
    """The measures that have figures; they come with the key measures first."""
    return [measure for measure in measures if measure["points"]][:MOST_SHEETS]


def _map(data: Data) -> Chart:
    nodes = data["journey"]["nodes"]
    phases = [Phase(p["title"], p["first_step"], p["last_step"]) for p in data["journey"]["phases"]]
    return draw_journey(
        [_node(node) for node in nodes if node["kind"] == "step"],
        phases,
        [Activity(_node(node), *node["span"]) for node in nodes if node["kind"] == "activity"],
        Heading("journey-map", _("The journey"), data["standing"]),
        journey_labels(loops_in_words(sum(max(0, node["visits"] - 1) for node in nodes))),
    )


def _node(node: Data) -> Node:
    return Node(
        number=node["mark"],
        label=node["title"] if node["kind"] == "activity" else node["short_title"],
        state=State(node["state"].replace("_", "-")),
        status=Status(node["rag"].replace("_", "-")) if node["rag"] else Status.NOT_JUDGED,
        in_figure=node["in_figure"],
    )


def _plan(data: Data) -> list[Chart]:
    """Workstreams with their milestones, and under them the milestones that belong to none; one drawing a page."""
    day, words = data["report"]["data_as_of"].date(), _gantt_labels()
    return [
        gantt(streams, day, Heading(f"plan-{number}", _("Plan and milestones"), ""), words)
        for number, streams in enumerate(_parted(list(_streams(data))), start=1)
    ]


def _parted(streams: list[Workstream]) -> list[list[Workstream]]:
    """The workstreams in groups of at most `MOST_ROWS` rows, their own included; a longer one is cut."""
    groups: list[list[Workstream]] = []
    room = 0
    for stream in streams:
        for start in range(0, len(stream.tasks), MOST_ROWS - 1):
            part = Workstream(stream.name, stream.tasks[start : start + MOST_ROWS - 1])
            if len(part.tasks) + 1 > room:
                groups.append([])
                room = MOST_ROWS
            groups[-1].append(part)
            room -= len(part.tasks) + 1
    return groups


def _streams(data: Data) -> Iterator[Workstream]:
    for stream in data["workstreams"]:
        own = [_task(row) for row in data["milestones"] if row["workstream"] == stream["title"]]
        span = Task(_("Workstream"), start=stream["starts_on"], end=stream["ends_on"])
        yield Workstream(stream["title"], [span, *own])
    known = {stream["title"] for stream in data["workstreams"]}
    if rest := [_task(row) for row in data["milestones"] if row["workstream"] not in known]:
        yield Workstream(_("Milestones of the programme"), rest)


def _task(row: Data) -> Task:
    moved = row["forecast_on"] != row["planned_on"]
    return Task(
        row["title"],
        planned=row["planned_on"],
        forecast=row["forecast_on"] if moved else None,
        met=row["reached_on"],
        is_late=row["is_late"],
    )


def _gantt_labels() -> GanttLabels:
    return GanttLabels(
        months=series_labels(centre="").months,
        quarters=[_("Q1"), _("Q2"), _("Q3"), _("Q4")],
        workstream=_("Workstream"),
        task=_("Milestone"),
        planned=_("Planned"),
        forecast=_("Now expected"),
        met=_("Reached"),
        activity=_("Workstream from start to end"),
        start=_("From"),
        end=_("Until"),
        late=_("Late"),
        status=_("Status"),
        today=_("Data as of"),
        no_date=_("no date"),
        empty=_("No milestones yet."),
    )


def _ranking(needs: Data | None) -> Chart | None:
    if needs is None:
        return None
    items = [
        Ranked(f"{row['place']}. {row['name']}", [float(part) for part in row["parts"]])
        for row in needs["cohorts"][:MOST_RANKED]
    ]
    labels = RankingLabels(_("Cohort"), needs["criteria"], _("Points of 100"), "")
    return ranking(items, Heading("ranking", _("Cohorts by priority"), needs["sentence"]), labels, POINTS)


def _curve(value: Data | None) -> Chart | None:
    if value is None:
        return None
    options = [
        Option(
            option["title"], [float(net) for net in option["cumulative_net"]], is_filled=option["is_chosen"]
        )
        for option in value["options"]
    ]
    labels = CurveLabels(
        years=[str(value["base_year"] + index) for index in range(value["years"])],
        year=_("Year"),
        unit=_("£, sum of net benefit to date, not discounted"),
        break_even=_("Pays back in"),
        no_break_even=_("Does not pay back"),
        empty="",
    )
    return curve(options, Heading("value-curve", _("Cost before benefit"), value["sentence"]), labels, POUNDS)


def _balances(value: Data | None) -> Chart | None:
    """Who pays and who gains under the option that the headline is about."""
    if value is None or not value["partners"]:
        return None
    items = [Balance(row["name"], float(row["cost"]), float(row["benefit"])) for row in value["partners"]]
    labels = BalanceLabels(_("Partner"), _("Pays or loses"), _("Gains"), _("On balance"), "")
    summary = _("%(option)s, over %(years)s years, discounted.") % {
        "option": value["option"],
        "years": value["years"],
    }
    return balances(items, Heading("value-partners", _("Who pays and who gains"), summary), labels, POUNDS)
