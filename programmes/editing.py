"""Who else has the same form open, and whether somebody has saved since it was opened."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from django.db.models import QuerySet
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone
from django.utils.formats import time_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.drafts import Opening
from accounts.models import Draft, User
from history.models import ChangeSet
from programmes.kinds import kind_called
from programmes.models import Programme

IS_THERE = timedelta(seconds=12)  # a page says every few seconds that it is open


@dataclass(frozen=True)
class Saved:
    """The newest act on what is being edited; `url` is where the change can be read, `link` the words of the link."""

    who: str
    at: str
    words: str
    url: str
    link: str


def programme_at(place: str, user: User) -> Programme | None:
    """The programme in which a form stands, if the person may still open the form."""
    try:
        found = resolve(urlsplit(place).path)
    except Resolver404:
        return None
    slug = found.kwargs.get("programme_slug")
    programme = Programme.objects.for_user(user).filter(slug=slug).first() if slug else None
    if programme is None:
        return None
    programme.open_for(user)
    kind = kind_called(found.kwargs["kind"]) if "kind" in found.kwargs else None
    wanted = {found.func.access, *((kind.see, kind.edit) if kind else ())}
    return programme if all(programme.may(permission) for permission in wanted) else None


def others_at(opening: Opening) -> list[str]:
    """The names of those who have the same form about the same row open now. A form that adds has no others."""
    if not opening.about:
        return []
    there = Draft.objects.filter(
        about=opening.about,
        object_id=opening.object_id,
        seen_at__gt=timezone.now() - IS_THERE,
        taken_at=None,
    ).exclude(user=opening.user_id)
    path = urlsplit(opening.place).path
    return sorted({str(draft.user) for draft in there.select_related("user") if draft.place.startswith(path)})


def in_words(names: list[str]) -> str:
    """ "Amina Yusuf and Tom Price are editing this too." """
    if not names:
        return ""
    all_names = _("%(others)s and %(last)s") % {"others": ", ".join(names[:-1]), "last": names[-1]}
    return ngettext("%(who)s is editing this too.", "%(who)s are editing this too.", len(names)) % {
        "who": names[0] if len(names) == 1 else all_names
    }


def saved_since(opening: Opening, programme: Programme, reader: User) -> Saved | None:
    """The newest act, since the form was opened, on its row or on the rows of its grid."""
    newest = _acts_on(opening, programme).order_by("-at", "-pk").first()
    if newest is None:
        return None
    at = time_format(timezone.localtime(newest.at), "H:i")
    who = str(newest.by or newest.actor)
    words = _("%(who)s saved this at %(at)s.") % {"who": who, "at": at}
    if newest.by_id == reader.pk:
        words = _("You saved this in another window at %(at)s.") % {"at": at}
    return Saved(who, at, words, _where(opening, programme), _("See what changed"))


def _acts_on(opening: Opening, programme: Programme) -> QuerySet[ChangeSet]:
    if not opening.about:
        return ChangeSet.objects.none()
    rows: dict[str, Any] = {"changes__model": opening.about}
    if opening.object_id:
        rows["changes__object_id"] = opening.object_id
    acts = ChangeSet.objects.filter(scope=programme.pk, at__gt=opening.opened_at, **rows)
    return acts.select_related("by")


def _where(opening: Opening, programme: Programme) -> str:
    kind = kind_called(opening.about.rpartition(".")[2])
    if kind and opening.object_id:
        return reverse("record", args=[programme.slug, kind.key, opening.object_id])
    return reverse("history", args=[programme.slug])
