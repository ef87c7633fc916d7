"""One small example of every kind of chart, with every text in it made by `say`."""

from collections.abc import Callable
from datetime import date

import pytest

from charts.bars import Balance, BalanceLabels, Ranked, RankingLabels, balances, ranking
from charts.chart import Chart, Heading
from charts.curve import CurveLabels, Option, curve
from charts.dots import DotRow, DotsLabels, Verdict, dots
from charts.dumbbell import Change, Direction, DumbbellLabels, dumbbell
from charts.gantt import GanttLabels, Task, Workstream, gantt
from charts.icons import State, Status
from charts.journey import Activity, JourneyLabels, Node, Phase, journey
from charts.levels import Levels
from charts.numbers import NumberFormat
from charts.pyramid import Band, PyramidLabels, pyramid
from charts.radar import Axis, Profile, RadarLabels, radar
from charts.scatter import Actor, Attitude, ScatterLabels, scatter
from charts.series import Baseline, Note, Point, Segment, Series, SeriesLabels, Sign, Target
from charts.shares import Share, SharesLabels, shares
from charts.small import sparkline
from charts.time_series import time_series

Say = Callable[[str], str]
MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
POUNDS = NumberFormat(prefix="£")


def heading(say: Say, kind: str) -> Heading:
    return Heading(f"the-{kind}", say("Title"), say("Summary"))


def series_labels(say: Say) -> SeriesLabels:
    return SeriesLabels(
        months=MONTHS,
        signs={sign: say(sign.value) for sign in Sign},
        date=say("Date"),
        value=say("Value"),
        sign=say("Signal"),
        reason=say("Why"),
        centre=say("Mean"),
        lower=say("Lower limit"),
        upper=say("Upper limit"),
        two_sigma=say("Two sigma"),
        target=say("Target"),
        earlier_target=say("Earlier target"),
        baseline=say("Baseline"),
        note=say("Note"),
        missing=say("missing"),
        empty=say("No observations yet"),
    )


