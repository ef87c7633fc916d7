"""The golden thread: what a record came from and what it led to, and the origin that the address of an add page names.

A thread runs between rows that everybody who sees the programme may see; so nothing else can be told by it.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from accounts.roles import Permission
from history.lens import Lens
from programmes.kinds import Kind, kind_called, kind_of
from programmes.models import Link
from programmes.models.programme import Programme, ProgrammeRow

ORIGIN = re.compile(r"(?P<kind>[a-z]+)-(?P<pk>[1-9][0-9]{0,17})(?::(?P<part>[A-Za-z0-9_/-]{1,80}))?")


@dataclass(frozen=True)
class Origin:
    """A row, or a part of it, from which another row is to come; `page` is where it stands."""

    row: ProgrammeRow
    part: str
    title: str
    page: str


@dataclass(frozen=True)
class End:
    """The other end of a thread. `url` is empty for what is no longer there; `state` is its status in words."""

    noun: str
    title: str
    url: str
    state: str = ""


@dataclass(frozen=True)
class Onward:
    """A kind of which a new row may come from this one; `key` is the kind's."""

    key: str
    noun: str
    url: str


@dataclass(frozen=True)
class Thread:
    came_from: Sequence[End]
    led_to: Sequence[End]
    onward: Sequence[Onward] = ()

    def __bool__(self) -> bool:
        return bool(self.came_from or self.led_to or self.onward)


# The origin in an address


class Gone(LookupError):
    """It was there, and has been removed; says its title."""


def is_open_to_all(kind: Kind) -> bool:
    return kind.see == Permission.VIEW


def origin_named(programme: Programme, written: str) -> Origin:
    """The origin that "risk-3" or "assessment-3:funding" names; raises LookupError where there is none, or not any more
    (Gone)."""
    named = ORIGIN.fullmatch(written)
    kind = kind_called(named["kind"]) if named else None
    if named is None or kind is None or not is_open_to_all(kind):
        raise LookupError(written)
    row = kind.model.everything.filter(programme=programme, pk=int(named["pk"])).first()
    if row is None:
        raise LookupError(written)
    row.programme = programme
    if row.removed_at:
        raise Gone(str(row))
    return _origin(kind, row, named["part"] or "")


def _origin(kind: Kind, row: ProgrammeRow, part: str) -> Origin:
    if not part:
        return Origin(row, "", str(row), kind.page(row))
    if kind.parts is None:
        raise LookupError(part)
    return Origin(row, part, kind.parts.title(row, part), kind.parts.page(row, part))


def add_url(kind: str, row: ProgrammeRow, part: str = "", **suggested: Any) -> str:
    """The page that adds a row of a kind which comes from `row`; `suggested` are texts for its fields."""
    origin = f"{row._meta.model_name}-{row.pk}" + (f":{part}" if part else "")
    query = urlencode({"from": origin, **suggested})
    return f"{reverse('record_add', args=[row.programme.slug, kind])}?{query}"


# What a page says of a thread


def thread_of(lens: Lens, row: ProgrammeRow) -> Thread:
    """What a record's page says: one query for the threads, and one for each kind at their other ends."""
    kind, label = kind_of(row), row._meta.label_lower
    links = lens.rows(Link)
    return Thread(
        came_from=_ends(
            _came_from(lens, link)
            for link in links
            if (link.outcome_model, link.outcome_id) == (label, row.pk)
        ),
        led_to=_ends(
            _led_to(lens, link) for link in links if (link.origin_model, link.origin_id) == (label, row.pk)
        ),
        onward=onward(lens.programme, row, kind.leads_to) if kind and row.removed_at is None else (),
    )


def led_to_by_origin(lens: Lens, model: type[ProgrammeRow]) -> dict[tuple[int, str], list[End]]:
    """For every row of a model and each of its parts, as (primary key, part): what it led to."""
    return _by_key(
        ((link.origin_id, link.origin_part), _led_to(lens, link))
        for link in lens.rows(Link)
        if link.origin_model == model._meta.label_lower
    )


def came_from_by_outcome(lens: Lens, model: type[ProgrammeRow]) -> dict[int, list[End]]:
    """For every row of a model, by primary key: what it came from."""
    return _by_key(
        (link.outcome_id, _came_from(lens, link))
        for link in lens.rows(Link)
        if link.outcome_model == model._meta.label_lower
    )


def _by_key(pairs: Any) -> dict[Any, list[End]]:
    found: dict[Any, list[End]] = defaultdict(list)
    for key, end in pairs:
        if end is not None:
            found[key].append(end)
    return dict(found)


def _ends(found: Any) -> list[End]:
    return [end for end in found if end is not None]


def _kind_at(lens: Lens, label: str) -> Kind | None:
    """The kind of a model, if it still has one that the person may see."""
    kind = kind_called(label.rpartition(".")[2])
    is_same = kind is not None and kind.model._meta.label_lower == label
    return kind if is_same and lens.programme.may(kind.see) else None


def _came_from(lens: Lens, link: Link) -> End | None:
    """The origin as it was called when the thread was tied; without a link once it has been removed."""
    kind = _kind_at(lens, link.origin_model)
    if kind is None:
        return None
    row = lens.get(kind.model, link.origin_id)
    return End(str(kind.label), link.origin_title, _page(kind, row, link.origin_part) if row else "")


def _page(kind: Kind, row: ProgrammeRow, part: str) -> str:
    if part and kind.parts:
        return kind.parts.page(row, part)
    return row.get_absolute_url()


def _led_to(lens: Lens, link: Link) -> End | None:
    """The outcome as it is; None once it has been removed."""
    kind = _kind_at(lens, link.outcome_model)
    row = lens.get(kind.model, link.outcome_id) if kind else None
    if kind is None or row is None:
        return None
    url = reverse("record", args=[lens.programme.slug, kind.key, row.pk])
    return End(str(kind.label), str(row), url, _state(row))


def _state(row: Any) -> str:
    in_words = getattr(row, "get_status_display", None)
    return str(in_words()) if in_words else ""


def onward(
    programme: Programme,
    row: ProgrammeRow,
    keys: Iterable[str],
    part: str = "",
    title: str = "",
    **suggested: str,
) -> list[Onward]:
    """Those of the kinds called `keys` that there are and that the person may add, with texts to begin with."""
    kinds = (kind_called(key) for key in keys)
    return [
        Onward(kind.key, str(kind.label), add_url(kind.key, row, part, title=title or str(row), **suggested))
        for kind in kinds
        if kind and kind.is_addable and programme.may(kind.edit)
    ]
