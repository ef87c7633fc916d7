"""What a form shows of its draft: `{% draft form %}` stands in each form that is typed into, beside the CSRF token."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

from django import forms
from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.text import capfirst

from accounts.drafts import Opening, Typed, as_form_data, begun_at, opening_in
from accounts.models import Draft

LONGEST_PLACE, LONGEST_TITLE = 500, 160


@dataclass(frozen=True)
class Begun:
    """The opening that a form carries; `restored_at` is when what stands in it was typed, if it comes from a draft."""

    opening: Opening
    restored_at: datetime | None = None
    is_fresh: bool = False  # what stands in the form is what is saved


def begin(
    request: HttpRequest,
    form: forms.BaseForm | None,
    *,
    about: models.Model | None = None,
    title: str = "",
    place: str = "",
) -> Begun:
    """An opening for the form, and into a fresh form what the person last typed at this place and never sent.

    A form that was sent and comes back goes on with its own opening.
    """
    cut_nothing(form)
    fresh = _fresh(request, form, about, title, place)
    if request.method == "POST":
        sent = opening_in(request.POST)
        is_own = sent is not None and sent.user_id == request.user.pk
        return Begun(Opening(**{**vars(fresh), "name": sent.name, "place": sent.place}) if is_own else fresh)
    draft = begun_at(request.user, fresh.place)
    if draft is None or form is None:
        return Begun(fresh, is_fresh=True)
    restore(form, draft.fields)
    return Begun(_opening_of_draft(draft), draft.changed_at)


def _fresh(
    request: HttpRequest, form: forms.BaseForm | None, about: models.Model | None, title: str, place: str
) -> Opening:
    label, pk = _about(form, about)
    return Opening(
        user_id=request.user.pk,
        name=uuid4().hex,
        place=(place or request.get_full_path())[:LONGEST_PLACE],
        title=(str(title) or _title(form))[:LONGEST_TITLE],
        about=label,
        object_id=pk,
        at=timezone.now().timestamp(),
    )


def _opening_of_draft(draft: Draft) -> Opening:
    return Opening(
        user_id=draft.user_id,
        name=draft.opening,
        place=draft.place,
        title=draft.title,
        about=draft.about,
        object_id=draft.object_id,
        at=draft.opened_at.timestamp(),
    )


def _about(form: forms.BaseForm | None, about: models.Model | None) -> tuple[str, int | None]:
    """The row that is edited, or the model whose rows fill a grid; nothing for a form that adds."""
    if grid := getattr(form, "grid", None):
        return grid.model._meta.label_lower, None
    row = about or getattr(form, "instance", None)
    return (row._meta.label_lower, row.pk) if row is not None and row.pk else ("", None)


def _title(form: forms.BaseForm | None) -> str:
    row = getattr(form, "instance", None)
    if row is None:
        return ""
    kind = capfirst(row._meta.verbose_name)
    return f"{kind}: {row}" if row.pk else kind


def cut_nothing(form: forms.BaseForm | None) -> None:
    """A browser cuts off what is pasted past `maxlength` and says nothing; the form says how much is too much."""
    for field in form.fields.values() if form else ():
        if isinstance(field.widget, forms.Textarea):
            field.widget.attrs.pop("maxlength", None)


def restore(form: forms.BaseForm, typed: Typed) -> None:
    """Begin the form with what was typed, to the letter, also where it is no valid value yet."""
    data = as_form_data(typed)
    for name, field in form.fields.items():
        key, widget = form.add_prefix(name), field.widget
        if isinstance(field, forms.FileField) or widget.value_omitted_from_data(data, {}, key):
            continue
        form.initial[name] = widget.value_from_datadict(data, {}, key)


def told(draft: Draft) -> list[tuple[str, str]]:
    """(field in words, text) of what a draft holds, for reading where its form can no longer be opened."""
    texts: dict[str, list[str]] = draft.fields
    hidden = ("version", "sending", "token", "fingerprint")
    return [
        (name.replace("_", " ").capitalize(), text)
        for name, values in texts.items()
        if not name.startswith(hidden) and (text := "\n".join(value for value in values if value.strip()))
    ]


def as_context(begun: Begun | None) -> dict[str, Any]:
    """What templates/accounts/_draft.html is told; nothing where nobody is signed in."""
    if begun is None:
        return {"token": ""}
    token = begun.opening.token()
    return {"token": token, "restored_at": begun.restored_at, "is_fresh": begun.is_fresh}