def full_series(say: Say) -> Series:
    values = [50, 42, None, 44, 46, 40, 53, 42, 41, 36, 35, 37, 36, 34, 38]
    signs = {1: Sign.NEUTRAL, 6: Sign.CONCERN, 9: Sign.IMPROVEMENT, 10: Sign.IMPROVEMENT}
    days = [date(2024 + (3 + i) // 12, (3 + i) % 12 + 1, 1) for i in range(len(values))]
    points = [
        Point(day, value, signs.get(i, Sign.COMMON), say("run of eight") if i in signs else "")
        for i, (day, value) in enumerate(zip(days, values, strict=True))
    ]
    return Series(
        points,
        [Segment(days[0], days[8], 44, 36, 52, 39, 49), Segment(days[9], days[14], 36, 31, 41)],
        [
            Target(days[0], None, 40, is_current=False),
            Target(days[3], days[9], 38),
            Target(days[9], None, 35),
        ],
        [
            Note(days[9], say("Ward opened")),
            Note(date(2025, 1, 10), say("Huddle")),
            Note(days[14], say("Last")),
        ],
        Baseline(days[0], days[3], 45.5),
        say("Admissions per 1,000"),
        NumberFormat(1),
    )


def draw_time_series(say: Say, *, is_empty: bool = False) -> Chart:
    data = Series([]) if is_empty else full_series(say)
    return time_series(data, heading(say, "time-series"), series_labels(say))


def draw_sparkline(say: Say, *, is_empty: bool = False) -> Chart:
    data = Series([]) if is_empty else full_series(lambda text: text)
    return sparkline(data, heading(say, "sparkline"), series_labels(say))


def draw_curve(say: Say, *, is_empty: bool = False) -> Chart:
    years = [str(year) for year in range(2024, 2030)]
    labels = CurveLabels(
        years, say("Year"), say("Net"), say("Pays back in"), say("Does not pay back"), say("None")
    )
    options = [
        Option(say("Teams"), [-100, -500, -300, -50, 300, 900], is_filled=True),
        Option(say("Teams, discounted"), [-100, -480, -300, -100, 200, 600]),
        Option(say("Coordination only"), [-50, -100, -90, -80, -60, -20]),
        Option(say("Nothing"), [0, 0, 0, 0, 0, 0]),
    ]
    return curve([] if is_empty else options, heading(say, "curve"), labels, POUNDS)


def draw_gantt(say: Say, *, is_empty: bool = False) -> Chart:
    names = [
        "workstream",
        "task",
        "planned",
        "forecast",
        "met",
        "activity",
        "start",
        "end",
        "late",
        "status",
        "today",
        "no_date",
        "empty",
    ]
    labels = GanttLabels(MONTHS, ["Q1", "Q2", "Q3", "Q4"], **{name: say(name) for name in names})
    tasks = [
        Task(say("Posts agreed"), planned=date(2025, 1, 31), met=date(2025, 2, 20)),
        Task(say("Training"), start=date(2025, 3, 1), end=date(2026, 6, 30)),
        Task(say("Pilot open"), planned=date(2025, 9, 1), forecast=date(2026, 5, 15), is_late=True),
        Task(say("Whole population")),
    ]
    streams = [] if is_empty else [Workstream(say("Teams"), tasks), Workstream(say("Records"), tasks[:1])]
    return gantt(streams, date(2026, 3, 14), heading(say, "gantt"), labels)


def draw_scatter(say: Say, *, is_empty: bool = False) -> Chart:
    names = ["interest", "power", "low", "high", "number", "name", "attitude", "needed", "quadrant", "empty"]
    labels = ScatterLabels(
        **{name: say(name) for name in names},
        attitudes={attitude: say(attitude.value) for attitude in Attitude},
        quadrants=(say("Satisfy"), say("Manage"), say("Monitor"), say("Inform")),
    )
    actors = [Actor(say(f"Actor {i}"), 5, 5, attitude) for i, attitude in enumerate(Attitude)]
    actors += [Actor(say("Newspaper"), 1, 2), Actor(say("Forum"), 5, 1, Attitude.CHAMPION, (5, 4))]
    return scatter([] if is_empty else actors, heading(say, "scatter"), labels)


def draw_ranking(say: Say, *, is_empty: bool = False) -> Chart:
    labels = RankingLabels(
        say("Cohort"), [say("Size"), say("Severity"), say("Benefit")], say("Total"), say("None")
    )
    items = [
        Ranked(say("Frail"), [30, 20, 10]),
        Ranked(say("Asthma"), [8, 0, 0.2]),
        Ranked(say("Nobody"), [0, 0, 0]),
    ]
    return ranking([] if is_empty else items, heading(say, "ranking"), labels, NumberFormat(1))


def draw_balances(say: Say, *, is_empty: bool = False) -> Chart:
    labels = BalanceLabels(say("Partner"), say("Puts in"), say("Gets out"), say("Net"), say("None"))
    items = [Balance(say("Hospital"), 420000, 90000), Balance(say("Council"), 180000, 1240000)]
    return balances([] if is_empty else items, heading(say, "balances"), labels, POUNDS)


def draw_pyramid(say: Say, *, is_empty: bool = False) -> Chart:
    labels = PyramidLabels(say("Age"), say("Men"), say("Women"), say("People"), say("None"))
    bands = [
        Band(say("0–39"), 14100, 13400),
        Band(say("40–79"), 15200, 15800),
        Band(say("80 and over"), 900, 2100),
    ]
    return pyramid([] if is_empty else bands, heading(say, "pyramid"), labels, NumberFormat())


def journey_labels(say: Say) -> JourneyLabels:
    names = [
        "number",
        "name",
        "phase",
        "state",
        "status",
        "activities",
        "not_in_figure",
        "time",
        "loop",
        "loop_detail",
        "empty",
    ]
    return JourneyLabels(
        states={state: say(state.value) for state in State},
        statuses={status: say(status.value) for status in Status},
        **{name: say(name) for name in names},
    )


def nine_steps(say: Say) -> list[Node]:
    states, statuses = list(State), list(Status)
    return [
        Node(str(i + 1), say(f"Step number {i + 1}"), states[i % 4], statuses[i % 3], f"/steps/{i + 1}/")
        for i in range(9)
    ]


def draw_journey(say: Say, *, is_empty: bool = False) -> Chart:
    phases = [Phase(say("Diagnosis"), 1, 2), Phase(say("Design"), 3, 6), Phase(say("Support"), 7, 9)]
    activities = [
        Activity(Node("A", say("Coalition"), State.OPEN, Status.WATCH, "/activities/a/"), 1, 9),
        Activity(Node("B", say("Capacity"), State.DONE), 1, 3),
        Activity(Node("C", say("Support"), State.DONE), 8, 9),
        Activity(Node("D", say("Leadership of the whole"), in_figure=False), 5, 5),
    ]
    steps = [] if is_empty else nine_steps(say)
    return journey(
        steps, [] if is_empty else phases, activities, heading(say, "journey"), journey_labels(say)
    )


def levels(say: Say) -> Levels:
    return Levels(0, 5, low_word=say("Not begun"), high_word=say("Everywhere"))


def draw_radar(say: Say, *, is_empty: bool = False) -> Chart:
    axes = [Axis(say(f"Dimension {i}")) for i in range(12)]
    names = ["Agreed", "Hospital", "Council", "Alliance", "Practices", "Trust", "People", "Housing"]
    profiles = [
        Profile(
            say(name),
            [None if (i, j) == (3, 0) else float((i + j) % 6) for i in range(12)],
            "other" if j else "main",
        )
        for j, name in enumerate(names)
    ]
    labels = RadarLabels(say("Number"), say("Dimension"), say("missing"), say("None"))
    return radar(heading(say, "radar"), axes, [] if is_empty else profiles, scale=levels(say), labels=labels)


def dots_labels(say: Say) -> DotsLabels:
    names = [
        "row",
        "level",
        "rating",
        "ratings",
        "median",
        "region",
        "agreed",
        "own",
        "verdict",
        "note",
        "empty",
    ]
    verdicts = {verdict: say(verdict.value) for verdict in Verdict}
    return DotsLabels(verdicts=verdicts, **{name: say(name) for name in names})


def draw_dots(say: Say, *, is_empty: bool = False) -> Chart:
    rows = [
        DotRow(say("Readiness"), {1: 1, 2: 3, 3: 6}, 3, 3, 2, Verdict.AGREEMENT, say("1 of 10 outside")),
        DotRow(say("Finance"), {0: 4, 5: 4}, 2.5, None, 0, Verdict.SPLIT, say("8 of 8 outside")),
        DotRow(say("Health"), {0: 4, 5: 1}, 0, is_part=True),
        DotRow(say("Housing"), instead=say("Fewer than five"), is_part=True),
        DotRow(say("All staff"), {0: 6, 2: 88, 3: 52}, 2, 2, 3, Verdict.AGREEMENT),
        DotRow(say("Not rated")),
    ]
    return dots(heading(say, "dots"), [] if is_empty else rows, levels(say), dots_labels(say))


def dumbbell_labels(say: Say) -> DumbbellLabels:
    names = ["row", "before", "after", "target", "change", "missing"]
    directions = {way: say(way.value) for way in Direction}
    return DumbbellLabels(directions=directions, empty=say("None"), **{name: say(name) for name in names})


def draw_dumbbell(say: Say, *, is_empty: bool = False) -> Chart:
    values = [(1, 3, 4), (2, 2, 2), (2.5, 2, 3), (None, 3, None), (0, None, 4), (None, None, None), (0, 5, 5)]
    rows = [Change(say(f"Dimension {i}"), *three) for i, three in enumerate(values)]
    return dumbbell(heading(say, "dumbbell"), [] if is_empty else rows, levels(say), dumbbell_labels(say))


def draw_shares(say: Say, *, is_empty: bool = False) -> Chart:
    labels = SharesLabels(
        say("Cluster"),
        [say("Present"), say("Planned")],
        say("Of how many"),
        say("none"),
        say("None"),
    )
    values = [(100, None), (66.7, 0), (0, 33.3), (None, None)]
    rows = [Share(say(f"Cluster {i}"), pair, say(f"{i} of 9")) for i, pair in enumerate(values)]
    return shares(heading(say, "shares"), [] if is_empty else rows, labels)


CAN_BE_EMPTY = [
    draw_time_series,
    draw_sparkline,
    draw_curve,
    draw_gantt,
    draw_scatter,
    draw_ranking,
    draw_balances,
    draw_pyramid,
    draw_journey,
    draw_radar,
    draw_dots,
    draw_dumbbell,
    draw_shares,
]


@pytest.fixture(params=CAN_BE_EMPTY, ids=lambda draw: draw.__name__)
def draw(request):
    """Draws one kind of chart, every text in it passed through the function given."""
    return request.param


@pytest.fixture(params=CAN_BE_EMPTY, ids=lambda draw: draw.__name__)
def draw_empty(request):
    return lambda say: request.param(say, is_empty=True)


@pytest.fixture
def labels() -> SeriesLabels:
    return series_labels(lambda text: text)


@pytest.fixture
def series() -> Series:
    return full_series(lambda text: text)


@pytest.fixture
def map_labels() -> JourneyLabels:
    return journey_labels(lambda text: text)


@pytest.fixture
def draw_all() -> dict[str, Chart]:
    """Every chart with plain words, by its kind."""
    return {draw.__name__.removeprefix("draw_"): draw(lambda text: text) for draw in CAN_BE_EMPTY}
