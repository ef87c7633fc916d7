"""How long the pages take with much history: the data once, then each page many times. `make bench` calls it."""

import gc
import json
import os
import platform
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.test import Client

from accounts.models import User
from config.bench.data import READER, make
from config.bench.pages import PAGES, places
from config.bench.saving import saved
from config.bench.sizes import SIZES, Size
from config.bench.timing import HEAD, Timed, as_json, timed
from history.audit import tracked_models
from programmes.models import Programme

TIMES, SAVES = 40, 200


class Command(BaseCommand):
    help = "Makes the data of a size (S, M or L) if there is none, and measures the pages. Not in production."

    def add_arguments(self, parser):
        parser.add_argument("size", choices=SIZES)
        parser.add_argument("--times", type=int, default=TIMES, help="requests of each page")
        parser.add_argument("--saves", type=int, default=SAVES)
        parser.add_argument("--only", default="", help="pages whose name has this in it, and no saves")
        parser.add_argument("--json", type=Path, help="the file for the figures")

    def handle(self, *, size, times, saves, only, json: Path | None, **options):
        if settings.PRODUCTION:
            raise CommandError("Made-up programmes have no place in production.")
        wanted = SIZES[size]
        self.data(wanted)
        about = machine() | {"size": size, "history rows": history_rows()}
        self.stdout.write("\n".join(f"{name}: {value}" for name, value in about.items()))
        timings = self.timings(wanted, times, saves, only)
        if json:
            keep(json, about, timings)
        if broken := [one.name for one in timings if one.faults]:
            raise CommandError(f"Over a limit: {', '.join(broken)}.")

    def data(self, size: Size) -> None:
        if Programme.objects.exists():
            return
        began = perf_counter()
        gc.disable()  # it would look through a million living rows again and again, and find nothing
        for said in make(size):
            self.say(f"{perf_counter() - began:6.0f} s  {said}")
        gc.enable()

    def timings(self, size: Size, times: int, saves: int, only: str) -> list[Timed]:
        reader, client = User.objects.get(email=READER), Client()
        client.force_login(reader)
        self.stdout.write(f"\n{HEAD}")
        pages = [page for page in PAGES if only in page.name]
        found = timed(pages, list(places(size)), client, times, self.say)
        if not only:
            found += saved(size, client, reader, saves)
            for one in found[len(pages) :]:
                self.say(one.line())
        return found

    def say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()


def machine() -> dict[str, str]:
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    busy = os.getloadavg()[0]
    return {
        "when": datetime.now(UTC).isoformat(timespec="minutes"),
        "machine": f"{os.cpu_count()} cores, {memory:.0f} GB, {platform.system()}, load before: {busy:.1f}",
        "python": platform.python_version(),
        "database": database(),
    }


def database() -> str:
    """Its version, and whether what is acknowledged would survive a power cut: that decides what a save costs."""
    version = ".".join(map(str, connection.get_database_version()))
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SHOW fsync")
            return f"PostgreSQL {version}, fsync {cursor.fetchone()[0]}"
        cursor.execute("PRAGMA synchronous")
        return f"SQLite {version}, synchronous {('off', 'normal', 'full', 'extra')[cursor.fetchone()[0]]}"


def history_rows() -> int:
    return sum(model.history.count() for model in tracked_models())


def keep(path: Path, about: dict, timings: list[Timed]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"about": about, "pages": as_json(timings)}, indent=1) + "\n")
