"""Filters, order and count of the portfolio: what the reader asked to see, read off the address."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from programmes.journey_pack import journey
from programmes.models import Rag
from programmes.portfolio import WORST_FIRST, ProgrammeLine

NOT_JUDGED = "not_judged"


@dataclass(frozen=True)
class Choice:
    """What the reader asked to see; unknown words in the address count as nothing asked."""

    text: str = ""
    is_late: bool = False
    rag: str = ""
    phase: str = ""
    sort: str = "name"
    is_descending: bool = False

    def admits(self, line: ProgrammeLine) -> bool:
        words = f"{line.programme.name} {line.programme.place}".casefold()
        return (
            self.text.casefold() in words
            and (not self.is_late or bool(line.late))
            and (not self.rag or self.rag == (line.rag or NOT_JUDGED))
            and (not self.phase or _phase_title(self.phase) in line.phases)
        )

    @property
    def is_narrow(self) -> bool:
        return bool(self.text or self.is_late or self.rag or self.phase)


SORTS: dict[str, Callable[[ProgrammeLine], Any]] = {
    "name": lambda line: line.programme.name.casefold(),
    "status": lambda line: WORST_FIRST.index(line.rag),
    "late": lambda line: (-len(line.late), line.oldest.on if line.oldest else date.max),
    "milestone": lambda line: line.milestone[0] if line.milestone else date.max,
    "changed": lambda line: -line.changed_at.timestamp() if line.changed_at else 0,
}


def choice_of(query: Any) -> Choice:
    """From the address: `q`, `late=1`, `status`, `phase`, `sort` with a leading "-" for the other way round."""
    sort = query.get("sort", "")
    rag, phase = query.get("status", ""), query.get("phase", "")
    return Choice(
        text=query.get("q", "").strip()[:100],
        is_late=query.get("late") == "1",
        rag=rag if rag in {*Rag.values, NOT_JUDGED} else "",
        phase=phase if phase in {phase.key for phase in journey().phases} else "",
        sort=sort.lstrip("-") if sort.lstrip("-") in SORTS else "name",
        is_descending=sort.startswith("-") and sort.lstrip("-") in SORTS,
    )


def chosen(lines: Sequence[ProgrammeLine], choice: Choice) -> list[ProgrammeLine]:
    found = sorted((line for line in lines if choice.admits(line)), key=SORTS["name"])
    return sorted(found, key=SORTS[choice.sort], reverse=choice.is_descending)


def _phase_title(key: str) -> str:
    return next(phase.title for phase in journey().phases if phase.key == key)


def in_words(lines: Sequence[ProgrammeLine]) -> str:
    """ "12 programmes. 5 have something late. 2 are declared off track." """
    total, late = len(lines), sum(bool(line.late) for line in lines)
    off = sum(line.rag == Rag.OFF_TRACK for line in lines)
    sentences = [ngettext("%d programme.", "%d programmes.", total) % total]
    if late:
        sentences.append(ngettext("%d has something late.", "%d have something late.", late) % late)
    else:
        sentences.append(_("Nothing is late."))
    if off:
        sentences.append(ngettext("%d is declared off track.", "%d are declared off track.", off) % off)
    return " ".join(sentences)


def chips(lines: Sequence[ProgrammeLine], choice: Choice, query: Any) -> list[dict[str, Any]]:
    """Filters as links; a chip that is on takes itself away again. Only what would find something is offered."""
    offered = [("late", "1", _("Something late"), choice.is_late, sum(bool(line.late) for line in lines))]
    words = {**dict(Rag.choices), NOT_JUDGED: _("Not judged")}
    for rag in (Rag.OFF_TRACK, Rag.WATCH, Rag.ON_TRACK, NOT_JUDGED):
        count = sum((line.rag or NOT_JUDGED) == rag for line in lines)
        offered.append(("status", str(rag), words[rag], choice.rag == rag, count))
    for phase in journey().phases:
        count = sum(phase.title in line.phases for line in lines)
        offered.append(("phase", phase.key, phase.title, choice.phase == phase.key, count))
    return [
        {
            "label": label,
            "url": _with(query, name, "" if is_on else value),
            "is_active": is_on,
            "count": count,
        }
        for name, value, label, is_on, count in offered
        if count or is_on
    ]


@dataclass(frozen=True)
class Head:
    """The head of a column: its link sorts by it, or turns the order round."""

    label: str
    url: str = ""
    order: str = ""  # "ascending" or "descending" where the rows are sorted by it


def heads(choice: Choice, query: Any) -> list[Head]:
    columns = (
        ("name", _("Programme")),
        ("", _("Phase now")),
        ("", _("Journey")),
        ("status", _("Declared status")),
        ("late", _("Late")),
        ("milestone", _("Next milestone")),
        ("changed", _("Last change")),
    )
    return [_head(key, label, choice, query) for key, label in columns]


def _head(key: str, label: str, choice: Choice, query: Any) -> Head:
    if not key:
        return Head(label)
    is_on = choice.sort == key
    order = ("descending" if choice.is_descending else "ascending") if is_on else ""
    return Head(label, _with(query, "sort", f"-{key}" if is_on and not choice.is_descending else key), order)


def _with(query: Any, name: str, value: str) -> str:
    """The address of this page with one part of its query replaced, or left out where `value` is empty."""
    changed = query.copy()
    changed.pop(name, None)
    changed.pop("page", None)
    if value:
        changed[name] = value
    return f"?{changed.urlencode()}"
