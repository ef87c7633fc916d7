"""Which instruments a programme can be assessed with, and which assessments can be held against one another."""

from dataclasses import dataclass
from itertools import groupby

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import PERMISSIONS, Permission
from assessments.instrument_pack import Instrument, instruments
from assessments.library_page import ANSWERS, start_with
from assessments.models import Assessment, OwnInstrument
from assessments.own_instruments import organisations_of
from programmes.models import Membership, Programme

# Instruments that grew out of one another and share the keys of their dimensions: comparable, with a notice.
FAMILIES = (frozenset({"scirocco", "scirocco-exchange"}),)

# Which instrument it is, whatever the version: its key, and whose own it is (None: of the library). Two organisations may
# give the same key to instruments that have nothing to do with each other.
Identity = tuple[str, int | None]


@dataclass(frozen=True)
class Choice:
    """One version of an instrument. `value` stands in the form: "scirocco-1", or "own-7" for an organisation's own."""

    value: str
    group: str
    instrument: Instrument
    own: OwnInstrument | None = None

    @property
    def identity(self) -> Identity:
        return self.instrument.key, self.own.organisation_id if self.own else None

    @property
    def title(self) -> str:
        return self.instrument.in_language(get_language()).title


def choices_for(programme: Programme) -> list[Choice]:
    """The newest version of each instrument of the library; then of the partners' own, those of the organisations
    to which the person belongs for whom the programme was opened."""
    return [*_of_library(), *_own(programme)]


def _of_library() -> list[Choice]:
    found = [
        Choice(f"{pack.key}-{pack.version}", str(ANSWERS[pack.answer].title), pack)
        for pack in instruments().values()
    ]
    places = {str(answering.title): place for place, answering in enumerate(ANSWERS.values())}
    return sorted(found, key=lambda choice: (places[choice.group], choice.title.casefold()))


def _own(programme: Programme) -> list[Choice]:
    partners = organisations_of(programme.user).filter(pk__in=programme.partners.values("organisation"))
    kept = OwnInstrument.objects.filter(organisation__in=partners.values("pk")).select_related("organisation")
    newest = {(own.organisation_id, own.key): own for own in kept.order_by("organisation__name", "number")}
    return [choice for own in newest.values() for choice in _readable(own)]


def _readable(own: OwnInstrument) -> list[Choice]:
    """None where an earlier release took it in, and this one cannot read it."""
    group = _("Of %(organisation)s") % {"organisation": own.organisation}
    return [Choice(f"own-{own.pk}", group, own.instrument, own)] if own.is_readable else []


def in_groups(choices: list[Choice]) -> list[tuple[str, list[tuple[str, str]]]]:
    """As the select field shows them."""
    return [
        (group, [(choice.value, choice.title) for choice in members])
        for group, members in groupby(choices, key=lambda choice: choice.group)
    ]


def page_of(assessment: Assessment) -> str:
    """The page of the instrument with which it was made."""
    if assessment.own_instrument_id:
        return reverse("own_instrument", args=[assessment.own_instrument_id])
    return reverse("instrument", args=[assessment.instrument_key, assessment.instrument_version])


def start_like(assessment: Assessment) -> str:
    """What the address says that starts another assessment with the same instrument."""
    if assessment.own_instrument_id:
        return start_with("own", assessment.own_instrument_id)
    return start_with(assessment.instrument_key, assessment.instrument_version)


def identity_of(assessment: Assessment) -> Identity:
    own = assessment.own_instrument if assessment.own_instrument_id else None
    return assessment.instrument_key, own.organisation_id if own else None


def can_be_compared(one: Identity, other: Identity) -> bool:
    is_of_library = one[1] is other[1] is None
    return one == other or (is_of_library and any({one[0], other[0]} <= family for family in FAMILIES))


def programmes_to_start_in(person: User) -> list[Programme]:
    """The programmes in which the person may set up an assessment."""
    roles = [role for role, allowed in PERMISSIONS.items() if Permission.FACILITATE in allowed]
    own = Membership.objects.filter(user=person, role__in=roles)
    return list(Programme.objects.filter(pk__in=own.values("programme")))
