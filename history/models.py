"""Change sets, the index of changes, and `Tracked`: the base of every model whose past matters."""

from functools import cache
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.manager import HistoryManager
from simple_history.models import HistoricalRecords

from history.append_only import AppendOnly, AppendOnlyRecords
from history.changes import moment, open_change_set, required_change_set
from history.values import as_stored, differences


class ChangeSet(AppendOnly):
    """One act: who, when, why, and what caused it. Written once, never edited."""

    at = models.DateTimeField(_("when"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("who")
    )
    actor = models.CharField(_("written by"), max_length=40, blank=True)
    reason = models.TextField(_("why"), blank=True)
    # The programme's primary key. Not a foreign key: history lies below the programmes and outlives them.
    scope = models.BigIntegerField(_("programme"), null=True)
    cause_model = models.CharField(max_length=80, blank=True)
    cause_id = models.BigIntegerField(null=True)
    cause_title = models.CharField(_("cause"), max_length=300, blank=True)
    request_id = models.CharField(max_length=32, blank=True)

    cause: models.Model | None = None  # until it is stored: the row from which the three fields are filled in

    class Meta:
        verbose_name = _("change set")
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["scope", "-at", "-id"], name="change_set_by_scope")]
        constraints = [
            models.CheckConstraint(
                condition=Q(by__isnull=False) | ~Q(actor=""), name="change_set_has_an_author"
            )
        ]

    def __str__(self) -> str:
        return f"{self.by or self.actor}, {self.at:%d %b %Y %H:%M}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.cause is not None:
            if self.cause.pk is None:
                raise ValueError("A cause that is new is the first row to be saved in its change set.")
            self.cause_model, self.cause_id = self.cause._meta.label_lower, self.cause.pk
            self.cause_title = str(self.cause)[:300]
        super().save(*args, **kwargs)


class Change(AppendOnly):
    """One row changed in one change set, in words and values: the index that history pages read.

    The historical tables stay the record; this says in one query what happened in a programme.
    `values` maps a field's name to [before, after] as `history.values.as_stored` writes them.
    """

    class Kind(models.TextChoices):
        ADDED = "added", _("added")
        CHANGED = "changed", _("changed")
        REMOVED = "removed", _("removed")
        RESTORED = "restored", _("restored")

    change_set = models.ForeignKey(ChangeSet, on_delete=models.PROTECT, related_name="changes")
    # The instant of the change set, here too: what changed in a programme between two instants is one range of one index.
    at = models.DateTimeField(_("when"))
    scope = models.BigIntegerField(null=True)
    model = models.CharField(max_length=80)
    object_id = models.BigIntegerField()
    topic = models.CharField(_("step or register"), max_length=64, blank=True)
    kind = models.CharField(max_length=10, choices=Kind)
    title = models.CharField(max_length=300)
    values = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("change")
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["model", "object_id"], name="change_by_row"),
            models.Index(fields=["scope", "topic", "-at"], name="change_by_topic"),
            models.Index(fields=["scope", "-at", "-id"], name="change_by_instant"),
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.kind}"


class Erasure(models.Model):
    """The log of erasing people: who asked for it, what the person is called now, how much was rewritten.

    Nothing of what was erased is kept. While one is open its own transaction may rewrite history (history/guard.py).
    """

    at = models.DateTimeField(_("when"), default=timezone.now)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("person")
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("who")
    )
    actor = models.CharField(_("written by"), max_length=40, blank=True)
    pseudonym = models.CharField(_("called from now on"), max_length=40)
    # By label of the model: how many of its rows were rewritten, deleted, or stay as they were issued.
    rewritten = models.JSONField(_("rewritten rows"), default=dict)
    deleted = models.JSONField(_("deleted rows"), default=dict)
    kept = models.JSONField(_("rows kept as issued"), default=dict)
    is_open = models.BooleanField(default=False)
    request_id = models.CharField(max_length=32, blank=True)

    class Meta:
        verbose_name = _("erasure")
        verbose_name_plural = _("erasures")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(by__isnull=False) | ~Q(actor=""), name="erasure_has_an_author")
        ]

    def __str__(self) -> str:
        return f"{self.pseudonym}, {self.at:%d %b %Y}"


class HistoryRow(AppendOnly):
    """What every historical table adds: the change set that wrote the row."""

    change_set = models.ForeignKey(ChangeSet, on_delete=models.PROTECT, related_name="+")

    class Meta:
        abstract = True


class TrackedHistory(HistoricalRecords):
    """Historical rows that point to their change set and carry its instant and its person."""

    def create_historical_record(self, instance: Any, history_type: str, using: str | None = None) -> None:
        self.row(instance, history_type).save(using=using)

    def row(self, instance: Any, history_type: str) -> models.Model:
        current = open_change_set(instance.scope)
        record: models.Model = getattr(instance, self.manager_name).model(
            history_date=current.at,
            history_type=history_type,
            history_user=current.by,
            change_set=current,
            **{f.attname: getattr(instance, f.attname) for f in self.fields_included(instance)},
        )
        return record


