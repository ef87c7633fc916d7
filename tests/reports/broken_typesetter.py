"""A typesetter that fails, to see what the press makes of it."""


def typeset(html, *, identifier, instant):
    raise ValueError("No ink")
