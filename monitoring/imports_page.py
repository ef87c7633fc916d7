"""What the import pages show: earlier imports, and what a file would change."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from accounts.models import User
from history.models import Change
from monitoring.imports.plan import Plan, Revision
from monitoring.imports.rows import Figure
from monitoring.imports.upload import Upload
from monitoring.indicator_series import numbers_of
from monitoring.models import Import, Indicator
from programmes.models import Programme

SHOWN_IMPORTS = 30
SHOWN_ROWS = 200


@dataclass(frozen=True)
class EarlierImport:
    row: Import
    at: datetime
    by: User | None
    reason: str


def earlier_imports(programme: Programme, indicator: Indicator | None) -> list[EarlierImport]:
    """The newest imports with who made them; into one indicator only where one is given."""
    rows = Import.objects.filter(programme=programme).select_related("indicator")
    if indicator:
        rows = rows.filter(indicator=indicator)
    rows = list(rows[:SHOWN_IMPORTS])
    added = Change.objects.filter(
        model=Import._meta.label_lower, kind=Change.Kind.ADDED, object_id__in=[row.pk for row in rows]
    ).select_related("change_set__by")
    acts = {change.object_id: change.change_set for change in added}
    return [EarlierImport(row, acts[row.pk].at, acts[row.pk].by, acts[row.pk].reason) for row in rows]


def same_file(programme: Programme, upload: Upload) -> str:
    """That a file changes nothing, and when the same one was taken in."""
    said = _("%(file)s changes nothing: all its figures are stored already.") % {"file": upload.name}
    rows = Import.objects.filter(programme=programme, sha256=upload.sha256, undone_at=None)
    change = Change.objects.filter(
        model=Import._meta.label_lower, object_id__in=rows.values("pk"), kind=Change.Kind.ADDED
    )
    last = change.select_related("change_set").order_by("-pk").first()
    if last is None:
        return said
    day = date_format(localtime(last.change_set.at), "DATETIME_FORMAT")
    return said + " " + _("The same file was taken in on %(day)s.") % {"day": day}


@dataclass(frozen=True)
class AddedLine:
    figure: Figure
    value: str


@dataclass(frozen=True)
class ChangedLine:
    revision: Revision
    before: str
    after: str


@dataclass(frozen=True)
class Preview:
    plan: Plan
    added: list[AddedLine]
    changed: list[ChangedLine]
    n_added: int
    n_changed: int
    n_more_added: int
    n_more_changed: int


def preview_page(plan: Plan) -> Preview:
    added = [AddedLine(figure, _value(figure.indicator, figure.value)) for figure in plan.added[:SHOWN_ROWS]]
    changed = [
        ChangedLine(
            revision,
            _value(revision.figure.indicator, revision.row.value),
            _value(revision.figure.indicator, revision.value),
        )
        for revision in plan.changed[:SHOWN_ROWS]
    ]
    return Preview(
        plan,
        added,
        changed,
        len(plan.added),
        len(plan.changed),
        len(plan.added) - len(added),
        len(plan.changed) - len(changed),
    )


def _value(indicator: Indicator, value: object) -> str:
    """The figure as it will be stored, which may have more decimals than charts show."""
    if value is None:
        return _("no figure")
    shown = numbers_of(indicator)
    decimals = max(shown.decimals, len(f"{value:f}".rstrip("0").partition(".")[2]))
    return type(shown)(decimals, shown.prefix)(float(value))
