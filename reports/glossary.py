"""The words of the field that a report uses, with their meanings."""

import re
from collections.abc import Iterator
from typing import Any

from programmes.glossary_pack import glossary

# Said by the report itself, whatever the programme: each has to be explained in every copy.
ALWAYS = frozenset({"rag", "milestone", "risk", "step", "phase"})


def terms_in(data: Any) -> list[dict[str, str]]:
    """The glossary's terms that occur in the texts of the data set, in alphabetical order."""
    text = " ".join(_texts(data)).casefold()
    return [
        {"term": term.term, "meaning": term.meaning, "source": term.source or ""}
        for term in glossary().alphabetical()
        if term.key in ALWAYS or _occurs(term.term, text)
    ]


def _occurs(term: str, text: str) -> bool:
    """As a whole word or phrase, also in the plural; "Net present value (NPV)" is found by either form."""
    forms = [form.strip(" )") for form in term.casefold().split("(")]
    return any(re.search(rf"\b{re.escape(form)}s?\b", text) for form in forms if form)


def _texts(data: Any) -> Iterator[str]:
    if isinstance(data, str):
        yield data
    elif isinstance(data, dict):
        for value in data.values():
            yield from _texts(value)
    elif isinstance(data, list | tuple):
        for value in data:
            yield from _texts(value)
