"""The registers fill up: actions with due dates that move, risks that are thought over, milestones, decisions, issues."""

from collections.abc import Iterator
from datetime import timedelta
from functools import partial

from config.bench.telling import Deed, Telling
from config.bench.words import edited, phrase, sentence, text
from programmes.models import Action, Decision, DecisionOption, DueDate, Forecast, Issue, Milestone, Risk

ACTIONS_A_MONTH = 3
RISKS_AT_FIRST, RISKS_REVIEWED = 6, 3
MILESTONES_AT_FIRST = 6


class Registers:
    def __init__(self, telling: Telling) -> None:
        self.told, self.rng = telling, telling.rng
        self.add, self.revise = telling.ledger.add, telling.ledger.revise
        self.actions: list[Action] = []  # each list: those that are open
        self.risks: list[Risk] = []
        self.issues: list[Issue] = []
        self.milestones: list[Milestone] = []
        self.decisions: list[Decision] = []

    def found(self) -> Iterator[Deed]:
        for _number in range(RISKS_AT_FIRST):
            yield Deed(5, self._risk)
        for _number in range(MILESTONES_AT_FIRST):
            yield Deed(8, self._milestone, "From the outline plan.")

    def month(self, number: int) -> Iterator[Deed]:
        day = self.told.day
        yield from (Deed(day(), self._action) for _number in range(ACTIONS_A_MONTH))
        yield from (
            Deed(day(), partial(self._follow_up, row), sentence(self.rng)) for row in list(self.actions)
        )
        yield Deed(10, self._decision, sentence(self.rng))
        for row in self.rng.sample(self.risks, min(RISKS_REVIEWED, len(self.risks))):
            yield Deed(12, partial(self._review, row), "Review of the risks.")
        if number % 2:
            yield Deed(day(), self._risk)
        if number % 3 == 2:
            yield Deed(day(), self._milestone, "A milestone for the year ahead.")
        if self.milestones:
            yield Deed(20, self._expect, "Monthly forecast.")
        yield from (Deed(25, partial(self._settle, row), sentence(self.rng)) for row in self.issues[:-1])

    def _action(self) -> None:
        told, programme = self.told, self.told.programme
        row = Action(
            programme=programme,
            title=phrase(self.rng),
            step=self.rng.choice(told.steps),
            owner=self.rng.choice(told.people),
            organisation=self.rng.choice(told.organisations),
            note=text(self.rng, 1, 4),
        )
        self.add(row)
        self.add(DueDate(programme=programme, action=row, due_on=told.in_days(20, 90)))
        self.actions.append(row)

    def _follow_up(self, row: Action) -> None:
        """Most are begun, then done; a due date moves with its reason."""
        chance = self.rng.random()
        if row.status == Action.Status.OPEN:
            self.revise(row, status=Action.Status.UNDER_WAY, note=edited(self.rng, row.note, 8))
        elif chance < 0.2:
            due = DueDate(
                programme=self.told.programme,
                action=row,
                due_on=self.told.in_days(20, 60),
                reason=sentence(self.rng),
            )
            self.add(due)
        elif chance < 0.5:
            self.revise(row, note=edited(self.rng, row.note, 8))
        else:
            self.revise(row, status=Action.Status.DROPPED if chance > 0.95 else Action.Status.DONE)
            self.actions.remove(row)

    def _risk(self) -> None:
        row = Risk(
            programme=self.told.programme,
            title=phrase(self.rng),
            step=self.rng.choice(self.told.steps),
            likelihood=self.rng.randint(1, 5),
            impact=self.rng.randint(1, 5),
            response=text(self.rng, 3, 6),
            owner=self.rng.choice(self.told.people),
            review_on=self.told.in_days(60, 120),
        )
        self.add(row)
        self.risks.append(row)

    def _review(self, row: Risk) -> None:
        if len(self.risks) > 12:
            self.risks.remove(row)
            if self.rng.random() < 0.7:
                self.revise(row, status=Risk.Status.CLOSED)
            else:
                self._happens(row)
            return
        self.revise(
            row,
            likelihood=max(1, min(5, row.likelihood + self.rng.choice((-1, 0, 0, 1)))),
            response=edited(self.rng, row.response, 9),
            review_on=self.told.in_days(60, 120),
        )

    def _happens(self, row: Risk) -> None:
        self.told.ledger.name_cause(row)
        self.revise(row, status=Risk.Status.HAPPENED)
        issue = Issue(
            programme=row.programme,
            title=row.title,
            step=row.step,
            from_risk=row,
            response=row.response,
            owner=row.owner,
            due_on=self.told.in_days(30, 90),
        )
        self.add(issue)
        self.issues.append(issue)

    def _settle(self, row: Issue) -> None:
        self.revise(row, settled_on=self.told.today, response=edited(self.rng, row.response, 9))
        self.issues.remove(row)

    def _milestone(self) -> None:
        row = Milestone(
            programme=self.told.programme,
            title=phrase(self.rng),
            step=self.rng.choice(self.told.steps),
            owner=self.rng.choice(self.told.people),
            planned_on=self.told.in_days(90, 400),
            note=text(self.rng, 1, 3),
        )
        self.add(row)
        self.milestones.append(row)

    def _expect(self) -> None:
        row = self.rng.choice(self.milestones)
        if row.planned_on < self.told.today:
            self.revise(row, reached_on=self.told.today)
            self.milestones.remove(row)
            return
        expected = row.planned_on + timedelta(days=self.rng.randint(-20, 60))
        reason = text(self.rng, 1, 3)
        self.add(Forecast(programme=self.told.programme, milestone=row, expected_on=expected, reason=reason))

    def _decision(self) -> None:
        told, programme = self.told, self.told.programme
        row = Decision(
            programme=programme,
            title=phrase(self.rng),
            step=self.rng.choice(told.steps),
            reason=text(self.rng, 2, 6),
            decided_by="Programme board",
            decided_on=told.today,
            review_on=told.in_days(200, 400),
        )
        self.add(row)
        for number in range(self.rng.randint(2, 3)):
            option = DecisionOption(
                programme=programme,
                decision=row,
                text=phrase(self.rng),
                appraisal=text(self.rng, 1, 4),
                is_chosen=number == 0,
            )
            self.add(option)
        if len(self.decisions) >= 12:
            self.revise(self.decisions.pop(0), superseded_by=row)
        self.decisions.append(row)
