"""What the chapters of one programme's story share: who acts, when, and the ledger that takes it down."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import NamedTuple

from accounts.models import Organisation, User
from config.bench.ledger import Ledger
from config.bench.sizes import Size
from programmes.models import Programme, Step


class Deed(NamedTuple):
    """One act of a month: its day, what is done, and why."""

    day: int
    do: Callable[[], None]
    reason: str = ""


@dataclass
class Telling:
    ledger: Ledger
    size: Size
    rng: Random
    programme: Programme
    organisations: list[Organisation]
    people: list[User]
    steps: list[Step] = field(default_factory=list)
    today: date = date.min
    _minutes: int = 0

    def tell(self, month: date, deeds: Iterable[Deed]) -> None:
        """The deeds of a month in the order of their days, each as an act of its own."""
        for number, deed in enumerate(sorted(deeds, key=lambda deed: deed.day)):
            self.today = month + timedelta(days=deed.day - 1)
            at = datetime.combine(self.today, time(9), tzinfo=UTC) + timedelta(minutes=3 * number)
            by = self.rng.choice(self.people)
            with self.ledger.act(at=at, by=by, reason=deed.reason, scope=self.programme.pk):
                deed.do()

    def day(self) -> int:
        """Any working day of a month."""
        return self.rng.randint(2, 27)

    def in_days(self, least: int, most: int) -> date:
        return self.today + timedelta(days=self.rng.randint(least, most))
