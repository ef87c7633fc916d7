"""The difference of two texts can be read, and loses nothing of either."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from history.words import Piece, word_difference


@pytest.mark.parametrize(
    ("before", "after", "pieces"),
    [
        ("", "", []),
        ("same", "same", [Piece("same", "same")]),
        ("", "new", [Piece("new", "new")]),
        (
            "three teams by May",
            "four teams by May",
            [Piece("old", "three"), Piece("new", "four"), Piece("same", " teams by May")],
        ),
    ],
)
def test_words_that_went_and_came_are_marked(before, after, pieces):
    assert word_difference(before, after) == pieces


@given(st.text(), st.text())
def test_both_texts_can_be_put_together_again(before, after):
    pieces = word_difference(before, after)
    assert "".join(p.text for p in pieces if p.kind != "new") == before
    assert "".join(p.text for p in pieces if p.kind != "old") == after
