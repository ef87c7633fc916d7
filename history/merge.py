"""Three-way merge: what two people made of the same text, put together word by word.

Both texts are compared with the one that they began from, sentence by sentence and then by words. What one of them
changed is taken over. Where both changed the same words, the sentences of both stand one after the other, theirs
first: nothing that anybody wrote is left out, and nothing is invented. Whitespace follows the same rule.
"""

import re
from collections import Counter
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import chain, groupby, pairwise
from typing import Any, NamedTuple

WORD = re.compile(r"(\S+)(\s*)")
SENTENCE_END = re.compile(r"[.!?…][\"'”’)\]]*$")
ALIKE = (
    0.6  # the share of the shorter text's words that the other has too; below it, a sentence was written anew
)
MOST_PAIRS = (
    100_000  # of equal units; more are the same word over and over, which takes long and aligns nothing
)


@dataclass(frozen=True)
class Stretch:
    """A part of a merge, by who wrote it: "same", "theirs", "yours", "both" (the same words), "conflict"."""

    kind: str
    text: str


@dataclass(frozen=True)
class Merged:
    text: str
    pieces: tuple[Stretch, ...]

    @property
    def has_conflict(self) -> bool:
        return any(piece.kind == "conflict" for piece in self.pieces)


@dataclass(frozen=True)
class MergedValue:
    value: Any
    has_conflict: bool


class Token(NamedTuple):
    """A word and the whitespace after it. A text begins with an empty word, which holds what stands before."""

    word: str
    gap: str


Tokens = tuple[Token, ...]


class Edit(NamedTuple):
    """The tokens `low` to `high` of the beginning were replaced by `tokens`; low == high: inserted there."""

    low: int
    high: int
    tokens: Tokens


@dataclass(frozen=True)
class Side:
    """What one person did. `kept` has the tokens that stayed, by their place in the beginning, with the gaps of now."""

    edits: list[Edit]
    kept: dict[int, Token]
    tail: str

    def within(self, low: int, high: int) -> list[Edit]:
        """The edits that a span covers; an insertion at the edge of a longer span stands outside."""
        is_point = low == high
        return [
            edit
            for edit in self.edits
            if low <= edit.low
            and edit.high <= high
            and (is_point or edit.low < edit.high or low < edit.low < high)
        ]

    def version(self, low: int, high: int) -> Tokens:
        """What stands there now."""
        tokens: list[Token] = []
        at = low
        for edit in self.within(low, high):
            tokens += [self.kept[place] for place in range(at, edit.low)]
            tokens += edit.tokens
            at = edit.high
        return (*tokens, *(self.kept[place] for place in range(at, high)))


def merge_value(base: Any, theirs: Any, yours: Any) -> MergedValue:
    """The value that somebody changed. If both did, yours is proposed, and it is for people to decide."""
    if theirs in (base, yours):
        return MergedValue(yours, False)
    return MergedValue(theirs, False) if yours == base else MergedValue(yours, True)


def merge_text(base: str, theirs: str, yours: str) -> Merged:
    began = _tokens(base)
    their, your = _side(began, _tokens(theirs)), _side(began, _tokens(yours))
    told: list[tuple[str, Token]] = []
    at = 0
    for low, high in _spans(_starts(began), their, your):
        told += _same(began, their, your, at, low)
        told += _decided(their, your, low, high, gap=told[-1][1].gap if told else "")
        at = high
    told += _same(began, their, your, at, len(began))
    return _written(told, tail=_gap(began[-1].gap, their.tail, your.tail))


def _tokens(text: str) -> Tokens:
    lead = text[: len(text) - len(text.lstrip())]
    return (Token("", lead), *(Token(*found.groups()) for found in WORD.finditer(text, len(lead))))


def _starts(tokens: Tokens) -> list[int]:
    """Where sentences and lines begin, and where the last one ends."""
    return sorted({0, 1, *(n for n, token in enumerate(tokens, 1) if _ends(token)), len(tokens)})


def _ends(token: Token) -> bool:
    return "\n" in token.gap or SENTENCE_END.search(token.word) is not None


def _side(began: Tokens, now: Tokens) -> Side:
    """Sentences are compared first, so that a common word far away is not taken for the same one."""
    edits: list[Edit] = []
    kept: dict[int, Token] = {}
    old, new = _starts(began), _starts(now)
    for is_same, i1, i2, j1, j2 in _steps(_sentences(began, old), _sentences(now, new)):
        place, there = slice(old[i1], old[i2]), slice(new[j1], new[j2])
        if is_same:
            kept |= dict(zip(range(place.start, place.stop), now[there], strict=True))
        else:
            edits += _within(began, now, place, there, kept)
    return Side([_anchored(edit, old, kept) for edit in edits], kept, now[-1].gap)


def _anchored(edit: Edit, starts: list[int], kept: dict[int, Token]) -> Edit:
    """Words that were added at the end or the start of a sentence belong to it: they go with the word beside them."""
    low, high, tokens = edit
    if low < high or low not in starts:
        return edit
    before = kept.get(low - 1)
    if before and before.word and not _ends(before):
        return Edit(low - 1, high, (kept.pop(low - 1), *tokens))
    if low in kept and not _ends(tokens[-1]):
        return Edit(low, high + 1, (*tokens, kept.pop(low)))
    return edit


