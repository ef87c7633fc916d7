"""What erasing a person would do, for the page and the command to say."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.apps import apps
from django.utils.translation import gettext as _


@dataclass(frozen=True)
class Count:
    what: str
    rows: int


def counts(by_label: Mapping[str, int]) -> list[Count]:
    """The rows of each kind, the most first; a historical table under the name of what it keeps."""
    found = [Count(_name(label), rows) for label, rows in by_label.items()]
    return sorted(found, key=lambda count: (-count.rows, count.what))


def _name(label: str) -> str:
    model = apps.get_model(label)
    of = getattr(model, "instance_type", None)
    if of is None:
        return str(model._meta.verbose_name)
    return _("%(kind)s, in history") % {"kind": of._meta.verbose_name}
