"""Asks for each page again and again, of one programme after another, and says how long it took."""

import statistics
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from itertools import cycle, islice
from time import perf_counter, process_time
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from config.bench.pages import Page, Place

MORE_QUERIES = 1.5  # a page as of a day, in proportion to the page of today


@dataclass(frozen=True)
class Timed:
    """Milliseconds: the first request, then the spread of the later ones.

    `work` is the median of what this process spent on it, which a busy machine changes less. `bytes` is a median too.
    """

    name: str
    queries: int
    bytes: int
    first: float
    p50: float
    p95: float
    longest: float
    limit: float
    work: float = 0.0
    faults: tuple[str, ...] = ()

    def line(self) -> str:
        mark = f"  {'; '.join(self.faults)}" if self.faults else ""
        return (
            f"{self.name:32}{self.queries:>8}{self.bytes // 1000:>7}{self.first:>9.0f}{self.p50:>8.1f}"
            f"{self.p95:>8.1f}{self.longest:>9.1f}{self.work:>8.1f}{self.limit:>8.0f}{mark}"
        )


HEAD = (
    f"{'page':32}{'queries':>8}{'kB':>7}{'first':>9}{'p50':>8}{'p95':>8}{'longest':>9}{'work':>8}{'limit':>8}"
)


def timed(
    pages: Sequence[Page], places: Sequence[Place], client: Client, times: int, said: Callable[[str], Any]
) -> list[Timed]:
    """Each page `times` over; the queries of one that shows the past are held against those of today's."""
    found: dict[str, Timed] = {}
    for page in pages:
        found[page.name] = one = _timed(page, places, client, times, found)
        said(one.line())
    return list(found.values())


def _timed(
    page: Page, places: Sequence[Place], client: Client, times: int, before: dict[str, Timed]
) -> Timed:
    first, _cpu, _size = ask(client, page.address(places[0]))
    queries = asked_of_database(client, page.address(places[0]))
    asked = [ask(client, page.address(place)) for place in islice(cycle(places), 1, times + 1)]
    spent, busy, sizes = zip(*asked, strict=True)
    p95 = percentile(spent, 95)
    like = before.get(page.like)
    faults = [f"over {page.limit} ms"] if p95 > page.limit else []
    if like is not None and queries > MORE_QUERIES * like.queries:
        faults.append(f"{queries} queries, {like.queries} today")
    return Timed(
        name=page.name,
        queries=queries,
        bytes=int(statistics.median(sizes)),
        first=first,
        p50=statistics.median(spent),
        p95=p95,
        longest=max(spent),
        limit=page.limit,
        work=statistics.median(busy),
        faults=tuple(faults),
    )


def asked_of_database(client: Client, address: str) -> int:
    """Counted apart, because counting takes time."""
    with CaptureQueriesContext(connection) as captured:
        ask(client, address)
    return len(captured)


def ask(client: Client, address: str) -> tuple[float, float, int]:
    """Milliseconds by the clock and of this process alone, and bytes; anything but a page is a fault of the bench."""
    began, worked = perf_counter(), process_time()
    answer = client.get(address)
    body = answer.getvalue()
    spent, busy = 1000 * (perf_counter() - began), 1000 * (process_time() - worked)
    if answer.status_code != 200:
        raise RuntimeError(f"{address} answers {answer.status_code}")
    return spent, busy, len(body)


def percentile(values: Sequence[float], share: int) -> float:
    """The smallest value that so many in a hundred do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, -(-len(ordered) * share // 100) - 1)]


def as_json(timings: list[Timed]) -> list[dict[str, Any]]:
    return [asdict(one) for one in timings]
