"""A register as a page: filtered, sorted and counted, with the links that change what is shown."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from history.lens import Lens
from programmes.models import Risk, Step
from programmes.reading import members
from programmes.registers import RISKS, Cell, Register, level_in_words

STATES = ("open", "late", "mine", "all")


@dataclass(frozen=True)
class Filters:
    """What the address asks for; what makes no sense in it counts as not asked."""

    state: str = "open"
    step: str = ""
    owner: str = ""
    q: str = ""
    likelihood: str = ""
    impact: str = ""
    sort: str = ""

    @classmethod
    def read(cls, query: QueryDict) -> "Filters":
        asked = {name: query.get(name, "").strip()[:100] for name in cls.__dataclass_fields__}
        if asked["state"] not in STATES:
            asked["state"] = "open"
        return cls(**asked)

    def url(self, **changes: str) -> str:
        """The address of the same register with these filters changed."""
        query = QueryDict(mutable=True)
        values = {name: changes.get(name, getattr(self, name)) for name in self.__dataclass_fields__}
        query.update(
            {name: value for name, value in values.items() if value and (name, value) != ("state", "open")}
        )
        return f"?{query.urlencode()}" if query else "."

    @property
    def is_narrowed(self) -> bool:
        return any((self.step, self.owner, self.q, self.likelihood, self.impact))

    def hidden(self) -> list[tuple[str, str]]:
        """What the filter form carries on besides its own fields."""
        kept = ("state", "likelihood", "impact", "sort")
        return [(name, getattr(self, name)) for name in kept if getattr(self, name)]


@dataclass(frozen=True)
class Head:
    """A column's head; `url` sorts by it, `direction` is how it is sorted now (aria-sort)."""

    label: Any
    is_numeric: bool
    url: str = ""
    direction: str = ""


@dataclass(frozen=True)
class Line:
    row: Any
    cells: list[tuple[Head, Cell]]


@dataclass(frozen=True)
class HeatCell:
    count: int
    level: str
    url: str
    is_chosen: bool
    words: str


@dataclass(frozen=True)
class HeatRow:
    likelihood: int
    cells: list[HeatCell]


@dataclass(frozen=True)
class RegisterPage:
    register: Register
    filters: Filters
    heads: list[Head]
    lines: list[Line]
    chips: list[dict[str, Any]]
    sentence: str
    totals: str
    is_empty: bool
    steps: list[Step]
    owners: list[Any]
    heat: list[HeatRow] = field(default_factory=list)


def register_page(lens: Lens, register: Register, query: QueryDict) -> RegisterPage:
    filters = Filters.read(query)
    rows = lens.rows(register.model, *register.accessors)
    states = _states(register, lens.programme.user.pk)
    narrowed = [row for row in rows if _matches(row, filters)]
    shown = _sorted([row for row in narrowed if states[filters.state](row)], register, filters)
    heads = [_head(column, register, filters) for column in register.columns]
    return RegisterPage(
        register,
        filters,
        heads,
        [
            Line(
                row, [(head, column.cell(row)) for head, column in zip(heads, register.columns, strict=True)]
            )
            for row in shown
        ],
        _chips(register, filters, states, narrowed),
        register.sentence(rows),
        _("%(shown)d of %(all)d shown") % {"shown": len(shown), "all": len(rows)},
        not rows,
        lens.rows(Step),
        list({member.user_id: member.user for member in members(lens)}.values())
        if register.has_owner
        else [],
        heat_map([row for row in rows if row.is_open], filters) if register is RISKS else [],
    )


def _states(register: Register, person: int) -> dict[str, Callable[[Any], bool]]:
    states: dict[str, Callable[[Any], bool]] = {
        "open": register.is_open,
        "late": lambda row: row.is_late,
        "mine": lambda row: register.has_owner and register.is_open(row) and row.owner_id == person,
        "all": lambda row: True,
    }
    return states


def _matches(row: Any, filters: Filters) -> bool:
    if filters.step and not (row.step_id and row.step.key == filters.step):
        return False
    if filters.owner and str(getattr(row, "owner_id", None)) != filters.owner:
        return False
    if filters.q and filters.q.lower() not in _text_of(row):
        return False
    return all(
        not wanted or str(getattr(row, name, "")) == wanted
        for name, wanted in (("likelihood", filters.likelihood), ("impact", filters.impact))
    )


def _text_of(row: Any) -> str:
    """All that somebody wrote in the row, to be searched."""
    names = ("title", "note", "response", "reason", "decided_by", "impact")
    return "\n".join(str(getattr(row, name, "")) for name in names).lower()


def _sorted(rows: list[Any], register: Register, filters: Filters) -> list[Any]:
    """By the column asked for, else by the register's own; rows without a value come last either way."""
    orders = {column.key: column.order for column in register.columns if column.order}
    sort = filters.sort if filters.sort.removeprefix("-") in orders else register.default_sort
    order = orders[sort.removeprefix("-")]
    known = [row for row in rows if order(row) is not None]
    unknown = [row for row in rows if order(row) is None]
    return sorted(known, key=order, reverse=sort.startswith("-")) + unknown


def _head(column: Any, register: Register, filters: Filters) -> Head:
    if column.order is None:
        return Head(column.label, column.is_numeric)
    present = filters.sort or register.default_sort
    ascending, descending = column.key, f"-{column.key}"
    direction = {ascending: "ascending", descending: "descending"}.get(present, "")
    return Head(
        column.label,
        column.is_numeric,
        filters.url(sort=descending if present == ascending else ascending),
        direction,
    )


def _chips(
    register: Register, filters: Filters, states: dict[str, Callable[[Any], bool]], rows: list[Any]
) -> list[dict[str, Any]]:
    labels = {"open": register.open_label, "late": _("Late"), "mine": _("Mine"), "all": _("All")}
    return [
        {
            "label": labels[state],
            "url": filters.url(state=state),
            "is_active": filters.state == state,
            "count": sum(map(states[state], rows)),
        }
        for state in STATES
        if state != "mine" or register.has_owner
    ]


def heat_map(risks: list[Risk], filters: Filters) -> list[HeatRow]:
    """Open risks by likelihood (rows, highest first) and impact (columns); each cell shows its risks."""
    counts = Counter((risk.likelihood, risk.impact) for risk in risks)
    return [
        HeatRow(likelihood, [_heat_cell(counts, likelihood, impact, filters) for impact in range(1, 6)])
        for likelihood in range(5, 0, -1)
    ]


def _heat_cell(counts: Counter[tuple[int, int]], likelihood: int, impact: int, filters: Filters) -> HeatCell:
    level = Risk(likelihood=likelihood, impact=impact).level
    is_chosen = (filters.likelihood, filters.impact) == (str(likelihood), str(impact))
    chosen = ("", "") if is_chosen else (str(likelihood), str(impact))
    count = counts[likelihood, impact]
    words = _("%(risks)s, likelihood %(likelihood)d, impact %(impact)d: %(level)s") % {
        "risks": ngettext("%(n)d risk", "%(n)d risks", count) % {"n": count},
        "likelihood": likelihood,
        "impact": impact,
        "level": level_in_words(level).lower(),
    }
    url = filters.url(state="open", likelihood=chosen[0], impact=chosen[1])
    return HeatCell(count, level, url, is_chosen, words)