def _sentences(tokens: Tokens, starts: list[int]) -> list[tuple[str, ...]]:
    return [tuple(token.word for token in tokens[low:high]) for low, high in pairwise(starts)]


def _within(began: Tokens, now: Tokens, place: slice, there: slice, kept: dict[int, Token]) -> Iterator[Edit]:
    """The edits within sentences that differ; a sentence that was written anew is one edit."""
    old, new = [token.word for token in began[place]], [token.word for token in now[there]]
    steps = list(_steps(old, new))
    same = sum(step[2] - step[1] for step in steps if step[0])
    if same < ALIKE * min(len(old), len(new)):
        yield Edit(place.start, place.stop, now[there])
        return
    for is_same, i1, i2, j1, j2 in steps:
        tokens = now[there.start + j1 : there.start + j2]
        low, high = place.start + i1, place.start + i2
        if is_same:
            kept |= dict(zip(range(low, high), tokens, strict=True))
        else:
            yield Edit(low, high, tokens)


def _steps(old: Sequence[Hashable], new: Sequence[Hashable]) -> Iterator[tuple[bool, int, int, int, int]]:
    """(is it the same, from and to in the old, from and to in the new)"""
    counts = Counter(new)
    if sum(counts[unit] for unit in old) > MOST_PAIRS:
        yield False, 0, len(old), 0, len(new)
        return
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        yield tag == "equal", i1, i2, j1, j2


def _spans(starts: list[int], their: Side, your: Side) -> list[tuple[int, int]]:
    """The parts of the beginning that somebody changed, those that belong together as one, in their order."""
    spans = _joined([edit[:2] for edit in chain(their.edits, your.edits)])
    while True:
        wide = [_widened(span, starts) if _is_conflict(their, your, span) else span for span in spans]
        if wide == spans:
            return spans
        spans = _joined(wide)


def _joined(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Spans that overlap, and insertions at one place, as one. Those that only touch stay apart."""
    joined: list[tuple[int, int]] = []
    for low, high in sorted(spans):
        if joined and (low < joined[-1][1] or (low, high) == joined[-1]):
            joined[-1] = (joined[-1][0], max(high, joined[-1][1]))
        else:
            joined.append((low, high))
    return joined


def _is_conflict(their: Side, your: Side, span: tuple[int, int]) -> bool:
    if not (their.within(*span) and your.within(*span)):
        return False
    return _words(their.version(*span)) != _words(your.version(*span))


def _words(tokens: Tokens) -> list[str]:
    return [token.word for token in tokens]


def _widened(span: tuple[int, int], starts: list[int]) -> tuple[int, int]:
    """The whole sentences that a span reaches into: half a sentence twice over could not be read."""
    low, high = span
    if low == high and low in starts:
        return span
    last = max(low, high - 1)
    return max(n for n in starts if n <= low), min(n for n in starts if n > last)


def _same(began: Tokens, their: Side, your: Side, low: int, high: int) -> list[tuple[str, Token]]:
    return [
        ("same", Token(began[n].word, _gap(began[n].gap, their.kept[n].gap, your.kept[n].gap)))
        for n in range(low, high)
    ]


def _gap(base: str, theirs: str, yours: str) -> str:
    """The whitespace that somebody changed; if both did, the one that parts more."""
    if theirs in (base, yours):
        return yours
    return theirs if yours == base else max(theirs, yours, key=lambda gap: (gap.count("\n"), len(gap), gap))


def _decided(their: Side, your: Side, low: int, high: int, *, gap: str) -> list[tuple[str, Token]]:
    """What a changed part becomes. `gap` is what parts it from the text before: two versions are parted likewise."""
    theirs, yours = their.version(low, high), your.version(low, high)
    if not their.within(low, high):
        return [("yours", token) for token in yours]
    if not your.within(low, high):
        return [("theirs", token) for token in theirs]
    if _words(theirs) == _words(yours):
        return [("both", Token(t.word, _gap("", t.gap, y.gap))) for t, y in zip(theirs, yours, strict=True)]
    if theirs and yours and not theirs[-1].gap:
        theirs = (*theirs[:-1], Token(theirs[-1].word, gap or " "))
    return [("conflict", token) for token in (*theirs, *yours)]


def _written(told: list[tuple[str, Token]], *, tail: str) -> Merged:
    """Words keep apart also where one was the last of its text, and the whole ends as the texts do."""
    last = len(told) - 1
    parts = [
        Stretch(kind, word + (tail if n == last else gap or " " * bool(word)))
        for n, (kind, (word, gap)) in enumerate(told)
    ]
    pieces = [
        Stretch(kind, "".join(part.text for part in group))
        for kind, group in groupby(parts, key=lambda part: part.kind)
    ]
    return Merged("".join(piece.text for piece in pieces), tuple(piece for piece in pieces if piece.text))
