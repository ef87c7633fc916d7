"""`{% draft form %}` in a form keeps what is typed into it; `{% unfinished %}` lists what was never sent."""

from typing import Any
from urllib.parse import urlencode

from django import forms, template
from django.db import models
from django.http import HttpRequest
from django.template import Context

from accounts.drafts import unfinished as unfinished_of
from accounts.drafts_form import as_context, begin, told

register = template.Library()


def _signed_in(context: Context) -> HttpRequest | None:
    request = getattr(context, "request", None)
    return request if request is not None and request.user.is_authenticated else None


@register.inclusion_tag("accounts/_draft.html", takes_context=True)
def draft(
    context: Context,
    form: forms.BaseForm | None = None,
    *,
    about: models.Model | None = None,
    title: str = "",
    place: str = "",
    **given: Any,
) -> dict[str, Any]:
    """Stands before the form's fields: it puts into them what was typed here before and never sent.

    about   the row that the form is about, where the form is not of a model: tells who else is at it
    title   how the draft is called in the list of what is unfinished, where the form has no row to name
    place   the address of the form's own page, where it stands on another; `given` follows as its query
    """
    request = _signed_in(context)
    place = f"{place}?{urlencode(given)}" if given else place
    begun = begin(request, form, about=about, title=title, place=place) if request else None
    is_drawer = bool(request and request.htmx)
    return {**as_context(begun), "is_drawer": is_drawer, "csrf_token": context.get("csrf_token")}


@register.inclusion_tag("accounts/_unfinished.html", takes_context=True)
def unfinished(context: Context, limit: int | None = None) -> dict[str, Any]:
    """What the person typed and never sent, or the newest of it; not a line where there is nothing."""
    request = _signed_in(context)
    drafts = unfinished_of(request.user) if request else []
    lines = [(one, told(one)) for one in drafts[:limit]]
    return {"lines": lines, "count": len(drafts), "csrf_token": context.get("csrf_token")}
