"""Text in CSV that a spreadsheet must not take for a formula: guarded on the way out, freed on the way in."""

import re

# An opener (also in full width), or a tab or line break, with nothing before it but blanks and invisible letters.
RISKY = re.compile(r"[\s\ufeff\u200b-\u200f]*?[=+\-@＝＋－＠\t\r\n]")


def guarded(text: str) -> str:
    """The text, with an apostrophe before what would start a formula, also after blanks."""
    return f"'{text}" if _needs_guard(text) else text


def unguarded(text: str) -> str:
    """The text as it was before `guarded`."""
    return text[1:] if text.startswith("'") and _needs_guard(text[1:]) else text


def _needs_guard(text: str) -> bool:
    # A text that looks guarded already is guarded once more, so that reading it back gives the same text.
    return bool(RISKY.match(text)) or (text.startswith("'") and _needs_guard(text[1:]))
