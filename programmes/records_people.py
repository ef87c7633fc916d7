"""The kinds of record about who takes part. Their rows are made and ended by actions of their own."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.roles import Permission
from programmes.forms import record_form
from programmes.kinds import Kind
from programmes.models import Invitation, Membership, Partner


def on_people_page(row: Any) -> str:
    return f"{reverse('people', args=[row.programme.slug])}#{row._meta.model_name}-{row.pk}"


PEOPLE_KINDS = (
    Kind(
        Partner,
        record_form(Partner, "joined_on", "contribution"),
        page=on_people_page,
        section="people",
        edit=Permission.MANAGE_PEOPLE,
        is_addable=False,
        is_removable=False,
        instead=_("Partners join and leave on the page of the people."),
    ),
    Kind(
        Membership,
        record_form(Membership, "user", "organisation", "role"),
        page=on_people_page,
        section="people",
        edit=Permission.MANAGE_PEOPLE,
        is_addable=False,
        is_revisable=False,
        is_removable=False,
        instead=_("Roles are given and ended on the page of the people."),
    ),
    # Addresses of people who have not agreed to anything yet: for those who invited them.
    Kind(
        Invitation,
        record_form(Invitation, "email", "organisation", "role"),
        page=on_people_page,
        section="people",
        see=Permission.MANAGE_PEOPLE,
        edit=Permission.MANAGE_PEOPLE,
        is_addable=False,
        is_revisable=False,
        is_removable=False,
        instead=_("Invite anew, or withdraw the invitation, on the page of the people."),
    ),
)
