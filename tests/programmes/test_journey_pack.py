import re
from collections import Counter

import pytest

from content.packs import PackError, parse
from programmes.journey_pack import FOLDER, JourneyPack, journey

STEPS = [
    "needs-assessment",
    "situational-analysis",
    "value-case",
    "vision-mission",
    "strategic-plan",
    "mutual-gain",
    "communications",
    "implementation",
    "monitoring-evaluation",
]
ACTIVITIES = ["guiding-coalition", "building-support", "collaborative-capacity", "clinical-system-leadership"]
ENTRIES = [*STEPS, *ACTIVITIES]


def sentences(text: str) -> int:
    return len(re.findall(r"[.?!](?:\s|$)", text))


def test_the_nine_steps_come_in_goodwins_order():
    assert [step.key for step in journey().steps] == STEPS
    assert [step.mark for step in journey().steps] == list("123456789")


def test_the_four_activities_are_lettered_and_the_fourth_is_not_in_the_figure():
    activities = journey().activities
    assert [activity.key for activity in activities] == ACTIVITIES
    assert [activity.mark for activity in activities] == list("ABCD")
    assert [activity.in_figure for activity in activities] == [True, True, True, False]


def test_steps_and_activities_say_which_they_are():
    assert Counter(entry.kind for entry in journey().entries) == {"step": 9, "activity": 4}


def test_the_phases_hold_the_steps_as_we_read_the_figure():
    held = [[step.number for step in journey().in_phase(phase.key)] for phase in journey().phases]
    assert held == [[1, 2], [3, 4, 5, 6], [7, 8], [9]]


def test_each_activity_runs_beside_a_stretch_of_steps_and_leadership_beside_all():
    spans = {activity.letter: journey().span(activity) for activity in journey().activities}
    assert all(len(span) > 1 for span in spans.values())
    assert list(spans["D"]) == list(range(1, 10))


def test_the_feedback_loop_leads_from_the_last_step_to_the_first():
    assert (journey().feedback.from_step, journey().feedback.to_step) == (STEPS[-1], STEPS[0])


@pytest.mark.parametrize("key", ENTRIES)
def test_each_page_has_guidance_of_the_agreed_length(key):
    entry = journey().entry(key)
    assert 2 <= sentences(entry.purpose) <= 4
    assert 3 <= sentences(entry.good_looks_like) <= 5
    assert 5 <= len(entry.exit_criteria) <= 7
    assert 2 <= len(entry.pitfalls) <= 4
    assert entry.tools
    assert entry.evidence
    assert all(example.documented for example in entry.examples)
    assert len(entry.short_title) <= 16


def test_every_criterion_key_is_used_once_in_the_whole_journey():
    keys = Counter(criterion.key for entry in journey().entries for criterion in entry.exit_criteria)
    assert [key for key, times in keys.items() if times > 1] == []
    assert len(keys) >= 65


def test_every_source_is_cited_and_every_citation_has_its_source():
    cited = {key for entry in journey().entries for _, key in entry.cited()}
    assert cited == {source.key for source in journey().sources}
    assert "Springer" in journey().source_of("goodwin-2017").citation


def test_each_source_behind_a_page_is_on_the_list_of_that_page():
    missing = {
        entry.key: extra
        for entry in journey().entries
        if (extra := {key for _, key in entry.cited()} - set(entry.sources))
    }
    assert missing == {}


def test_the_prevalence_of_each_theme_is_given_as_published():
    figures = {
        finding.figure
        for entry in journey().entries
        for finding in entry.evidence
        if finding.source == "bhat-2022"
    }
    assert figures == {f"{share}% of 33 articles" for share in (82, 76, 70, 61, 52)}


def test_an_unknown_entry_is_a_lookup_error():
    with pytest.raises(LookupError, match="no step or activity 'lunch'"):
        journey().entry("lunch")


@pytest.mark.parametrize(
    ("was", "becomes", "said"),
    [
        ("phase: diagnosis", "phase: diagnostics", "has no phase 'diagnostics'"),
        ("number: 3", "number: 4", "has step 4 in place 3"),
        ("from_step: mutual-gain", "from_step: lunch", "has no step 'lunch'"),
        ("source: grooten-2019", "source: grooten-1999", "has no source 'grooten-1999'"),
        ("key: loop-closed", "key: cycles-run", "has the key 'cycles-run' twice"),
        ("key: loop-closed", "key: logic-complete", "has the criterion 'logic-complete' twice"),
        (
            "short_title: Needs",
            "short_title: Needs of everybody",
            "has a short_title of more than 16 characters",
        ),
    ],
)
def test_a_slip_in_the_pack_is_found_on_its_line(was, becomes, said):
    text = (FOLDER / "journey.v1.yaml").read_text(encoding="utf-8")
    before, after = text.split(was, maxsplit=1)
    line = before.count("\n") + 1
    with pytest.raises(PackError) as caught:
        parse(before + becomes + after, JourneyPack, name="journey.v1.yaml")
    assert f"journey.v1.yaml:{line}: " in str(caught.value)
    assert said in str(caught.value)
