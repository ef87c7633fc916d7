"""Newer and older: pages of a list whose newest rows come first."""

from dataclasses import dataclass

from django.http import QueryDict

LAST = 10_000


@dataclass(frozen=True)
class Pages:
    """Addresses of the neighbouring pages; empty where there is none."""

    number: int
    newer_url: str
    older_url: str


def page_number(text: str | None) -> int:
    """The page asked for; what is no number is the first page."""
    return min(max(int(text), 1), LAST) if text and text.isdecimal() and len(text) < 9 else 1


def pages(query: QueryDict, number: int, *, has_older: bool) -> Pages:
    """The neighbours of a page, with all else that stands in its address."""
    return Pages(
        number, _url(query, number - 1) if number > 1 else "", _url(query, number + 1) if has_older else ""
    )


def _url(query: QueryDict, number: int) -> str:
    changed = query.copy()
    changed["page"] = str(number)
    return f"?{changed.urlencode()}"
