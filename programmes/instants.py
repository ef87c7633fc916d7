"""The address of a programme carries the instant as of which it is shown: /programmes/riverside@2025-03-14/plan/.

So every link on such a page keeps the day, and the address can be passed on. A day means its end; a moment to the
second is written riverside@2025-03-14T101500, one that has a name by its key: riverside@report-3 (`moments`).
"""

import re
from datetime import date, datetime, time, timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

SEPARATOR = "@"
PAGE = re.compile(r"/programmes/[^/]+/(?P<tail>[-\w/]*)")
FORM = re.compile(
    r"^records/[-\w]+/add/$|(?:^|(?<=/))(?:edit|remove|restore|open|close|status|criteria/[-\w/]+)/$"
)
MOMENT = "%Y-%m-%dT%H%M%S"


class ProgrammeAddress:
    """Path converter for the address of a programme, with or without an instant."""

    regex = r"[-a-zA-Z0-9_]+(?:@[^/]{0,40})?"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class NoSuchInstant(ValueError):
    """The address names an instant that cannot be shown; the message says why, for the reader."""


def split(address: str) -> tuple[str, str]:
    """The programme's own address, and the instant as written ("" for the present)."""
    slug, _separator, written = address.partition(SEPARATOR)
    return slug, written


def instant(written: str) -> datetime:
    """The instant that an address names; raises NoSuchInstant for what is no day, and for the future."""
    found = end_of_day(written) or _moment(written)
    if found is None:
        raise NoSuchInstant(_("“%(text)s” is not a day.") % {"text": written})
    if timezone.localtime(found).date() > timezone.localdate():
        raise NoSuchInstant(_("That day is yet to come."))
    return found


def in_words(at: datetime) -> str:
    """ "14 Mar 2026" for the end of a day, with the time for any other instant."""
    local = timezone.localtime(at)
    return date_format(local) if local.time() == time.max else date_format(local, "DATETIME_FORMAT")


def written(at: datetime) -> str:
    """How an address names an instant, to the second; the second is counted in full."""
    return timezone.localtime(at + timedelta(seconds=1)).strftime(MOMENT)


def tail(path: str) -> str:
    """What follows the programme in the path of one of its pages: "plan/risks/"; "" for any other path.

    Of a form it is the page to which the form belongs: in the past there are no forms.
    """
    found = PAGE.fullmatch(path)
    return FORM.sub("", found["tail"]) if found else ""


def end_of_day(text: str) -> datetime | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return timezone.make_aware(datetime.combine(day, time.max))


def _moment(text: str) -> datetime | None:
    try:
        return timezone.make_aware(datetime.strptime(text, MOMENT))
    except (ValueError, OverflowError):
        return None
