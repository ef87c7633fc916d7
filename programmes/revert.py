"""Undoing an act, or making one row as it was before a change: what it would do, what stands in its way, doing it."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from history.actions import Stale
from history.changes import change_set
from history.models import Change, ChangeSet, Tracked
from history.revert import Move, Overtaken, Unknown, as_before, carry_out, fingerprint, undoing
from programmes.kinds import Kind, kind_of
from programmes.models.programme import Programme, ProgrammeRow
from programmes.undoable import fields_put_back, instead_of, refusal

MOST_ROWS = 200  # in one act; what a file brought is taken back on a page of its own


@dataclass
class Planned:
    """One row of a plan: notes tell what the person should know, problems what stands in the way."""

    move: Move
    kind: Kind | None
    notes: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


@dataclass
class Plan:
    """What undoing would do now. `problem` is what stands in the way of the whole; `act` is what is undone."""

    programme: Programme
    act: ChangeSet
    rows: list[Planned] = field(default_factory=list)
    problem: str = ""
    token: str = ""
    protected: list[str] = field(default_factory=list)  # labels of fields whose change needs a reason

    @property
    def is_empty(self) -> bool:
        return not (self.rows or self.problem)

    @property
    def is_possible(self) -> bool:
        return bool(self.rows) and not self.problem and not any(row.problems for row in self.rows)


def plan_for_act(programme: Programme, act: ChangeSet, *, lock: bool = False) -> Plan:
    """What undoing the whole act would do."""
    changes = list(act.changes.defer("values")[: MOST_ROWS + 1])
    if len(changes) > MOST_ROWS:
        return Plan(programme, act, problem=_("It touched too many records to be undone at once."))
    return _plan(programme, act, partial(undoing, changes, lock=lock))


def plan_for_change(
    programme: Programme, change: Change, names: frozenset[str] | None = None, *, lock: bool = False
) -> Plan:
    """What making the row, or its fields `names`, as it was before the change would do."""
    return _plan(programme, change.change_set, partial(as_before, change, names, lock=lock))


def _plan(programme: Programme, act: ChangeSet, moves: Callable[[], list[Move]]) -> Plan:
    """The moves, held to what the person may do and what the kinds allow, and tried out."""
    plan = Plan(programme, act)
    try:
        found = moves()
    except Unknown:
        plan.problem = _("What it was before is not known any more.")
        return plan
    for move in found:
        if isinstance(move.row, ProgrammeRow):
            move.row.programme = programme
    plan.rows = [Planned(move, kind_of(move.row)) for move in found]
    _hold_to_person(plan)
    for row in plan.rows:
        _hold_to_kind(row)
    plan.token = fingerprint(row.move for row in plan.rows)
    plan.protected = sorted({label for row in plan.rows for label in _protected(row, programme)})
    if plan.is_possible:
        _tell_of_children(plan)
        _rehearse(plan)
    return plan


def _hold_to_person(plan: Plan) -> None:
    """Leave out what the person may not see, and refuse the whole where part of it is not theirs to change."""
    programme = plan.programme
    if any(row.kind and not programme.may(row.kind.edit) for row in plan.rows):
        plan.problem = _(
            "Part of it lies outside what you may change. Ask somebody who manages the programme."
        )
    plan.rows = [row for row in plan.rows if row.kind is None or programme.may(row.kind.see)]


def _hold_to_kind(row: Planned) -> None:
    """Keep the fields that only actions of their own write out of the move; say what cannot be undone here."""
    move, kind = row.move, row.kind
    if refused := refusal(kind, move.kind, move.values):
        row.problems.append(refused)
    elif kind is not None:
        kept_out = move.values.keys() - fields_put_back(kind.key)
        move.values = {name: pair for name, pair in move.values.items() if name not in kept_out}
        row.notes += [_stays(move.row, kind, kept_out)] if kept_out - move.row.untold else []
        if move.kind == Change.Kind.CHANGED and move.row.removed_at:
            row.problems.append(_("It has been removed since. Bring it back first."))


def _stays(row: Tracked, kind: Kind, names: Iterable[str]) -> str:
    labels = sorted(str(_verbose(row, name)) for name in names)
    return _("Stays as it is: %(fields)s. %(instead)s") % {
        "fields": ", ".join(labels),
        "instead": instead_of(kind),
    }


def _verbose(row: Tracked, name: str) -> Any:
    return row._meta.get_field(name).verbose_name  # type: ignore[union-attr]


def _protected(row: Planned, programme: Programme) -> Iterator[str]:
    if row.kind is None or row.move.kind != Change.Kind.CHANGED or row.problems:
        return
    form = row.kind.form(instance=row.move.applied(), programme=programme, user=programme.user)
    before = row.kind.form(instance=row.move.row, programme=programme, user=programme.user)
    for name in (form.protected_fields() | before.protected_fields()) & row.move.values.keys():
        yield str(_verbose(row.move.row, name))


def children_counts(kind: Kind, pks: Iterable[int], programme: Programme) -> dict[int, list[tuple[str, int]]]:
    """Primary key -> (plural of a kind, how many of its rows belong to the row), as far as the person may see them."""
    found: dict[int, list[tuple[str, int]]] = defaultdict(list)
    wanted = list(pks)
    for accessor in kind.children:
        relation: Any = kind.model._meta.get_field(accessor)
        child = kind_of(relation.related_model)
        if relation.field.null or child is None or not programme.may(child.see):
            continue  # what may also stand by itself neither goes nor comes with the row
        name = relation.field.attname
        rows = relation.related_model.objects.filter(**{f"{relation.field.name}__in": wanted})
        for pk, number in Counter(rows.order_by().values_list(name, flat=True)).items():
            found[pk].append((str(child.label_plural if number > 1 else child.label), number))
    return found


def _tell_of_children(plan: Plan) -> None:
    """What goes from the pages with a row that is removed, or comes with one that returns."""
    by_kind: dict[str, list[Planned]] = defaultdict(list)
    for row in plan.rows:
        if row.kind and row.move.kind != Change.Kind.CHANGED:
            by_kind[row.kind.key].append(row)
    for rows in by_kind.values():
        kind = rows[0].kind
        counts = children_counts(kind, [row.move.row.pk for row in rows], plan.programme) if kind else {}
        for row in rows:
            if told := ", ".join(f"{number} {noun}" for noun, number in counts.get(row.move.row.pk, [])):
                goes = row.move.kind == Change.Kind.REMOVED
                row.notes.append(
                    (_("With it go from the pages: %s.") if goes else _("With it come back: %s.")) % told
                )


def _rehearse(plan: Plan) -> None:
    """Do it and take it back, so that whatever refuses it is known before the person is asked."""
    with transaction.atomic():
        written: list[Tracked] = []
        with change_set(by=plan.programme.user, scope=plan.programme.pk):
            for row in plan.rows:
                _try(row, plan.programme.user, written)
            if not any(row.problems for row in plan.rows):
                _look_for_parents(plan)
        transaction.set_rollback(True)


def _try(row: Planned, by: User, written: list[Tracked]) -> None:
    try:
        with transaction.atomic():
            written.append(_write(row, by))
    except ValidationError as error:
        row.problems += error.messages
    except PermissionDenied as error:
        row.problems.append(str(error) or _("You may not change this."))
    except (IntegrityError, Stale):
        row.problems.append(_("Something else has taken its place meanwhile."))


def _write(planned: Planned, by: User) -> Tracked:
    """Write one row by its kind's own actions, so that whatever else an edit brings about happens here too."""
    move, kind = planned.move, planned.kind
    assert kind is not None  # a plan with a row that has no kind is not possible
    row = move.applied()
    names = {f.name for f in row._meta.concrete_fields}
    row.clean_fields(exclude=names - move.values.keys())
    if move.kind == Change.Kind.REMOVED:
        kind.remove(row=row, version=row.version, by=by)
        return row
    was_removed_at, row.removed_at = row.removed_at, None
    row.validate_constraints()
    row.removed_at = was_removed_at
    if move.kind == Change.Kind.RESTORED:
        kind.restore(row=row, by=by)
    else:
        kind.revise(row=row, version=row.version, by=by)
    return row


