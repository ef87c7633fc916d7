"""Forms as a browser sends them: with their hidden fields, and as the script of drafts does."""

import re
from html import unescape

SCRIPT = {"Accept": "application/json"}
BEAT = SCRIPT | {"X-Beat": "1"}
NOT_OURS = re.compile(
    r'<(dialog|form)[^>]*id="(session-end|draft-discard)".*?</\1>|<header.*?</header>', re.S
)
HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)"(?: value="([^"]*)")?')


def fields_in(page):
    """The hidden fields of the page's form."""
    text = NOT_OURS.sub("", page.content.decode())
    return {name: unescape(value) for name, value in HIDDEN.findall(text)}


def token_in(page):
    return fields_in(page).get("draft", "")


def filled_in(client, address, **typed):
    """The form at an address with these texts, ready to be sent."""
    return fields_in(client.get(address)) | typed
