"""The strategic plan and the stakeholders: written at the start, and looked at again and again."""

from collections.abc import Iterator
from functools import partial

from accounts.models import Sector
from config.bench.telling import Deed, Telling
from config.bench.words import edited, phrase, sentence, text
from programmes.models import Commitment, Goal, Measure, Objective, PlanRole, RuleOfEngagement, Workstream
from stakeholders.models import Position, Stakeholder

GOALS, WORKSTREAMS, STAKEHOLDERS = 3, 4, 12


class PlanAndStakeholders:
    def __init__(self, telling: Telling) -> None:
        self.told, self.rng = telling, telling.rng
        self.add, self.revise = telling.ledger.add, telling.ledger.revise
        self.commitments: list[Commitment] = []
        self.workstreams: list[Workstream] = []
        self.stakeholders: list[Stakeholder] = []

    def found(self) -> Iterator[Deed]:
        yield from (Deed(15, partial(self._goal, number)) for number in range(GOALS))
        yield from (Deed(16, self._workstream) for _number in range(WORKSTREAMS))
        yield Deed(17, self._terms, "Agreed at the first board.")
        yield from (Deed(18, partial(self._stakeholder, number)) for number in range(STAKEHOLDERS))

    def month(self, number: int) -> Iterator[Deed]:
        for row in self.rng.sample(self.stakeholders, min(2, len(self.stakeholders))):
            yield Deed(self.told.day(), partial(self._position, row))
        if self.stakeholders:
            row = self.rng.choice(self.stakeholders)
            yield Deed(self.told.day(), partial(self._think_over, row), sentence(self.rng))
        if number % 3 == 1:
            yield Deed(9, self._reword, "Looked at by the board.")

    def _goal(self, number: int) -> None:
        told, programme = self.told, self.told.programme
        goal = Goal(programme=programme, title=phrase(self.rng), why=text(self.rng, 2, 5), position=number)
        self.add(goal)
        for _number in range(2):
            objective = Objective(
                programme=programme,
                goal=goal,
                title=phrase(self.rng),
                owner=self.rng.choice(told.people),
                organisation=self.rng.choice(told.organisations),
                due_on=told.in_days(300, 900),
            )
            self.add(objective)
            for question in (Measure.Question.HOW_MUCH, Measure.Question.BETTER_OFF):
                measure = Measure(
                    programme=programme, objective=objective, title=phrase(self.rng), question=question
                )
                self.add(measure)

    def _workstream(self) -> None:
        told, programme = self.told, self.told.programme
        row = Workstream(
            programme=programme,
            title=phrase(self.rng),
            purpose=text(self.rng, 1, 4),
            owner=self.rng.choice(told.people),
            organisation=self.rng.choice(told.organisations),
            starts_on=told.today,
            ends_on=told.in_days(600, 1500),
        )
        self.add(row)
        self.workstreams.append(row)
        for number, organisation in enumerate(told.organisations):
            self.add(
                PlanRole(
                    programme=programme,
                    workstream=row,
                    organisation=organisation,
                    part="A" if number == 0 else "R",
                )
            )

    def _terms(self) -> None:
        told, programme = self.told, self.told.programme
        for about in RuleOfEngagement.About.values:
            self.add(RuleOfEngagement(programme=programme, about=about, text=text(self.rng, 1, 3)))
        for organisation in told.organisations:
            row = Commitment(
                programme=programme,
                organisation=organisation,
                promise=text(self.rng, 1, 3),
                to=self.rng.choice(told.organisations).name,
                due_on=told.in_days(200, 700),
            )
            self.add(row)
            self.commitments.append(row)

    def _reword(self) -> None:
        row = self.rng.choice(self.workstreams)
        self.revise(row, purpose=edited(self.rng, row.purpose, 6))
        promise = self.rng.choice(self.commitments)
        self.revise(promise, promise=edited(self.rng, promise.promise, 5))

    def _stakeholder(self, number: int) -> None:
        row = Stakeholder(
            programme=self.told.programme,
            name=f"{self.rng.choice(self.told.people).name} the {number + 1}.",
            kind=Stakeholder.Kind.PERSON,
            office="Head of service",
            sector=self.rng.choice(Sector.values),
            interests=text(self.rng, 1, 4),
            motives=text(self.rng, 1, 3),
            concerns=text(self.rng, 1, 4),
            strategy=text(self.rng, 1, 4),
            owner=self.rng.choice(self.told.people),
            next_contact_on=self.told.in_days(20, 100),
        )
        self.add(row)
        self.stakeholders.append(row)
        self._position(row)

    def _position(self, row: Stakeholder) -> None:
        position = Position(
            programme=self.told.programme,
            stakeholder=row,
            on=self.told.today,
            power=self.rng.randint(1, 5),
            interest=self.rng.randint(1, 5),
            attitude_now=self.rng.randint(-2, 2),
            attitude_needed=self.rng.randint(0, 2),
            reason=text(self.rng, 1, 3),
        )
        self.add(position)

    def _think_over(self, row: Stakeholder) -> None:
        self.revise(
            row,
            strategy=edited(self.rng, row.strategy, 8),
            concerns=edited(self.rng, row.concerns, 8),
            next_contact_on=self.told.in_days(20, 100),
        )
