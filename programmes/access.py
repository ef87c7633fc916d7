"""The door: a view gets its programme through `@needs`, or never runs. Every view declares who may open it."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from accounts.roles import Permission
from programmes.models import Programme

View = Callable[..., HttpResponse]


def needs(permission: Permission) -> Callable[[View], View]:
    """A stranger gets 404, whatever the address; a member whose role falls short gets 403."""

    def decorate(view: View) -> View:
        @login_required
        @wraps(view)
        def guarded(request: HttpRequest, programme_slug: str, **kwargs: Any) -> HttpResponse:
            programmes = Programme.objects.for_user(request.user)
            programme = get_object_or_404(programmes, slug=programme_slug).open_for(request.user)
            require(programme, permission)
            return view(request, programme, **kwargs)

        guarded.access = permission
        return guarded

    return decorate


def require(programme: Programme, permission: Permission) -> None:
    """Refuse (403) what the person's role in the programme does not allow."""
    if not programme.may(permission):
        raise PermissionDenied


def signed_in(view: View) -> View:
    """Everybody with an account; the view shows only what is theirs."""
    guarded = login_required(view)
    guarded.access = "signed in"
    return guarded


def public(view: View) -> View:
    """Everybody. Such a view tells nothing about any programme or person."""
    view.access = "public"
    return view
