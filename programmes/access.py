"""The door: a view gets its programme through `@needs`, or never runs. Every view declares who may open it."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from accounts.roles import Permission
from history.changes import looking_back
from programmes.instants import NoSuchInstant, instant, split
from programmes.models import Programme
from programmes.moments import is_key, moment_called

View = Callable[..., HttpResponse]
SAFE = {"GET", "HEAD"}


def needs(permission: Permission) -> Callable[[View], View]:
    """A stranger gets 404, whatever the address; a member whose role falls short gets 403.

    An address with an instant (`riverside@2025-03-14`, `riverside@report-3`) opens the programme as it was; nothing
    can be changed there.
    """

    def decorate(view: View) -> View:
        @login_required
        @wraps(view)
        def guarded(request: HttpRequest, programme_slug: str, **kwargs: Any) -> HttpResponse:
            slug, written = split(programme_slug)
            programmes = Programme.objects.for_user(request.user)
            programme = get_object_or_404(programmes, slug=slug).open_for(request.user)
            require(programme, permission)
            if not written:
                return view(request, programme, **kwargs)
            try:
                programme = as_of(programme, written, programme_slug)
            except NoSuchInstant as refusal:
                messages.warning(
                    request, _("%(why)s You see the programme as it is today.") % {"why": refusal}
                )
                return redirect(request.path.replace(f"/{programme_slug}/", f"/{slug}/", 1))
            require(programme, permission if request.method in SAFE else Permission.EDIT)
            with looking_back(programme.at):
                return view(request, programme, **kwargs)

        guarded.access = permission
        return guarded

    return decorate


def as_of(programme: Programme, written: str, address: str) -> Programme:
    """The programme as of the day, instant or moment that its address names; raises NoSuchInstant."""
    if not is_key(written):
        return programme.as_of(instant(written), address)
    moment = moment_called(programme, written)
    then = programme.as_of(moment.at, address)
    then.moment_name = moment.name
    return then


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
