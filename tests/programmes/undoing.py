"""Acts to undo, and the addresses and words of the pages that do it."""

from django.urls import reverse

from history.actions import add_row, revise_row
from history.models import Change, ChangeSet


def add(manager, programme, model, **values):
    return add_row(row=model(programme=programme, **values), by=manager)


def revise(row, by, reason="", **values):
    for name, value in values.items():
        setattr(row, name, value)
    revise_row(row=row, version=row.version, by=by, reason=reason)
    return ChangeSet.objects.latest("pk")


def undo_of(act):
    return reverse("history_undo", args=["riverside", act.pk])


def put_back(row, change, field=""):
    url = reverse("record_put_back", args=["riverside", row._meta.model_name, row.pk, change.pk])
    return f"{url}?field={field}" if field else url


def last_change(row):
    return Change.objects.filter(model=row._meta.label_lower, object_id=row.pk).latest("pk")


def words(response):
    return " ".join(response.content.decode().split())
