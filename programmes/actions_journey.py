"""What changes a programme's own page and its criteria, beside the actions of `programmes.actions`."""

from contextlib import suppress
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.text import slugify

from accounts.models import Organisation, OrganisationMember, User
from history.actions import remove_row
from history.changes import change_set
from programmes.actions import start_programme
from programmes.journey_pack import journey
from programmes.models import CriterionTick, LastSeen, Programme

LONGEST_ADDRESS = 50
SEEN_ANEW_AFTER = timedelta(minutes=5)


def free_address(name: str) -> str:
    """An address made from a programme's name that no other has had, e.g. "riverside-2"."""
    base = slugify(name)[:LONGEST_ADDRESS].strip("-") or "programme"
    taken = set(Programme.everything.filter(slug__startswith=base).values_list("slug", flat=True))
    address, number = base, 1
    while address in taken:
        number += 1
        address = f"{base}-{number}"
    return address


@transaction.atomic
def found_and_start(*, programme: Programme, organisation: Organisation, by: User) -> Programme:
    """Start a programme for an organisation that is new here too; `by` becomes its administrator."""
    with change_set(by=by):
        programme.journey_version = journey().version
        programme.save()  # first, so that the act is the programme's
        organisation.save()
        OrganisationMember(user=by, organisation=organisation, is_administrator=True).save()
        return start_programme(programme=programme, organisation=organisation, by=by)


def untick_criterion(*, tick: CriterionTick, version: int, by: User, reason: str) -> CriterionTick:
    """Take back that a criterion is met. It always has a reason; the tick stays in the history."""
    if not reason.strip():
        raise ValueError("A criterion is unticked for a reason.")
    return remove_row(row=tick, version=version, by=by, reason=reason)


def note_visit(*, programme: Programme, by: User, at: datetime | None = None) -> datetime | None:
    """Note that the person looks at the programme now, and say when they looked on the last day before today."""
    if programme.at:  # who reads an old page has not seen the present one
        return None
    now = at or timezone.now()
    seen = LastSeen.objects.filter(user=by, programme=programme).first()
    if seen is None:
        with suppress(IntegrityError):  # a second window of the same person was quicker
            LastSeen(user=by, programme=programme, at=now).save()
        return None
    if _day(seen.at) < _day(now):
        seen.before = seen.at
    if now - seen.at > SEEN_ANEW_AFTER:
        seen.at = now
        seen.save()
    return seen.before


def _day(instant: datetime) -> date:
    return timezone.localtime(instant).date()
