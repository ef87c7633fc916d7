"""How wide a text will be, without a browser to ask; and how to break it into lines."""

# Advance widths of Source Sans 3 in parts of the font size, by kind of letter.
WIDTHS: tuple[tuple[float, str], ...] = (
    (0.20, " "),
    (0.26, "',.:;ijlI|·"),
    (0.33, "!()[]{}-tfr/\\"),
    (0.45, '*?szxcvyJ"'),
    (0.58, "ABCKPRbdhnopqu"),
    (0.66, "DGHNOQU&"),
    (0.85, "mwMW%@…—"),
)
WIDTH = {letter: width for width, letters in WIDTHS for letter in letters}
OTHER = 0.52
# Room for a fallback face, most of which run wider.
MARGIN = 1.05
BOLD = 1.04


def text_width(text: str, size: float, *, is_bold: bool = False) -> float:
    """An estimate in pixels, rather too wide than too narrow."""
    return sum(WIDTH.get(letter, OTHER) for letter in text) * size * MARGIN * (BOLD if is_bold else 1)


def wrap(text: str, width: float, size: float, *, is_bold: bool = False) -> list[str]:
    """Lines no wider than `width`; a word that is wider by itself is broken with a hyphen, never cut off."""
    lines: list[str] = []
    current = ""
    for word in _pieces(text, width, size, is_bold):
        joined = f"{current} {word}" if current else word
        if current and text_width(joined, size, is_bold=is_bold) > width:
            lines.append(current)
            current = word
        else:
            current = joined
    return [*lines, current] if current else lines


def _pieces(text: str, width: float, size: float, is_bold: bool) -> list[str]:
    """The words, with those that cannot fit on a line broken up."""
    pieces = []
    for word in text.split():
        while text_width(word, size, is_bold=is_bold) > width and len(word) > 2:
            end = _fitting(word, width, size, is_bold)
            pieces.append(word[:end] + "-")
            word = word[end:]
        pieces.append(word)
    return pieces


def _fitting(word: str, width: float, size: float, is_bold: bool) -> int:
    """How many letters of `word` fit with a hyphen; at least one, and rather three than one for the next line."""
    end = max(1, len(word) - 3)
    while end > 1 and text_width(word[:end] + "-", size, is_bold=is_bold) > width:
        end -= 1
    return end
