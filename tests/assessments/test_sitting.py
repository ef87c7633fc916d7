"""All levels agreed in one sitting: in one act, nobody's unseen, and what is left alone stays."""

import re

import pytest

from assessments.actions.agreement import token_of
from assessments.actions.reveal import reveal
from assessments.models import AgreedLevel
from history.actions import revise_row
from history.models import Change, ChangeSet
from tests.assessments.panels import opened, revealed
from tests.assessments.test_agreement import KEY, OTHER, agreed, page_of
from tests.conftest import sign_in


@pytest.fixture
def round(programme, manager):
    return revealed(programme, manager, value_of=lambda n, element: 3)


@pytest.fixture
def assessment(round):
    return round.assessment


def sitting(client, assessment, **typed):
    """The form as it was opened, with some fields typed into."""
    form = client.get(page_of(assessment, "assessment_agree")).context["form"]
    sent = {form[name].html_name: form[name].value() for name in form.fields}
    return {name: "" if value is None else value for name, value in sent.items()} | typed


def typed(level, why="Seen by all.", key=KEY):
    return {f"level-{key}": level, f"rationale-{key}": why}


def test_a_sitting_agrees_several_levels_in_one_act(as_manager, assessment, round):
    acts = ChangeSet.objects.count()
    sent = sitting(as_manager, assessment, **typed(3), **typed(1, "Split, yet settled.", OTHER))
    answer = as_manager.post(page_of(assessment, "assessment_agree"), sent)
    assert answer.url == page_of(assessment)
    assert {row.dimension: (row.level, row.round) for row in AgreedLevel.objects.all()} == {
        KEY: (3, round),
        OTHER: (1, round),
    }
    assert ChangeSet.objects.count() == acts + 1


def test_what_is_left_alone_in_a_sitting_stays(as_manager, assessment, manager):
    agreed(assessment, manager, 2)
    before = Change.objects.count()
    sent = sitting(as_manager, assessment)
    assert as_manager.post(page_of(assessment, "assessment_agree"), sent).status_code == 302
    assert Change.objects.count() == before


@pytest.mark.parametrize(
    ("said", "field"),
    [
        (typed(3, ""), "rationale"),
        (typed("", "Only words"), "level"),
        (typed("7"), "level"),
        (typed("2.5"), "level"),
    ],
)
def test_a_sitting_refuses_half_an_agreement_and_keeps_it(as_manager, assessment, said, field):
    sent = sitting(as_manager, assessment, **said, **typed(4, "A sound one", OTHER))
    answer = as_manager.post(page_of(assessment, "assessment_agree"), sent)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [f"{field}-{KEY}"]
    assert "A sound one" in answer.content.decode()
    assert not AgreedLevel.objects.exists()


def test_a_sitting_that_replaces_a_level_says_why(as_manager, assessment, manager):
    agreed(assessment, manager, 2)
    sent = sitting(as_manager, assessment, **typed(4))
    answer = as_manager.post(page_of(assessment, "assessment_agree"), sent)
    assert list(answer.context["form"].errors) == ["reason"]
    emptied = sitting(as_manager, assessment, **typed("", ""), reason="Gone")
    answer = as_manager.post(page_of(assessment, "assessment_agree"), emptied)
    assert list(answer.context["form"].errors) == [f"level-{KEY}"]
    answer = as_manager.post(
        page_of(assessment, "assessment_agree"), sent | {"reason": "The fund was signed."}
    )
    assert answer.status_code == 302
    assert list(AgreedLevel.objects.values_list("level", "reason")) == [(2, ""), (4, "The fund was signed.")]


def test_the_second_of_two_sittings_sees_what_the_first_agreed(as_manager, assessment, manager, facilitator):
    url = page_of(assessment, "assessment_agree")
    opened_form = sitting(as_manager, assessment)
    sign_in(facilitator).post(url, opened_form | typed(1, "Theirs."))
    answer = as_manager.post(url, opened_form | typed(4, "Ours."))
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "Theirs." in page
    assert "Ours." in page
    form = answer.context["form"]
    again = {name: form[name].value() or "" for name in form.fields} | {"reason": "We talked."}
    assert as_manager.post(url, again).status_code == 302
    assert [row.level for row in AgreedLevel.objects.all()] == [1, 4]


def test_a_sitting_leaves_alone_what_others_agreed_meanwhile(as_manager, assessment, manager, facilitator):
    agreed(assessment, manager, 2)
    url = page_of(assessment, "assessment_agree")
    opened_form = sitting(as_manager, assessment)
    sign_in(facilitator).post(url, opened_form | typed(1, "Theirs.") | {"reason": "Less"})
    assert as_manager.post(url, opened_form | typed(4, "Ours.", OTHER)).status_code == 302
    found = AgreedLevel.objects.order_by("pk").values_list("dimension", "level")
    assert list(found) == [(KEY, 2), (KEY, 1), (OTHER, 4)]


