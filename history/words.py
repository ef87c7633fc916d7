"""The difference of two long texts, word by word, for people to read."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

WORD = re.compile(r"\s+|[^\s]+")
TOO_LONG = 4000  # words; beyond that the two texts are shown one after the other


@dataclass(frozen=True)
class Piece:
    """A stretch of text that stayed ("same"), went ("old") or came ("new")."""

    kind: str
    text: str


def word_difference(before: str, after: str) -> list[Piece]:
    """The pieces in reading order: what went stands before what came in its place."""
    old, new = WORD.findall(before), WORD.findall(after)
    if len(old) + len(new) > TOO_LONG:
        return [Piece("old", before), Piece("new", after)]
    pieces: list[Piece] = []
    for code, from_old, to_old, from_new, to_new in SequenceMatcher(
        None, old, new, autojunk=False
    ).get_opcodes():
        if code == "equal":
            pieces.append(Piece("same", "".join(old[from_old:to_old])))
            continue
        pieces += [Piece("old", "".join(old[from_old:to_old]))] if to_old > from_old else []
        pieces += [Piece("new", "".join(new[from_new:to_new]))] if to_new > from_new else []
    return pieces
