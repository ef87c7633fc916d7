"""Text in CSV that a spreadsheet must not take for a formula: guarded on the way out, freed on the way in."""

OPENERS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def guarded(text: str) -> str:
    """The text, with an apostrophe before what would start a formula, also after blanks."""
    return f"'{text}" if _is_risky(text) else text


def unguarded(text: str) -> str:
    """The text as it was before `guarded`."""
    return text[1:] if text.startswith("'") and _is_risky(text[1:]) else text


def _is_risky(text: str) -> bool:
    return text.startswith((*OPENERS, "'")) or text.lstrip().startswith(OPENERS)
