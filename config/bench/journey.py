"""The programme is founded; its steps are opened, judged month by month, ticked, closed and taken up again."""

from collections.abc import Iterator
from datetime import timedelta
from functools import partial

from accounts.roles import Role
from config.bench.telling import Deed, Telling
from config.bench.words import text
from programmes.journey_pack import journey
from programmes.models import CriterionTick, Membership, Partner, Rag, RagClaim, State, Step, Visit

RAGS = (*3 * (Rag.ON_TRACK,), *2 * (Rag.WATCH,), Rag.OFF_TRACK)
ROLES = (Role.MANAGER, Role.CONTRIBUTOR, Role.CONTRIBUTOR, Role.FACILITATOR, Role.BOARD_MEMBER, Role.OBSERVER)
LOOPS = (
    "situational-analysis",
    "vision-mission",
    "strategic-plan",
)  # taken up again when they have been closed


class Journey:
    def __init__(self, telling: Telling) -> None:
        self.told = telling
        self.add, self.revise = telling.ledger.add, telling.ledger.revise
        self.visits: dict[Step, Visit] = {}
        self.ticked: dict[Step, int] = {}

    def found(self) -> Iterator[Deed]:
        yield Deed(1, self._found, "The partners have agreed to begin.")

    def _found(self) -> None:
        told, programme = self.told, self.told.programme
        self.add(programme)
        told.ledger.refer_to(programme)
        for organisation in told.organisations:
            self.add(Partner(programme=programme, organisation=organisation, joined_on=programme.starts_on))
        for number, person in enumerate(told.people):
            organisation = told.organisations[number % len(told.organisations)]
            role = ROLES[number % len(ROLES)]
            self.add(Membership(programme=programme, user=person, organisation=organisation, role=role))
        told.steps += [
            Step(programme=programme, key=entry.key, position=position)
            for position, entry in enumerate(journey().entries, start=1)
        ]
        self.add(*told.steps)

    def month(self, number: int) -> Iterator[Deed]:
        told, months = self.told, self.told.size.months
        for place, step in enumerate(told.steps):
            opens = min(place, 3) if step.is_activity else place * months // 10
            closes = months if step.is_activity else opens + max(2, months // 6)
            reason = text(told.rng, 1, 3)
            if number == opens:
                yield Deed(2, partial(self._open, step, reason), reason)
            elif number == closes:
                yield Deed(28, partial(self._close, step, reason), reason)
            elif step.key in LOOPS and number == closes + months // 6:
                yield Deed(3, partial(self._open, step, reason), reason)
            if step.is_open:
                yield Deed(told.day(), partial(self._judge, step, reason), reason)
                if told.rng.random() < 0.4:
                    yield Deed(told.day(), partial(self._tick, step))

    def _open(self, step: Step, because: str) -> None:
        told = self.told
        visit = Visit(programme=told.programme, step=step, opened_on=told.today, opened_because=because)
        self.add(visit)
        self.visits[step] = visit
        self.revise(
            step,
            state=State.REOPENED if step.visits_made else State.OPEN,
            visits_made=step.visits_made + 1,
            owner=told.rng.choice(told.people),
            due_on=told.today + timedelta(days=10 * told.size.months),
        )

    def _close(self, step: Step, because: str) -> None:
        open_criteria = len(step.guide.exit_criteria) - self.ticked.get(step, 0)
        self.revise(
            self.visits[step], closed_on=self.told.today, closed_because=because, open_criteria=open_criteria
        )
        self.revise(step, state=State.DONE)

    def _judge(self, step: Step, reason: str) -> None:
        rag = self.told.rng.choice(RAGS)
        self.add(
            RagClaim(programme=self.told.programme, step=step, rag=rag, reason=reason, on=self.told.today)
        )

    def _tick(self, step: Step) -> None:
        place = self.ticked.get(step, 0)
        if place == len(step.guide.exit_criteria):
            return
        self.ticked[step] = place + 1
        self.add(
            CriterionTick(
                programme=self.told.programme,
                step=step,
                criterion=step.guide.exit_criteria[place].key,
                evidence=text(self.told.rng, 1, 4),
                met_on=self.told.today,
            )
        )
