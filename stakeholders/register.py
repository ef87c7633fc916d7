"""The stakeholder register as its page shows it: filtered rows, counts, and the grid of power and interest."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Sector
from history.lens import Lens
from stakeholders.grid import grid, quadrant_names
from stakeholders.models import Stakeholder
from stakeholders.positions import Quadrant

UNPLACED, OVERDUE, GAP = "unplaced", "overdue", "gap"


@dataclass(frozen=True)
class Filters:
    """What the address asks for. What it cannot mean (a sector that is none) is left out."""

    show: str = ""
    sector: str = ""
    owner: str = ""
    text: str = ""

    @classmethod
    def read(cls, query: Mapping[str, str]) -> "Filters":
        show, sector, owner = (query.get(name, "") for name in ("show", "sector", "owner"))
        return cls(
            show=show if show in SHOWN else "",
            sector=sector if sector in Sector else "",
            owner=owner if owner.isascii() and owner.isdigit() else "",
            text=query.get("q", "").strip()[:100],
        )

    @property
    def is_set(self) -> bool:
        return self != Filters()

    def address(self) -> str:
        """The query of an address that asks for this."""
        asked = {"show": self.show, "sector": self.sector, "owner": self.owner, "q": self.text}
        return "?" + urlencode({name: value for name, value in asked.items() if value})

    def admits(self, row: Stakeholder) -> bool:
        """Sector, owner and text; `show` comes after, so that its chips can count."""
        words = f"{row.name} {row.office} {row.belongs_to}".casefold()
        return (
            self.sector in ("", row.sector)
            and self.owner in ("", str(row.owner_id))
            and self.text.casefold() in words
        )


def _in(quadrant: Quadrant) -> Callable[[Stakeholder], bool]:
    return lambda row: row.quadrant == quadrant


SHOWN: dict[str, Callable[[Stakeholder], bool]] = {
    **{quadrant.value: _in(quadrant) for quadrant in Quadrant},
    UNPLACED: lambda row: row.position is None,
    GAP: lambda row: (row.gap or 0) > 0,
    OVERDUE: lambda row: row.is_contact_overdue,
}


@dataclass(frozen=True)
class Line:
    row: Stakeholder
    quadrant: str


@dataclass(frozen=True)
class Register:
    lines: list[Line]
    chips: list[dict[str, Any]]
    owners: list[Any]
    sectors: list[tuple[str, str]]
    filters: Filters
    sentence: str
    total: int
    grid: Any


def stakeholder_register(lens: Lens, query: Mapping[str, str]) -> Register:
    """The register page; two queries beside those of the lens, whatever the rows."""
    everyone = lens.rows(Stakeholder, "positions")
    filters = Filters.read(query)
    admitted = [row for row in everyone if filters.admits(row)]
    shown = [row for row in admitted if filters.show == "" or SHOWN[filters.show](row)]
    names = quadrant_names()
    return Register(
        lines=[Line(row, names[row.quadrant] if row.quadrant else "") for row in shown],
        chips=_chips(admitted, filters),
        owners=sorted({row.owner for row in everyone if row.owner}, key=lambda person: person.name),
        sectors=[
            (value, label) for value, label in Sector.choices if any(r.sector == value for r in everyone)
        ],
        filters=filters,
        sentence=_sentence(everyone),
        total=len(everyone),
        grid=grid(shown),
    )


def _chips(rows: list[Stakeholder], filters: Filters) -> list[dict[str, Any]]:
    counts = Counter({key: sum(map(admits, rows)) for key, admits in SHOWN.items()})
    labels = {"": _("All"), **{quadrant.value: name for quadrant, name in quadrant_names().items()}}
    labels |= {UNPLACED: _("Not placed yet"), GAP: _("Not yet where needed"), OVERDUE: _("Contact overdue")}
    return [
        {
            "label": label,
            "url": replace(filters, show=key).address(),
            "is_active": filters.show == key,
            "count": counts[key] if key else len(rows),
        }
        for key, label in labels.items()
    ]


def _sentence(rows: list[Stakeholder]) -> str:
    """The state of the register in one sentence."""
    behind = sum(map(SHOWN[GAP], rows))
    overdue = sum(map(SHOWN[OVERDUE], rows))
    parts = [
        ngettext("%d stakeholder", "%d stakeholders", len(rows)) % len(rows),
        _("%d to manage closely") % sum(map(SHOWN[Quadrant.MANAGE_CLOSELY], rows)),
        _("%d not yet where the programme needs them") % behind,
        ngettext("%d contact overdue", "%d contacts overdue", overdue) % overdue,
    ]
    return "; ".join(parts) + "."
