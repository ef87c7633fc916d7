"""Two worlds that differ in nothing but what people answered: whatever differs in what can be opened is a leak."""

import re

from django.db import transaction
from django.urls import reverse

from assessments.ballots import token_of
from tests.every_address import ask

CANARY = "Canary"  # in every answer that nobody else is to see
NEW_EACH_TIME = [
    r'name="(csrfmiddlewaretoken|draft|sending)" value="[^"]*"',
    r'"X-CSRFToken": "[^"]*"',
    r'data-ends-in="[0-9]+"',
    r'"ends_in": [0-9]+',
    r":[0-9]{2}\.[0-9]{6}\b",
    r"\b[0-9]{2}:[0-9]{2}\b",
]
DAY_BY_DAY = {"X-Request-Id", "Set-Cookie", "Expires", "Last-Modified", "Content-Length", "ETag"}


def seen(world, client, addresses):
    """Everything that the addresses answer in one of the worlds; it is taken back afterwards."""
    with transaction.atomic():
        world()
        found = {address: plain(ask(client, "get", address)) for address in addresses}
        transaction.set_rollback(True)
    return found


def plain(response):
    """(status, headers, text) without what is new in every answer."""
    text = response.whole.decode(errors="replace").replace(response.headers["X-Request-Id"], "")
    for pattern in NEW_EACH_TIME:
        text = re.sub(pattern, "", text)
    return response.status_code, {k: v for k, v in response.headers.items() if k not in DAY_BY_DAY}, text


def leaks(worlds, client, addresses):
    one, other = (seen(world, client, addresses) for world in worlds)
    for address in addresses:
        if one[address] != other[address]:
            yield f"{address} depends on what people answered: {difference(one[address], other[address])}"
        if CANARY in str(one[address]) or CANARY in str(other[address]):
            yield f"{address} shows what people wrote"


def difference(one, other):
    """The surroundings of the first place at which two answers differ."""
    texts = str(one), str(other)
    pairs = enumerate(zip(*texts, strict=False))
    at = next((place for place, (a, b) in pairs if a != b), min(map(len, texts)))
    return " / ".join(text[max(0, at - 40) : at + 40] for text in texts)


def of_link(respondent):
    token = token_of(respondent)
    return [
        reverse("rate", args=[token]),
        reverse("rate_yours", args=[token]),
        reverse("rate_dimension", args=[token, "finance-funding"]),
        reverse("rate_dimension", args=[token, "removal-inhibitors"]),
        reverse("rate_view", args=[token, "finance-funding"]),
    ]
