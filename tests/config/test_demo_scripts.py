"""The scripts of the demonstration: their days, counted from the day of loading."""

from datetime import date

import pytest

from config.demo.days import Days, instant, working_day
from config.demo.load import PROGRAMMES
from config.demo.script import FOLDER, acts_of


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("0/5", date(2024, 3, 5)),
        ("1/31", date(2024, 2, 29)),
        ("3/14", date(2023, 12, 14)),
        ("15/1", date(2022, 12, 1)),
        ("+10/30", date(2025, 1, 30)),
        ("12d", date(2024, 3, 19)),
        ("+2d", date(2024, 4, 2)),
        (date(2013, 11, 1), date(2013, 11, 1)),
    ],
)
def test_days_are_counted_from_the_day_of_loading(word, meant):
    assert Days(date(2024, 3, 31)).day(word) == meant


def test_a_word_that_is_no_day_is_refused():
    with pytest.raises(ValueError, match="'soon' is no day"):
        Days(date(2024, 3, 31)).day("soon")


def test_nobody_acts_at_a_weekend_or_at_night():
    assert [working_day(date(2024, 3, day)).day for day in (29, 30, 31)] == [29, 29, 29]
    assert working_day(date(2024, 4, 1)) == date(2024, 4, 1)
    assert 9 <= instant(date(2024, 3, 29), 0).hour <= instant(date(2024, 3, 29), 99).hour <= 17


@pytest.mark.parametrize(
    "today", [date(2027, 1, 1), date(2028, 2, 29), date(2027, 3, 31), date(2027, 12, 25)]
)
@pytest.mark.parametrize("folder", PROGRAMMES)
def test_every_act_lies_in_the_past_and_after_the_one_before(folder, today):
    acts = acts_of(FOLDER / folder, Days(today))
    assert acts
    assert [act.day for act in acts] == sorted(act.day for act in acts)
    assert acts[-1].day < today


def test_an_act_in_the_future_is_refused(tmp_path):
    (tmp_path / "errors.yaml").write_text("- {when: +1/1, by: manager, deeds: []}")
    with pytest.raises(ValueError, match=r"errors\.yaml, act 1 lies in the future"):
        acts_of(tmp_path, Days(date(2024, 3, 31)))
