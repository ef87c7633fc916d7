"""A name goes from a text, and only the name."""

import pytest

from accounts.pseudonyms import Replacement, address_for, new_number

REPLACEMENT = Replacement(
    names=("Ana Lima", "Ana Maria Lima", "Ana"),
    email="ana@example.org",
    pseudonym="Former member 7F3A",
    address="former-7f3a@invalid",
)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Ana Lima agreed.", "Former member 7F3A agreed."),
        ("Ana  Lima's list", "Former member 7F3A's list"),
        ("Ana\nLima", "Former member 7F3A"),
        ("Ana Maria Lima and Ana Lima", "Former member 7F3A and Former member 7F3A"),
        ("Mail ANA@example.org.", "Mail former-7f3a@invalid."),
        ("<ana@example.org>", "<former-7f3a@invalid>"),
        ("Ana", "Former member 7F3A"),
        # what only looks like it
        ("ana lima", "ana lima"),
        ("Ana Limarchi", "Ana Limarchi"),
        ("Diana Lima", "Diana Lima"),
        ("Ask Ana about the analysis", "Ask Ana about the analysis"),
        ("diana@example.org", "diana@example.org"),
        ("ana@example.org.uk", "ana@example.org.uk"),
        ("ana@example.organisation", "ana@example.organisation"),
        ("", ""),
    ],
)
def test_a_full_name_and_the_address_are_replaced_in_a_text(before, after):
    assert REPLACEMENT.in_text(before) == after


def test_in_the_title_of_ones_own_row_one_word_is_enough():
    assert REPLACEMENT.in_title("Ana (Observer)") == "Former member 7F3A (Observer)"
    assert REPLACEMENT.in_title("Analysis") == "Analysis"


def test_json_is_walked_and_titles_of_own_rows_are_known():
    own = {"programmes.membership": {4}}
    value = {
        "owner": [None, {"to": "accounts.user", "pk": 4}],
        "note": ["Ana Lima", "with Ana"],
        "member": {"to": "programmes.membership", "pk": 4, "title": "Ana (Observer)"},
        "other": {"to": "programmes.membership", "pk": 5, "title": "Ana (Observer)"},
        "number": 3,
    }
    after = REPLACEMENT.in_value(value, own)
    assert after["note"] == ["Former member 7F3A", "with Ana"]
    assert after["member"]["title"] == "Former member 7F3A (Observer)"
    assert {key: after[key] for key in ("owner", "other", "number")} == {
        key: value[key] for key in ("owner", "other", "number")
    }


def test_a_word_in_small_letters_is_never_taken_for_a_name():
    named = Replacement(("risks",), "risks@example.org", "Former member 7F3A", "former-7f3a@invalid")
    assert named.in_text("risks") == "risks"


def test_the_number_is_made_anew_each_time():
    numbers = {new_number() for _ in range(50)}
    assert len(numbers) > 40
    assert all(address_for(number).endswith("@invalid") for number in numbers)
