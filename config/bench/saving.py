"""What history adds to a save: the action of the product against the same columns written by Django alone."""

import statistics
from collections.abc import Callable
from time import perf_counter
from typing import cast

from django.db import transaction
from django.test import Client
from django.urls import reverse

from accounts.models import User
from config.bench.sizes import Size
from config.bench.timing import Timed, percentile
from history.actions import revise_row
from programmes.kinds import Kind, kind_called
from programmes.models import Programme, Risk

RISK = cast(Kind, kind_called("risk"))
MOST = 2.0  # milliseconds that history may add to a save, in the middle of all saves


def saved(size: Size, client: Client, by: User, times: int) -> list[Timed]:
    """Saves of a risk of the last programme, in turns, so that both meet the same machine.

    What history adds is the median of the differences between neighbours.
    """
    programme = Programme.objects.for_user(by).order_by("pk")[size.programmes - 1].open_for(by)
    pk = Risk.objects.filter(programme=programme).order_by("pk")[:1].get().pk
    plain, kept, sent = [], [], []
    for number in range(times + 1):
        plain.append(_spent(lambda n=number: _save_plainly(pk, n)))
        kept.append(_spent(lambda n=number: _save(pk, n, by)))
        sent.append(_spent(lambda n=number: _send(client, programme, pk, n)))
    added = [with_history - without for with_history, without in zip(kept[1:], plain[1:], strict=True)]
    return [
        _timed("save without history", plain),
        _timed("save", kept),
        _timed("save by the form", sent, limit=1000),
        _timed("what history adds", [kept[0] - plain[0], *added], limit=MOST, is_median=True),
    ]


def _timed(name: str, spent: list[float], limit: float = 1000, *, is_median: bool = False) -> Timed:
    first, *later = spent
    middle, p95 = statistics.median(later), percentile(later, 95)
    is_over = (middle if is_median else p95) > limit
    faults = (f"over {limit} ms",) if is_over else ()
    return Timed(name, 0, 0, first, middle, p95, max(later), limit, faults=faults)


def _spent(act: Callable[[], None]) -> float:
    began = perf_counter()
    act()
    return 1000 * (perf_counter() - began)


def _reworded(row: Risk, number: int) -> None:
    row.likelihood, row.response = number % 5 + 1, f"{row.response[:400]} Looked at {number} times."


def _save_plainly(pk: int, number: int) -> None:
    """The row is held and read as the action does it, and its columns are written by Django, without history.

    It stays, since what is taken back does not wait for the disk; the next save with history records all columns.
    """
    row = Risk.objects.get(pk=pk)
    with transaction.atomic():
        Risk.everything.select_for_update().get(pk=pk)
        _reworded(row, number + 1)
        row.version += 1
        row.save_base(raw=True)


def _save(pk: int, number: int, by: User) -> None:
    row = Risk.objects.get(pk=pk)
    _reworded(row, number + 3)
    revise_row(row=row, version=row.version, by=by, reason="Looked at again.")


def _send(client: Client, programme: Programme, pk: int, number: int) -> None:
    """What a browser sends when somebody has changed two fields of the form."""
    row = Risk.objects.get(pk=pk)
    _reworded(row, number + 2)
    form = RISK.form(instance=row, programme=programme, user=programme.user)
    sent = {bound.html_name: "" if bound.value() is None else bound.value() for bound in form}
    answer = client.post(reverse("record_edit", args=[programme.slug, RISK.key, pk]), sent)
    if answer.status_code != 302:
        raise RuntimeError(f"the form answers {answer.status_code}")
