"""Typesetting in a process of its own, so that no document can eat the machine: bounded in time and in memory.

The typesetter is loaded by name, in the process that renders: the web server imports this module to ask for a
rendering and must not load WeasyPrint, nor fail to start where its system libraries are missing.
"""

import os
import resource
from collections.abc import Callable
from functools import partial
from importlib import import_module
from math import ceil
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from signal import SIGXCPU

SECONDS = 20  # of computing; a document that waits, or a machine that is busy, has PATIENCE times that
PATIENCE = 3
MEMORY = 400 * 2**20  # bytes that a rendering may add to what its process began with
TYPESETTER = "reports.typesetter"


class Unfinished(Exception):
    """No PDF came out; the message says why in words for people."""


class TooLong(Unfinished):
    pass


class Broke(Unfinished):
    pass


def press(
    html: str,
    *,
    identifier: str,
    instant: int,
    seconds: float = SECONDS,
    memory: int = MEMORY,
    typesetter: str = TYPESETTER,
) -> bytes:
    """The PDF; raises TooLong or Broke. A child forked from this process does the work and is ended with it."""
    work = partial(import_module(typesetter).typeset, html, identifier=identifier, instant=instant)
    processes = get_context("fork")
    here, there = processes.Pipe(duplex=False)
    child = processes.Process(target=_work, args=(there, work, seconds, memory), daemon=True)
    child.start()
    there.close()
    try:
        return _answer(here, child, seconds)
    finally:
        child.kill()
        child.join()
        here.close()


def _answer(here: Connection, child: BaseProcess, seconds: float) -> bytes:
    too_long = TooLong(f"no PDF after {seconds:g} seconds of work")
    if not here.poll(seconds * PATIENCE):
        raise too_long
    try:
        kind, answer = here.recv()
    except EOFError:
        child.join()
        raise (
            too_long if child.exitcode == -SIGXCPU else Broke("the process ended without an answer")
        ) from None
    if kind == "pdf":
        return answer
    raise Broke(answer)


def _work(there: Connection, work: Callable[[], bytes], seconds: float, memory: int) -> None:
    """In the child: limits first, then the work. Memory beyond the limit raises MemoryError here."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (ceil(seconds), ceil(seconds) + 1))
    resource.setrlimit(resource.RLIMIT_AS, (_size() + memory, _size() + memory))
    try:
        there.send(("pdf", work()))
    except BaseException as error:  # whatever it was, the parent has to hear of it
        there.send(("error", f"{type(error).__name__}: {error}"))


def _size() -> int:
    """Bytes of address space that this process has now."""
    with open("/proc/self/statm") as numbers:
        return int(numbers.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
