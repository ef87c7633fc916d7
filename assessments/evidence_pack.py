"""What others met on the way to integrated care, as data: 373 factors from 33 articles, by theme and type.

The articles were charted by a systematic review (K. Bhat and others, BMJ Open 2022, 12, e049296). The sentences are
ours; so is the reading of which steps of the journey a factor bears on. A citation keeps the version that it was made with.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Literal

from django.utils.translation import gettext as _

from content.packs import Key, Pack, Problems, Source
from content.registry import edited, newest, version_of
from programmes.journey_pack import journey

FOLDER = Path(__file__).parent / "evidence"
KEY = "factors"

FactorType = Literal["need", "barrier", "facilitator", "recommendation"]
ArticleKind = Literal["qualitative-study", "report", "scoping-review", "systematic-review", "case-study"]


@dataclass(frozen=True, kw_only=True)
class Theme:
    """`share`: per cent of the reviewed articles that report a factor of the theme, as the review prints it."""

    key: Key
    title: str
    share: int
    meaning: str
    steps: tuple[Key, ...]

    def problems(self) -> Problems:
        if not 0 <= self.share <= 100:
            yield ("share",), "has a share that is no per cent"
        yield from unknown_steps(self.steps)


@dataclass(frozen=True, kw_only=True)
class Factor:
    """`steps` stand in the place of the theme's, where they are given."""

    key: Key
    type: FactorType
    theme: Key
    text: str
    steps: tuple[Key, ...] = ()
    note: str | None = None  # what is uncertain about its place in the review

    def problems(self) -> Problems:
        yield from unknown_steps(self.steps)


@dataclass(frozen=True, kw_only=True)
class Article:
    """`publisher` where there is no address to link to; `authors` as a list of references has them."""

    key: Key
    authors: str
    year: int
    title: str
    kind: ArticleKind
    url: str | None = None
    publisher: str | None = None
    factors: tuple[Factor, ...]

    @property
    def address(self) -> str:
        """The link as people read it."""
        return (self.url or "").removeprefix("https://")

    @property
    def by(self) -> str:
        """As a text cites it: "Paice and Hasan 2013", "Tweed and others 2018"."""
        names = [_surname(name) for name in self.authors.split(", ")]
        if len(names) > 2:
            return _("%(first)s and others %(year)d") % {"first": names[0], "year": self.year}
        joined = _("%(first)s and %(second)s") % {"first": names[0], "second": names[-1]}
        return f"{joined if len(names) == 2 else names[0]} {self.year}"


@dataclass(frozen=True)
class Finding:
    """A factor with all that a page says of it."""

    factor: Factor
    theme: Theme
    article: Article

    @property
    def steps(self) -> tuple[Key, ...]:
        return self.factor.steps or self.theme.steps


@dataclass(frozen=True, kw_only=True)
class EvidencePack(Pack):
    """`reviewed`: how many articles the shares of the themes are shares of."""

    introduction: str
    review: Source
    reviewed: int
    themes: tuple[Theme, ...]
    articles: tuple[Article, ...]

    @cached_property
    def findings(self) -> Mapping[str, Finding]:
        """By the factor's key, in the order of the articles."""
        themes = {theme.key: theme for theme in self.themes}
        return {
            factor.key: Finding(factor, themes[factor.theme], article)
            for article in self.articles
            for factor in article.factors
        }

    def article(self, key: str) -> Article:
        """Raises LookupError."""
        found = next((article for article in self.articles if article.key == key), None)
        if found is None:
            raise LookupError(key)
        return found

    def problems(self) -> Problems:
        themes, seen = {theme.key for theme in self.themes}, set()
        for article in self.articles:
            for factor in article.factors:
                place = ("articles", article.key, "factors", factor.key)
                if factor.theme not in themes:
                    yield (*place, "theme"), f"names the unknown theme '{factor.theme}'"
                if factor.key in seen:
                    yield place, f"has the factor '{factor.key}' twice"
                seen.add(factor.key)


def unknown_steps(steps: tuple[Key, ...]) -> Problems:
    known = {entry.key for entry in journey().entries}
    for position, step in enumerate(steps):
        if step not in known:
            yield ("steps", position), f"names the unknown step '{step}'"


def _surname(author: str) -> str:
    """ "Ham" of "Ham C"; an organisation keeps its whole name."""
    name, __, initials = author.removesuffix(" and others").rpartition(" ")
    return name if name and initials.isupper() and len(initials) <= 4 else author


@cache
def evidence() -> EvidencePack:
    """The version in use."""
    return newest(FOLDER, KEY, EvidencePack)


def finding(key: str, version: int, language: str | None = None) -> Finding | None:
    """A factor as it was worded in a version; None for one that it does not have."""
    try:
        pack = version_of(FOLDER, KEY, version, EvidencePack)
    except LookupError:
        return None
    return pack.in_language(language).findings.get(key)


def edited_since_published() -> list[str]:
    return list(edited(FOLDER))
