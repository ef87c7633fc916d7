"""How far a panel agrees, in words: verdicts, maturity levels, and the rule with its source. For every page that says it."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from assessments.consensus import Rule, rule_for
from assessments.grouping import SMALLEST

STUDY = "https://doi.org/10.5334/ijic.7747"
LARGEST_IN_TABLE = 25
BASES = {
    "published": gettext_lazy("published for a panel of this size"),
    "panel-table": gettext_lazy("from the table of the RAND/UCLA method"),
    "extrapolated": gettext_lazy("carried on from that table; no source gives it for this size"),
}
VERDICTS = {"agreement": gettext_lazy("Agreement"), "split": gettext_lazy("Split")}
IN_A_SENTENCE = {"agreement": gettext_lazy("agreement"), "split": gettext_lazy("split")}
ICONS = {"agreement": "success", "split": "people"}
MATURITY = {
    "initial": gettext_lazy("Initial"),
    "progressing": gettext_lazy("Progressing"),
    "optimising": gettext_lazy("Optimising"),
    "uncertain": gettext_lazy("Uncertain"),
}
THIRDS = {
    "lower": gettext_lazy("lower"),
    "middle": gettext_lazy("middle"),
    "upper": gettext_lazy("upper"),
}
CONFIDENCE = {1: gettext_lazy("Not very sure"), 2: gettext_lazy("Fairly sure"), 3: gettext_lazy("Sure")}


@dataclass(frozen=True)
class Verdict:
    """`kind` is "agreement", "split" or "none"; `rule` is the sentence that says why."""

    kind: str
    word: str
    icon: str
    rule: str
    basis: str
    maturity: str  # empty on scales that have no maturity levels


@dataclass(frozen=True)
class Limit:
    """Panels of these sizes may have so many ratings outside the region."""

    sizes: str
    most_outside: int
    split_from: int
    basis: Any


def verdict(agreement: Mapping[str, Any] | None, n: int) -> Verdict:
    """The verdict on one dimension from `consensus.Agreement.to_dict()`, or from nothing."""
    if not agreement or agreement["distribution"] is None:
        return Verdict("none", _("No panel"), "info", _("One rating is no panel: it has no verdict."), "", "")
    kind = agreement["distribution"]
    return Verdict(
        kind=kind,
        word=str(VERDICTS[kind]),
        icon=ICONS[kind],
        rule=rule_sentence(agreement, n),
        basis=str(BASES[agreement["k_source"]]),
        maturity=str(MATURITY.get(agreement["maturity_level"], "")),
    )


def rule_sentence(agreement: Mapping[str, Any], n: int) -> str:
    """ "Panel of 12: at most 3 ratings may lie outside the region 2 to 4; 2 do: agreement." """
    most = agreement["k"] - 1
    allowed = (
        ngettext(
            "at most %(n)s rating may lie outside the region %(low)s to %(high)s",
            "at most %(n)s ratings may lie outside the region %(low)s to %(high)s",
            most,
        )
        if most
        else _("no rating may lie outside the region %(low)s to %(high)s")
    )
    low, high = agreement["region"]
    outside = agreement["n_outside"]
    found = ngettext("%(n)s does", "%(n)s do", outside) % {"n": outside} if outside else _("none does")
    return _("Panel of %(size)s: %(allowed)s; %(found)s: %(verdict)s.") % {
        "size": n,
        "allowed": allowed % {"n": most, "low": level(low), "high": level(high)},
        "found": found,
        "verdict": IN_A_SENTENCE[agreement["distribution"]],
    }


def thirds_sentence(found: Mapping[str, Any] | None, n: int) -> str:
    """How the RAND/UCLA method reads ratings from 1 to 9 (`consensus.RandUcla.to_dict()`); empty for other scales."""
    if not found:
        return ""
    words = {
        "third": THIRDS[found["median_third"]],
        "outside": found["n_outside_third"],
        "n": n,
        "limit": found["k"],
        "reading": _reading(found),
    }
    return (
        _(
            "By thirds of the scale, as the RAND/UCLA method reads it: %(outside)s of %(n)s ratings lie outside the "
            "%(third)s third, which holds the median; %(limit)s or more are too many: %(reading)s."
        )
        % words
    )


def _reading(found: Mapping[str, Any]) -> str:
    if found["disagreement"]:
        return _("disagreement, since as many lie in each of the outer thirds")
    return _("agreement") if found["agreement"] else _("neither agreement nor disagreement")


def level(value: float | None) -> str:
    """A level or a median as people write it: 3, 2.5; a dash for none."""
    return "–" if value is None else f"{round(value, 2):g}"


def limits() -> list[Limit]:
    """How many ratings may lie outside, for every size of panel that a page can show, the same ones put together."""
    rules = [rule_for(n) for n in range(SMALLEST, LARGEST_IN_TABLE + 1)]
    return [_limit(list(alike)) for _key, alike in groupby(rules, key=lambda rule: (rule.k, rule.basis))]


def _limit(alike: list[Rule]) -> Limit:
    first, last = alike[0], alike[-1]
    sizes = str(first.n) if first.n == last.n else _("%(a)s to %(b)s") % {"a": first.n, "b": last.n}
    return Limit(sizes, first.most_outside, first.k, BASES[first.basis])
