"""Who may do what: the whole table on one screen."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Permission(models.TextChoices):
    VIEW = "view", _("see the programme")
    EDIT = "edit", _("add and change plan, papers, measures and registers")
    RATE = "rate", _("rate, endorse and commit for one's organisation")
    FACILITATE = "facilitate", _("prepare and run workshops")
    SEE_STAKEHOLDERS = "see_stakeholders", _("see the stakeholder register")
    STEER = "steer", _("open and close steps, declare their status")
    REPORT = "report", _("compose and issue reports")
    READ_REPORTS = "read_reports", _("read issued reports")
    SIGN = "sign", _("sign reports for one's organisation")
    MANAGE_PEOPLE = "manage_people", _("invite people and give roles")
    MANAGE_OWN_PEOPLE = "manage_own_people", _("invite and release people of one's own organisation")


class Role(models.TextChoices):
    MANAGER = "manager", _("Programme manager")
    CONTRIBUTOR = "contributor", _("Contributor")
    FACILITATOR = "facilitator", _("Facilitator")
    BOARD_MEMBER = "board_member", _("Board member")
    OBSERVER = "observer", _("Observer")


# Roles that nobody is given in a programme: they follow from an office held elsewhere.
ORGANISATION_ADMINISTRATOR = "organisation_administrator"
SITE_ADMINISTRATOR = "site_administrator"

P = Permission
OBSERVE = frozenset({P.VIEW, P.READ_REPORTS})
CONTRIBUTE = OBSERVE | {P.EDIT, P.RATE, P.SEE_STAKEHOLDERS}

PERMISSIONS: dict[str, frozenset[Permission]] = {
    Role.OBSERVER: OBSERVE,
    Role.BOARD_MEMBER: OBSERVE | {P.SIGN},
    Role.CONTRIBUTOR: CONTRIBUTE,
    Role.FACILITATOR: CONTRIBUTE | {P.FACILITATE},
    Role.MANAGER: CONTRIBUTE | {P.FACILITATE, P.STEER, P.REPORT, P.MANAGE_PEOPLE, P.MANAGE_OWN_PEOPLE},
    ORGANISATION_ADMINISTRATOR: OBSERVE | {P.MANAGE_OWN_PEOPLE},
    SITE_ADMINISTRATOR: OBSERVE | {P.MANAGE_PEOPLE, P.MANAGE_OWN_PEOPLE},
}

# What is left of anybody's permissions when a programme is shown as it was: the past cannot be changed.
READING = frozenset({P.VIEW, P.READ_REPORTS, P.SEE_STAKEHOLDERS})


def permissions(roles: set[str]) -> frozenset[Permission]:
    """All that somebody with these roles may do."""
    return frozenset().union(*(PERMISSIONS[role] for role in roles))
