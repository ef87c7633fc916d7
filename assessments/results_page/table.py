"""The figures of the page as a table for spreadsheets: of the panel, and of the groups of the chosen breakdown."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from assessments.agreement_words import MATURITY, VERDICTS
from assessments.instrument_pack import Dimension
from assessments.results import middle_answer
from assessments.results_page.shown import Json, Shown, elements
from programmes.spreadsheet import harmless

Row = list[Any]
HIDDEN: Json = {"n": None}  # of a group in an item that too few of the whole panel answered


def results_table(shown: Shown) -> list[Row]:
    """Numbers stay numbers, with nothing where they are hidden; a text never begins a formula.

    Median, quartiles and mean or share are in the unit of the dimension: levels of its scale, or percentages.
    """
    codes = _codes(shown)
    head = [
        *(_("Dimension"), _("Statement or element"), _("Group"), _("Answered by"), _("Not their field")),
        *(_("Median"), _("First quartile"), _("Third quartile"), _("Mean or share"), _("Outside the region")),
        *(_("Verdict"), _("Maturity"), _("Agreed level")),
        *(_("Answer %(code)s") % {"code": code} for code in codes),
    ]
    rows = [row for one, found in shown.dimensions for row in _dimension(shown, one, found, codes)]
    return [[harmless(cell) for cell in row] for row in (head, *rows)]


def _codes(shown: Shown) -> list[str]:
    scale = shown.pack.scale
    if scale:
        return [str(code) for code in scale.levels]
    return [str(code) for code in range(4 if shown.pack.answer == "presence" else 3)]


def _dimension(shown: Shown, one: Dimension, found: Json, codes: list[str]) -> Iterator[Row]:
    everybody = _("All who answered")
    yield _row(one.title, "", everybody, found, codes, shown.agreed.get(one.key))
    items = elements(one, found) if one.items else []
    for item in items:
        yield _row(one.title, item.text, everybody, _in_unit(shown, item.found), codes)
    for group in shown.groups(found):
        yield _row(one.title, "", group.name, _in_unit(shown, group.found), codes)
        for item in items:
            table = HIDDEN if item.is_hidden else _in_unit(shown, group.found["items"][item.key])
            yield _row(one.title, item.text, group.name, table, codes)


def _in_unit(shown: Shown, table: Json) -> Json:
    return {**table, "median": middle_answer(shown.pack.answer, table)}


def _row(
    title: str, item: str, group: str, found: Json, codes: list[str], agreed: float | None = None
) -> Row:
    agreement = (found.get("summary") or {}).get("ijic7747") or {}
    counts = found.get("counts") or {}
    share = found.get("pooled") if found.get("pooled") is not None else found.get("share")
    return [
        *(title, item, group, found["n"], found.get("abstained")),
        *(found.get("median"), found.get("q1"), found.get("q3"), share, agreement.get("n_outside")),
        str(VERDICTS.get(agreement.get("distribution"), "")),
        str(MATURITY.get(agreement.get("maturity_level"), "")),
        agreed,
        *(counts.get(code) for code in codes),
    ]
