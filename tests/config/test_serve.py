"""The supervisor, for real: its own process, its own database, a free port."""

import os
import signal
import socket
import subprocess
import sys
import threading
import urllib.request
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LONGEST = 60  # seconds until a process that hangs is ended, so that the test fails instead of waiting

pytestmark = pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="children are found in /proc")


@pytest.fixture(scope="module")
def demo_environment(tmp_path_factory):
    folder = tmp_path_factory.mktemp("serve")
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    environment = {
        **kept,
        "COMMON_CAUSE_MODE": "demo",
        "COMMON_CAUSE_VAR": str(folder),
        "PYTHONUNBUFFERED": "1",
    }
    subprocess.run(
        [sys.executable, "manage.py", "prepare"], cwd=ROOT, env=environment, check=True, timeout=120
    )
    return environment


@pytest.fixture
def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def server(demo_environment, free_port):
    """A supervisor that has said that it answers; whatever is left of it is ended after the test."""
    process = subprocess.Popen(
        [sys.executable, "manage.py", "serve"],
        cwd=ROOT,
        env={**demo_environment, "PORT": str(free_port)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    guard = threading.Timer(LONGEST, process.kill)
    guard.start()
    said = ""
    for line in process.stdout:
        said += line
        if "answers at" in line:
            break
    children = children_of(process)
    yield process
    guard.cancel()
    for pid in [process.pid, *children]:
        if is_running(pid):
            os.kill(pid, signal.SIGKILL)
    process.wait()
    process.stdout.close()


def children_of(process):
    return [int(pid) for pid in Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()]


def is_running(pid):
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"


def command_of(pid):
    return Path(f"/proc/{pid}/cmdline").read_text()


def test_it_answers_with_a_worker_beside_it(server, free_port):
    with urllib.request.urlopen(f"http://127.0.0.1:{free_port}/healthz", timeout=10) as answer:
        assert answer.read() == b"ok"
        assert answer.headers["Server"] is None
    assert [
        name for pid in children_of(server) for name in ("uvicorn", "db_worker") if name in command_of(pid)
    ] == [
        "uvicorn",
        "db_worker",
    ]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_stops_everything_within_seconds(server, number):
    children = children_of(server)
    assert len(children) == 2
    server.send_signal(number)
    assert server.wait(timeout=10) == 0
    assert not [pid for pid in children if is_running(pid)]


@pytest.mark.parametrize("which", ["uvicorn", "db_worker"])
def test_when_one_ends_the_other_is_stopped_and_the_exit_status_says_so(server, which):
    children = children_of(server)
    [victim] = [pid for pid in children if which in command_of(pid)]
    os.kill(victim, signal.SIGKILL)
    assert server.wait(timeout=10) != 0
    assert not [pid for pid in children if is_running(pid)]
    assert "ended by itself" in server.stdout.read()


def test_a_port_in_use_is_said_plainly(demo_environment, free_port):
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", free_port))
        holder.listen()
        refused = subprocess.run(
            [sys.executable, "manage.py", "serve", "--port", str(free_port)],
            cwd=ROOT,
            env=demo_environment,
            capture_output=True,
            text=True,
            timeout=LONGEST,
        )
    assert refused.returncode != 0
    assert f"Port {free_port}" in refused.stderr
    assert "PORT=" in refused.stderr
    assert "Traceback" not in refused.stderr
