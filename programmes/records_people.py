"""The kinds of record about who takes part. Their rows are made and ended by actions of their own."""

from typing import Any

from django.urls import reverse

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
    ),
)
