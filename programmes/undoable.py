"""What the kinds say about undoing: which rows and fields may be brought back to what they were."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from accounts.roles import Permission
from history.models import Change
from programmes.kinds import Kind, kind_called
from programmes.models.programme import Programme

REMOVALS = frozenset({Change.Kind.ADDED, Change.Kind.REMOVED, Change.Kind.RESTORED})


def fields_put_back(key: str) -> frozenset[str]:
    """The fields of a kind that undoing may write; all others are written by actions of their own."""
    kind = kind_called(key)
    return frozenset(kind.form.Meta.fields) | kind.put_back if kind else frozenset()


def refusal(kind: Kind | None, what: str, names: Iterable[str]) -> str:
    """Why a row cannot be removed, brought back or changed (`what`: a Change.Kind) by undoing; empty when it can."""
    if kind is None:
        return _("This is changed on a page of its own. Change it there.")
    if what in REMOVALS:
        is_free = kind.is_removable
    else:
        is_free = kind.is_revisable and not fields_put_back(kind.key).isdisjoint(names)
    return "" if is_free else instead_of(kind)


def instead_of(kind: Kind) -> str:
    return str(kind.instead) or _("Only an act of its own writes this. Enter what holds now.")


def can_be_undone(change: Change, programme: Programme) -> bool:
    """Whether a page offers it; what has happened since is found out when the person asks. No query."""
    kind = kind_called(change.model.rpartition(".")[2])
    if kind is None or not (programme.may(Permission.EDIT) and programme.may(kind.edit)):
        return False
    return not refusal(kind, change.kind, change.values)