@pytest.mark.parametrize("forged", ["", "0-1.99", "nonsense", "0-½.²", "9" * 79])
def test_a_missing_or_forged_token_agrees_nothing(as_manager, assessment, manager, forged):
    row = agreed(assessment, manager, 2)
    assert token_of(row) == f"0-{row.pk}.1"
    sent = sitting(as_manager, assessment, **typed(4), reason="Because", **{f"token-{KEY}": forged})
    assert as_manager.post(page_of(assessment, "assessment_agree"), sent).status_code == 409
    assert AgreedLevel.objects.count() == 1


# While the panel rates


def test_what_was_typed_of_a_dimension_that_is_rated_meanwhile_is_quoted_and_nothing_is_saved(
    as_manager, assessment, facilitator
):
    url = page_of(assessment, "assessment_agree")
    sent = sitting(as_manager, assessment, **typed(3, "A long thought"), **typed(1, "Another one", OTHER))
    opened(assessment, facilitator, number=2, asked=[KEY])
    answer = as_manager.post(url, sent)
    assert answer.status_code == 409
    text = answer.content.decode()
    assert "The panel has begun to rate while you wrote" in text
    assert "Level 3 <q>A long thought</q>" in text
    assert "Another one" in text
    assert not AgreedLevel.objects.exists()
    again = as_sent_again(answer)
    assert as_manager.post(url, again).status_code == 302
    assert [row.dimension for row in AgreedLevel.objects.all()] == [OTHER]


def as_sent_again(answer):
    """What a browser sends of the form as the page has it."""
    form, page = answer.context["form"], answer.content.decode()
    hidden = dict(re.findall(r'<input type="hidden" name="([a-z-]+)"(?: value="([^"]*)")?', page))
    return (
        hidden
        | {name: form[name].value() or "" for name in form.fields if f'name="{name}"' in page}
        | {"told": hidden.get("told", "")}
    )


def test_a_quoted_text_stays_on_the_page_when_the_rest_is_refused(as_manager, assessment, facilitator):
    url = page_of(assessment, "assessment_agree")
    sent = sitting(as_manager, assessment, **typed(3, "A long thought"), **typed(1, "Another one", OTHER))
    opened(assessment, facilitator, number=2, asked=[KEY])
    again = as_sent_again(as_manager.post(url, sent)) | typed(1, "", OTHER)
    answer = as_manager.post(url, again)
    assert answer.status_code == 422
    assert "A long thought" in answer.content.decode()


def test_with_every_dimension_rated_meanwhile_what_was_typed_is_still_quoted(
    as_manager, assessment, facilitator
):
    sent = sitting(as_manager, assessment, **typed(3, "A long thought"))
    opened(assessment, facilitator, number=2)
    answer = as_manager.post(page_of(assessment, "assessment_agree"), sent)
    assert answer.status_code == 409
    assert "A long thought" in answer.content.decode()


def test_what_was_told_as_being_rated_is_not_saved_unseen_once_it_is_revealed(
    as_manager, assessment, facilitator
):
    url = page_of(assessment, "assessment_agree")
    sent = sitting(as_manager, assessment, **typed(3, "A long thought"))
    anew = opened(assessment, facilitator, number=2, asked=[KEY])
    again = as_sent_again(as_manager.post(url, sent))
    reveal(round=anew, version=anew.version, by=facilitator)
    answer = as_manager.post(url, again)
    assert answer.status_code == 409
    assert "Ratings were revealed while you wrote" in answer.content.decode()
    assert not AgreedLevel.objects.exists()
    assert as_manager.post(url, as_sent_again(answer)).status_code == 302
    assert AgreedLevel.objects.get().rationale == "A long thought"


def test_a_level_left_as_it_was_is_no_loss_when_its_dimension_is_rated_meanwhile(
    as_manager, assessment, manager
):
    agreed(assessment, manager, 2)
    sent = sitting(as_manager, assessment, **typed(1, "Another one", OTHER))
    opened(assessment, manager, number=2, asked=[KEY])
    assert as_manager.post(page_of(assessment, "assessment_agree"), sent).status_code == 302


@pytest.mark.parametrize("stored", ["One.\nTwo.", "One.\r\nTwo.", "One.\r\nTwo.\n"])
def test_line_ends_as_browsers_send_them_are_no_change(as_manager, assessment, manager, stored):
    row = agreed(assessment, manager, 2)
    row.rationale = stored
    revise_row(row=row, version=row.version, by=manager)
    sent = sitting(as_manager, assessment)
    sent[f"rationale-{KEY}"] = "One.\r\nTwo."
    assert as_manager.post(page_of(assessment, "assessment_agree"), sent).status_code == 302
    assert AgreedLevel.objects.count() == 1
