"""Erasing a person: the name and the address go from live rows and from history alike, the acts stay.

Every text of every table is looked through, so that nothing is forgotten when a model is added. Versions stay as they
are, so the newest record of each row is still the row. What a report was issued with stays: its fingerprint vouches
for it. See docs/adr/0011 and docs/how-to/erase-a-person.md.
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db import models, transaction
from django.db.models import Q
from django.db.models.functions import Cast
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.pseudonyms import DOMAIN, Replacement, address_for, new_number
from history.changes import request_ids
from history.models import Change, ChangeSet, Erasure, Tracked

Model = type[models.Model]
Own = dict[str, set[int]]  # keys of the rows that are about the person, by label of their model
TEXTS = (models.CharField, models.TextField, models.JSONField)
TECHNICAL = {"auth", "contenttypes", "sessions"}
# Where the title of a row stands: the fields that say of which model and key it is, and the title.
TITLES: dict[Model, tuple[str, str, str]] = {
    Change: ("model", "object_id", "title"),
    ChangeSet: ("cause_model", "cause_id", "cause_title"),
}


@dataclass
class Survey:
    """How many rows are rewritten, deleted, or kept as they were issued; by label of their model."""

    rewritten: Counter[str] = field(default_factory=Counter)
    deleted: Counter[str] = field(default_factory=Counter)
    kept: Counter[str] = field(default_factory=Counter)


def survey(person: User, names: Iterable[str] = ()) -> Survey:
    """What erasing would do; writes nothing."""
    return _go_through(person, _replacement(person, names), write=False)


@transaction.atomic
def erase(*, person: User, by: User | None, actor: str = "", names: Iterable[str] = ()) -> Erasure:
    """Rewrite and delete, in one logged act. `names` are former or other names of the person."""
    replacement = _replacement(person, names)
    erasure = Erasure(
        person=person, by=by, actor=actor, pseudonym=replacement.pseudonym, request_id=request_ids.get()
    )
    erasure.is_open = True  # from here on this transaction may rewrite history, and no other
    erasure.save()
    done = _go_through(person, replacement, write=True)
    _close_account(person, replacement)
    erasure.rewritten, erasure.deleted, erasure.kept = done.rewritten, done.deleted, done.kept
    erasure.is_open = False
    erasure.save()
    return erasure


def is_erased(person: User) -> bool:
    return Erasure.objects.filter(person=person).exists()


def _replacement(person: User, names: Iterable[str]) -> Replacement:
    taken = set(User.objects.filter(email__endswith=f"@{DOMAIN}").values_list("email", flat=True))
    number = new_number()
    while address_for(number) in taken:
        number = new_number()
    known = {" ".join(name.split()) for name in (person.name, *names)} - {""}
    pseudonym = _("Former member %(number)s") % {"number": number}
    return Replacement(tuple(sorted(known)), person.email, pseudonym, address_for(number))


def _go_through(person: User, replacement: Replacement, *, write: bool) -> Survey:
    own, found = _own_rows(person), Survey()
    for rows in _belongings(person):
        found.deleted[rows.model._meta.label] += rows.count()
        if write:
            rows.delete()
    theirs = {rows.model for rows in _belongings(person)}
    for model in _models():
        rows = models.QuerySet(model)
        for pk, texts in list(_hits(model, replacement, own)):
            if model in theirs and rows.filter(pk=pk, user=person).exists():
                continue  # counted as deleted
            found.rewritten[model._meta.label] += 1
            if write:
                rows.filter(pk=pk).update(**texts)
        found.kept[model._meta.label] += _sealed(model, replacement)
    return Survey(+found.rewritten, +found.deleted, +found.kept)


def _close_account(person: User, replacement: Replacement) -> None:
    person.name, person.email = replacement.pseudonym, replacement.address
    person.is_active = person.is_superuser = False
    person.last_login = None
    person.set_unusable_password()
    person.save()


def _models() -> list[Model]:
    """All models that hold words; not User: another account may have the same name, the person's is closed apart."""
    return [
        model
        for model in apps.get_models()
        if model not in {Erasure, User} and model._meta.app_label not in TECHNICAL and _columns(model)
    ]


