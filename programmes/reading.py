"""Opens a lens on a programme with its people and partners known from the start."""

from django.db.models import QuerySet

from history.lens import Lens
from history.models import Change
from programmes.kinds import hidden_models
from programmes.models import Membership, Partner, Programme


def lens_on(programme: Programme) -> Lens:
    """The programme's rows as of the instant for which it was opened.

    Everybody who has ever been a member, and their organisations, are known already.
    """
    lens = Lens(programme, programme.at)
    lens.prime(member.user for member in programme.ever_members)
    lens.prime(member.organisation for member in programme.ever_members)
    return lens


def visible_changes(programme: Programme) -> QuerySet[Change]:
    """What has happened up to the instant that is shown, without the rows that the person may not see."""
    changes = Change.objects.filter(scope=programme.pk).exclude(model__in=hidden_models(programme))
    return changes.filter(at__lte=programme.at) if programme.at else changes


def members(lens: Lens) -> list[Membership]:
    return sorted(lens.rows(Membership), key=lambda member: (member.organisation.name, member.user.name))


def partners(lens: Lens) -> list[Partner]:
    return lens.rows(Partner)
