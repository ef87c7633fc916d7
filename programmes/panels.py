"""Panels: blocks on a page of this app that an app above it fills, since this one does not know that one.

    register_panel(place="home", render=key_measures, template="monitoring/_key_measures.html")

`render` takes the page's lens (its `programme` says what the person may do) and returns the template's context, or
None where the panel has nothing to say. Places: "home", and "step:<key>" for one step's page.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from accounts.roles import Permission
from history.lens import Lens


@dataclass(frozen=True, kw_only=True)
class Panel:
    place: str
    render: Callable[[Lens], dict[str, Any] | None]
    template: str
    see: Permission = Permission.VIEW


_panels: list[Panel] = []


def register_panel(
    *,
    place: str,
    render: Callable[[Lens], dict[str, Any] | None],
    template: str,
    see: Permission = Permission.VIEW,
) -> None:
    _panels.append(Panel(place=place, render=render, template=template, see=see))


def panels_at(place: str, lens: Lens, request: HttpRequest) -> list[SafeString]:
    """The panels of a place as the person may see them, in the order in which they were registered."""
    drawn = []
    for panel in _panels:
        if panel.place != place or not lens.programme.may(panel.see):
            continue
        context = panel.render(lens)
        if context is not None:
            drawn.append(render_to_string(panel.template, {"programme": lens.programme, **context}, request))
    return drawn
