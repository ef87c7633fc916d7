"""Opens a lens on a programme with its people and partners known from the start."""

from datetime import datetime

from accounts.models import Organisation, User
from history.lens import Lens
from programmes.models import Membership, Partner, Programme


def lens_on(programme: Programme, at: datetime | None = None) -> Lens:
    """The programme's rows; people and organisations cost two queries, whatever the rows point to."""
    lens = Lens(programme, at)
    lens.prime(User.objects.filter(memberships__programme=programme).distinct())
    lens.prime(Organisation.everything.filter(partnerships__programme=programme).distinct())
    return lens


def members(lens: Lens) -> list[Membership]:
    return sorted(lens.rows(Membership), key=lambda member: (member.organisation.name, member.user.name))


def partners(lens: Lens) -> list[Partner]:
    return lens.rows(Partner)
