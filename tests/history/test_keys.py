"""Primary keys as they are written in addresses and hidden fields."""

import pytest

from history.keys import key_in


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("7", 7),
        (7, 7),
        ("9" * 18, 10**18 - 1),
        ("9" * 19, None),  # more than a database holds
        ("9" * 5000, None),  # more than Python reads
        ("", None),
        (None, None),
        ("-7", None),
        ("7.0", None),
        ("½", None),
        ("٣", None),
        ("\0", None),
    ],
)
def test_a_key_is_a_short_whole_number_and_nothing_else(text, key):
    assert key_in(text) == key
