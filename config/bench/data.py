"""All programmes of a size, told side by side month by month, so that their rows lie mixed as they do in use."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from random import Random

from accounts.models import Organisation, OrganisationMember, Sector, User
from config.bench.figures import Figures
from config.bench.journey import Journey
from config.bench.ledger import Ledger
from config.bench.panel import hold_panel
from config.bench.plan import PlanAndStakeholders
from config.bench.registers import Registers
from config.bench.sizes import AT_ONCE, Size, month_after
from config.bench.store import Store, unchecked
from config.bench.telling import Telling
from config.bench.words import text
from programmes.journey_pack import journey
from programmes.models import Programme

SEED = "common cause"
READER = "reader@bench.example"  # a manager of every programme: whoever looks at the pages
PEOPLE_EACH, PARTNERS_EACH = 4, 4
FIRST_NAMES = ("Ada", "Ben", "Chipo", "Dewi", "Esi", "Femi", "Gwen", "Hana", "Idris", "Jo", "Kofi", "Lena")
LAST_NAMES = ("Archer", "Bell", "Clarke", "Dube", "Evans", "Fox", "Grant", "Hughes", "Iqbal", "Jones", "Khan")


@dataclass
class World:
    """Who there is: the reader, the organisations, and the people of each of these."""

    reader: User
    organisations: list[Organisation]
    people: dict[Organisation, list[User]]


def make(size: Size) -> Iterator[str]:
    """Write the data into an empty database; yields each month when it is told, and last the digest of the story."""
    store = Store()
    ledger = Ledger(store)
    with unchecked():
        world = _world(ledger, size)
        for first in range(0, size.programmes, AT_ONCE):
            numbers = range(first, min(first + AT_ONCE, size.programmes))
            stories = [Story(_telling(ledger, size, world, number)) for number in numbers]
            for place, month in enumerate([month_after(size.first, -1), *size.calendar()], start=-1):
                for story in stories:
                    story.tell(place, month)
                store.flush()
                yield f"programmes {numbers[0] + 1} to {numbers[-1] + 1}, {month:%b %Y}"
            ledger.settle_all()
            store.flush()
        store.count_on()
    if size.raters:
        first = Programme.objects.order_by("pk")[:1].get()
        hold_panel(first, world.organisations, by=world.reader, raters=size.raters, seed=SEED)
        yield f"a panel of {size.raters}"
    yield ledger.digest


class Story:
    """One programme in four chapters: month -1 founds it, each later one goes on."""

    def __init__(self, telling: Telling) -> None:
        self._telling = telling
        self._chapters = [kind(telling) for kind in (Journey, PlanAndStakeholders, Registers, Figures)]

    def tell(self, number: int, month: date) -> None:
        deeds = [
            deed
            for chapter in self._chapters
            for deed in (chapter.found() if number < 0 else chapter.month(number))
        ]
        self._telling.tell(month, deeds)


def _world(ledger: Ledger, size: Size) -> World:
    at = datetime.combine(month_after(size.first, -2), time(9), tzinfo=UTC)
    rng = Random(SEED)
    reader = _person(ledger, READER, "Rosa Reader", at)
    organisations, people = [], {}
    for number in range(size.organisations):
        name, sector = f"Organisation {number + 1:03}", Sector.values[number % len(Sector.values)]
        organisation = Organisation(name=name, short_name=f"Org {number + 1}", sector=sector)
        with ledger.act(at=at, by=reader, reason="", scope=None):
            ledger.add(organisation)
        organisations.append(organisation)
        people[organisation] = [
            _colleague(ledger, rng, organisation, place, at) for place in range(PEOPLE_EACH)
        ]
    return World(reader, organisations, people)


def _colleague(ledger: Ledger, rng: Random, organisation: Organisation, place: int, at: datetime) -> User:
    """A person of the organisation; the first one administers it."""
    name = f"{rng.choice(FIRST_NAMES)} {rng.choice(LAST_NAMES)}"
    person = _person(ledger, f"person-{place}.{organisation.pk}@bench.example", name, at)
    with ledger.act(at=at, by=person, reason="", scope=None):
        ledger.add(OrganisationMember(user=person, organisation=organisation, is_administrator=place == 0))
    return person


def _person(ledger: Ledger, email: str, name: str, at: datetime) -> User:
    """Somebody who cannot sign in with any password."""
    person = User(email=email, name=name, password="!", joined_at=at)
    ledger.keep(person)
    return person


def _telling(ledger: Ledger, size: Size, world: World, number: int) -> Telling:
    rng = Random(f"{SEED} {number}")
    partners = rng.sample(world.organisations, min(PARTNERS_EACH, size.organisations))
    people = [world.reader, *(person for partner in partners for person in world.people[partner][:2])]
    starts_on = month_after(size.first, -1)
    programme = Programme(
        name=f"Programme {number + 1:04}",
        slug=f"programme-{number + 1:04}",
        place=f"Place {number + 1}",
        aim=text(rng, 2, 4),
        starts_on=starts_on,
        horizon_on=month_after(starts_on, 12 * max(5, size.years + 1)),
        journey_version=journey().version,
    )
    return Telling(ledger, size, rng, programme, partners, people)
