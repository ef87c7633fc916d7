"""Kinds of record: what the record pages need to know to show, add, revise and remove the rows of a model.

An app declares its kinds in its module `records`:

    register(Kind(Risk, record_form(Risk, "title", "likelihood", "impact"), page=lambda row: reverse("risks", …)))

and has pages for adding, editing, removing and the history of each record, by keyboard and without scripts, with
version tokens, reasons and permissions (docs/adr/0003).
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.functional import cached_property

from accounts.models import Organisation
from accounts.roles import Permission
from history.actions import add_row, remove_row, restore_row, revise_row
from programmes.forms import RecordForm
from programmes.models.programme import Programme, ProgrammeRow


@dataclass(frozen=True)
class Parts:
    """How parts of a row that are no rows of their own are named, such as the dimensions of an assessment.

    title   (row, part) in words; raises LookupError where the row has no such part
    page    (row, part) the address of the page on which the part stands
    """

    title: Callable[[Any, str], str]
    page: Callable[[Any, str], str]


@dataclass(frozen=True)
class Kind:
    """How one model's rows are shown and edited.

    page       the address of the page on which a row stands (with its anchor), to which editing returns
    see, edit  the permissions; a row that one may not see does not exist for the reader
    is_addable     False for rows that only an action of their own makes: steps, visits, ticks
    is_revisable   False for rows that are added or removed and never changed: claims, forecasts, positions
    add, revise, remove, restore   the actions; the ordinary ones unless more has to happen. `add` gets the form's
               `besides()`, and raises Stale where what the form was written against has moved on
    put_back   fields that no form shows and that undoing may put back all the same: they stand for nothing else
    instead    what to do in the place of undoing, where only actions of their own write rows or fields of this kind
    listing    the address of the page that lists the kind's rows, for the way back from a form that adds one
    section    the part of the programme (tab) under which the record's pages stand
    parting    what removing a row brings about besides, told before it is done
    children   accessors of the rows that belong to a row and are shown and added on its page
    parts      what names the parts of a row from which others may come (programmes/threads.py)
    leads_to   keys of the kinds of which a new row may come from a row of this kind, as its page offers it
    """

    model: type[ProgrammeRow]
    form: type[RecordForm]
    page: Callable[[Any], str]
    see: Permission = Permission.VIEW
    edit: Permission = Permission.EDIT
    is_addable: bool = True
    is_revisable: bool = True
    is_removable: bool = True
    children: tuple[str, ...] = ()
    add: Callable[..., Any] = add_row
    revise: Callable[..., Any] = revise_row
    remove: Callable[..., Any] = remove_row
    restore: Callable[..., Any] = restore_row
    put_back: frozenset[str] = frozenset()
    instead: Any = ""
    template: str = "programmes/record.html"
    listing: Callable[[Programme], str] | None = None
    section: str = "plan"
    parting: Any = ""
    parts: Parts | None = None
    leads_to: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        return self.model._meta.model_name

    @property
    def label(self) -> str:
        return self.model._meta.verbose_name

    @property
    def label_plural(self) -> str:
        return self.model._meta.verbose_name_plural

    @cached_property
    def parents(self) -> frozenset[str]:
        """The fields that may come in the address of the add page: references to other records and to partners."""
        return frozenset(
            f.name
            for f in self.model._meta.concrete_fields
            if isinstance(f, models.ForeignKey) and issubclass(f.related_model, (ProgrammeRow, Organisation))
        )


_kinds: dict[str, Kind] = {}


def register(*kinds: Kind) -> None:
    for kind in kinds:
        if kind.key in _kinds:
            raise ValueError(f"Two kinds of record are called {kind.key}")
        _kinds[kind.key] = kind


def kind_called(key: str) -> Kind | None:
    return _kinds.get(key)


def kind_of(row: models.Model | type[models.Model]) -> Kind | None:
    return _kinds.get(row._meta.model_name)


def every_kind() -> list[Kind]:
    return list(_kinds.values())


def hidden_models(programme: Programme) -> list[str]:
    """Labels of the models whose rows and history the person may not see, on any channel."""
    return [kind.model._meta.label_lower for kind in every_kind() if not programme.may(kind.see)]


@dataclass(frozen=True)
class Paper:
    """A working paper: the page on which the records of a step are written, as its card on the step page says.

    url_name takes the programme's slug; kinds are the models whose rows the paper holds.
    """

    step_key: str
    title: Any
    purpose: Any
    url_name: str
    models: tuple[type[ProgrammeRow], ...]
    see: Permission = Permission.VIEW


_papers: list[Paper] = []


def register_paper(paper: Paper) -> None:
    _papers.append(paper)


def papers_of(step_key: str) -> list[Paper]:
    return [paper for paper in _papers if paper.step_key == step_key]
