"""Taking in the instruments that organisations bring. A version stays as it was taken in; a change is a new version."""

from django.db import IntegrityError, transaction

from accounts.models import Organisation, User
from assessments.instrument_pack import Instrument
from assessments.models import Assessment, OwnInstrument
from content.packs import parse
from history.actions import Stale, add_row, hold, remove_row, restore_row


class TakenInBefore(Exception):
    """The organisation has this version; `row` is it. `is_same`: word for word."""

    def __init__(self, row: OwnInstrument, *, is_same: bool) -> None:
        super().__init__(str(row))
        self.row, self.is_same = row, is_same


class InUse(Exception):
    """An assessment was made with it, and is read with its words."""


@transaction.atomic
def take_in(*, organisation: Organisation, text: str, by: User) -> OwnInstrument:
    """Raises content.packs.PackError for a file that is not right, TakenInBefore for a version that is there."""
    pack = parse(text, Instrument)
    row = OwnInstrument(
        organisation=organisation, key=pack.key, number=pack.version, title=pack.title, text=text
    )
    _refuse_twin(row)
    try:
        with transaction.atomic():
            return add_row(row=row, by=by)
    except IntegrityError:  # somebody else took it in at this moment
        _refuse_twin(row)
        raise


def _refuse_twin(row: OwnInstrument) -> None:
    twins = OwnInstrument.objects.filter(organisation=row.organisation, key=row.key, number=row.number)
    there = twins.exclude(pk=row.pk).first()
    if there:
        raise TakenInBefore(there, is_same=there.text == row.text)


@transaction.atomic
def remove_own(*, own: OwnInstrument, version: int, by: User) -> OwnInstrument:
    """Raises InUse, also for an assessment that lies in the bin; Stale for a page that is behind."""
    hold(own, version)
    if Assessment.everything.filter(own_instrument=own).exists():
        raise InUse(str(own))
    return remove_row(row=own, version=version, by=by)


@transaction.atomic
def bring_back_own(*, own: OwnInstrument, version: int, by: User) -> OwnInstrument:
    """Raises TakenInBefore where the version has been taken in anew meanwhile, Stale for a page that is behind."""
    present = OwnInstrument.everything.select_for_update().get(pk=own.pk)
    if present.version != version:
        raise Stale(present)
    _refuse_twin(present)
    return restore_row(row=present, by=by)
