"""How views of records answer: with a form or a question, as a page or in the drawer, and after the act."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.html import format_html
from django.utils.translation import gettext as _

from history.models import Tracked
from programmes.clash import last_act
from programmes.forms import ReasonForm
from programmes.models.programme import Programme


@dataclass(frozen=True)
class Question:
    """What a page asks before it does something. `facts` are (label, value) pairs that help to answer; `section` is the
    part of the programme (tab) under which it stands.
    """

    title: str
    message: str
    button: str
    back: str
    facts: tuple[tuple[Any, Any], ...] = ()
    is_danger: bool = False
    section: str = "plan"


def sent(request: HttpRequest) -> QueryDict | None:
    """What a form is bound to: also to nothing at all, which is refused with its page."""
    return request.POST if request.method == "POST" else None


def in_page_or_drawer(
    request: HttpRequest, name: str, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    """The template `name` as a page, or `_name` alone when the drawer asks; htmx shows only what comes with 200."""
    if request.htmx:
        set_apart(context["form"])
        return render(request, f"programmes/_{name}.html", context | {"is_drawer": True})
    return render(request, f"programmes/{name}.html", context, status=status)


def set_apart(form: BaseForm) -> None:
    """Give the fields ids of their own: the page below the drawer may have a form with fields of the same names."""
    form.auto_id = "drawer_%s"


def ask(
    request: HttpRequest,
    programme: Programme,
    question: Question,
    form: ReasonForm,
    *,
    overtaken: Tracked | None = None,
) -> HttpResponse:
    """Put the question. `overtaken`: the record, when it has changed since the person was asked."""
    is_stale = overtaken is not None
    context = {
        "programme": programme,
        "section": question.section,
        "question": question,
        "form": form,
        "is_stale": is_stale,
        "act": last_act(overtaken, programme) if overtaken else None,
    }
    return in_page_or_drawer(
        request, "confirm_act", context, status=409 if is_stale else 422 if form.errors else 200
    )


def done(
    request: HttpRequest, url: str, message: str, *, undo_url: str = "", level: int = messages.SUCCESS
) -> HttpResponse:
    """Say what was done and go to `url`; from the drawer, stay on the page below it, which loads anew.

    `undo_url` is the page on which it can be taken back, offered beside the message. `level`: where nothing was done.
    """
    if undo_url:
        message = format_html('{} <a href="{}">{}</a>', message, undo_url, _("Undo"))
    messages.add_message(request, level, message)
    if not request.htmx:
        return redirect(url)
    there, here = urlsplit(url), urlsplit(request.htmx.current_url_abs_path or url)
    fragment = there.fragment if there.path == here.path else ""
    return HttpResponse(headers={"HX-Redirect": here._replace(fragment=fragment).geturl()})
