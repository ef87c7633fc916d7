"""The self-assessments that a report tells: where the partners stand, who sees it otherwise, and what moved since.

A report may leave the organisation. So of the ratings it has each dimension's figure and the verdict alone, and those
only where they rest on as many answers as anything that is shared (`assessments.sharing`): no count by level, no
reason, no group. Levels that were agreed, their reasons and minority views are the panel's own words and stand as they
are, without who holds them.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from textwrap import shorten
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.agreement_words import verdict
from assessments.between import Event
from assessments.change_page import ChangePage, change_page
from assessments.instrument_choice import Identity, identity_of
from assessments.instrument_pack import Instrument
from assessments.level_scale import level_scale
from assessments.models import AgreedLevel, Assessment, TargetLevel
from assessments.outcome import with_unit
from assessments.phase import placement
from assessments.results import figure, kind_of_all
from assessments.results_page.decisive import decisive, decisive_of
from assessments.results_page.presence import part_of
from assessments.sharing import SHARED_MINIMUM, shared_dimension
from assessments.standing import Assessed, Standing, contents_of, days_by_assessment, revealed_on
from history.lens import Lens
from reports.measures import number
from reports.models import Report

MOST_ASSESSMENTS = 6  # the newest
LONGEST_WHY = 180  # characters of a rationale; the programme has all of it
MOST_EVENTS = 4  # under one dimension, the newest

Json = Mapping[str, Any]
Rows = list[dict[str, Any]]


@dataclass(frozen=True)
class Told:
    """An assessment and what may be said of its ratings outside: `contents` are its revealed rounds', the newest last."""

    found: Assessed
    contents: list[Json]

    @property
    def is_joint(self) -> bool:
        """A group answered as one, and was told that its answers are shown."""
        return bool(self.contents and self.contents[-1].get("is_joint"))

    def rated(self, key: str) -> Json | None:
        """What the round says on which the dimension's level rests; None where it may not leave."""
        tables = self._up_to_now(key)
        last: Json | None = tables[-1] if tables else None
        if not last or last["is_hidden"]:
            return None
        if self.is_joint:
            return last
        shared = shared_dimension(tables, self.found.pack.answer)
        is_part = "items" in shared and shared["value"] is None
        return None if shared["is_hidden"] or is_part else last

    def _up_to_now(self, key: str) -> list[Json | None]:
        """What the revealed rounds say of a dimension, up to the one on which its level rests."""
        newest = self.found.by_key[key].round
        by_round = zip(self.found.rounds, self.contents, strict=True)
        return [
            content["dimensions"].get(key)
            for row, content in by_round
            if newest and row.number <= newest.number
        ]

    def figure(self, key: str) -> float | None:
        """What stands for the dimension's ratings."""
        last = self.rated(key)
        return figure(self.found.pack.answer, last) if last else None

    def level(self, standing: Standing) -> float | None:
        """The agreed level, or else the figure."""
        return float(standing.agreed.level) if standing.agreed else self.figure(standing.dimension.key)


def assessments_of(lens: Lens, report: Report) -> Rows:
    """Of each instrument the newest assessment that was revealed or agreed on in the report's period."""
    pages = [page for row in _chosen(lens, report) if (page := change_page(lens, row, ""))]
    ends = [end for page in pages for end in (page.now, page.before) if end]
    contents = contents_of(round_ for end in ends for round_ in end.rounds)
    told = {end.assessment.pk: Told(end, [contents[row.pk] for row in end.rounds]) for end in ends}
    return [_assessment(lens, page, told) for page in pages]


# Which ones


def _chosen(lens: Lens, report: Report) -> list[Assessment]:
    reveals, levels = days_by_assessment(lens)
    newest: dict[Identity, Assessment] = {}
    for row in sorted(
        lens.rows(Assessment), key=lambda row: (max(reveals[row.pk], default=date.min), row.pk)
    ):
        days = [*reveals[row.pk], *levels[row.pk]]
        is_told = any(report.period_from <= day <= report.period_to for day in days)
        if reveals[row.pk] and is_told:
            newest.pop(key := identity_of(row), None)
            newest[key] = row
    return list(newest.values())[: -MOST_ASSESSMENTS - 1 : -1]


# One assessment


def _assessment(lens: Lens, page: ChangePage, by_pk: Mapping[int, Told]) -> dict[str, Any]:
    found, told = page.now, by_pk[page.now.assessment.pk]
    last, scale = told.contents[-1], level_scale(found.pack)
    dimensions = [_dimension(told, standing) for standing in found.standings]
    return {
        "title": found.assessment.title,
        "instrument": _instrument(found.pack),
        "figure": kind_of_all(found.pack),
        "scale": {"low": scale.low, "high": scale.high, "unit": scale.unit},
        "is_joint": told.is_joint,
        "rounds": len(found.rounds),
        "revealed_on": revealed_on(found.rounds[-1]),
        "invited": last["invited"],
        "answered": last["answered"],
        "minimum": SHARED_MINIMUM,
        "sentence": " ".join(_sentences(told, dimensions)),
        "phase": _phase(lens, found),
        "decisive": _decisive(told),
        "dimensions": dimensions,
        "change": _change(page, told, by_pk[page.before.assessment.pk])
        if page.before and page.since
        else None,
    }