def _look_for_parents(plan: Plan) -> None:
    """A row returns to nothing when what it belongs to is removed; where it only points to it, that is told."""
    wanted: dict[type[Tracked], set[int]] = defaultdict(set)
    pointers = [(row, f, pk) for row in plan.rows for f, pk in _references(row.move)]
    for _row, f, pk in pointers:
        wanted[f.related_model].add(pk)
    removed = {
        (model, gone.pk): str(gone)
        for model, pks in wanted.items()
        for gone in model.everything.filter(pk__in=pks, removed_at__isnull=False)
    }
    for row, f, pk in pointers:
        if (f.related_model, pk) not in removed:
            continue
        title = {"title": removed[f.related_model, pk]}
        if f.null:
            row.notes.append(_("It points to “%(title)s”, which has been removed.") % title)
        else:
            row.problems.append(
                _("It belongs to “%(title)s”, which has been removed. Bring that back first.") % title
            )


def _references(move: Move) -> Iterator[tuple[Any, int]]:
    """The references to tracked rows that a row will have anew when the plan is done."""
    if move.kind == Change.Kind.REMOVED:
        return
    row = move.applied()
    for f in row._meta.concrete_fields:
        is_new = f.name in move.values or move.kind == Change.Kind.RESTORED
        if is_new and isinstance(f, models.ForeignKey) and issubclass(f.related_model, Tracked):
            pk = getattr(row, f.attname)
            if pk is not None:
                yield f, pk


@transaction.atomic
def undo(*, plan: Plan, token: str, title: str, by: User, reason: str = "") -> ChangeSet:
    """Do what the person was shown, as one new act; `plan` was made with its rows held in this transaction.

    Raises Overtaken when it is no longer the plan of the token; nothing has been done then.
    """
    if not plan.is_possible or plan.token != token:
        raise Overtaken
    if plan.protected and not reason.strip():
        raise ValueError("What was agreed is put back for a reason.")
    by_key = {row.move.key: row for row in plan.rows}
    return carry_out(
        [row.move for row in plan.rows],
        by=by,
        reason=reason,
        cause=plan.act,
        title=title,
        write=lambda move: _write(by_key[move.key], by),
    )
