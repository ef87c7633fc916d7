"""Whose an organisation's own instruments are: its people's, and those of programmes that have used one."""

from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.urls import reverse

from accounts.models import Organisation, OrganisationMember, User
from assessments.library_page import Entry, InstrumentPage, Version, page_of_pack, size_of, start_with
from assessments.models import Assessment, OwnInstrument
from programmes.models import Membership, Programme
from programmes.organisation_page import administered_by


@dataclass(frozen=True)
class OwnGroup:
    """The instruments of one organisation, the newest version of each. `keep_url` is empty for who may not bring more."""

    organisation: Organisation
    entries: list[Entry]
    keep_url: str


@dataclass(frozen=True)
class Kept:
    """One version on the organisation's page. `is_used`: an assessment was made with it, so it stays."""

    row: OwnInstrument
    is_used: bool


def organisations_of(person: User) -> QuerySet[Organisation]:
    """Those that the person belongs to, acts for in a programme, or looks after."""
    belongs = OrganisationMember.objects.filter(user=person)
    acts = Membership.objects.filter(user=person, programme__removed_at=None)
    return Organisation.objects.filter(
        Q(pk__in=belongs.values("organisation"))
        | Q(pk__in=acts.values("organisation"))
        | Q(pk__in=administered_by(person).values("pk"))
    )


def own_instruments_for(person: User) -> QuerySet[OwnInstrument]:
    """What the person may read: of their organisations, and what a programme of theirs has used."""
    programmes = Programme.objects.for_user(person).values("pk")
    used = Assessment.objects.filter(programme__in=programmes, own_instrument__isnull=False)
    found = OwnInstrument.objects.select_related("organisation")
    return found.filter(
        Q(organisation__in=organisations_of(person).values("pk")) | Q(pk__in=used.values("own_instrument"))
    )


def own_groups(person: User, text: str = "") -> list[OwnGroup]:
    """For the library: by organisation, what holds all words of `text`; organisations without a match left out,
    unless nothing is looked for and the person may bring instruments for them."""
    newest = {(own.organisation_id, own.key): own for own in own_instruments_for(person).order_by("number")}
    entries: dict[int, list[Entry]] = {}
    for own in sorted(newest.values(), key=lambda own: own.title.casefold()):
        if own.is_readable and own.instrument.holds(text):
            entries.setdefault(own.organisation_id, []).append(entry_of(own))
    administered = {row.pk: row for row in administered_by(person)} if not person.is_superuser else {}
    names = {own.organisation_id: own.organisation for own in newest.values()} | administered
    return [
        OwnGroup(row, entries.get(pk, []), _keep_url(row) if pk in administered else "")
        for pk, row in sorted(names.items(), key=lambda pair: pair[1].name)
        if pk in entries or (pk in administered and not text)
    ]


def _keep_url(organisation: Organisation) -> str:
    return reverse("own_instruments", args=[organisation.pk])


def entry_of(own: OwnInstrument) -> Entry:
    return Entry(own.instrument, size_of(own.instrument), reverse("own_instrument", args=[own.pk]))


def own_instrument_page(own: OwnInstrument, person: User) -> InstrumentPage:
    """Raises LookupError for a file that this release cannot read."""
    versions = own_instruments_for(person).filter(organisation=own.organisation_id, key=own.key)
    return page_of_pack(
        own.instrument,
        others=[
            Version(other.number, reverse("own_instrument", args=[other.pk]))
            for other in versions.order_by("-number")
            if other.pk != own.pk
        ],
        is_published=True,
        pack_url=reverse("own_instrument_pack", args=[own.pk]),
        start=start_with("own", own.pk),
    )


def kept_by(organisation: Organisation) -> list[Kept]:
    """Every version that was taken in, and not removed since, by title, the newest first."""
    used = set(Assessment.everything.values_list("own_instrument", flat=True).distinct())
    rows = OwnInstrument.objects.filter(organisation=organisation)
    return [Kept(row, row.pk in used) for row in rows]


def removed_from(organisation: Organisation) -> list[OwnInstrument]:
    rows = OwnInstrument.everything.filter(organisation=organisation, removed_at__isnull=False)
    return list(rows.order_by("-removed_at", "-pk"))
