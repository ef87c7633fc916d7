"""Tables that a spreadsheet program opens. A text in a cell is never a formula, whatever somebody typed.

Guarded on the way out, freed on the way in, so that a file that was exported can be imported again unchanged.
"""

import csv
import re
from collections.abc import Iterable, Sequence
from io import StringIO
from typing import Any

from django.http import HttpResponse

# An opener (also in full width), or a tab or line break, with nothing before it but blanks and invisible letters.
RISKY = re.compile(r"[\s\ufeff\u200b-\u200f]*?[=+\-@＝＋－＠\t\r\n]")


def guarded(text: str) -> str:
    """The text, with an apostrophe before what would start a formula, also after blanks."""
    return f"'{text}" if _needs_guard(text) else text


def unguarded(text: str) -> str:
    """The text as it was before `guarded`."""
    return text[1:] if text.startswith("'") and _needs_guard(text[1:]) else text


def harmless(value: Any) -> Any:
    """A value for a cell: a number stays one, anything else is text and is guarded."""
    return value if isinstance(value, int | float) or value is None else guarded(str(value))


def csv_answer(rows: Iterable[Sequence[Any]], name: str) -> HttpResponse:
    """The rows as a file to keep, called `name`; what people typed is guarded by who makes the rows."""
    text = StringIO(newline="")
    csv.writer(text).writerows(rows)
    return HttpResponse(
        text.getvalue().encode("utf-8-sig"),  # the mark lets spreadsheet programs read é and ł as they are
        content_type="text/csv; charset=utf-8",
        headers=to_keep(name),
    )


def to_keep(name: str) -> dict[str, str]:
    """The headers of a file that is taken away, and not kept on the way."""
    return {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}


def _needs_guard(text: str) -> bool:
    # A text that looks guarded already is guarded once more, so that reading it back gives the same text.
    return bool(RISKY.match(text)) or (text.startswith("'") and _needs_guard(text[1:]))
