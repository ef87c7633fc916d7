"""A revealed round without names, to be given to others: what goes with it, and what is held back."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.models import Assessment, Round
from assessments.sharing import shared_round
from assessments.standing import Assessed, Standing, assessed, contents_of
from history.lens import Lens
from programmes.spreadsheet import harmless


@dataclass(frozen=True)
class SharePage:
    """`round` is None before the first reveal. `is_named`: the programme is to be named."""

    found: Assessed
    round: Round | None
    shared: dict[str, Any]
    is_named: bool

    @cached_property
    def lines(self) -> list[tuple[str, bool]]:
        """(dimension, whether its figures go)."""
        return [(one["title"], not one["is_hidden"]) for one in self.shared.get("dimensions", [])]

    @property
    def has_file(self) -> bool:
        return self.round is not None and not self.shared["is_hidden"]

    @property
    def file_name(self) -> str:
        key, number = self.found.pack.key, self.round.number if self.round else 0
        return f"{key}-v{self.found.pack.version}-round-{number}"


def share_page(lens: Lens, assessment: Assessment, asked: str, *, is_named: bool) -> SharePage | None:
    """`asked` is the number of a round as an address has it; the newest where it names none. None: no instrument."""
    found = assessed(lens, assessment)
    if found is None:
        return None
    by_number = {str(round_.number): round_ for round_ in found.rounds}
    chosen = by_number.get(asked, found.latest)
    shared = _shared(found, chosen, lens.programme.name if is_named else "") if chosen else {}
    return SharePage(found, chosen, shared, is_named)


def _shared(found: Assessed, chosen: Round, programme: str) -> dict[str, Any]:
    """As the file has it: no day, no title of the assessment, no programme unless it is to be named."""
    rounds = [round_ for round_ in found.rounds if round_.number <= chosen.number]
    contents = contents_of(rounds)
    shared = shared_round([contents[round_.pk] for round_ in rounds])
    dimensions = shared["dimensions"]
    shared["instrument"]["title"] = found.pack.title
    shared |= {"round": chosen.number, "revealed": f"{timezone.localtime(chosen.revealed_at):%Y-%m}"}
    is_newest = chosen == found.latest
    shared["dimensions"] = [
        {
            "key": one.dimension.key,
            "title": one.dimension.title,
            **_with_agreement(one, dimensions[one.dimension.key], chosen.number, is_newest=is_newest),
        }
        for one in found.standings
        if one.dimension.key in dimensions
    ]
    return shared | ({"programme": programme} if programme else {})


def _with_agreement(
    standing: Standing, figures: dict[str, Any], number: int, *, is_newest: bool
) -> dict[str, Any]:
    """With the agreed level, and how many see it otherwise in words; their words stay.

    With an earlier round goes the level that rests on it or on one before it. A view belongs to no round, nor does a
    level that was agreed without ratings: they go with the newest round alone.
    """
    if figures["is_hidden"]:
        return figures
    levels = [standing.agreed, *standing.earlier] if standing.agreed else []
    of_round = (row for row in levels if is_newest or (row.round and row.round.number <= number))
    agreed = next((float(row.level) for row in of_round), None)
    return figures | {"agreed_level": agreed, "minority_views": len(standing.views) if is_newest else None}


def share_table(page: SharePage) -> list[list[Any]]:
    """A line for each dimension, and for each of its items; numbers stay numbers, a text never begins a formula."""
    codes = _codes(page)
    named = page.shared.get("programme", "")
    head = [
        *(_("Programme"), _("Instrument"), _("Version"), _("Round"), _("Dimension"), _("Item")),
        *(_("Answered by"), _("Median"), _("Mean or share"), _("Agreed level"), _("Minority views")),
        *(_("Answer %(code)s") % {"code": code} for code in codes),
    ]
    pack, number = page.found.pack, page.shared["round"]
    rows = [
        [named, pack.key, pack.version, number, *cells]
        for one in page.shared["dimensions"]
        for cells in _rows(one, codes)
    ]
    return [[harmless(cell) for cell in row] for row in (head if named else head[1:], *_unnamed(rows, named))]


def _unnamed(rows: list[list[Any]], named: str) -> list[list[Any]]:
    return rows if named else [row[1:] for row in rows]


def _codes(page: SharePage) -> list[str]:
    tables = [
        table
        for one in page.shared["dimensions"]
        for table in (one, *one.get("items", {}).values())
        if table.get("counts")
    ]
    return list(tables[0]["counts"]) if tables else []


def _rows(one: dict[str, Any], codes: list[str]) -> Iterator[list[Any]]:
    yield [one["key"], "", *_cells(one, codes)]
    for key, item in one.get("items", {}).items():
        yield [one["key"], key.partition("/")[2], *_cells(item, codes)]


def _cells(table: dict[str, Any], codes: list[str]) -> list[Any]:
    counts = table.get("counts") or {}
    figures = ("n", "median", "value", "agreed_level", "minority_views")
    return [*(table.get(name) for name in figures), *(counts.get(code) for code in codes)]