class RecordsManager(HistoryManager):
    """`Model.history`. Its class is made once: the library makes it anew at each look, as slow as a query."""

    @classmethod
    @cache
    def from_queryset(cls, queryset_class: Any, class_name: str | None = None) -> Any:
        return super().from_queryset(queryset_class, class_name)


_HISTORY = TrackedHistory(
    inherit=True,
    bases=[HistoryRow],
    history_manager=RecordsManager,
    historical_queryset=AppendOnlyRecords,
)


class LiveManager(models.Manager[Any]):
    """Rows that have not been removed."""

    def get_queryset(self) -> models.QuerySet[Any]:
        return super().get_queryset().filter(removed_at=None)


class Tracked(models.Model):
    """A row with a past.

    Saving needs an open change set, counts the version up, and writes a historical row and a `Change`; saving
    without a change does nothing. `remove()` hides the row and keeps it; nothing here deletes.
    `version` is the token that an edit form carries: whoever saves with an old one is told.
    """

    version = models.PositiveIntegerField(default=0, editable=False)
    removed_at = models.DateTimeField(null=True, editable=False)

    # `everything` comes first so that foreign keys and integrity checks see removed rows too.
    everything = models.Manager()
    objects = LiveManager()
    history = _HISTORY

    untold: ClassVar[frozenset[str]] = frozenset({"version", "removed_at", "id", "programme"})
    sealed: ClassVar[frozenset[str]] = frozenset()  # texts that erasing a person leaves as they were issued

    class Meta:
        abstract = True
        base_manager_name = "everything"
        default_manager_name = "objects"

    def save(self, *args: Any, **kwargs: Any) -> None:
        changes = self.changed_fields()
        is_new = self._state.adding
        if not is_new and not changes:
            return
        required_change_set()  # refuses before anything is written
        self.version += 1
        kwargs.pop(
            "update_fields", None
        )  # all that changed is saved, or history would tell of more than there is
        super().save(*args, **kwargs)
        self.tell(changes, self._kind(changes, is_new)).save()
        self._remember()

    @property
    def scope(self) -> int | None:
        """Primary key of the programme that the row belongs to, if it belongs to one."""
        return getattr(self, "programme_id", None)

    @property
    def topic(self) -> str:
        """Where the row's history is shown: the key of a step or register."""
        return ""

    @classmethod
    def from_db(cls, db: Any, field_names: Any, values: Any) -> Self:  # type: ignore[override]
        row = super().from_db(db, field_names, values)
        row._loaded = dict(zip(field_names, values, strict=True))
        return row

    def refresh_from_db(self, *args: Any, **kwargs: Any) -> None:
        super().refresh_from_db(*args, **kwargs)
        self._loaded = {
            f.attname: self.__dict__[f.attname]
            for f in self._meta.concrete_fields
            if f.attname in self.__dict__
        }

    def changed_fields(self) -> dict[str, list[Any]]:
        """Field name -> [value in the database, value now], for the fields whose value differs."""
        return differences(self, getattr(self, "_loaded", {}))

    def _remember(self) -> None:
        """The row is in the database as it is now."""
        self._loaded = {f.attname: getattr(self, f.attname) for f in self._meta.concrete_fields}

    def _kind(self, changes: dict[str, list[Any]], is_new: bool) -> str:
        if is_new:
            return Change.Kind.ADDED
        if "removed_at" not in changes:
            return Change.Kind.CHANGED
        return Change.Kind.REMOVED if self.removed_at else Change.Kind.RESTORED

    def tell(self, changes: dict[str, list[Any]], kind: str) -> Change:
        """The `Change` that says in words and values what happened to this row; not saved yet."""
        current = open_change_set(self.scope)
        return Change(
            change_set=current,
            at=current.at,
            scope=self.scope,
            model=self._meta.label_lower,
            object_id=self.pk,
            topic=self.topic,
            kind=kind,
            title=str(self)[:300],
            values={
                name: [as_stored(self, name, before), as_stored(self, name, after)]
                for name, (before, after) in changes.items()
                if name not in self.untold
            },
        )

    def remove(self) -> None:
        """Hide the row; its history and the row itself stay."""
        self.removed_at = self.removed_at or moment()
        self.save()

    def restore(self) -> None:
        self.removed_at = None
        self.save()

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        raise TypeError(f"{type(self).__name__} rows are removed with remove(), never deleted.")


def record_of(row: Tracked, history_type: str) -> models.Model:
    """The historical row ("+" added, "~" changed) of the open change set; not saved yet."""
    return _HISTORY.row(row, history_type)


def add_many(rows: list[Tracked]) -> None:
    """Add many new rows of one model in four statements, with the same history as saving each."""
    if not rows:
        return
    model = type(rows[0])
    for row in rows:
        row.version = 1
    model._default_manager.bulk_create(rows, batch_size=500)
    records = [_HISTORY.row(row, "+") for row in rows]
    model.history.model.objects.bulk_create(records, batch_size=500)
    Change.objects.bulk_create(
        [row.tell(differences(row, {}), Change.Kind.ADDED) for row in rows], batch_size=500
    )
    for row in rows:
        row._remember()
