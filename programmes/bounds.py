"""The two ends of a comparison as an address gives them: a day, a moment by its key, or the last visit."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.http import QueryDict
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from history.changes import moment as present
from programmes.instants import NoSuchInstant, end_of_day, in_words, instant
from programmes.models import LastSeen
from programmes.models.programme import Programme, today
from programmes.moments import NamedMoment, is_key, moments, pick

MONTH = timedelta(days=30)
LAST_VISIT = "last-visit"


@dataclass(frozen=True)
class Bound:
    """One end. `asked` is what the address says, empty for what is meant without it.

    `at` is None where it cannot be read, and `problem` says why.
    """

    asked: str
    at: datetime | None
    words: str
    problem: str = ""

    @property
    def day(self) -> str:
        """For a date field."""
        return timezone.localtime(self.at).date().isoformat() if self.at else ""

    @property
    def moment(self) -> str:
        """The key of the moment; empty text for a day."""
        return self.asked if self.asked == LAST_VISIT or is_key(self.asked) else ""


@dataclass(frozen=True)
class Period:
    since: Bound
    until: Bound
    moments: list[NamedMoment]
    last_visit: datetime | None

    @property
    def problem(self) -> str:
        """What is wrong with the question; empty text for nothing."""
        if self.since.problem or self.until.problem:
            return self.since.problem or self.until.problem
        if self.since.at > self.until.at:
            return _("The first day lies after the second. Change one of them.")
        return ""

    @property
    def shortcut(self) -> str | None:
        """From where the shortcut in force asks, empty for a month; None where the period does not end today."""
        return self.since.asked if self.until.day == today().isoformat() else None

    @property
    def year_ago(self) -> str:
        return (today() - timedelta(days=365)).isoformat()

    @property
    def last_report(self) -> NamedMoment | None:
        return next((one for one in self.moments if one.key.startswith("report-")), None)


def period(programme: Programme, query: QueryDict) -> Period:
    """Both ends, for the present or for the instant as of which the programme is shown. At most four queries."""
    known, visit = moments(programme), _last_visit(programme)
    reader = _Reader(programme, known, visit)
    until = reader.read(_asked(query, "until")) or _now(programme)
    since = reader.read(_asked(query, "since")) or _a_month_before(until, programme)
    return Period(since, until, known, visit)


def _asked(query: QueryDict, name: str) -> str:
    """A moment that was chosen goes before the day beside it."""
    return (query.get(f"{name}_moment") or query.get(name) or "").replace("\0", "").strip()[:40]


def _last_visit(programme: Programme) -> datetime | None:
    seen = LastSeen.objects.filter(user=programme.user, programme_id=programme.pk).first()
    return seen.before if seen else None


def _now(programme: Programme) -> Bound:
    """The instant that is shown: the present, or the one of the past."""
    if programme.at:
        return Bound("", programme.at, in_words(programme.at))
    return Bound("", present(), _today_in_words())


def _today_in_words() -> str:
    return _("today, %(day)s") % {"day": date_format(timezone.localdate())}


def _a_month_before(until: Bound, programme: Programme) -> Bound:
    last = timezone.localtime(until.at).date() if until.at else today()
    day = max(last - MONTH, min(programme.starts_on, last))
    at = timezone.make_aware(datetime.combine(day, time.max))
    return Bound("", at, in_words(at))


@dataclass(frozen=True)
class _Reader:
    programme: Programme
    moments: Sequence[NamedMoment]
    last_visit: datetime | None

    def read(self, asked: str) -> Bound | None:
        """None where nothing was asked."""
        if not asked:
            return None
        try:
            at, words = self._instant(asked)
        except NoSuchInstant as refusal:
            return Bound(asked, None, asked, str(refusal))
        return Bound(asked, at, words)

    def _instant(self, asked: str) -> tuple[datetime, str]:
        if asked == LAST_VISIT:
            if self.last_visit is None:
                raise NoSuchInstant(_("You have not been here before today. Choose a day."))
            return self.last_visit, _("your last visit, %(day)s") % {"day": in_words(self.last_visit)}
        if is_key(asked):
            moment = pick(self.moments, self.programme, asked)
            return moment.at, f"“{moment.name}”, {in_words(moment.at)}"
        at = instant(asked)
        if self.programme.at and at > self.programme.at:
            raise NoSuchInstant(_("That lies after the day that you see. Choose an earlier one."))
        is_today = at == end_of_day(timezone.localdate().isoformat())
        return at, _today_in_words() if is_today else in_words(at)
