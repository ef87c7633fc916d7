"""Asking somebody to take part, as a browser does it, and what the pages say."""

import re

from django.urls import reverse

from accounts.roles import Role
from programmes.models import Membership

NEW = "new@example.org"
LINK = re.compile(r"http://testserver(/invitations/[^/\"\s<]+/)")


def url(name, programme, *args):
    return reverse(name, args=[programme.slug, *args])


def body(response):
    return " ".join(response.content.decode().split())


def invited(client, programme, organisation, role=Role.CONTRIBUTOR, email=NEW):
    """The link, as the page that follows shows it."""
    sent = {"email": email, "organisation": organisation.pk, "role": role}
    response = client.post(url("invitation_add", programme), sent)
    assert response.status_code == 200, response.context["form"].errors
    return LINK.search(response.content.decode()).group(1)


def membership_of(person, programme):
    return Membership.objects.get(user=person, programme=programme)
