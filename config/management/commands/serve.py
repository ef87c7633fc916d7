"""The web server and the worker as one: both run, or neither does. Beside them runs what has to be done every hour."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

MANAGE = Path(settings.BASE_DIR) / "manage.py"
GRACE = 30 if settings.PRODUCTION else 3  # seconds for requests and the running task to finish
POLL = 0.2  # seconds between two looks at the children
FIRST, EVERY = 60, 3600  # seconds after the start, and from then on
HOURLY = (
    ["send_reminders"],
    # What jobs were told, and what became of them, is kept for a week and no longer.
    ["prune_db_task_results", "--min-age-days", "7", "--verbosity", "0"],
)


class Command(BaseCommand):
    help = "Runs the web server and the worker until interrupted; when one of them ends, so does the other."

    def add_arguments(self, parser):
        parser.add_argument("--host", default=os.environ.get("HOST", "127.0.0.1"))
        parser.add_argument("--port", default=os.environ.get("PORT", "8000"))

    def handle(self, *, host, port, **options):
        port = usable_port(host, port)
        stopping = threading.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: stopping.set())
        children = {name: start(command) for name, command in commands(host, port).items()}
        hourly = [Hourly([str(MANAGE), *command]) for command in HOURLY]
        try:
            ended = self.watch(children, hourly, stopping, host, port)
        finally:
            stop([*children.values(), *(child for one in hourly for child in one.running)])
        if ended:
            raise CommandError(f"The {ended} ended by itself, so everything was stopped.")
        self.stdout.write("Stopped.")

    def watch(self, children, hourly, stopping, host, port):
        """The name of the child that ended by itself; None when a signal asked for the end."""
        announced = False
        while not stopping.wait(POLL):
            for name, child in children.items():
                if child.poll() is not None:
                    return name
            for one in hourly:
                one.look()
            if not announced and answers(host, port):
                self.stdout.write(f"Common Cause answers at http://{host}:{port}/ (Ctrl-C stops it)")
                self.stdout.flush()
                announced = True
        return None


class Hourly:
    """A command that runs again and again and ends each time; that it fails stops nothing else."""

    def __init__(self, command):
        self.command, self.running = command, []
        self.next = time.monotonic() + FIRST

    def look(self):
        """Start it when its time has come and the last one has ended."""
        self.running = [child for child in self.running if child.poll() is None]
        if not self.running and time.monotonic() >= self.next:
            self.running, self.next = [start(self.command)], time.monotonic() + EVERY


def commands(host, port):
    # fmt: off
    return {
        "web server": [
            "-m", "uvicorn", "config.asgi:application", "--host", host, "--port", str(port),
            "--lifespan", "off", "--no-server-header", "--no-proxy-headers", "--no-access-log",
            "--log-level", "warning", "--timeout-graceful-shutdown", str(GRACE),
        ],
        "worker": [str(MANAGE), "db_worker", "--interval", "0.5", "--no-startup-delay", "--verbosity", "1"],
    }
    # fmt: on


def start(arguments):
    """In a process group of its own, so that a Ctrl-C reaches it only in the order that `stop` keeps."""
    return subprocess.Popen([sys.executable, *arguments], cwd=settings.BASE_DIR, start_new_session=True)


def stop(children):
    """Ask, wait for the grace they all share, then end what is left of their process groups."""
    for child in children:
        if child.poll() is None:
            child.terminate()
    deadline = time.monotonic() + GRACE + 1
    for child in children:
        with suppress(subprocess.TimeoutExpired):
            child.wait(timeout=max(0, deadline - time.monotonic()))
        end_group(child)


def end_group(child):
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(child.pid, signal.SIGKILL)
    child.wait()


def usable_port(host, port):
    try:
        number = int(port)
        family = socket.getaddrinfo(host, number, type=socket.SOCK_STREAM)[0][0]
    except (ValueError, OverflowError, socket.gaierror):
        raise CommandError(f"{host}:{port} is no address to serve at.") from None
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, number))
        except OSError as problem:
            raise CommandError(
                f"Port {number} on {host} cannot be used ({problem.strerror.lower()}). "
                f"Stop what uses it, or choose another one: PORT={number + 1}"
            ) from None
    return number


def answers(host, port):
    """Whether something listens there; a wildcard address is asked on this machine."""
    here = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    try:
        socket.create_connection((here, port), timeout=1).close()
    except OSError:
        return False
    return True
