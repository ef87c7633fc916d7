"""The three-way merge: examples that a person would check, and the laws that hold for every text."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from history.merge import merge_text, merge_value

WORDS = ["north", "hub", "opens", "late", "patients", "Ends.", "Why?", "one\n", "two.\n\n"]
GAPS = ["", " ", "  ", "\n", "\r\n\r\n"]

prose = st.builds(
    lambda lead, words, gaps, tail: (
        lead + "".join(word + (gap or " ") for word, gap in zip(words, gaps, strict=False)) + tail
    ),
    st.sampled_from(GAPS),
    st.lists(st.sampled_from(WORDS), max_size=14),
    st.lists(st.sampled_from(GAPS), min_size=14, max_size=14),
    st.sampled_from(["", "end", "end.", "\n"]),
)


@st.composite
def edited(draw):
    """A text and two texts made of it by replacing stretches of its words."""
    base = draw(prose)
    return base, _edit(draw, base), _edit(draw, base)


def _edit(draw, text):
    words = text.split(" ")
    for _ in range(draw(st.integers(0, 3))):
        low = draw(st.integers(0, len(words)))
        words[low : low + draw(st.integers(0, 3))] = draw(st.lists(st.sampled_from(WORDS), max_size=3))
    return " ".join(words)


texts = st.one_of(edited(), st.tuples(prose, prose, prose), st.tuples(st.text(), st.text(), st.text()))


def words(text):
    return set(text.split())


# Laws


@given(texts)
def test_who_wrote_alone_has_exactly_their_text(three):
    base, one, _other = three
    assert merge_text(base, base, one).text == one
    assert merge_text(base, one, base).text == one
    assert merge_text(base, one, one).text == one
    assert not merge_text(base, one, one).has_conflict
    assert not merge_text(base, base, one).has_conflict


@given(texts)
def test_every_word_that_somebody_added_is_there_and_no_other_is(three):
    base, theirs, yours = three
    merged = words(merge_text(base, theirs, yours).text)
    assert (words(theirs) | words(yours)) - words(base) <= merged
    assert merged <= words(theirs) | words(yours)


@given(texts)
def test_a_word_stays_unless_somebody_took_it_out(three):
    base, theirs, yours = three
    assert words(base) & words(theirs) & words(yours) <= words(merge_text(base, theirs, yours).text)


@given(texts)
def test_it_does_not_matter_who_was_first_except_in_what_both_changed(three):
    base, theirs, yours = three
    one, other = merge_text(base, theirs, yours), merge_text(base, yours, theirs)
    assert one.has_conflict == other.has_conflict
    assert sorted(one.text.split()) == sorted(other.text.split())
    if not one.has_conflict:
        assert one.text == other.text


@given(texts)
def test_the_pieces_are_the_text(three):
    merged = merge_text(*three)
    assert "".join(piece.text for piece in merged.pieces) == merged.text
    assert {piece.kind for piece in merged.pieces} <= {"same", "theirs", "yours", "both", "conflict"}


# Examples


@pytest.mark.parametrize(
    ("base", "theirs", "yours", "merged"),
    [
        ("We serve 100 people.", "We serve 120 people.", "We serve 100 older people.", "We serve 120 older people."),
        ("It is. It was.", "It is. It was. More.", "It is. It will be.", "It is. It will be. More."),
        ("One\nTwo\nThree", "Zero\nOne\nTwo\nThree", "One\nTwo\nThree\nFour", "Zero\nOne\nTwo\nThree\nFour"),
        ("One. Two. Three.", "One. Three.", "One. Two. Three. Four.", "One. Three. Four."),
        ("The hub opens.", "The hub opens late.", "The hub opens late.", "The hub opens late."),
        ("First.\n\nLast.", "First.\n\nLast one.", "First one.\n\nLast.", "First one.\n\nLast one."),
        ("", "", "New.", "New."),
    ],
)  # fmt: skip
def test_what_two_people_changed_in_different_places_is_put_together(base, theirs, yours, merged):
    found = merge_text(base, theirs, yours)
    assert (found.text, found.has_conflict) == (merged, False)


@pytest.mark.parametrize(
    ("base", "theirs", "yours", "merged"),
    [
        ("We serve 100 people. Well.", "We serve 120 people. Well.", "We serve 150 people. Well.",
         "We serve 120 people. We serve 150 people. Well."),
        ("One. Two.", "One. Two. Hers.", "One. Two. His.", "One. Two. Hers. His."),
        ("One\nTwo\nThree", "One\nTwo a\nThree", "One\nTwo b\nThree", "One\nTwo a\nTwo b\nThree"),
        ("One\nTwo", "One\nTwo\nHers", "One\nTwo\nHis", "One\nTwo\nHers\nHis"),
        ("Keep this. Gone?", "Keep this.", "Keep this. Gone now?", "Keep this. Gone now?"),
        ("", "Hers.", "His.", "Hers. His."),
        ("The council pays for the clinic.", "Money for the hub comes from a trust.", "The council pays £5 for the clinic.",
         "Money for the hub comes from a trust. The council pays £5 for the clinic."),
    ],
)  # fmt: skip
def test_where_both_changed_the_same_words_both_sentences_stand_one_after_the_other(
    base, theirs, yours, merged
):
    found = merge_text(base, theirs, yours)
    assert (found.text, found.has_conflict) == (merged, True)


@pytest.mark.parametrize(
    ("base", "theirs", "yours", "value", "has_conflict"),
    [(1, 2, 1, 2, False), (1, 1, 3, 3, False), (1, 3, 3, 3, False), (1, 2, 3, 3, True), (None, 2, None, 2, False)],
)  # fmt: skip
def test_of_values_the_changed_one_is_taken_and_of_two_yours_is_proposed(
    base, theirs, yours, value, has_conflict
):
    found = merge_value(base, theirs, yours)
    assert (found.value, found.has_conflict) == (value, has_conflict)


def long_texts():
    """Ten thousand characters each: prose, one word over and over, and lines that are all alike."""
    sentence = "The {} of team {} met on day {} and agreed what the next step should be. "
    prose = "".join(sentence.format("lead", n, n * 7 % 31) for n in range(140))
    yield prose, prose.replace("lead of team 9", "head of team 9"), prose.replace("day 7 ", "the 7th ")
    yield prose, prose.replace("agreed", "did not agree"), prose.replace("the next step", "step two")
    yield "a " * 5000, "a " * 4900 + "b " * 100, "c " + "a " * 4999
    yield "so it is\n" * 1100, "so it was\n" * 1100, "so it is\n" * 1000 + "so be it\n" * 100


@pytest.mark.parametrize("three", list(long_texts()))
def test_ten_thousand_characters_are_merged_at_once(three):
    assert min(_seconds(three) for _ in range(3)) < 0.2


def _seconds(three):
    began = time.process_time()
    merge_text(*three)
    return time.process_time() - began
