"""How long a report takes: the whole way from the sealed data, against the typesetter alone on the same HTML."""

import statistics
import time
from collections.abc import Callable
from resource import RUSAGE_CHILDREN, RUSAGE_SELF, getrusage
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from reports.models import Report
from reports.render import html_of, pdf_of
from reports.typesetter import typeset


class Command(BaseCommand):
    help = "Measures the newest issued report, or the one given: CPU and clock seconds, and the ratio to WeasyPrint alone."

    def add_arguments(self, parser):
        parser.add_argument("--report", type=int, help="primary key; without it, the newest issued report")
        parser.add_argument("--times", type=int, default=5, help="repetitions; the median counts")

    def handle(self, *, report, times, **options):
        issued = Report.objects.filter(issued_at__isnull=False).order_by("-issued_at")
        found = issued.filter(pk=report).first() if report else issued.first()
        if found is None:
            raise CommandError("There is no issued report to measure.")
        html = html_of(found)
        ways = {
            "HTML from the data set": lambda: html_of(found),
            "WeasyPrint alone": lambda: typeset(html, identifier=found.sha256[:32], instant=0),
            "the whole way": lambda: pdf_of(found),
        }
        charts = html.count('class="chart chart-')
        self.stdout.write(
            f"{found}: {charts} charts, {len(html) // 1024} KB of HTML, {len(pdf_of(found)) // 1024} KB of PDF"
        )
        cpu = {}
        for name, way in ways.items():
            cpu[name], clock = medians(times, way)
            self.stdout.write(f"{cpu[name]:8.2f} s CPU {clock:8.2f} s clock  {name}")
        self.stdout.write(
            f"{cpu['the whole way'] / cpu['WeasyPrint alone']:8.2f} × the CPU of WeasyPrint alone"
        )
        self.stdout.write(
            f"{getrusage(RUSAGE_CHILDREN).ru_maxrss // 1024:8} MB at most in the process that draws"
        )


def medians(times: int, way: Callable[[], Any]) -> tuple[float, float]:
    """CPU seconds, with those of child processes, and seconds on the clock; a first run warms the caches."""
    way()
    taken = []
    for _ in range(times):
        cpu, clock = cpu_seconds(), time.perf_counter()
        way()
        taken.append((cpu_seconds() - cpu, time.perf_counter() - clock))
    return statistics.median(cpu for cpu, _ in taken), statistics.median(clock for _, clock in taken)


def cpu_seconds() -> float:
    used = [getrusage(who) for who in (RUSAGE_SELF, RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in used)
