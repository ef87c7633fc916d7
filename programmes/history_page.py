"""The history of a programme as a page and as a table: filtered by person, kind, step, cause and text."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from programmes.filters import Choices, Filters, choices_of
from programmes.models.programme import Programme
from programmes.paging import Pages, page_number, pages
from programmes.reading import visible_changes
from programmes.spreadsheet import harmless
from programmes.timeline import Entry, cause_of, entries, row_change, words_for

ACTS = 25
ROWS_EXPORTED = 20_000


@dataclass(frozen=True)
class HistoryPage:
    filters: Filters
    entries: list[Entry]
    pages: Pages
    choices: Choices
    query: str


def history_page(programme: Programme, query: QueryDict) -> HistoryPage:
    filters, number = Filters.read(query, programme), page_number(query.get("page"))
    changes = filters.applied(visible_changes(programme))
    shown = entries(changes, limit=ACTS + 1, offset=(number - 1) * ACTS, programme=programme)
    without_page = query.copy()
    without_page.pop("page", None)
    return HistoryPage(
        filters,
        shown[:ACTS],
        pages(query, number, has_older=len(shown) > ACTS),
        choices_of(programme),
        without_page.urlencode(),
    )


def history_table(programme: Programme, query: QueryDict) -> Iterator[list[Any]]:
    """The head, then one line for each field that changed, oldest first; safe to open as a spreadsheet."""
    yield [
        *(_("When"), _("Who"), _("What happened"), _("Kind of record"), _("Record")),
        *(_("Field"), _("From"), _("To"), _("Why"), _("Came from")),
    ]
    changes = (
        Filters.read(query, programme).applied(visible_changes(programme)).select_related("change_set__by")
    )
    rows = list(changes.order_by("at", "pk")[:ROWS_EXPORTED])
    words = words_for(rows, programme)
    for change in rows:
        told = row_change(change, words)
        act = change.change_set
        start = [
            timezone.localtime(act.at).strftime("%Y-%m-%d %H:%M"),
            str(act.by or act.actor),
            told.verb,
            told.noun,
            told.title,
        ]
        end = [act.reason, cause_of(act, words)[0]]
        fields = [[one.label, one.before, one.after] for one in told.fields] or [["", "", ""]]
        yield from ([harmless(text) for text in (*start, *one, *end)] for one in fields)
