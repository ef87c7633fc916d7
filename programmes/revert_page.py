"""What the pages that undo say: row by row and field by field what is now and what will be, and what happened since."""

from dataclasses import dataclass

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from history.models import Change, ChangeSet
from history.words import Piece, word_difference
from programmes.models.programme import Programme
from programmes.revert import Plan, Planned
from programmes.timeline import FieldChange, RowChange, Words, row_change, words_for


@dataclass(frozen=True)
class Since:
    """Somebody changed the same after it: what putting it back overwrites."""

    who: str
    act: ChangeSet
    fields: str


@dataclass(frozen=True)
class Line:
    """One row: what it is called, what becomes of it, and each field with the pieces of a long text's difference."""

    row: RowChange
    verb: str
    fields: list[tuple[FieldChange, list[Piece]]]
    since: list[Since]
    notes: list[str]
    problems: list[str]


@dataclass(frozen=True)
class RevertPage:
    title: str
    lead: str
    button: str
    done: str
    cause: str
    act: ChangeSet
    plan: Plan
    lines: list[Line]

    @property
    def is_overwriting(self) -> bool:
        return any(line.since for line in self.lines)


def page_for_act(plan: Plan) -> RevertPage:
    named = {"who": plan.act.by or plan.act.actor, "when": _when(plan.act)}
    return RevertPage(
        _("Undo what was done on %(when)s?") % named,
        _("It was done by %(who)s. Undoing is an act of its own: what was done stays in the history.")
        % named,
        _("Undo it"),
        _("Undone: what was done on %(when)s.") % named,
        _("Undoing what was done on %(when)s") % named,
        plan.act,
        plan,
        lines(plan),
    )


def page_for_change(plan: Plan, change: Change, field: str = "") -> RevertPage:
    """`field` is the label of the one field that is put back; empty for the whole record."""
    named = {"title": change.title, "field": field.lower(), "when": _when(plan.act)}
    if field:
        title = _("Put back “%(field)s” of “%(title)s”?") % named
    else:
        title = _("Make “%(title)s” as it was before %(when)s?") % named
    return RevertPage(
        title,
        _("As it was before the change of %(when)s. All that has been written since stays in the history.")
        % named,
        _("Put it back"),
        _("Put back: %(title)s") % named,
        _("As it was before %(when)s") % named,
        plan.act,
        plan,
        lines(plan),
    )


def page_for_return(plan: Plan, change: Change) -> RevertPage:
    """Bringing a removed record back; `change` is its removal."""
    named = {"title": change.title, "who": plan.act.by or plan.act.actor, "when": _when(plan.act)}
    return RevertPage(
        _("Bring back “%(title)s”?") % named,
        _("%(who)s removed it on %(when)s. It returns to its place as it was then.") % named,
        _("Bring back"),
        _("Brought back: %(title)s") % named,
        _("Removed on %(when)s") % named,
        plan.act,
        plan,
        lines(plan),
    )


def _when(act: ChangeSet) -> str:
    return date_format(timezone.localtime(act.at), "DATETIME_FORMAT")


def lines(plan: Plan) -> list[Line]:
    """One line for each row of the plan, in the order in which they will be written."""
    told = [row.move.told() for row in plan.rows]
    words = words_for(told, plan.programme)
    return [_line(row, change, words) for row, change in zip(plan.rows, told, strict=True)]


def _line(planned: Planned, change: Change, words: Words) -> Line:
    row = row_change(change, words)
    fields = [(one, word_difference(one.before, one.after) if one.is_long else []) for one in row.fields]
    since = [_since(one, planned, words) for one in planned.move.since]
    return Line(row, _verbs()[change.kind], fields, since, planned.notes, planned.problems)


def _verbs() -> dict[str, str]:
    return {
        Change.Kind.REMOVED: _("will be removed"),
        Change.Kind.RESTORED: _("will come back"),
        Change.Kind.CHANGED: _("will be put back"),
    }


def _since(change: Change, planned: Planned, words: Words) -> Since:
    touched = row_change(change, words).fields
    names = [one.label for one in touched if one.name in planned.move.values or not planned.move.values]
    return Since(str(change.change_set.by or change.change_set.actor), change.change_set, ", ".join(names))


def label_of(programme: Programme, change: Change, name: str) -> str:
    """What the change calls the field; empty for a field that it does not tell of."""
    row = row_change(change, words_for([change], programme))
    return next((one.label for one in row.fields if one.name == name), "")
