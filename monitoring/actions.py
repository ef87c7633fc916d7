"""What changes figures in bulk: taking a file in, and undoing that."""

import secrets
from collections.abc import Iterable
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from history.actions import hold
from history.changes import change_set
from history.models import Change, ChangeSet, add_many
from monitoring.imports.plan import Plan, as_stored, from_stored, plan_of
from monitoring.imports.rows import Figure
from monitoring.models import DRAFT_LIFE, Import, ImportDraft, Indicator, Observation
from programmes.models import Programme


class Outdated(Exception):
    """The stored figures are no longer those with which the preview compared the file."""


class Touched(Exception):
    """Rows of an import were changed by hand since; undoing it would lose that. `rows` names them."""

    def __init__(self, rows: list[Observation]) -> None:
        super().__init__(", ".join(map(str, rows)))
        self.rows = rows


@transaction.atomic
def keep_draft(
    *,
    programme: Programme,
    indicator: Indicator | None,
    file_name: str,
    sha256: str,
    figures: Iterable[Figure],
    notices: list[str],
    by: User,
) -> ImportDraft:
    """Keep a file that was read until its sender has looked at it; drafts past their day go."""
    ImportDraft.objects.filter(made_at__lt=timezone.now() - DRAFT_LIFE).delete()
    return ImportDraft.objects.create(
        token=secrets.token_urlsafe(32),
        programme=programme,
        user=by,
        indicator=indicator,
        file_name=file_name,
        sha256=sha256,
        rows=as_stored(figures),
        notices=notices,
    )


def plan_of_draft(draft: ImportDraft) -> Plan:
    """What the draft would change now. Raises Outdated when one of its indicators has been removed."""
    wanted = {row[1] for row in draft.rows}
    indicators = Indicator.objects.filter(programme=draft.programme).in_bulk(wanted)
    if wanted - indicators.keys():
        raise Outdated
    stored = list(Observation.objects.filter(indicator__in=indicators))
    for row in stored:
        row.indicator = indicators[row.indicator_id]
    return plan_of(from_stored(draft.rows, indicators), stored)


@transaction.atomic
def take_in(*, draft: ImportDraft, fingerprint: str, by: User, reason: str = "") -> Import:
    """Add and change the figures of the draft as one act whose cause is the import; or nothing at all.

    `fingerprint` is that of the plan that the sender saw.
    """
    ImportDraft.objects.select_for_update().get(pk=draft.pk)
    list(Indicator.objects.select_for_update().filter(pk__in={row[1] for row in draft.rows}))
    plan = plan_of_draft(draft)
    if plan.fingerprint != fingerprint:
        raise Outdated
    if plan.needs_reason and not reason.strip():
        raise ValueError("Stored figures are corrected for a reason.")
    imported = _record_of(draft, plan)
    with change_set(by=by, reason=reason, scope=draft.programme_id, cause=imported):
        imported.save()
        _write(draft.programme, plan)
    draft.delete()
    return imported


def _record_of(draft: ImportDraft, plan: Plan) -> Import:
    return Import(
        programme=draft.programme,
        indicator=draft.indicator,
        file_name=draft.file_name,
        sha256=draft.sha256,
        rows_added=len(plan.added),
        rows_changed=len(plan.changed),
    )


def _write(programme: Programme, plan: Plan) -> None:
    add_many(
        [
            Observation(
                programme=programme,
                indicator=figure.indicator,
                period=figure.period,
                value=figure.value,
                note=figure.note,
            )
            for figure in plan.added
        ]
    )
    for revision in plan.changed:
        revision.row.value, revision.row.note = revision.value, revision.note
        revision.row.save()


@transaction.atomic
def undo_import(*, imported: Import, by: User, reason: str = "", version: int | None = None) -> Import:
    """Take back what the import did, as one act.

    Raises Touched when somebody has changed its figures since, Stale when the import is no longer at `version`.
    """
    imported = Import.objects.select_for_update().get(pk=imported.pk)
    if imported.undone_at:
        return imported
    hold(imported, version)
    act = _act_of(imported)
    versions = dict(Observation.history.filter(change_set=act).values_list("id", "version"))
    rows = Observation.everything.select_for_update().select_related("indicator").in_bulk(list(versions))
    touched = [row for pk, row in rows.items() if row.version != versions[pk]]
    if touched:
        raise Touched(touched)
    with change_set(by=by, reason=reason, scope=imported.programme_id, cause=imported):
        for change in act.changes.filter(model=Observation._meta.label_lower):
            _take_back(rows[change.object_id], change)
        imported.undone_at = timezone.now()
        imported.save()
    return imported


def _act_of(imported: Import) -> ChangeSet:
    """The change set in which the import was made."""
    added = Change.objects.select_related("change_set")
    return added.get(
        model=imported._meta.label_lower, object_id=imported.pk, kind=Change.Kind.ADDED
    ).change_set


def _take_back(row: Observation, change: Change) -> None:
    """Bring the row back to what it was before; an import writes its value and its note."""
    if change.kind == Change.Kind.ADDED:
        row.remove()
        return
    before = {name: pair[0] for name, pair in change.values.items()}
    if "value" in before:
        row.value = None if before["value"] is None else Decimal(before["value"])
    if "note" in before:
        row.note = before["note"] or ""
    row.save()
