"""Text in cells that a spreadsheet program opens: never a formula, whatever somebody typed."""

from typing import Any

# Openings that Excel, LibreOffice or Google Sheets take for a formula, also in their full-width forms.
OPENINGS = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%", "＝", "＋", "－", "＠")


def harmless(value: Any) -> Any:
    """The value for a cell of a CSV file: a number stays one, text that would be a formula gets an apostrophe before it."""
    if isinstance(value, int | float) or value is None:
        return value
    text = str(value)
    is_risky = text.startswith(OPENINGS) or text.lstrip().startswith(OPENINGS)
    return f"'{text}" if is_risky else text