def _instrument(pack: Instrument) -> dict[str, Any]:
    return {
        "key": pack.key,
        "version": pack.version,
        "title": pack.title,
        "short_title": pack.short_title,
        "source": pack.source.rstrip("."),
        "licence": pack.licence.rstrip("."),
        "note": part_of(pack) if pack.answer == "presence" else "",
    }


def _phase(lens: Lens, found: Assessed) -> dict[str, Any] | None:
    """The phase of development in which the group places itself."""
    present = placement(lens, found.assessment).present if found.pack.phases else None
    if present is None:
        return None
    return {"title": present.phase_title, "why": _short(present.rationale), "placed_on": present.placed_on}


def _decisive(told: Told) -> str:
    """How many of the elements that decide on the next phase are in place; empty where one of them is held back."""
    found, whole = told.found, decisive_of(told.found)
    rated = {key: last for key in found.by_key if (last := told.rated(key))}
    shown = decisive(found.pack, rated, is_joint=told.is_joint)
    return shown.sentence if shown and whole and shown.keys == whole.keys else ""


def _dimension(told: Told, standing: Standing) -> dict[str, Any]:
    key = standing.dimension.key
    return {
        "key": key,
        "title": standing.dimension.title,
        "value": number(told.figure(key)),
        "is_held_back": bool(standing.result) and told.rated(key) is None,
        **_verdict(told, key),
        "agreed": _agreed(standing.agreed),
        "target": _target(standing.target),
        "views": [
            {"text": view.text, "level": None if view.level is None else number(float(view.level))}
            for view in standing.views
        ],
    }


def _verdict(told: Told, key: str) -> dict[str, Any]:
    """How far the ratings agree, for those on one scale; empty for other answers, and for what is held back."""
    last = told.rated(key)
    if last is None or not last.get("summary"):
        return {"n": last["n"] if last else None, "verdict": "", "maturity": "", "rule": ""}
    found = verdict(last["summary"].get("ijic7747"), last["n"])
    return {"n": last["n"], "verdict": found.kind, "maturity": found.maturity, "rule": found.rule}


def _agreed(row: AgreedLevel | None) -> dict[str, Any] | None:
    if row is None:
        return None
    return {"level": number(float(row.level)), "why": _short(row.rationale), "agreed_on": row.agreed_on}


def _target(row: TargetLevel | None) -> dict[str, Any] | None:
    return {"level": number(float(row.level)), "by_on": row.by_on} if row else None


def _short(text: str) -> str:
    return shorten(text, LONGEST_WHY, placeholder=" …")


# In a sentence


def _sentences(told: Told, dimensions: Rows) -> Iterator[str]:
    agreed = sum(row["agreed"] is not None for row in dimensions)
    if agreed:
        yield ngettext(
            "A level is agreed for %(n)d of %(all)d dimension.",
            "A level is agreed for %(n)d of %(all)d dimensions.",
            len(dimensions),
        ) % {"n": agreed, "all": len(dimensions)}
    if any(row["verdict"] for row in dimensions):
        yield _verdicts_in_words(dimensions)
    elif known := [row for row in dimensions if row["value"] is not None]:
        yield _ends_in_words(told, known)
    elif not agreed:
        yield _("Too few answered for their ratings to be shown outside the programme.")


def _verdicts_in_words(dimensions: Rows) -> str:
    """ "The ratings agree on 9 dimensions and are split on 2: Funding, Innovation." """
    agree = sum(row["verdict"] == "agreement" for row in dimensions)
    split = [row["title"] for row in dimensions if row["verdict"] == "split"]
    words = ngettext("The ratings agree on %(n)d dimension", "The ratings agree on %(n)d dimensions", agree)
    words %= {"n": agree}
    if not split:
        return f"{words}."
    ends = {"agree": words, "n": len(split), "split": ", ".join(split)}
    return _("%(agree)s and are split on %(n)d: %(split)s.") % ends


def _ends_in_words(told: Told, known: Rows) -> str:
    scale = level_scale(told.found.pack)
    low, high = (pick(known, key=lambda row: float(row["value"])) for pick in (min, max))
    return _("Highest: %(high)s, %(highest)s. Lowest: %(low)s, %(lowest)s.") % {
        "high": high["title"],
        "highest": with_unit(float(high["value"]), scale),
        "low": low["title"],
        "lowest": with_unit(float(low["value"]), scale),
    }


# What moved since the last one


def _change(page: ChangePage, now: Told, before: Told) -> dict[str, Any]:
    steps = [
        {
            "title": step.title,
            "before": number(before.level(step.before)),
            "is_before_agreed": step.before.is_agreed,
            "now": number(now.level(step.now)),
            "is_now_agreed": step.now.is_agreed,
            "target": number(step.now.wanted),
            "events": [_event(event) for event in step.events[-MOST_EVENTS:]],
        }
        for step in page.steps
    ]
    return {
        "title": before.found.assessment.title,
        "since_on": page.since,
        "until_on": page.until,
        "notice": page.notice,
        "steps": steps,
        "only_now": page.only_now,
        "only_before": page.only_before,
        "also": [_event(event) for event in page.between.also] if page.between else [],
        "more": page.between.more if page.between else 0,
    }


def _event(event: Event) -> dict[str, Any]:
    return {"on": event.day, "noun": event.noun, "title": event.title, "state": event.state}