def _belongings(person: User) -> Iterator[models.QuerySet[Any]]:
    """What is the person's own and part of no record: drafts, sessions, visits, uploads that wait."""
    for model in apps.get_models(include_auto_created=True):
        owner = {field.name: field.related_model for field in model._meta.concrete_fields}.get("user")
        is_record = issubclass(model, Tracked) or getattr(model, "is_written_once", False)
        if owner is User and not is_record:
            yield models.QuerySet(model).filter(user=person)


def _own_rows(person: User) -> Own:
    """The rows whose title is the person: memberships of programmes and organisations."""
    found: Own = {}
    for model in apps.get_models():
        if issubclass(model, Tracked) and any(field.name == "user" for field in model._meta.concrete_fields):
            rows = models.QuerySet(model).filter(user=person)
            found[model._meta.label_lower] = set(rows.values_list("pk", flat=True))
    return found


def _columns(model: Model) -> list[models.Field[Any, Any]]:
    """The fields that hold words. A historical table has those of its model."""
    sealed = _sealed_names(model)
    return [
        field
        for field in model._meta.concrete_fields
        if isinstance(field, TEXTS) and not (field.primary_key or field.choices or field.name in sealed)
    ]


def _sealed_names(model: Model) -> frozenset[str]:
    names: frozenset[str] = getattr(getattr(model, "instance_type", model), "sealed", frozenset())
    return names


def _mentioning(model: Model, names: Iterable[str], replacement: Replacement) -> models.QuerySet[Any]:
    """The rows that may have a hit in one of the fields: the database's rough look before the exact one."""
    as_text = {f"text_of_{name}": Cast(name, models.TextField()) for name in names}
    found = Q(pk=None)
    for name in as_text:
        found |= Q(**{f"{name}__icontains": replacement.email})
        for needle in replacement.needles:
            for written in {needle, json.dumps(needle)[1:-1], json.dumps(needle, ensure_ascii=False)[1:-1]}:
                found |= Q(**{f"{name}__contains": written})
    return models.QuerySet(model).alias(**as_text).filter(found)


def _hits(model: Model, replacement: Replacement, own: Own) -> Iterator[tuple[Any, dict[str, Any]]]:
    """(primary key, new texts by field) of each row of the model that names the person."""
    columns = _columns(model)
    about, key, title = TITLES.get(model, ("pk", "pk", ""))
    for row in _mentioning(model, [column.name for column in columns], replacement).iterator():
        is_own = getattr(row, key) in own.get(getattr(row, about), set())
        texts = {}
        for column in columns:
            before = getattr(row, column.attname)
            after = _replaced(column, before, replacement, own, is_own=is_own and column.name == title)
            if after != before:
                texts[column.attname] = after
        if texts:
            yield row.pk, texts


def _replaced(column: Any, value: Any, replacement: Replacement, own: Own, *, is_own: bool) -> Any:
    if isinstance(column, models.JSONField):
        return replacement.in_value(value, own)
    if not isinstance(value, str):
        return value
    text = replacement.in_title(value) if is_own else replacement.in_text(value)
    return text[: column.max_length]


def _sealed(model: Model, replacement: Replacement) -> int:
    """How many rows keep the name because they were issued with it."""
    names = [field.name for field in model._meta.concrete_fields if field.name in _sealed_names(model)]
    if not names or hasattr(model, "instance_type"):
        return 0
    texts = _mentioning(model, names, replacement).values_list(*names).iterator()
    plain = ([text.replace('\\"', '"') for text in row] for row in texts)  # sealed texts are JSON
    return sum(any(replacement.in_text(text) != text for text in row) for row in plain)
