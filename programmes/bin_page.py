"""The bin of a programme: what was removed and is removed still, newest first. The queries do not grow with the rows."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import QueryDict
from django.utils import timezone
from django.utils.text import capfirst

from accounts.roles import Permission
from history.models import Change, ChangeSet
from programmes.kinds import Kind, every_kind
from programmes.models.programme import Programme
from programmes.paging import Pages, page_number, pages
from programmes.reading import visible_changes
from programmes.revert import children_counts

ROWS = 40


@dataclass(frozen=True)
class Removed:
    """A row in the bin. `with_it` are the rows that return with it, `together` how many the same act removed."""

    kind: Kind
    pk: int
    title: str
    act: ChangeSet
    with_it: list[tuple[str, int]]
    together: int
    may_bring_back: bool

    @property
    def day(self) -> date:
        return timezone.localtime(self.act.at).date()

    @property
    def who(self) -> str:
        return str(self.act.by or self.act.actor)


@dataclass(frozen=True)
class Bin:
    days: list[tuple[date, list[Removed]]]
    kinds: list[tuple[str, str, int]]  # key, what it is called, how many lie in the bin
    kind: str
    q: str
    pages: Pages

    @property
    def is_narrowed(self) -> bool:
        return bool(self.kind or self.q)


def in_bin(programme: Programme) -> QuerySet[Change]:
    """The removals that nothing has taken back, of rows that a person may bring back."""
    labels = [kind.model._meta.label_lower for kind in every_kind() if kind.is_removable]
    later = Change.objects.filter(
        model=OuterRef("model"),
        object_id=OuterRef("object_id"),
        kind=Change.Kind.RESTORED,
        pk__gt=OuterRef("pk"),
    )
    until = Q(at__lte=programme.at) if programme.at else Q()
    removals = visible_changes(programme).filter(kind=Change.Kind.REMOVED, model__in=labels)
    return removals.filter(~Exists(later.filter(until)))


def bin_page(programme: Programme, query: QueryDict) -> Bin:
    kind = query.get("kind", "").replace("\0", "")[:100]
    words = query.get("q", "").replace("\0", "").strip()[:100]
    number = page_number(query.get("page"))
    removals = in_bin(programme)
    kinds = _kinds(removals)
    if kind:
        removals = removals.filter(model__endswith=f".{kind}")
    if words:
        removals = removals.filter(Q(title__icontains=words) | Q(change_set__reason__icontains=words))
    newest = removals.select_related("change_set__by").order_by("-at", "-pk")
    start = (number - 1) * ROWS
    found = list(newest[start : start + ROWS + 1])
    rows = _rows(found[:ROWS], programme)
    days = [(day, list(group)) for day, group in groupby(rows, key=lambda row: row.day)]
    return Bin(days, kinds, kind, words, pages(query, number, has_older=len(found) > ROWS))


def _by_label() -> dict[str, Kind]:
    return {kind.model._meta.label_lower: kind for kind in every_kind()}


def _kinds(removals: QuerySet[Change]) -> list[tuple[str, str, int]]:
    kinds, counts = _by_label(), Counter(removals.order_by().values_list("model", flat=True))
    named = [
        (kinds[label].key, capfirst(str(kinds[label].label_plural)), number)
        for label, number in counts.items()
    ]
    return sorted(named, key=lambda one: one[1])


def _rows(changes: list[Change], programme: Programme) -> list[Removed]:
    kinds, together = _by_label(), _together(changes, programme)
    children = _children(changes, kinds, programme)
    may_edit = programme.may(Permission.EDIT)
    return [
        Removed(
            kind=kinds[change.model],
            pk=change.object_id,
            title=change.title,
            act=change.change_set,
            with_it=children.get((change.model, change.object_id), []),
            together=together[change.change_set_id] if may_edit else 0,
            may_bring_back=programme.may(kinds[change.model].edit),
        )
        for change in changes
    ]


def _together(changes: Iterable[Change], programme: Programme) -> Counter[int]:
    """Change set -> how many of the rows that it removed lie in the bin."""
    acts = {change.change_set_id for change in changes}
    rows = in_bin(programme).filter(change_set__in=acts).order_by()
    return Counter(rows.values_list("change_set_id", flat=True))


def _children(
    changes: Iterable[Change], kinds: dict[str, Kind], programme: Programme
) -> dict[tuple[str, int], list[tuple[str, int]]]:
    """What belongs to the rows still and returns to the pages with them; one query for each kind of child."""
    by_label: dict[str, list[int]] = defaultdict(list)
    for change in changes:
        by_label[change.model].append(change.object_id)
    return {
        (label, pk): counts
        for label, pks in by_label.items()
        for pk, counts in children_counts(kinds[label], pks, programme).items()
    }
