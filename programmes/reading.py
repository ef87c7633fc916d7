"""Opens a lens on a programme with its people and partners known from the start."""

from datetime import datetime

from history.lens import Lens
from programmes.models import Membership, Partner, Programme


def lens_on(programme: Programme, at: datetime | None = None) -> Lens:
    """The programme's rows; everybody who has ever been a member, and their organisations, are known already."""
    lens = Lens(programme, at)
    lens.prime(member.user for member in programme.ever_members)
    lens.prime(member.organisation for member in programme.ever_members)
    return lens


def members(lens: Lens) -> list[Membership]:
    return sorted(lens.rows(Membership), key=lambda member: (member.organisation.name, member.user.name))


def partners(lens: Lens) -> list[Partner]:
    return lens.rows(Partner)
