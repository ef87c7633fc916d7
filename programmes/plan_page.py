"""The plan as pages: the overview of all registers, and the strategic plan as one document."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.utils.translation import gettext as _

from accounts.models import Organisation
from charts.chart import Chart
from history.lens import Lens
from programmes.actions_plan import may_sign
from programmes.models import (
    Commitment,
    Goal,
    Measure,
    Objective,
    PlanRole,
    RuleOfEngagement,
    Workstream,
)
from programmes.plan_chart import plan_chart
from programmes.reading import partners
from programmes.registers import REGISTERS, Register, day

SHOWN = 5


# The overview


@dataclass(frozen=True)
class Next:
    """One row of a register on the overview."""

    row: Any
    when: str
    is_late: bool


@dataclass(frozen=True)
class Summary:
    register: Register
    sentence: str
    rows: list[Next]
    more: int


@dataclass(frozen=True)
class Overview:
    summaries: list[Summary]
    chart: Chart | None


def overview(lens: Lens) -> Overview:
    return Overview([_summary(lens, register) for register in REGISTERS.values()], plan_chart(lens))


def _summary(lens: Lens, register: Register) -> Summary:
    """What is open in a register: late first, then by the day that comes next, undated last."""
    rows = lens.rows(register.model, *register.accessors)
    current = [row for row in rows if register.is_open(row)]
    current.sort(
        key=lambda row: (not row.is_late, register.when(row) is None, register.when(row) or date.max)
    )
    shown = [Next(row, day(register.when(row)), row.is_late) for row in current[:SHOWN]]
    return Summary(register, register.sentence(rows), shown, len(current) - len(shown))


# The strategic plan


@dataclass(frozen=True)
class RoleCell:
    """One partner's part in a workstream; `role` is None where nobody has said."""

    organisation: Organisation
    role: PlanRole | None


@dataclass(frozen=True)
class RoleLine:
    workstream: Workstream
    cells: list[RoleCell]
    warning: str


@dataclass(frozen=True)
class RuleGroup:
    title: str
    rules: list[RuleOfEngagement]


@dataclass(frozen=True)
class CommitmentGroup:
    """The commitments of one partner. `may_sign`: the person who looks may sign for it."""

    organisation: Organisation
    commitments: list[Commitment]
    may_sign: bool


@dataclass(frozen=True)
class Orphan:
    """A row that hangs loose, what it lacks, and where to mend it: on the page, or on the record's own."""

    row: Any
    lacks: str
    is_on_page: bool = True

    @property
    def url(self) -> str:
        return (
            f"#{self.row._meta.model_name}-{self.row.pk}" if self.is_on_page else self.row.get_absolute_url()
        )


@dataclass(frozen=True)
class StrategicPlan:
    goals: list[Goal]
    chart: Chart | None
    workstreams: list[Workstream]
    organisations: list[Organisation]
    roles: list[RoleLine]
    rules: list[RuleGroup]
    commitments: list[CommitmentGroup]
    orphans: list[Orphan]
    has_indicators: bool

    @property
    def is_empty(self) -> bool:
        return not (
            self.goals
            or self.workstreams
            or self.rules
            or any(group.commitments for group in self.commitments)
        )

    @property
    def signed(self) -> int:
        return sum(row.signed_by_id is not None for group in self.commitments for row in group.commitments)

    @property
    def promised(self) -> int:
        return sum(len(group.commitments) for group in self.commitments)


def strategic_plan_page(lens: Lens) -> StrategicPlan:
    has_indicators = _has_indicators()
    # Measures first: a row's own accessors are filled in on the same objects that the rows above show.
    lens.rows(Measure, *(["indicators"] if has_indicators else []))
    lens.rows(Objective, "measures")
    organisations = [partner.organisation for partner in partners(lens)]
    roles = _roles(lens, organisations)
    return StrategicPlan(
        goals=lens.rows(Goal, "objectives"),
        chart=plan_chart(lens),
        workstreams=lens.rows(Workstream),
        organisations=organisations,
        roles=roles,
        rules=_rules(lens),
        commitments=_commitments(lens, organisations),
        orphans=_orphans(lens, roles),
        has_indicators=has_indicators,
    )


def _has_indicators() -> bool:
    """Whether an app above links its indicators to the measures of the plan."""
    try:
        return bool(Measure._meta.get_field("indicators"))
    except FieldDoesNotExist:
        return False


def _roles(lens: Lens, organisations: list[Organisation]) -> list[RoleLine]:
    lines = []
    for workstream in lens.rows(Workstream, "roles"):
        parts = {role.organisation_id: role for role in workstream.roles.all()}
        cells = [RoleCell(organisation, parts.get(organisation.pk)) for organisation in organisations]
        lines.append(RoleLine(workstream, cells, _accountability(list(parts.values()))))
    return lines


def _accountability(roles: list[PlanRole]) -> str:
    """A sentence when the workstream lacks the one partner who answers for it, or the ones who do it."""
    parts = [role.part for role in roles]
    if PlanRole.Part.ACCOUNTABLE not in parts:
        return _("Nobody is accountable. One partner should be.")
    if PlanRole.Part.RESPONSIBLE not in parts:
        return _("Nobody is responsible for doing it.")
    return ""


def _rules(lens: Lens) -> list[RuleGroup]:
    rules = lens.rows(RuleOfEngagement)
    groups = [
        RuleGroup(str(label), [rule for rule in rules if rule.about == about])
        for about, label in RuleOfEngagement.About.choices
    ]
    return [group for group in groups if group.rules]


def _commitments(lens: Lens, organisations: list[Organisation]) -> list[CommitmentGroup]:
    """Every partner with its commitments; a partner that has left stays while it has some."""
    rows = lens.rows(Commitment)
    everybody = {organisation.pk: organisation for organisation in organisations}
    everybody |= {
        row.organisation_id: row.organisation for row in rows if row.organisation_id not in everybody
    }
    own = lens.programme.own_memberships
    return [
        CommitmentGroup(
            organisation,
            [row for row in rows if row.organisation_id == pk],
            may_sign(memberships=own, organisation_id=pk),
        )
        for pk, organisation in everybody.items()
    ]


def _orphans(lens: Lens, roles: list[RoleLine]) -> list[Orphan]:
    """What a reader would ask about next: rows that lead nowhere."""
    goals, objectives = lens.rows(Goal, "objectives"), lens.rows(Objective, "measures")
    known = {goal.pk for goal in goals}
    homeless = [row for row in objectives if row.goal_id not in known]
    unmeasured = [row for row in objectives if not row.measures.all()]
    return [
        *(Orphan(goal, _("has no objective yet")) for goal in goals if not goal.objectives.all()),
        *(Orphan(row, _("belongs to a goal that was removed"), is_on_page=False) for row in homeless),
        *(Orphan(row, _("has no measure"), is_on_page=row.goal_id in known) for row in unmeasured),
        *(Orphan(line.workstream, line.warning) for line in roles if line.warning),
    ]
