"""Which round and which breakdown the page of results shows, and what it says while there is nothing to show."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.roles import Permission, permissions
from assessments.models import AgreedLevel, Assessment, Round, RoundState
from assessments.results_page.checklist import checklist
from assessments.results_page.drawings import profile
from assessments.results_page.items import items
from assessments.results_page.onward import Plan
from assessments.results_page.presence import presence
from assessments.results_page.ratings import ratings
from assessments.results_page.shown import BREAKDOWNS, Shown, why_not
from assessments.standing import contents_of, pack_of, revealed_rounds
from charts.chart import Chart
from history.lens import Lens
from programmes.reading import members


@dataclass(frozen=True)
class Block:
    """What shows one way of answering: its view-model, the template that draws it, and whether the profile goes first."""

    build: Callable[[Shown], Any]
    template: str
    has_profile: bool = True  # False: the template has it in a place of its own


BLOCKS = {
    "ratings": Block(ratings, "assessments/_results_ratings.html"),
    "items": Block(items, "assessments/_results_items.html"),
    "yes-partly-no": Block(checklist, "assessments/_results_checklist.html", has_profile=False),
    "presence": Block(presence, "assessments/_results_presence.html", has_profile=False),
}


@dataclass(frozen=True)
class Chip:
    label: Any
    url: str
    is_active: bool


@dataclass(frozen=True)
class Breakdown:
    """One that is not shown says why; one that is, which groups are counted together."""

    title: Any
    why_not: str = ""
    together: list[tuple[str, list[str]]] = field(default_factory=list)


@dataclass(frozen=True)
class ResultsPage:
    """`waiting` says when a round that is not revealed yet will be, and by whom; `shown` is None before any reveal."""

    waiting: str = ""
    is_readable: bool = True  # False: the instrument's file is gone
    shown: Shown | None = None
    rounds: list[Chip] = field(default_factory=list)
    breakdowns: list[Chip] = field(default_factory=list)
    not_shown: list[Breakdown] = field(default_factory=list)
    chosen: Breakdown | None = None
    profile: Chart | None = None
    block: Any = None
    template: str = ""

    @property
    def is_hidden(self) -> bool:
        """Too few people answered for anything to be shown."""
        return self.shown is not None and bool(self.shown.content["is_hidden"])


def results_page(lens: Lens, assessment: Assessment, asked: Mapping[str, str]) -> ResultsPage:
    """`asked`: which `round`, and `by` which breakdown; what is not there is the newest round, and all together."""
    waiting, shown = _waiting(lens, assessment), results_shown(lens, assessment, asked)
    if shown is None:
        return ResultsPage(waiting, is_readable=pack_of(assessment) is not None)
    rounds = _round_chips(revealed_rounds(lens, assessment), shown)
    if shown.content["is_hidden"]:
        return ResultsPage(waiting, shown=shown, rounds=rounds)
    block = BLOCKS[shown.way]
    return ResultsPage(
        waiting=waiting,
        shown=shown,
        rounds=rounds,
        breakdowns=_breakdown_chips(shown),
        not_shown=_not_shown(shown),
        chosen=_chosen(shown),
        profile=profile(shown) if block.has_profile else None,
        block=block.build(shown),
        template=block.template,
    )


def results_shown(lens: Lens, assessment: Assessment, asked: Mapping[str, str]) -> Shown | None:
    """The round that is asked for or else the newest, of those that had been revealed.

    None where there is none, or the instrument cannot be read any more.
    """
    rounds, pack = revealed_rounds(lens, assessment), pack_of(assessment)
    if not rounds or pack is None:
        return None
    round = next((one for one in rounds if str(one.number) == asked.get("round")), rounds[-1])
    content = contents_of([round])[round.pk]
    by = asked.get("by", "")
    has_groups = bool(content["breakdowns"].get(by, {}).get("blocks"))
    return Shown(
        pack, round, content, by if has_groups else "", _agreed(lens, assessment), Plan(lens, assessment)
    )


def _agreed(lens: Lens, assessment: Assessment) -> dict[str, float]:
    """The level in force of each dimension: the one that was agreed last."""
    rows = [row for row in lens.rows(AgreedLevel) if row.assessment_id == assessment.pk]
    return {row.dimension: float(row.level) for row in sorted(rows, key=lambda row: row.pk)}


# What can be chosen


def _round_chips(rounds: list[Round], shown: Shown) -> list[Chip]:
    """None where there is one round only."""
    chips = [
        Chip(_("Round %(n)d") % {"n": one.number}, _query(one.number, shown.by), one.pk == shown.round.pk)
        for one in rounds
    ]
    return chips if len(chips) > 1 else []


def _breakdown_chips(shown: Shown) -> list[Chip]:
    found = shown.content["breakdowns"]
    offered = {"": _("All together")} | {
        by: title for by, title in BREAKDOWNS.items() if by in found and found[by]["blocks"]
    }
    if len(offered) == 1:
        return []
    return [Chip(title, _query(shown.round.number, by), by == shown.by) for by, title in offered.items()]


def _query(number: int, by: str) -> str:
    return f"?round={number}&by={by}" if by else f"?round={number}"


def _not_shown(shown: Shown) -> list[Breakdown]:
    found = shown.content["breakdowns"]
    return [
        Breakdown(title, why_not(found[by], shown.minimum))
        for by, title in BREAKDOWNS.items()
        if by in found and not found[by]["blocks"]
    ]


def _chosen(shown: Shown) -> Breakdown | None:
    if not shown.by:
        return None
    together = [(group.name, group.parts) for group in shown.groups(shown.content) if len(group.parts) > 1]
    return Breakdown(BREAKDOWNS[shown.by], together=together)


# While there is nothing to show


def _waiting(lens: Lens, assessment: Assessment) -> str:
    """When and by whom the newest round will be revealed; empty once it has been."""
    newest = max(assessment.rounds.all(), key=lambda one: one.number, default=None)
    if newest is None or newest.state is RoundState.REVEALED:
        return ""
    who = _revealers(lens)
    days = {
        "opens": date_format(newest.opens_on),
        "closes": date_format(newest.closes_on),
        "n": newest.number,
    }
    return _before_reveal(newest.state) % (days | {"who": who})


def _before_reveal(state: RoundState) -> str:
    if state is RoundState.DRAFT:
        return _("Round %(n)d is being prepared; nobody has been asked yet.")
    if state is RoundState.SCHEDULED:
        return _(
            "Round %(n)d takes ratings from %(opens)s to %(closes)s. Then %(who)s can reveal it, to everybody at once."
        )
    if state is RoundState.OPEN:
        return _(
            "Round %(n)d takes ratings until %(closes)s. Then %(who)s can reveal it, to everybody at once; until then "
            "nobody sees any of it."
        )
    return _(
        "Round %(n)d takes no more ratings. Now %(who)s can reveal it, to everybody at once; until then nobody sees any "
        "of it."
    )


def _revealers(lens: Lens) -> str:
    names = sorted(
        {member.user.name for member in members(lens) if Permission.FACILITATE in permissions({member.role})}
    )
    if not names:
        return _("whoever facilitates")
    return (
        names[0]
        if len(names) == 1
        else _("%(some)s or %(last)s") % {"some": ", ".join(names[:-1]), "last": names[-1]}
    )
