"""What the style page shows: invented figures and names, one of each component in each of its states."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.text_area import TextArea
from charts.chart import Chart, Column, Heading, Table
from charts.icons import State, Status
from charts.journey import Activity, JourneyLabels, Node, Phase, journey
from charts.series import Note, Point, Segment, Series, SeriesLabels, Sign, Target
from charts.small import sparkline
from charts.time_series import time_series

MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
ADMISSIONS = [44, 46, 43, 45, 53, 42, 44, 47, 43, 45, 44, 42, 38, 37, 36, 38, 35, 37, 36, 35]
STEPS = [
    ("Needs assessment", State.DONE, Status.ON_TRACK),
    ("Situational analysis", State.REOPENED, Status.WATCH),
    ("Value case", State.DONE, Status.ON_TRACK),
    ("Vision and mission", State.DONE, Status.ON_TRACK),
    ("Strategic plan", State.OPEN, Status.WATCH),
    ("Mutual gain", State.OPEN, Status.OFF_TRACK),
    ("Communications strategy", State.OPEN, Status.ON_TRACK),
    ("Implementation and institutionalisation", State.OPEN, Status.ON_TRACK),
    ("Monitoring and evaluation", State.NOT_STARTED, Status.NOT_JUDGED),
]
ACTIVITIES = [
    ("Guiding coalition", State.OPEN, Status.ON_TRACK),
    ("Building support for change", State.OPEN, Status.WATCH),
    ("Collaborative capacity", State.REOPENED, Status.ON_TRACK),
    ("Clinical and system leadership", State.NOT_STARTED, Status.NOT_JUDGED),
]


class SampleForm(forms.Form):
    is_sample = True  # its error summary does not take the focus when the page opens

    name = forms.CharField(
        label="What could happen", help_text="One sentence: because of … there is a risk that …"
    )
    likelihood = forms.ChoiceField(
        label="Likelihood", choices=[("", "Choose"), (1, "1, rare"), (5, "5, almost certain")]
    )
    owner = forms.CharField(label="Owner", required=False)
    review_on = forms.DateField(label="Review date", widget=forms.DateInput(attrs={"type": "date"}))
    kinds = forms.MultipleChoiceField(
        label="Who is affected",
        choices=[("users", "People who use services"), ("staff", "Staff"), ("money", "Budgets")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    response = forms.ChoiceField(
        label="What we do about it",
        choices=[
            ("treat", "Make it smaller"),
            ("accept", "Live with it"),
            ("share", "Share it between partners"),
        ],
        widget=forms.RadioSelect,
    )
    plan = forms.CharField(label="How", widget=TextArea(attrs={"rows": 3, "maxlength": 500}), required=False)
    is_shared = forms.BooleanField(label="Show it in the board report", required=False)
    document = forms.FileField(label="Evidence", required=False)


class SampleRowForm(forms.Form):
    action = forms.CharField(label="Action")
    due = forms.DateField(label="Due", widget=forms.DateInput(attrs={"type": "date"}))


def run_chart() -> Chart:
    heading = Heading(
        "style-admissions",
        "Emergency admissions, people aged 75 and over",
        "Special-cause improvement since January 2025; the target is not yet reached consistently.",
    )
    return time_series(_admissions(), heading, _series_labels())


def small_chart() -> Chart:
    return sparkline(
        _admissions(), Heading("style-small", "Emergency admissions", "Falling."), _series_labels()
    )


def _admissions() -> Series:
    days = [date(2024 + month // 12, month % 12 + 1, 1) for month in range(len(ADMISSIONS))]
    signs = [
        Sign.CONCERN if value > 52 else Sign.IMPROVEMENT if index >= 12 else Sign.COMMON
        for index, value in enumerate(ADMISSIONS)
    ]
    return Series(
        points=[Point(day, value, sign) for day, value, sign in zip(days, ADMISSIONS, signs, strict=True)],
        segments=[Segment(days[0], days[11], 44.9, 38, 51.8), Segment(days[12], days[-1], 36.5, 32, 41)],
        targets=[Target(days[0], days[9], 40, is_current=False), Target(days[10], None, 35)],
        notes=[Note(date(2024, 12, 20), "Virtual ward opened at Riverside")],
        unit="Admissions per 1,000 people",
    )


def _series_labels() -> SeriesLabels:
    signs = {
        Sign.COMMON: "Common cause",
        Sign.IMPROVEMENT: "Improvement",
        Sign.CONCERN: "Concern",
        Sign.NEUTRAL: "Change",
    }
    return SeriesLabels(
        MONTHS, signs, "Month", "Value", "Signal", "Why", "Mean", "Lower limit", "Upper limit", "Two sigma",
        "Target", "Earlier target", "Baseline", "Note", "missing", "No observations yet.",
    )  # fmt: skip


def journey_map() -> Chart:
    steps = [Node(str(index), *parts, href="#journey") for index, parts in enumerate(STEPS, start=1)]
    phases = [
        Phase("Diagnosis", 1, 2),
        Phase("Analysis and design", 3, 6),
        Phase("Implementation support", 7, 8),
        Phase("Evaluation", 9, 9),
    ]
    activities = [
        Activity(Node(letter, *parts, in_figure=letter != "D"), 1, 9)
        for letter, parts in zip("ABCD", ACTIVITIES, strict=True)
    ]
    heading = Heading("style-journey", "The journey", "3 of 9 steps done; mutual gain is off track.")
    return journey(steps, phases, activities, heading, _journey_labels())


def _journey_labels() -> JourneyLabels:
    return JourneyLabels(
        states={
            State.NOT_STARTED: "Not started",
            State.OPEN: "Under way",
            State.REOPENED: "Reopened",
            State.DONE: "Done",
        },
        statuses={
            Status.ON_TRACK: "On track",
            Status.WATCH: "Watch",
            Status.OFF_TRACK: "Off track",
            Status.NOT_JUDGED: "Not judged",
        },
        number="No.",
        name="Name",
        phase="Phase",
        state="State",
        status="Status",
        activities="Relationship-building activities",
        not_in_figure="on Goodwin's list, not in his figure",
        time="Time: five years and more",
        loop="Cycle of learning",
        loop_detail="4 loops, 23 days from signal to decision",
        empty="No steps yet.",
    )


TABLE = Table(
    "Money put in, by partner",
    [Column("Partner"), Column("Sector"), Column("2025, £", True), Column("2026, £", True)],
    [
        ["Riverside Hospital", "Health", "120,000", "160,000"],
        ["County council, adult social care", "Social care", "85,000", "85,000"],
        ["Voluntary sector alliance", "Voluntary and community", "5,000", "12,500"],
    ],
)
RISKS = [
    {
        "name": "The pooled budget is not agreed before April",
        "rag": "off_track",
        "owner": "Amara Obi",
        "score": 20,
    },
    {
        "name": "Community nurses leave faster than we recruit",
        "rag": "watch",
        "owner": "Łukasz Nowak",
        "score": 12,
    },
    {"name": "The shared record slips again", "rag": "on_track", "owner": "Şule Yıldız", "score": 6},
    {"name": "Carers are asked too late", "rag": None, "owner": None, "score": None},
]
CHIPS = [
    {"label": "All", "url": "#tables", "is_active": True, "count": 14},
    {"label": "Late", "url": "#tables", "is_active": False, "count": 3},
    {"label": "Mine", "url": "#tables", "is_active": False, "count": 0},
]
CHECKLIST = [
    {"text": "Cohorts are defined and sized", "is_done": True, "note": "Ticked by Amara Obi on 14 Mar 2026"},
    {"text": "Every partner has endorsed the common cause", "is_done": False, "note": "5 of 7 have"},
    {"text": "Gaps in care are listed with their sources", "is_done": False, "url": "#checklist"},
]
TIMELINE = [
    {
        "at": datetime(2026, 3, 14, 10, 42, tzinfo=ZoneInfo("Europe/London")),
        "who": "Amara Obi",
        "organisation": "Riverside Hospital",
        "what": "Target of emergency admissions revised",
        "changes": [{"label": "Target", "before": "40", "after": "35"}, {"label": "From", "before": "", "after": "1 Nov 2024"}],
        "why": "The first target was reached six months early.",
        "cause": "Learning review 3",
        "cause_url": "#timeline",
    },
    {
        "at": datetime(2026, 3, 12, 9, 5, tzinfo=ZoneInfo("Europe/London")),
        "who": "Łukasz Nowak",
        "what": "Risk removed: the winter plan is late",
        "why": "The plan was signed.",
        "is_removal": True,
    },
]  # fmt: skip
FACTS = [
    ("Owner", "Amara Obi, Riverside Hospital"),
    ("Visits", "2"),
    ("Evidence", ""),
    ("Opened", "3 Feb 2026"),
]
SWATCHES = ["ink", "quiet", "wash", "brand", "on-track", "watch", "off-track", "reopened", "agreed", "focus"]


def wrong_form() -> SampleForm:
    return SampleForm({"name": "", "likelihood": "9", "review_on": ""}, auto_id="wrong_%s")


def subnav() -> list[dict[str, object]]:
    return [
        {"label": _("Goals"), "url": "#subnav", "is_active": True},
        {"label": _("Milestones"), "url": "#subnav", "is_active": False, "count": 8},
        {"label": _("Commitments"), "url": "#subnav", "is_active": False},
    ]


def days_around() -> list[date]:
    return [timezone.localdate() + timedelta(days=days) for days in (-800, -45, -5, -1, 0, 3, 20)]
