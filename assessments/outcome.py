"""What a round came to for one dimension, in words."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from assessments import agreement_words
from assessments.agreement_words import Verdict, verdict
from assessments.instrument_pack import Instrument
from assessments.level_scale import LevelScale, level_scale
from assessments.results import Kind, figure, kind_of

FIGURES: Mapping[Kind, Any] = {
    "median": gettext_lazy("the median of the ratings"),
    "mean": gettext_lazy("the mean of the statements"),
    "met": gettext_lazy("the share met"),
    "present": gettext_lazy("the share present"),
}


@dataclass(frozen=True)
class Outcome:
    """`counts` are (level, how many), the levels nobody gave left out."""

    sentence: str
    verdict: Verdict | None = None
    counts: list[tuple[int, int]] = field(default_factory=list)

    @property
    def is_split(self) -> bool:
        return self.verdict is not None and self.verdict.kind == "split"


def outcome_of(result: Mapping[str, Any], pack: Instrument) -> Outcome:
    """`result` is what a round's result says of one dimension of the instrument."""
    if result["is_hidden"]:
        return Outcome(_("Too few rated it for a result to be shown."))
    if not result["n"]:
        return Outcome(_("Nobody rated it."))
    summary = result.get("summary") or {}
    counts = (result.get("counts") or {}) if summary else {}
    return Outcome(
        _sentence(result, pack),
        verdict(summary.get("ijic7747"), result["n"]) if summary else None,
        [(int(level), count) for level, count in counts.items() if count],
    )


def _sentence(result: Mapping[str, Any], pack: Instrument) -> str:
    """ "12 ratings, median 2.5." """
    n, value = result["n"], figure(pack.answer, result)
    if value is None:
        words = ngettext("%(n)s answer; no figure can be shown.", "%(n)s answers; no figure can be shown.", n)
        return words % {"n": n}
    kind = kind_of(pack.answer, has_items="items" in result)
    words = _together(kind) if n == 1 else _of_panel(kind, n)
    return words % {"n": n, "level": with_unit(value, level_scale(pack))}


def _together(kind: Kind) -> str:
    """One answer is never of a panel: it is of a group that answered as one."""
    return (
        _("Filled in together: %(level)s present.")
        if kind == "present"
        else _("Filled in together: %(level)s met.")
    )


def _of_panel(kind: Kind, n: int) -> str:
    if kind == "median":
        return ngettext("%(n)s rating, median %(level)s.", "%(n)s ratings, median %(level)s.", n)
    if kind == "mean":
        return ngettext(
            "%(n)s answer, mean of the statements %(level)s.",
            "%(n)s answers, mean of the statements %(level)s.",
            n,
        )
    if kind == "met":
        return ngettext("%(n)s answer, %(level)s met.", "%(n)s answers, %(level)s met.", n)
    return ngettext(
        "%(n)s answer, %(level)s present by what the majority says.",
        "%(n)s answers, %(level)s present by what the majority says.",
        n,
    )


def with_unit(level: float | None, scale: LevelScale) -> str:
    return "–" if level is None else f"{agreement_words.level(round(level, 1))}{scale.unit}"
