"""The evidence library: its factors by theme, type, step, article and words, and one article with what it reports."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.translation import get_language, gettext_lazy

from assessments.evidence_pack import Article, EvidencePack, Finding, Theme, evidence
from programmes.journey_pack import Guidance, journey
from programmes.paging import page_number

ROWS = 25
LONGEST_SEARCH = 100

TYPES = {
    "barrier": (gettext_lazy("Barrier"), gettext_lazy("Barriers")),
    "facilitator": (gettext_lazy("Facilitator"), gettext_lazy("Facilitators")),
    "need": (gettext_lazy("Need"), gettext_lazy("Needs")),
    "recommendation": (gettext_lazy("Recommendation"), gettext_lazy("Recommendations")),
}
ARTICLE_KINDS = {
    "qualitative-study": gettext_lazy("Qualitative study"),
    "report": gettext_lazy("Report"),
    "scoping-review": gettext_lazy("Scoping review"),
    "systematic-review": gettext_lazy("Systematic literature review"),
    "case-study": gettext_lazy("Case study"),
}
Choice = tuple[str, Any]


@dataclass(frozen=True)
class EvidenceFilters:
    """What the address asks for; empty where it asks for nothing, or for what does not exist."""

    q: str
    theme: str
    type: str
    step: str
    article: str

    @classmethod
    def read(cls, query: QueryDict, pack: EvidencePack) -> "EvidenceFilters":
        known = {
            "theme": {theme.key for theme in pack.themes},
            "type": TYPES.keys(),
            "step": {entry.key for entry in journey().entries},
            "article": {article.key for article in pack.articles},
        }
        asked = {name: value for name in known if (value := query.get(name, "")) in known[name]}
        words = query.get("q", "").replace("\0", "").strip()[:LONGEST_SEARCH]
        return cls(q=words, **{name: asked.get(name, "") for name in known})

    @property
    def is_narrowed(self) -> bool:
        return any(vars(self).values())

    def keep(self, finding: Finding) -> bool:
        return (
            self.theme in {"", finding.theme.key}
            and self.type in {"", finding.factor.type}
            and self.article in {"", finding.article.key}
            and (not self.step or self.step in finding.steps)
            and _holds(finding, self.q)
        )


def _holds(finding: Finding, words: str) -> bool:
    article = finding.article
    said = " ".join([finding.factor.text, finding.theme.title, article.authors, article.title]).casefold()
    return all(word in said for word in words.casefold().split())


@dataclass(frozen=True)
class Line:
    """A factor as the library lists it. `times`: how often the programme has cited it; `is_cited`: for this record."""

    finding: Finding
    type: Any
    steps: list[Guidance]
    times: int = 0
    is_cited: bool = False


@dataclass(frozen=True)
class Reported:
    """An article and those of its factors that are listed."""

    article: Article
    kind: Any
    lines: list[Line]


@dataclass(frozen=True)
class EvidencePage:
    pack: EvidencePack
    filters: EvidenceFilters
    reported: list[Reported]
    total: int
    first: int
    last: int
    previous_url: str
    next_url: str

    @property
    def themes(self) -> list[Theme]:
        return list(self.pack.themes)

    @property
    def types(self) -> list[Choice]:
        return [(key, plural) for key, (__, plural) in TYPES.items()]

    @property
    def steps(self) -> list[Guidance]:
        return list(journey().entries)

    @cached_property
    def articles(self) -> list[Choice]:
        return sorted(
            ((article.key, article.by) for article in self.pack.articles), key=lambda pair: pair[1].casefold()
        )


def in_use() -> EvidencePack:
    """The library in the reader's language."""
    return evidence().in_language(get_language())


def evidence_page(
    query: QueryDict, times: Mapping[str, int] | None = None, cited: frozenset[str] = frozenset()
) -> EvidencePage:
    """One page of the library. `times`: factor -> citations in the programme; `cited`: those for the record at hand."""
    pack = in_use()
    filters = EvidenceFilters.read(query, pack)
    found = [finding for finding in pack.findings.values() if filters.keep(finding)]
    last_page = max(1, -(-len(found) // ROWS))
    number = min(page_number(query.get("page")), last_page)
    start = (number - 1) * ROWS
    shown = found[start : start + ROWS]
    lines = [_line(finding, times or {}, cited) for finding in shown]
    return EvidencePage(
        pack=pack,
        filters=filters,
        reported=_by_article(lines),
        total=len(found),
        first=start + 1,
        last=start + len(shown),
        previous_url=_url(query, number - 1) if number > 1 else "",
        next_url=_url(query, number + 1) if number < last_page else "",
    )


def _line(finding: Finding, times: Mapping[str, int], cited: frozenset[str]) -> Line:
    key = finding.factor.key
    return Line(
        finding=finding,
        type=TYPES[finding.factor.type][0],
        steps=[entry for entry in journey().entries if entry.key in finding.steps],
        times=times.get(key, 0),
        is_cited=key in cited,
    )


def _by_article(lines: list[Line]) -> list[Reported]:
    return [
        Reported(article, ARTICLE_KINDS[article.kind], list(group))
        for article, group in groupby(lines, key=lambda line: line.finding.article)
    ]


def _url(query: QueryDict, number: int) -> str:
    changed = query.copy()
    changed["page"] = str(number)
    return f"?{changed.urlencode()}"


@dataclass(frozen=True)
class ArticlePage:
    article: Article
    kind: Any
    groups: list[tuple[Any, list[Line]]]
    pack: EvidencePack


def article_page(key: str) -> ArticlePage:
    """What an article reports, by type; raises LookupError."""
    pack = in_use()
    article = pack.article(key)
    lines = [_line(pack.findings[factor.key], {}, frozenset()) for factor in article.factors]
    groups = [
        (plural, [line for line in lines if line.finding.factor.type == kind])
        for kind, (__, plural) in TYPES.items()
    ]
    return ArticlePage(article, ARTICLE_KINDS[article.kind], [group for group in groups if group[1]], pack)
