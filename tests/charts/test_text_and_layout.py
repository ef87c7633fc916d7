from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from charts.layout import legend, spread
from charts.shapes import mark
from charts.text import text_width, wrap


def test_wide_letters_are_wider_than_narrow_ones():
    assert text_width("mmm", 13) > 2 * text_width("iii", 13)
    assert text_width("Mean", 13, is_bold=True) > text_width("Mean", 13)


@given(st.text("abcmWil -", max_size=80), st.integers(40, 200))
def test_wrapping_loses_no_letter_and_keeps_to_the_width(text, width):
    lines = wrap(text, width, 13)
    letters = "".join(text.split()).replace("-", "")
    assert "".join(lines).replace(" ", "").replace("-", "") == letters
    assert all(text_width(line, 13) <= width for line in lines)


def test_a_word_that_is_too_long_is_broken_with_a_hyphen():
    assert wrap("institutionalisation", 80, 13) == ["institutional-", "isation"]


@given(st.lists(st.floats(0, 300), max_size=12))
def test_spread_labels_keep_their_distance_their_order_and_the_frame(wanted):
    placed = spread(wanted, 16, 0, 300)
    assert all(-0.001 <= y <= 300.001 for y in placed)
    in_order = [placed[i] for i in sorted(range(len(wanted)), key=lambda i: wanted[i])]
    assert all(b - a >= 15.999 for a, b in pairwise(in_order))


def test_labels_that_are_far_apart_stay_where_they_are():
    assert spread([10, 50, 90], 16, 0, 100) == [10, 50, 90]


@pytest.mark.parametrize(("width", "height"), [(1000, 22), (120, 66)])
def test_a_legend_wraps_into_rows(width, height):
    keys = [
        (lambda x, y: mark("circle", x, y, 5, fill="on"), word) for word in ("On track", "Watch", "Off track")
    ]
    assert legend(keys, 0, 10, width)[1] == height
