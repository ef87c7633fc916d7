"""Primary keys as people and browsers write them: in addresses, hidden fields and tokens."""

LONGEST = 18  # digits, which every database holds as a whole number


def key_in(text: object) -> int | None:
    """The primary key that a text is; None for what cannot be one."""
    digits = str(text)
    return int(digits) if len(digits) <= LONGEST and digits.isascii() and digits.isdecimal() else None
