"""Where the library helps unasked: a few factors on the page of a step, and beside the forms that they fit."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import chain, zip_longest
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, QueryDict
from django.urls import reverse

from accounts.models import User
from assessments.actions.evidence import cite
from assessments.citing import citations_of, cited_for
from assessments.evidence_pack import Finding
from assessments.evidence_page import TYPES, in_use
from assessments.models import Quadrant
from history.lens import Lens
from programmes.forms import RecordForm
from programmes.kinds import kind_of
from programmes.models.programme import ProgrammeRow

ON_A_STEP = 4
BESIDE_A_FORM = 5
FIELD = "cite"  # the name of the boxes beside a form
LONG_WORD = re.compile(r"\w{5,}")
STEM = 5


@dataclass(frozen=True)
class Suggestion:
    """Which factors fit a form: of these types, of these themes where any are named.

    `fields` says which field of the form a factor of a type can be the start of. `where` says what fits better once a
    field of the form has a value: (field, value) → suggestion.
    """

    types: tuple[str, ...]
    fields: dict[str, str]
    themes: frozenset[str] = field(default_factory=frozenset)
    where: Mapping[tuple[str, str], "Suggestion"] = field(default_factory=dict)

    def for_form(self, form: RecordForm) -> "Suggestion":
        said = (better for (name, value), better in self.where.items() if form[name].value() == value)
        return next(said, self)


# What the partners themselves bring, and what is decided around them: our own reading of the review's themes.
WITHIN = frozenset(
    {
        "organisational-culture",
        "leadership",
        "workforce-management",
        "interorganisational-collaboration",
    }
)
AROUND = frozenset({"economic", "political"})


def _for_swot(type: str, themes: frozenset[str]) -> Suggestion:
    return Suggestion(types=(type,), fields={type: "title"}, themes=themes)


# By the key of the kind. Needs and recommendations say what should be, so that they are no entries of a SWOT.
SUGGESTIONS = {
    "risk": Suggestion(types=("barrier",), fields={"barrier": "title"}),
    "stakeholder": Suggestion(
        types=("need", "barrier"),
        themes=frozenset({"interorganisational-collaboration", "organisational-culture"}),
        fields={"need": "interests", "barrier": "concerns"},
    ),
    "swotentry": Suggestion(
        types=("facilitator", "barrier"),
        fields={"facilitator": "title", "barrier": "title"},
        where={
            ("quadrant", Quadrant.STRENGTH): _for_swot("facilitator", WITHIN),
            ("quadrant", Quadrant.WEAKNESS): _for_swot("barrier", WITHIN),
            ("quadrant", Quadrant.OPPORTUNITY): _for_swot("facilitator", AROUND),
            ("quadrant", Quadrant.THREAT): _for_swot("barrier", AROUND),
        },
    ),
}


@dataclass(frozen=True)
class Suggested:
    finding: Finding
    type: Any
    start_url: str  # the same form with these words in it; empty where the record has words of its own
    is_ticked: bool
    is_cited: bool


def evidence_at_step(step: str, lens: Lens) -> dict[str, Any] | None:
    """What a step page tells; None for a step on which nothing bears."""
    found = [finding for finding in in_use().findings.values() if step in finding.steps]
    if not found:
        return None
    found.sort(key=lambda one: (one.steps[0] != step, _brevity(one)))  # first those that bear on it most
    library = f"{reverse('programme_evidence', args=[lens.programme.slug])}?{urlencode({'step': step})}"
    shown = [
        (TYPES[one.factor.type][0], one) for one in in_turn(found, lambda one: one.factor.type, ON_A_STEP)
    ]
    return {"shown": shown, "total": len(found), "library": library}


def in_turn(found: Iterable[Finding], group: Callable[[Finding], str], count: int) -> list[Finding]:
    """The first `count`, taken from one group after the other, so that none crowds out the rest."""
    groups: dict[str, list[Finding]] = defaultdict(list)
    for one in found:
        groups[group(one)].append(one)
    ranked = chain.from_iterable(zip_longest(*groups.values()))
    return [one for one in ranked if one is not None][:count]


def beside_form(key: str, lens: Lens, form: RecordForm, request: HttpRequest) -> dict[str, Any] | None:
    """Up to five factors that fit the record: at its step, nearest to the words that it has."""
    rule, row = SUGGESTIONS[key].for_form(form), form.instance
    step = _step_of(form)
    found = [one for one in in_use().findings.values() if _fits(one, rule, step)]
    words = _stems(" ".join(str(getattr(row, name, "") or "") for name in set(rule.fields.values())))
    found.sort(key=lambda one: (-len(words & _stems(one.factor.text)), _brevity(one)))
    cited = _cited(lens, row) if form.is_revision else frozenset()
    ticked = (request.POST if form.is_bound else request.GET).getlist(FIELD)
    shown = [
        Suggested(
            finding=one,
            type=TYPES[one.factor.type][0],
            start_url="" if form.is_revision else _start_url(one, rule, request),
            is_ticked=one.factor.key in ticked,
            is_cited=one.factor.key in cited,
        )
        for one in _shown(found, is_ranked=bool(words))
    ]
    library = _library_for(rule, step, lens)
    is_open = not form.is_revision or bool(ticked)
    return {"shown": shown, "field": FIELD, "library": library, "is_open": is_open} if shown else None


def _library_for(rule: Suggestion, step: str, lens: Lens) -> str:
    """The library, narrowed to what is suggested as far as its filters can: one type at a time."""
    query = ({"type": rule.types[0]} if len(rule.types) == 1 else {}) | ({"step": step} if step else {})
    address = reverse("programme_evidence", args=[lens.programme.slug])
    return f"{address}?{urlencode(query)}" if query else address


def _step_of(form: RecordForm) -> str:
    step = form.given.get("step") or getattr(form.instance, "step", None)
    return step.key if step else ""


def _fits(one: Finding, rule: Suggestion, step: str) -> bool:
    return (
        one.factor.type in rule.types
        and (not rule.themes or one.theme.key in rule.themes)
        and (not step or step in one.steps)
    )


def _shown(found: list[Finding], *, is_ranked: bool) -> list[Finding]:
    """The nearest ones; without words to be near to, one of each type and theme."""
    if is_ranked:
        return found[:BESIDE_A_FORM]
    return in_turn(found, lambda one: f"{one.factor.type} {one.theme.key}", BESIDE_A_FORM)


def _brevity(one: Finding) -> int:
    """Sorts the longer sentences first: they are the ones that say what happens to whom."""
    return -len(one.factor.text.split())


def _stems(text: str) -> frozenset[str]:
    """The beginnings of the longer words, so that "budget" meets "budgets"."""
    return frozenset(word[:STEM] for word in LONG_WORD.findall(text.casefold()))


def _cited(lens: Lens, row: ProgrammeRow) -> frozenset[str]:
    kind = kind_of(row)
    model = citations_of(kind) if kind else None
    return frozenset(one.factor for one in cited_for(lens, row, model)) if model else frozenset()


def _start_url(one: Finding, rule: Suggestion, request: HttpRequest) -> str:
    """The form's own address, with the factor's words in the field that it starts, and its box ticked."""
    begun = request.GET.copy()
    begun[rule.fields[one.factor.type]] = one.factor.text
    begun[FIELD] = one.factor.key
    return f"{request.path}?{begun.urlencode()}"


def cite_ticked(row: ProgrammeRow, typed: QueryDict, by: User) -> None:
    """Cite for the record what was ticked beside its form; what the library does not have is passed over."""
    known = in_use().findings
    for factor in dict.fromkeys(typed.getlist(FIELD)):
        if factor in known:
            cite(target=row, factor=factor, by=by)
