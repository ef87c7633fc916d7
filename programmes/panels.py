"""Panels: blocks on a page of this app that an app above it fills, since this one does not know that one.

    register_panel(place="home", render=key_measures, template="monitoring/_key_measures.html")

`render` takes the page's lens (its `programme` says what the person may do) and what the place is about; it returns
the template's context, or None where the panel has nothing to say. Places, and what they are about:

    "home"
    "step:<key>"    one step's page
    "learn:<key>"   what others found, within the box of that name on a step's page
    "record"        the page of any record; the row
    "above:<kind>"  above the form of a kind, to be read before it is filled in; the form and the request
    "form:<kind>"   within the form of a kind, below its fields; the form and the request

A panel in a form may ask something in fields of its own. Its `saved` is then called with the row, what was typed and
the person, within the act that saves the record.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, QueryDict
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from accounts.models import User
from accounts.roles import Permission
from history.lens import Lens
from programmes.models.programme import ProgrammeRow

Render = Callable[..., dict[str, Any] | None]
Saved = Callable[[ProgrammeRow, QueryDict, User], None]


@dataclass(frozen=True, kw_only=True)
class Panel:
    place: str
    render: Render
    template: str
    see: Permission = Permission.VIEW
    saved: Saved | None = None


_panels: list[Panel] = []


def register_panel(
    *,
    place: str,
    render: Render,
    template: str,
    see: Permission = Permission.VIEW,
    saved: Saved | None = None,
) -> None:
    _panels.append(Panel(place=place, render=render, template=template, see=see, saved=saved))


def panels_at(place: str, lens: Lens, request: HttpRequest, *about: Any) -> list[SafeString]:
    """The panels of a place as the person may see them, in the order in which they were registered."""
    drawn = []
    for panel in _panels:
        if panel.place != place or not lens.programme.may(panel.see):
            continue
        context = panel.render(lens, *about)
        if context is not None:
            drawn.append(render_to_string(panel.template, {"programme": lens.programme, **context}, request))
    return drawn


def tell_panels(place: str, row: ProgrammeRow, typed: QueryDict, by: User) -> None:
    """The record of a form has been saved: let the panels in it do what was asked in them."""
    for panel in _panels:
        if panel.place == place and panel.saved and row.programme.may(panel.see):
            panel.saved(row, typed, by)
