"""What a round came to for one dimension, in words."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments import agreement_words
from assessments.agreement_words import Verdict, verdict
from assessments.level_scale import LevelScale


@dataclass(frozen=True)
class Outcome:
    """`counts` are (level, how many), the levels nobody gave left out."""

    sentence: str
    verdict: Verdict | None = None
    counts: list[tuple[int, int]] = field(default_factory=list)

    @property
    def is_split(self) -> bool:
        return self.verdict is not None and self.verdict.kind == "split"


def outcome_of(result: Mapping[str, Any], scale: LevelScale) -> Outcome:
    if result["is_hidden"]:
        return Outcome(_("Too few rated it for a result to be shown."))
    n, pooled = result["n"], result.get("median") is None
    words = (
        ngettext("%(n)s rating, their mean %(level)s", "%(n)s ratings, their mean %(level)s", n)
        if pooled
        else ngettext("%(n)s rating, median %(level)s", "%(n)s ratings, median %(level)s", n)
    )
    if n == 1:  # never of a panel: of a group that answered as one
        words = _("Filled in together: %(level)s")
    value = result.get("pooled") if pooled else result["median"]
    sentence = words % {"n": n, "level": with_unit(value, scale)}
    summary = result.get("summary") or {}
    found = verdict(summary.get("ijic7747"), n) if summary else None
    counts = (result.get("counts") or {}) if summary else {}
    return Outcome(sentence, found, [(int(level), count) for level, count in counts.items() if count])


def with_unit(level: float | None, scale: LevelScale) -> str:
    return "–" if level is None else f"{agreement_words.level(round(level, 1))}{scale.unit}"
