"""The field's words as used here. `python -m programmes.glossary_pack` prints docs/reference/glossary.md."""

import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from content.packs import Key, Pack
from content.registry import newest

FOLDER = Path(__file__).parent / "packs"


@dataclass(frozen=True, kw_only=True)
class Term:
    key: Key
    term: str
    meaning: str
    source: str | None = None  # None: our own use of the word


@dataclass(frozen=True, kw_only=True)
class GlossaryPack(Pack):
    introduction: str
    terms: tuple[Term, ...]

    def alphabetical(self) -> list[Term]:
        return sorted(self.terms, key=lambda term: term.term.casefold())


@cache
def glossary() -> GlossaryPack:
    return newest(FOLDER, "glossary", GlossaryPack)


def as_markdown(pack: GlossaryPack) -> str:
    """The glossary as a page, terms in alphabetical order."""
    rows = [f"**{term.term}** — {with_source(term)}\n" for term in pack.alphabetical()]
    return "\n".join([f"# {pack.title}\n", f"{pack.introduction}\n", *rows])


def with_source(term: Term) -> str:
    return f"{term.meaning} *Source: {term.source}.*" if term.source else term.meaning


if __name__ == "__main__":
    sys.stdout.write(as_markdown(glossary()))
