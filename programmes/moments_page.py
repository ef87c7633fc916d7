"""The moments of a programme as a page lists them, and as the time bar offers the newest of them."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse

from accounts.roles import Permission
from programmes.instants import SEPARATOR, tail
from programmes.models.programme import Programme
from programmes.moments import NamedMoment, moments

OFFERED = 8


@dataclass(frozen=True)
class MomentLine:
    """A moment, the page as of it, and what has changed since."""

    moment: NamedMoment
    url: str
    since_url: str
    is_shown: bool


@dataclass(frozen=True)
class MomentGroup:
    kind: str
    lines: list[MomentLine]


@dataclass(frozen=True)
class MomentsPage:
    groups: list[MomentGroup]
    offered: list[MomentGroup]
    count: int
    may_name: bool

    @property
    def has_only_the_beginning(self) -> bool:
        return self.count <= 1

    @property
    def more(self) -> int:
        return max(0, self.count - OFFERED)


def moments_page(programme: Programme, path: str) -> MomentsPage:
    """`path` is the page from which a moment is chosen, and which is then shown as of it."""
    lines = [_line(programme, moment, tail(path)) for moment in moments(programme)]
    return MomentsPage(
        by_kind(lines),
        by_kind(lines[:OFFERED]),
        len(lines),
        programme.at is None and programme.may(Permission.EDIT),
    )


def _line(programme: Programme, moment: NamedMoment, page: str) -> MomentLine:
    address = f"{programme.address}{SEPARATOR}{moment.key}"
    return MomentLine(
        moment,
        reverse("programme", args=[address]) + page,
        f"{reverse('changes', args=[programme.address])}?since={moment.key}",
        programme.slug == address,
    )


def by_kind(lines: Iterable[MomentLine]) -> list[MomentGroup]:
    """Groups in the order of their newest moment."""
    groups: dict[str, list[MomentLine]] = {}
    for line in lines:
        groups.setdefault(line.moment.kind, []).append(line)
    return [MomentGroup(kind, found) for kind, found in groups.items()]
