"""What a deed may be: each verb writes through the actions of the product, or saves a row in the open change set."""

from assessments.actions.evidence import cite
from assessments.actions.needs import adopt_usual_criteria
from assessments.models import Criterion
from config.demo.script import Deed
from config.demo.telling import MODELS, Teller, Verbs, entries
from history.actions import add_row
from history.models import add_many
from programmes.actions import close_step, declare_rag, open_step, tick_criterion, turn_risk_into_issue
from programmes.actions_journey import untick_criterion
from programmes.actions_links import add_from
from programmes.models import Step
from programmes.models.programme import ProgrammeRow
from programmes.threads import origin_named
from reports.actions import issue_report


def add(teller: Teller, deed: Deed) -> None:
    """`add: risk` with its fields; `as` names it."""
    _new(teller, dict(deed)).save()


def add_out_of(teller: Teller, deed: Deed) -> None:
    """`from: assessment midterm`, `part: finance-funding` where it is a part, and then as `add`: tied to what it came from.

    It is the first deed of its act, for it says what brought the act about.
    """
    values = dict(deed)
    begin, part = teller.row(values.pop("from")), values.pop("part", "")
    written = f"{begin._meta.model_name}-{begin.pk}" + (f":{part}" if part else "")
    origin = origin_named(teller.programme, written)
    add_from(origin=origin, add=add_row, row=_new(teller, values), by=teller.by)


def _new(teller: Teller, values: Deed) -> ProgrammeRow:
    model, name = MODELS[values.pop("add")], values.pop("as", None)
    row: ProgrammeRow = teller.make(model, values)
    if name:
        teller.names[model, name] = row
    return row


def table(teller: Teller, deed: Deed) -> None:
    """`table: streamyear` with `columns`, `rows`, and fields that all rows share; a column `as` names the rows."""
    model, found = MODELS[deed["table"]], entries(deed, besides={"table"})
    names = [entry.pop("as", None) for entry in found]
    rows = [teller.make(model, entry) for entry in found]
    add_many(rows)
    for row, name in zip(rows, names, strict=True):
        if name:
            teller.names[model, name] = row


def revise(teller: Teller, deed: Deed) -> None:
    """`revise: risk winter` with the fields that change."""
    row = teller.row(deed["revise"])
    teller.fill(row, {key: word for key, word in deed.items() if key != "revise"})
    row.save()


def remove(teller: Teller, deed: Deed) -> None:
    teller.row(deed["remove"]).remove()


def open_a_step(teller: Teller, deed: Deed) -> None:
    step = teller.named(Step, deed["open"])
    open_step(step=step, by=teller.by, because=deed.get("because", ""), on=teller.day_of(deed))


def close_a_step(teller: Teller, deed: Deed) -> None:
    step = teller.named(Step, deed["close"])
    close_step(step=step, by=teller.by, because=deed.get("because", ""), on=teller.day_of(deed))


def tick(teller: Teller, deed: Deed) -> None:
    """`tick: needs-assessment` with `criterion: evidence` for each criterion that is met."""
    step = teller.named(Step, deed["tick"])
    for criterion, evidence in deed.items():
        if criterion not in {"tick", "on"}:
            tick_criterion(
                step=step, criterion=criterion, evidence=evidence, by=teller.by, on=teller.day_of(deed)
            )


def untick(teller: Teller, deed: Deed) -> None:
    """`untick: needs-assessment`, `criterion: …`, `reason: …`"""
    found = teller.named(Step, deed["untick"]).ticks.get(criterion=deed["criterion"])
    untick_criterion(tick=found, version=found.version, by=teller.by, reason=deed["reason"])


def declare(teller: Teller, deed: Deed) -> None:
    """`declare: needs-assessment`, `rag: watch`, `reason: …`"""
    step = teller.named(Step, deed["declare"])
    declare_rag(
        step=step, rag=deed["rag"], reason=deed["reason"].strip(), by=teller.by, on=teller.day_of(deed)
    )


def come_true(teller: Teller, deed: Deed) -> None:
    """`come-true: workforce`: the risk becomes an issue of the same name."""
    risk = teller.row(f"risk {deed['come-true']}")
    issue = turn_risk_into_issue(risk=risk, by=teller.by)
    teller.names[type(issue), deed["come-true"]] = issue


def adopt_criteria(teller: Teller, _deed: Deed) -> None:
    """`adopt: criteria`: the usual ones, named by their titles in small letters."""
    for criterion in adopt_usual_criteria(programme=teller.programme, by=teller.by):
        teller.names[Criterion, criterion.title.lower()] = criterion


def cite_evidence(teller: Teller, deed: Deed) -> None:
    """`cite: naqvi2019-b8`, a factor of the library, `for: risk winter`, and a `note` on what it means here."""
    cite(target=teller.row(deed["for"]), factor=deed["cite"], note=deed.get("note", ""), by=teller.by)


def issue(teller: Teller, deed: Deed) -> None:
    """`issue: spring`: seal the report of that name with what the programme says on that day."""
    report = teller.row(f"report {deed['issue']}")
    issue_report(report=report, version=report.version, by=teller.by)


VERBS: Verbs = {
    "add": add,
    "from": add_out_of,
    "table": table,
    "revise": revise,
    "remove": remove,
    "open": open_a_step,
    "close": close_a_step,
    "tick": tick,
    "untick": untick,
    "declare": declare,
    "come-true": come_true,
    "adopt": adopt_criteria,
    "cite": cite_evidence,
    "issue": issue,
}
