"""The pages of an assessment and its rounds, as a browser uses them."""

from html import unescape

from django.urls import reverse

SLUG = "riverside"


def url(name, *args):
    return reverse(name, args=[SLUG, *args])


def body(response):
    return " ".join(unescape(response.content.decode()).split())


def act(client, name, assessment, **changes):
    """Press the button on the page that asks first."""
    version = assessment.rounds.last().version
    return client.post(url(name, assessment.pk), {"version": version} | changes)
