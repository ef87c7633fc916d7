"""What the address of an add page begins a new row with: the rows it belongs to, what it comes from, texts.

Who opens an address with something that is not there gets 404. What goes while somebody types is left out (`gone`), so
that the form can come back with all that was typed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.http import Http404, HttpRequest, QueryDict
from django.utils.translation import gettext as _

from history.keys import key_in
from programmes.kinds import Kind
from programmes.models import Partner
from programmes.models.programme import Programme, ProgrammeRow
from programmes.threads import Gone, Origin, is_open_to_all, origin_named

FROM = "from"
SUGGESTED = 600  # characters of a text that an address may suggest


@dataclass(frozen=True)
class Beginning:
    """`parents`: primary keys by field. `gone`: by name in the address, what it is in words; `address` is without it."""

    parents: Mapping[str, int]
    origin: Origin | None
    suggested: Mapping[str, str]
    gone: Mapping[str, str]
    address: str

    def typed(self, sent: QueryDict | None) -> QueryDict | None:
        """What was sent, without the hidden fields of what is gone: the form offers those as choices."""
        if sent is None or not self.gone:
            return sent
        kept = sent.copy()
        for name in self.gone:
            kept.pop(name, None)
        return kept


def beginning_of(request: HttpRequest, programme: Programme, kind: Kind) -> Beginning:
    query = request.GET
    named = {name: _key(query[name]) for name in kind.parents if query.get(name)}
    gone = {name: _noun(kind, name) for name, pk in named.items() if _has_gone(programme, kind, name, pk)}
    origin = None
    try:
        origin = _origin(programme, kind, query.get(FROM, ""))
    except Gone as removed:
        gone[FROM] = _("what it comes from, “%(title)s”") % {"title": removed}
    if gone and request.method != "POST":
        raise Http404
    return Beginning(
        parents={name: pk for name, pk in named.items() if name not in gone},
        origin=origin,
        suggested=_suggested(kind, query),
        gone=gone,
        address=_without(request, gone),
    )


def _key(written: str) -> int:
    pk = key_in(written)
    if pk is None:
        raise Http404
    return pk


def _noun(kind: Kind, name: str) -> str:
    return str(kind.model._meta.get_field(name).verbose_name)


def _has_gone(programme: Programme, kind: Kind, name: str, pk: int) -> bool:
    """Whether it was there to belong to: a row that has been removed, an organisation that has left."""
    model: Any = kind.model._meta.get_field(name).related_model
    if issubclass(model, ProgrammeRow):
        return model.everything.filter(programme=programme, pk=pk, removed_at__isnull=False).exists()
    partners = Partner.everything.filter(programme=programme, organisation=pk)
    return partners.exists() and not partners.filter(removed_at=None).exists()


def _origin(programme: Programme, kind: Kind, written: str) -> Origin | None:
    """What the new row is to come from; made-up origins are not there."""
    if not written:
        return None
    if not is_open_to_all(kind):
        raise Http404
    try:
        return origin_named(programme, written)
    except Gone:
        raise
    except LookupError as missing:
        raise Http404 from missing


def _suggested(kind: Kind, query: QueryDict) -> dict[str, str]:
    """Texts with which the address begins the form; the person sees them and may change them."""
    texts = (kind.model._meta.get_field(name) for name in kind.form.Meta.fields if name in query)
    return {
        field.name: query[field.name].replace("\0", "")[:SUGGESTED]
        for field in texts
        if isinstance(field, models.CharField | models.TextField)
    }


def _without(request: HttpRequest, gone: Mapping[str, str]) -> str:
    """Where the form is sent to: its own address, without what is no longer there."""
    if not gone:
        return request.get_full_path()
    left = request.GET.copy()
    for name in gone:
        left.pop(name, None)
    return f"{request.path}?{left.urlencode()}" if left else request.path
