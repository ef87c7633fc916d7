"""Dimensions that are rated by one number each: the ratings, the verdict on them, and what people wrote."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.agreement_words import Verdict, level, thirds_sentence, verdict
from assessments.instrument_pack import Dimension
from assessments.level_scale import level_texts
from assessments.results_page.drawings import has_few_groups, rating_dots
from assessments.results_page.shown import Group, Json, LineOfDimension, Shown, confidence_words, said_reasons
from charts.chart import Chart, Column, Table


@dataclass(frozen=True, kw_only=True)
class Line(LineOfDimension):
    """One dimension. `meaning` is what the median's level means; `thirds` how ratings from 1 to 9 are read besides."""

    verdict: Verdict | None
    thirds: str
    facts: list[tuple[str, str]]
    meaning: str
    counts: Table | None


@dataclass(frozen=True)
class Ratings:
    sentence: str
    chart: Chart
    lines: list[Line]
    has_open_groups: bool  # the tables of groups, where the drawing has no room for them


def ratings(shown: Shown) -> Ratings:
    lines = [_line(shown, one, found) for one, found in shown.dimensions]
    return Ratings(_sentence(lines), rating_dots(shown), lines, not has_few_groups(shown))


def _line(shown: Shown, one: Dimension, found: Json) -> Line:
    texts = level_texts(shown.pack, one)
    is_hidden = found["is_hidden"]
    return Line(
        dimension=one,
        found=found,
        verdict=verdict(found["summary"]["ijic7747"], found["n"]) if found["n"] else None,
        thirds=thirds_sentence((found["summary"] or {}).get("rand_ucla"), found["n"]),
        facts=[] if is_hidden else _facts(shown, one, found),
        meaning=_meaning(found["median"], texts),
        counts=None if is_hidden else _counts(one, found),
        groups=_groups(shown, one, found),
        why_no_groups=shown.why_not(found),
        reasons=said_reasons(found, _level_words(found)),
    )


def _meaning(median: float | None, texts: Mapping[int, str]) -> str:
    is_whole = median is not None and median == round(median)
    return texts.get(round(median), "") if is_whole and median is not None else ""


def _level_words(found: Json) -> dict[int, str]:
    return {int(value): _("Level %(n)s") % {"n": value} for value in found["counts"] or ()}


def _facts(shown: Shown, one: Dimension, found: Json) -> list[tuple[str, str]]:
    summary = found["summary"]
    agreed = shown.agreed.get(one.key)
    facts = [
        (_("Rated by"), str(found["n"])),
        (_("Median"), level(found["median"])),
        (_("Interquartile range"), level(summary["iqr"])),
        (_("Not their field"), str(found["abstained"])),
        (_("How sure"), confidence_words(found["confidence"])),
        (_("Agreed level"), "" if agreed is None else level(agreed)),
    ]
    if shown.round.number > 1:
        facts.insert(1, (_("Rated anew"), str(found["n_anew"])))
    return [(term, value) for term, value in facts if value]


def _counts(one: Dimension, found: Json) -> Table:
    columns = [Column(_("Level"), True), Column(_("Ratings"), True)]
    return Table(one.title, columns, [[value, str(n)] for value, n in found["counts"].items()])


def _groups(shown: Shown, one: Dimension, found: Json) -> Table | None:
    """With the ratings at each level where the groups are few; of many the table for spreadsheets has them."""
    groups = shown.groups(found)
    if not groups:
        return None
    codes = list(found["counts"]) if has_few_groups(shown) else []
    columns = [Column(_("Group")), Column(_("Rated by"), True), Column(_("Median"), True)]
    columns += [Column(_("Level %(n)s") % {"n": code}, True) for code in codes]
    return Table(one.title, columns, [_group(group, codes) for group in groups])


def _group(group: Group, codes: list[str]) -> list[str]:
    found = group.found
    return [
        group.name,
        str(found["n"]),
        level(found["median"]),
        *(str(found["counts"][code]) for code in codes),
    ]


def _sentence(lines: list[Line]) -> str:
    """ "The panel agrees on 9 of 12 dimensions and is split on 3: Funding, …" """
    split = [line.dimension.title for line in lines if line.verdict and line.verdict.kind == "split"]
    agree = sum(line.verdict is not None and line.verdict.kind == "agreement" for line in lines)
    words = ngettext(
        "The panel agrees on %(n)d of %(all)d dimension",
        "The panel agrees on %(n)d of %(all)d dimensions",
        len(lines),
    ) % {"n": agree, "all": len(lines)}
    if not split:
        return f"{words}."
    return _("%(agree)s and is split on %(n)d: %(split)s.") % {
        "agree": words,
        "n": len(split),
        "split": ", ".join(split),
    }
