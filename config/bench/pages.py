"""What is measured, and the limits: a page is a name, an address, and how long its 95th percentile may take."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.urls import reverse
from django.utils.http import urlencode

from assessments.models import Assessment
from config.bench.sizes import LAST_MONTH, Size
from monitoring.models import Indicator
from programmes.models import Programme, Risk

LAST_DAY = LAST_MONTH + timedelta(days=30)
A_YEAR_AGO = LAST_DAY - timedelta(days=365)
STEP, OTHER_STEP = "monitoring-evaluation", "strategic-plan"

# Where a limit comes from.
ISSUE = "as of a day, and what changed between two: p95 of 500 ms at 1,000,000 history rows"
PANEL = "results of a round: p95 of 300 ms at 500 people and 12 dimensions"
OURS = "our own: a page that keeps people waiting for less than a second"


@dataclass(frozen=True)
class Place:
    """What the addresses of one programme need."""

    slug: str
    indicator: int
    risk: int
    panel: tuple[str, int] = ("", 0)  # the one assessment: its programme and itself

    @property
    def then(self) -> str:
        return f"{self.slug}@{A_YEAR_AGO}"


@dataclass(frozen=True)
class Page:
    """`limit` is in milliseconds; `like` names the page whose queries it may exceed by half at most."""

    name: str
    address: Callable[[Place], str]
    limit: int = 1000
    source: str = OURS
    like: str = ""


def results(**query: str) -> Callable[[Place], str]:
    return lambda place: f"{reverse('assessment_results', args=place.panel)}?{urlencode(query)}"


def as_it_was(name: str, address: Callable[[Place], str]) -> Page:
    return Page(f"{name} a year ago", address, 500, ISSUE, like=name)


def differing(name: str, since: Callable[[], date]) -> Page:
    query = f"?since={since()}&until={LAST_DAY}"
    return Page(
        f"what changed, {name}", lambda place: reverse("changes", args=[place.slug]) + query, 500, ISSUE
    )


PAGES = (
    Page("portfolio", lambda place: reverse("portfolio")),
    Page("home", lambda place: reverse("programme", args=[place.slug])),
    as_it_was("home", lambda place: reverse("programme", args=[place.then])),
    Page("plan", lambda place: reverse("plan", args=[place.slug])),
    as_it_was("plan", lambda place: reverse("plan", args=[place.then])),
    Page("strategic plan", lambda place: reverse("strategic_plan", args=[place.slug])),
    as_it_was("strategic plan", lambda place: reverse("strategic_plan", args=[place.then])),
    Page("actions", lambda place: reverse("register", args=[place.slug, "actions"])),
    as_it_was("actions", lambda place: reverse("register", args=[place.then, "actions"])),
    Page("risks", lambda place: reverse("register", args=[place.slug, "risks"])),
    as_it_was("risks", lambda place: reverse("register", args=[place.then, "risks"])),
    Page("step", lambda place: reverse("step", args=[place.slug, STEP])),
    as_it_was("step", lambda place: reverse("step", args=[place.then, STEP])),
    Page("stakeholders", lambda place: reverse("stakeholders", args=[place.slug])),
    as_it_was("stakeholders", lambda place: reverse("stakeholders", args=[place.then])),
    Page("measures", lambda place: reverse("measures", args=[place.slug])),
    as_it_was("measures", lambda place: reverse("measures", args=[place.then])),
    Page("one measure", lambda place: reverse("indicator", args=[place.slug, place.indicator])),
    as_it_was("one measure", lambda place: reverse("indicator", args=[place.then, place.indicator])),
    Page("record", lambda place: reverse("record", args=[place.slug, "risk", place.risk])),
    as_it_was("record", lambda place: reverse("record", args=[place.then, "risk", place.risk])),
    Page("results of a panel", results(), 300, PANEL),
    Page("results of a panel by sector", results(by="sector"), 300, PANEL),
    Page("results of a panel by organisation", results(by="organisation"), 300, PANEL),
    Page("history", lambda place: reverse("history", args=[place.slug])),
    as_it_was("history", lambda place: reverse("history", args=[place.then])),
    Page(
        "history of one kind", lambda place: reverse("history", args=[place.slug]) + "?kind=programmes.risk"
    ),
    Page("history of one step", lambda place: reverse("history", args=[place.slug]) + f"?topic={OTHER_STEP}"),
    Page("history with a word", lambda place: reverse("history", args=[place.slug]) + "?q=pharmacists"),
    Page("history, page 40", lambda place: reverse("history", args=[place.slug]) + "?page=40"),
    Page("history as a table", lambda place: reverse("history_csv", args=[place.slug]), 3000),
    differing("a month", lambda: LAST_DAY - timedelta(days=31)),
    differing("a year", lambda: A_YEAR_AGO),
    differing("all years", lambda: date(2000, 1, 1)),
)


def places(size: Size) -> Iterator[Place]:
    """Each programme but the last, which is kept for saving."""
    panel = Assessment.objects.select_related("programme").first()
    place = (panel.programme.slug, panel.pk) if panel else ("", 0)
    for programme in Programme.objects.order_by("pk")[: size.programmes - 1]:
        indicator = Indicator.objects.filter(programme=programme).order_by("pk")[:1].get()
        risk = Risk.objects.filter(programme=programme).order_by("pk")[:1].get()
        yield Place(programme.slug, indicator.pk, risk.pk, place)
