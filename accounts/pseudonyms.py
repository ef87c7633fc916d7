"""A person's name and address in texts, and what stands there instead once the person is erased. Knows no database."""

import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

DOMAIN = "invalid"  # reserved by RFC 2606: no mail can ever reach it


def new_number() -> str:
    """Four hexadecimal digits made at random: nothing about the person can be worked out from them."""
    return secrets.token_hex(2).upper()


def address_for(number: str) -> str:
    return f"former-{number.lower()}@{DOMAIN}"


@dataclass(frozen=True)
class Replacement:
    """What to look for and what to write instead.

    `names` are full names as they are written; a name of one word ("Ana") may mean anybody, so it is replaced only
    where it is the whole text and no word in small letters, and in titles of the person's own rows.
    """

    names: tuple[str, ...]
    email: str
    pseudonym: str
    address: str

    def in_text(self, text: str) -> str:
        text = self._email.sub(self.address, text)
        if text.strip() in self._single and not text.strip()[0].islower():
            return self.pseudonym
        return self._put(self._full, text)

    def in_title(self, text: str) -> str:
        """In the title of a row that is about the person, where even one word means them."""
        return self._put(self._single, self.in_text(text))

    def in_value(self, value: Any, own: dict[str, set[int]]) -> Any:
        """In a value of JSON; `own` has the keys of the rows that are about the person, by label of their model."""
        if isinstance(value, str):
            return self.in_text(value)
        if isinstance(value, list):
            return [self.in_value(item, own) for item in value]
        if not isinstance(value, dict):
            return value
        replaced = {self.in_text(key): self.in_value(item, own) for key, item in value.items()}
        if value.get("pk") in own.get(str(value.get("to")), set()):
            replaced["title"] = self.in_title(str(value.get("title", "")))
        return replaced

    @property
    def needles(self) -> list[str]:
        """One word of each name, the longest: a text without any of them, and without the address, has no hit."""
        return [max(name.split(), key=len) for name in self._full | self._single]

    @cached_property
    def _full(self) -> frozenset[str]:
        return frozenset(name for name in self.names if len(name.split()) > 1)

    @cached_property
    def _single(self) -> frozenset[str]:
        return frozenset(name.strip() for name in self.names if len(name.split()) == 1)

    @cached_property
    def _email(self) -> re.Pattern[str]:
        return re.compile(rf"(?<![\w.+-]){re.escape(self.email)}(?![\w-]|\.\w)", re.IGNORECASE)

    def _put(self, names: Iterable[str], text: str) -> str:
        """Longer names first, so that nothing is left of one that contains another."""
        for name in sorted(names, key=len, reverse=True):
            words = r"\s+".join(re.escape(word) for word in name.split())
            text = re.sub(rf"(?<!\w){words}(?!\w)", lambda _hit: self.pseudonym, text)
        return text
